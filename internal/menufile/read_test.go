package menufile_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/menufile"
	"github.com/wechatgo/wechatgo/internal/samples"
)

const good = `# 注释
button:
  - name: 今日歌曲
    type: click
    key: V1001_TODAY_MUSIC
  - name: 菜单
    sub_button:
      - {name: 搜索, type: view, url: "http://www.soso.com/"}
      - name: wxa
        type: miniprogram
        url: http://mp.weixin.qq.com
        appid: wx286b93c14bbf93aa
        pagepath: pages/lunar/index
conditional:
  - matchrule: {tag_id: 2, client_platform_type: "1"}
    button:
      - {name: 会员, type: view, url: https://www.example.com/}
`

func goodFile() menufile.File {
	return menufile.File{
		Buttons: []menu.Button{
			menu.Click("今日歌曲", "V1001_TODAY_MUSIC"),
			menu.Sub("菜单", menu.View("搜索", "http://www.soso.com/"),
				menu.MiniProgram("wxa", "http://mp.weixin.qq.com", "wx286b93c14bbf93aa", "pages/lunar/index")),
		},
		Conditional: []menufile.Conditional{{
			Rule:    menu.InstalledRule{GroupID: 2, ClientPlatformType: menu.IOS},
			Buttons: []menu.Button{menu.View("会员", "https://www.example.com/")},
		}},
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"YAML":        good,
		"Windows":     "\ufeff" + strings.ReplaceAll(good, "\n", "\r\n"),
		"with anchor": strings.Replace(good, `{name: 会员, type: view, url: https://www.example.com/}`, "&member {name: 会员, type: view, url: https://www.example.com/}", 1),
	} {
		got, err := menufile.Parse([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(goodFile(), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	shared, err := menufile.Parse([]byte("button: &all\n  - {name: a, type: click, key: k}\nconditional:\n  - {matchrule: {tag_id: 2}, button: *all}\n"))
	if err != nil || !cmp.Equal(shared.Conditional[0].Buttons, []menu.Button{menu.Click("a", "k")}) {
		t.Errorf("an alias: %v, %v", shared, err)
	}
	if none, err := menufile.Parse([]byte("button: []")); err != nil || !none.Empty() {
		t.Errorf("no menu: %v, %v", none, err)
	}
}

// The platform's documented requests are files, since JSON is YAML.
func TestParseReadsTheSamples(t *testing.T) {
	t.Parallel()
	found := 0
	for _, s := range samples.Of("menu.create") {
		found++
		got, err := menufile.Parse(s.Request)
		var want menu.Menu
		if json.Unmarshal(s.Request, &want) != nil || err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		if have := (menufile.File{Buttons: want.Buttons}); len(menufile.Diff(menufile.Of(menu.Menus{Default: menu.Installed{Menu: want}}), got)) > 0 {
			t.Errorf("%s: got %v, want %v", s.Name, got, have)
		}
	}
	if found < 2 {
		t.Fatalf("%d samples of menu.create", found)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "1:1: the file is empty: give the buttons of the menu, or button: [] for no menu"},
		{"a comment", "# x\n", "1:1: the file is empty: give the buttons of the menu, or button: [] for no menu"},
		{"a list", "- a\n", "1:1: is a list, not an object: give it button, conditional"},
		{"no YAML", "button:\n  - name: \"a\n", "2:11: the file is no YAML: could not find end character of double-quoted text: correct the indentation, the quotes or the brackets here"},
		{"GBK", "button:\n  - name: \xb2\xcb\n", "2:11: the file is not UTF-8: save it as UTF-8"},
		{"too much", strings.Repeat(" ", menufile.MaxSize+1), "1:1: the file has more than 256 KB: give the file with the menus"},
		{"a long line", "button: []\n" + strings.Repeat(`"`, 33<<10), "2:1: the line has more than 32 KB: break it where the menu has a new button"},
		{"two documents", "button: []\n---\nbutton: []\n", "3:1: the file has more than one document: give a file for each account"},
		{"no button", "conditional: []\n", "1:1: button is missing: give the buttons of the menu, or button: [] for no menu"},
		{"an empty field", "button:\n", "1:1: button is empty, not a list: begin each item with - , or write [] for none"},
		{
			"a name that is near", "button:\n  - {nane: a, type: click, key: k}\n",
			"2:6: button[0].nane is unknown: is it name?",
		},
		{
			"a misspelt field with a mistake", "button:\n  - {name: a, tipe: view, url: a}\n",
			"2:15: button[0].tipe is unknown: is it type?\n" +
				`2:32: button[0].url is "a", which has no scheme: begin it with https:// or http:// (65317)`,
		},
		{
			"another name", "buttons:\n  - {name: a, type: click, key: k}\n",
			"1:1: buttons is unknown: is it button?",
		},
		{
			"no name like it", "button:\n  - {name: a, type: click, key: k, colour: red}\n",
			"2:36: button[0].colour is unknown: the fields are name, type, key, url, appid, pagepath, media_id, article_id, sub_button",
		},
		{
			"given twice", "button:\n  - name: a\n    type: click\n    key: k\n    name: b\n",
			"5:5: button[0].name is given twice, first in line 2: remove one of them",
		},
		{
			"a number", "button:\n  - {name: 歌, type: click, key: 007}\n",
			`2:33: button[0].key is a number, not a text: put it in quotes: "007"`,
		},
		{
			"an object", "button:\n  - {name: 歌, type: click, key: {a: b}}\n",
			"2:33: button[0].key is an object, not a text: give a text",
		},
		{
			"bytes and characters", "button:\n  - name: 今日歌曲今日歌\n    type: click\n    key: k\n",
			"2:11: button[0].name has 21 bytes: give 1 to 16: 5 Chinese characters (40018)",
		},
		{
			"a field that is missing", "button:\n  - name: 歌\n    type: view\n",
			"2:5: button[0].url has 0 bytes: give 1 to 1024 (40020)",
		},
		{
			"no type", "button:\n  - name: 歌\n    key: k\n",
			"2:5: button[0].type is empty: give a type such as click, or a sub_button (40017)",
		},
		{
			"a field of another type", "button:\n  - {name: a, type: view, url: https://a/, key: k}\n",
			"2:49: button[0].key is no field of a view button: remove it",
		},
		{
			"a list with an action", "button:\n  - {name: a, url: https://a/, sub_button: [{name: a, type: click, key: k}]}\n",
			"2:20: button[0].url is no field of a button that opens a list: remove it",
		},
		{
			"a third level", "button:\n- name: a\n  sub_button:\n  - name: b\n    sub_button:\n    - name: c\n",
			"5:5: button[0].sub_button[0].sub_button is a third level: menus have two levels: move these buttons up (40022)",
		},
		{
			"no default menu", "button: []\nconditional:\n  - {matchrule: {tag_id: 2}, button: [{name: a, type: click, key: k}]}\n",
			"1:1: button is empty although there are conditional menus: give the default menu, which users see whom no rule fits (65303)",
		},
		{
			"an alias of nothing", "button: *x\n",
			"1:9: button is *x, which names nothing: give a value the name &x above it",
		},
		{
			"an alias of what is in an unknown field", "x: [&b []]\nbutton: *b\n",
			"1:1: x is unknown: the fields are button, conditional",
		},
		{
			"no objects", "button:\n  - x\n  - 5\n",
			"2:5: button[0] is a text, not an object: give it name, type, key, url, appid, pagepath, media_id, article_id, sub_button\n" +
				"3:5: button[1] is a number, not an object: give it name, type, key, url, appid, pagepath, media_id, article_id, sub_button",
		},
		{
			"a control character", "button:\n  - name: |\n      歌\n    type: click\n    key: k\n",
			"2:11: button[0].name has the control character '\\n': remove it (40018)",
		},
		{
			"no list", "button:\n  - {name: a, sub_button: 5}\n",
			"2:27: button[0].sub_button is a number, not a list: begin each item with - , or write [] for none",
		},
		{
			"tags", "button:\n  - name: !!binary 5LiA\n    type: click\n    key: !!str 007\n",
			"2:11: button[0].name has the tag !!binary: remove it; a text can be in quotes\n" +
				"4:10: button[0].key has the tag !!str: remove it; a text can be in quotes",
		},
		{
			"a full-width colon", "button:\n  - name: 歌\n    type：click\n    key: k\n",
			"3:9: the line has a full-width colon (U+FF1A) here: write : and a space",
		},
		{
			"a full-width colon first", "button:\n  - name：歌\n    type: click\n",
			"2:9: the line has a full-width colon (U+FF1A) here: write : and a space",
		},
		{
			"a full-width colon in JSON", "{\"button\"：[]}",
			"1:10: the line has a full-width colon (U+FF1A) here: write : and a space",
		},
		{
			"a no-break space", "button:\n  - name:\u00a0歌\n    type: click\n",
			"2:10: the line has a space that is none for YAML (U+00A0) here: write a plain space",
		},
		{
			"a full-width colon in brackets", "button: [\n  {name：歌, type: click, key: k}]\n",
			"2:8: the line has a full-width colon (U+FF1A) here: write : and a space",
		},
		{
			"a full-width colon alone", "button:\n  - name：歌\n",
			"2:9: the line has a full-width colon (U+FF1A) here: write : and a space",
		},
		{
			"a wide space", "button:\n  - name: 歌\n\u3000\u3000type: click\n",
			"3:1: the line has a space that is none for YAML (U+3000) here: write a plain space",
		},
	} {
		_, err := menufile.Parse([]byte(tt.text))
		problems, ok := errors.AsType[menufile.Problems](err)
		if !ok {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if problems.Error() != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, problems, tt.want)
		}
	}
}

// The mistakes of a rule, all at once.
func TestProblemsOfRules(t *testing.T) {
	t.Parallel()
	const one = "\n    button: [{name: a, type: click, key: k}]\n"
	_, err := menufile.Parse([]byte("button: [{name: a, type: click, key: k}]\nconditional:\n" +
		"  - matchrule: {}" + one +
		"  - matchrule: {group_id: 9}" + one +
		"  - matchrule: {tag_id: 2}" + one +
		"  - matchrule: {tag_id: \"2\"}" + one +
		"  - matchrule: {tag_id: vip}" + one +
		"  - matchrule: {tag_id: 3, sex: 1, city: 广州}" + one +
		"  - matchrule: {client_platform_type: 4}" + one +
		"  - matchrule: {client_platform_type: iOS}" + one +
		"  - menuid: 208379533\n    matchrule: {tag_id: 5}" + one +
		"  - matchrule: {tag_id: 6}\n    button: [{name: a, type: view, url: https://a.com/}, {name: b, sub_button: [{name: b, type: view, url: https://b.com/x}, {name: c, type: view, url: https://c.com/}]}]\n" +
		"  - matchrule: {tag_id: 7}\n    button: [{name: b, type: view, url: http://b.com/}, {name: d, type: view, url: https://d.com/}]\n"))
	want := strings.TrimSpace(`
3:5: conditional[0].matchrule is empty: give tag_id or client_platform_type, or make it the default menu (65304)
5:17: conditional[1].matchrule.group_id is unknown: is it tag_id?
9:5: conditional[3].matchrule is that of conditional[2], so that nobody sees this menu: remove one of the two
11:25: conditional[4].matchrule.tag_id is "vip": give a whole number from 1
13:33: conditional[5].matchrule.sex is a condition that the platform no longer takes: remove the menu, or choose its users by tag_id (65320)
13:42: conditional[5].matchrule.city is a condition that the platform no longer takes: remove the menu, or choose its users by tag_id (65320)
15:39: conditional[6].matchrule.client_platform_type is 4: give 1 for iOS, 2 for Android or 3 for others
17:39: conditional[7].matchrule.client_platform_type is "iOS": give 1 for iOS, 2 for Android or 3 for others
19:5: conditional[8].menuid is unknown: remove it: the platform gives each menu its id
25:84: conditional[10].button[1].url links to d.com beside a.com, b.com, c.com: let all conditional menus together link to at most 3 hosts (65316)`)
	if err == nil {
		t.Fatal("no problem")
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if !errors.Is(err, endpoint.ErrConditionalMenuPrivacyRule) {
		t.Error("the codes are not found")
	}
}

// The mark stands below the character, which a wide space keeps in its column behind Chinese ones.
func TestExcerpt(t *testing.T) {
	t.Parallel()
	_, err := menufile.Parse([]byte("button:\n  - {name: 歌曲, type: click, key: 1}\n"))
	problems, ok := errors.AsType[menufile.Problems](err)
	if !ok || len(problems) != 1 {
		t.Fatal(err)
	}
	want := "   2 |   - {name: 歌曲, type: click, key: 1}\n" +
		"     |            　　                    ^\n"
	if diff := cmp.Diff(want, problems[0].Excerpt); diff != "" {
		t.Errorf("excerpt (-want +got):\n%s", diff)
	}
}

// Aliases in aliases stand for more values than anybody waits for.
func TestManyAliases(t *testing.T) {
	t.Parallel()
	text := "button:\n  - name: x\n    sub_button: &s\n      - &b {name: a, type: click, key: k}\n" +
		strings.Repeat("      - *b\n", 2000) + strings.Repeat("  - name: y\n    sub_button: *s\n", 2000)
	_, err := menufile.Parse([]byte(text))
	if err == nil || !strings.Contains(err.Error(), "has too many values") {
		t.Errorf("got %.200v", err)
	}
}

// The conditional menu that was added last is tried first; the order of the platform's answer is not documented.
func TestOf(t *testing.T) {
	t.Parallel()
	one := func(id, tag endpoint.Number) menu.Installed {
		return menu.Installed{Menu: menu.Menu{Buttons: []menu.Button{menu.Click("a", "k")}}, MatchRule: &menu.InstalledRule{GroupID: tag}, MenuID: id}
	}
	for name, answer := range map[string][]menu.Installed{
		"with ids":    {one(7, 1), one(9, 3), one(8, 2)},
		"without ids": {one(0, 3), one(0, 2), one(0, 1)},
	} {
		var tags []endpoint.Number
		for _, c := range menufile.Of(menu.Menus{Conditional: answer}).Conditional {
			tags = append(tags, c.Rule.GroupID)
		}
		if diff := cmp.Diff([]endpoint.Number{3, 2, 1}, tags); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := menufile.Parse(raw)
		problems, _ := errors.AsType[menufile.Problems](err)
		if err != nil && len(problems) == 0 {
			t.Fatalf("%v says nothing", err)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Column < 1 || p.What == "" || p.Cure == "" {
				t.Errorf("%q: %+v", raw, p)
			}
		}
		if err != nil {
			return
		}
		written, err := menufile.Format(file, "")
		if err != nil {
			t.Fatal(err)
		}
		again, err := menufile.Parse(written)
		if err != nil || len(menufile.Diff(file, again)) > 0 {
			t.Errorf("%q is written as %q: %v", raw, written, err)
		}
	})
}

// The parser keeps the path of each value, and so takes memory by the square. It takes these without harm.
func TestParseRefusesLongPaths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ raw, want string }{
		{"button: " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000), "within each other"},
		{"button: " + strings.Repeat("{a: ", 1000) + strings.Repeat("}", 1000), "within each other"},
		{"button: " + strings.Repeat(`["]", `, 1000) + strings.Repeat("]", 1000), "within each other"},
		{strings.Repeat("- ", 1000), "within each other"},
		{strings.Repeat("? ", 1000), "within each other"},
		{"button: []\n" + strings.Repeat("k", 1000) + ":\n  a: 1\n", "1: the file has a name of a field with more than 40 bytes"},
	} {
		_, err := menufile.Parse([]byte(tt.raw))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.30s: %.200v", tt.raw, err)
		}
	}
}

func TestParseNamesAZeroBeforeANumber(t *testing.T) {
	t.Parallel()
	_, err := menufile.Parse([]byte("button: []\nconditional: [{matchrule: {tag_id: 010}}]\n"))
	if err == nil || !strings.Contains(err.Error(), `tag_id is "010": write it as 10`) {
		t.Errorf("got %v", err)
	}
}

func TestParseNamesAFractionAsNoWholeNumber(t *testing.T) {
	t.Parallel()
	_, err := menufile.Parse([]byte("button: []\nconditional: [{matchrule: {tag_id: 2.5}}]\n"))
	if err == nil || !strings.Contains(err.Error(), "tag_id is a number, not a whole number") {
		t.Errorf("got %v", err)
	}
}
