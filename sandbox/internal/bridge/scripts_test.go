package bridge_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
	"github.com/wechatgo/wechatgo/sandbox/internal/page"
)

// source returns a file of the phone page.
func source(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(page.Files(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// scripts returns all that pages get, on the web origin and outside of it.
func scripts() string { return string(bridge.Script()) + string(bridge.Standalone()) }

// goSources returns the Go files of this package.
func goSources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{"verify.go", "share.go", "local.go", "voice.go", "place.go", "card.go", "opentag.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

func names(pattern, text string) map[string]bool {
	found := map[string]bool{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found[match[1]] = true
	}
	return found
}

// The web view handles every message that it gets, and has a form for every question. A browser tab has one as well.
func TestPhoneHandlesEveryMessage(t *testing.T) {
	t.Parallel()
	_, handlers, _ := strings.Cut(source(t, "webview.js"), "const handlers = {")
	types := names(`\bpost\("(\w+)"`, scripts())
	for name := range names(`\.tell\("(\w+)"`, goSources(t)) {
		types[name] = true
	}
	if len(types) < 10 {
		t.Errorf("found only %v", types)
	}
	for name := range types {
		if !regexp.MustCompile(`(?m)^  (?:async )?` + name + `[(:]`).MatchString(handlers) {
			t.Errorf("webview.js does not handle %s", name)
		}
	}
	_, inTab, _ := strings.Cut(scripts(), "const inTab = {")
	kinds := names(`\bask\(c, "(\w+)"`, goSources(t))
	if len(kinds) < 7 {
		t.Errorf("found only %v", kinds)
	}
	for name := range kinds {
		for where, text := range map[string]string{"asks.js": source(t, "asks.js"), "asktab.js": inTab} {
			if !regexp.MustCompile(`(?m)^  (?:async )?` + name + `[(:]`).MatchString(text) {
				t.Errorf("%s does not ask for %s", where, name)
			}
		}
	}
}

// No page loads anything from WeChat because of these scripts.
func TestScriptsLoadNothing(t *testing.T) {
	t.Parallel()
	text := scripts() + string(bridge.JWeixin())
	for found := range names(`["'\x60](https?://[^"'\x60\s]*)`, text) {
		t.Errorf("a script has the address %s", found)
	}
	for _, danger := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "new Function"} {
		if strings.Contains(text, danger) {
			t.Errorf("a script uses %s", danger)
		}
	}
}
