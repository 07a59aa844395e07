package page_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox/internal/page"
)

// sources returns the content of the page's files whose names end in one of the suffixes, by name.
func sources(t *testing.T, suffixes ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(page.Files(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) }) {
			return err
		}
		content, err := fs.ReadFile(page.Files(), name)
		found[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no file ends in %v", suffixes)
	}
	return found
}

// matches returns the first group of every match, in order.
func matches(pattern, text string) []string {
	var found []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	return found
}

func TestEveryReferencedFileIsThere(t *testing.T) {
	t.Parallel()
	files := page.Files()
	exists := func(from, name string) {
		if _, err := fs.Stat(files, name); err != nil {
			t.Errorf("%s refers to %s, which is not embedded", from, name)
		}
	}
	page := sources(t, "index.html")["index.html"]
	assets := matches(`(?:src|href)="/_sandbox/phone/([^"]+)"`, page)
	if len(assets) == 0 {
		t.Error("index.html refers to nothing under /_sandbox/phone/")
	}
	for _, name := range assets {
		exists("index.html", name)
	}
	for from, text := range sources(t, ".js") {
		for _, name := range matches(`from "\./([^"]+)"`, text) {
			exists(from, name)
		}
	}
	exists("the licence of weui.css", "LICENSE.weui")
}

func TestEveryImportIsExported(t *testing.T) {
	t.Parallel()
	modules := sources(t, ".js")
	for from, text := range modules {
		for _, match := range regexp.MustCompile(`import \{([^}]+)\} from "\./([^"]+)"`).FindAllStringSubmatch(text, -1) {
			for name := range strings.SplitSeq(match[1], ",") {
				name = strings.TrimSpace(name)
				exported := regexp.MustCompile(`export (?:async )?(?:function|const|class) ` + regexp.QuoteMeta(name) + `\b`)
				if !exported.MatchString(modules[match[2]]) {
					t.Errorf("%s imports %s, which %s does not export", from, name, match[2])
				}
				if len(regexp.MustCompile(`\b`+name+`\b`).FindAllString(text, -1)) < 2 {
					t.Errorf("%s imports %s and does not use it", from, name)
				}
			}
		}
	}
}

func TestNothingIsFetchedFromAnotherHost(t *testing.T) {
	t.Parallel()
	texts := sources(t, ".html", ".css", ".js", ".svg")
	allowed := []string{
		"http://www.w3.org/2000/svg",    // the names of XML languages, which nothing loads
		"http://www.w3.org/1999/xlink",  //
		"https://github.com/weui/weui",  // the licence notice of WeUI
		"http://${state.webHosts[0] ??", // the app's own page, offered as a link to send
	}
	for name, text := range texts {
		for _, found := range matches(`(https?://[^\s"'<>)]+)`, strings.ReplaceAll(text, "%3A", ":")) {
			ok := slices.ContainsFunc(allowed, func(one string) bool { return strings.HasPrefix(one, found) || strings.HasPrefix(found, one) })
			if pattern := strings.HasPrefix(found, `https?:`); !ok && !pattern {
				t.Errorf("%s refers to %s", name, found)
			}
		}
		for _, url := range matches(`url\(["']?([^"')]{1,5})`, text) {
			if url != "data:" && !strings.HasPrefix(url, "%23") {
				t.Errorf("%s fetches url(%s…)", name, url)
			}
		}
		if strings.Contains(text, "@import") || strings.Contains(text, "@font-face") {
			t.Errorf("%s imports a stylesheet or a font", name)
		}
	}
}

func TestNoMarkupFromData(t *testing.T) {
	t.Parallel()
	for name, text := range sources(t, ".js") {
		for _, danger := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"} {
			if strings.Contains(text, danger) {
				t.Errorf("%s uses %s", name, danger)
			}
		}
	}
}

// Browser tests and users' scripts find parts of the page by these ids, classes and attributes.
func TestStableNames(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, text := range sources(t, ".html", ".js") {
		all.WriteString(text)
	}
	ids := []string{
		"user-select", "follow", "unfollow", "message-input", "send", "menu-bar", "chat", "webview", "webview-close",
		"webview-share", "share-sheet", "mode-select", "inspector", "advance-clock", "faults", "delay", "profile", "show-keyboard", "show-menu",
		"tab-phone", "tab-inspector", "tab-console", "console", "more", "popup-sheet", "subscriptions", "tags", "service",
		"agent-online", "agent-input", "agent-send", "hand-over", "end-session", "add-agent", "add-template",
	}
	for _, id := range ids {
		if !regexp.MustCompile(`\bid(?:=|: )"` + id + `"`).MatchString(all.String()) {
			t.Errorf("nothing has the id %s", id)
		}
	}
	classes := []string{"menu-button", "menu-item", "bubble", "hint", "exchange", "push-again", "share-card-title", "share-card-desc", "agent-card", "desk-person", "take"}
	for _, class := range classes {
		if !regexp.MustCompile("class: [\"`](?:[^\"`]* )?" + class + "[\"` ]").MatchString(all.String()) {
			t.Errorf("nothing has the class %s", class)
		}
	}
	for _, data := range []string{"dataset: { from: entry.from, type: entry.type", "dataset: { kind: exchange.kind, outcome: exchange.outcome"} {
		if !strings.Contains(all.String(), data) {
			t.Errorf("%q does not exist any more", data)
		}
	}
}

func TestEveryWordInBothLanguages(t *testing.T) {
	t.Parallel()
	texts := sources(t, ".html", ".js")
	table := texts["i18n.js"]
	delete(texts, "i18n.js")
	known := matches(`(?m)^  "([\w.]+)": \{`, table)
	whole := matches(`(?m)^  "([\w.]+)": \{ en: ".*", zh: ".+" \},$`, table)
	for _, key := range known {
		if !slices.Contains(whole, key) {
			t.Errorf("%s has words in one language only", key)
		}
	}
	slices.Sort(known)
	if once := slices.Compact(slices.Clone(known)); len(once) != len(known) {
		t.Errorf("%d keys are defined twice", len(known)-len(once))
	}
	for name, text := range texts {
		used := append(matches(`\bt\("([\w.]+)"\)`, text), matches(`data-t(?:-title|-label)?="([\w.]+)"`, text)...)
		for _, key := range used {
			if !slices.Contains(known, key) {
				t.Errorf("%s says %s, which has no words", name, key)
			}
		}
	}
	var all strings.Builder
	for _, text := range texts {
		all.WriteString(text)
	}
	computed := regexp.MustCompile(`^(console|entry|fault|filter|invitation|kind|mode|outcome|share|template|templates)\.`) // t(`filter.${name}`), known("kind", name)
	for _, key := range known {
		if !computed.MatchString(key) && !strings.Contains(all.String(), `"`+key+`"`) {
			t.Errorf("nothing uses %s", key)
		}
	}
}
