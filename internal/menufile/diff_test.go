package menufile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/menufile"
)

func tagged(tag endpoint.Number, buttons ...menu.Button) menufile.Conditional {
	return menufile.Conditional{Rule: menu.InstalledRule{GroupID: tag}, Buttons: buttons}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	a, b, c := menu.Click("a", "A"), menu.Click("b", "B"), menu.View("c", "https://c/")
	file := func(buttons []menu.Button, conditional ...menufile.Conditional) menufile.File {
		return menufile.File{Buttons: buttons, Conditional: conditional}
	}
	list := func(buttons ...menu.Button) []menu.Button { return buttons }
	for _, tt := range []struct {
		name       string
		have, want menufile.File
		lines      []string
	}{
		{"equal", file(list(a, menu.Sub("s", b)), tagged(1, c)), file(list(a, menu.Sub("s", b)), tagged(1, c)), nil},
		{"a button more", file(list(a)), file(list(a, c)), []string{`+ default menu: c: type "view", url "https://c/"`}},
		{"a button less", file(list(a, b)), file(list(b)), []string{`- default menu: a: type "click", key "A"`}},
		{"a key", file(list(a)), file(list(menu.Click("a", "A2"))), []string{`~ default menu: a: key "A" -> "A2"`}},
		{"a name", file(list(a, b)), file(list(menu.Click("x", "A"), b)), []string{`~ default menu: a: name "a" -> "x"`}},
		{"a type", file(list(a)), file(list(menu.View("a", "https://a/"))), []string{`~ default menu: a: type "click" -> "view", key "A" -> "", url "" -> "https://a/"`}},
		{"a place", file(list(a, b, c)), file(list(c, a, b)), []string{"> default menu: c: moves from place 3 to 1"}},
		{"a place within a list", file(list(menu.Sub("s", a, b))), file(list(menu.Sub("s", b, a))), []string{"> default menu: s > a: moves from place 1 to 2"}},
		{"one before the others", file(list(a, b)), file(list(c, a, b)), []string{`+ default menu: c: type "view", url "https://c/"`}},
		{"a button becomes a list", file(list(a)), file(list(menu.Sub("a", b))), []string{
			`~ default menu: a: type "click" -> "", key "A" -> ""`, `+ default menu: a > b: type "click", key "B"`,
		}},
		{"a list has another name", file(list(menu.Sub("s", a, b))), file(list(menu.Sub("t", a, b))), []string{`~ default menu: s: name "s" -> "t"`}},
		{"a first menu", file(nil), file(list(a)), []string{`+ default menu: a: type "click", key "A"`}},
		{"a conditional menu more", file(list(a)), file(list(a), tagged(2, b)), []string{"+ menu for tag_id 2", `+ menu for tag_id 2: b: type "click", key "B"`}},
		{"a conditional menu less", file(list(a), tagged(2, b), tagged(1, b)), file(list(a), tagged(1, b)), []string{"- menu for tag_id 2"}},
		{"a button of a conditional menu", file(list(a), tagged(2, b)), file(list(a), tagged(2, menu.Click("b", "B2"))), []string{`~ menu for tag_id 2: b: key "B" -> "B2"`}},
		{"the order of conditional menus", file(list(a), tagged(1, a), tagged(2, b)), file(list(a), tagged(2, b), tagged(1, a)), []string{"> menu for tag_id 1: moves from place 1 to 2"}},
		{"a name that would act on a terminal", file(nil), file(list(menu.Click("a\x1b[2J\n", "A"))), []string{`+ default menu: a\x1b[2J\n: type "click", key "A"`}},
	} {
		var got []string
		for _, change := range menufile.Diff(tt.have, tt.want) {
			got = append(got, change.String())
		}
		if diff := cmp.Diff(tt.lines, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// The paths lead to the button: in the new state, or in the old one if it is removed.
func TestDiffPaths(t *testing.T) {
	t.Parallel()
	have := menufile.File{Buttons: []menu.Button{menu.Click("a", "A")}, Conditional: []menufile.Conditional{tagged(9, menu.Click("a", "A")), tagged(1, menu.Click("a", "A"))}}
	want := menufile.File{Buttons: []menu.Button{menu.Sub("s", menu.Click("x", "X"))}, Conditional: []menufile.Conditional{tagged(1, menu.Click("a", "B"))}}
	var got []string
	for _, c := range menufile.Diff(have, want) {
		got = append(got, string(c.Kind)+" "+c.Menu+" "+c.Path)
	}
	if diff := cmp.Diff([]string{
		"removed default button[0]", "added default button[0]", "added default button[0].sub_button[0]",
		"removed tag_id 9 conditional[0]", "changed tag_id 1 conditional[0].button[0]",
	}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// genText draws what people may put into a menu, also what YAML reads as something else.
func genText(most int) *rapid.Generator[string] {
	odd := rapid.SampledFrom([]string{
		"yes", "no", "null", "~", "true", "1", "007", "1e3", "0x1F", "2026-01-02", "12:30", "- a", "a: b", "# c", "*x", "&x", "!t",
		"'", `"`, "a #b", "{a}", "[a]", "|", ">", "%a", "@a", "`a", " a ", "<<", "=", ".inf", "今日歌曲", "🎵", "a\\n", "?", "-", ":", "a:", "---",
	})
	line := rapid.StringN(1, 4, most).Filter(func(s string) bool { return !strings.ContainsFunc(s, unicode.IsControl) })
	return rapid.OneOf(odd, line)
}

func genButtons(level int) *rapid.Generator[[]menu.Button] {
	one := rapid.Custom(func(t *rapid.T) menu.Button {
		name := genText(16).Draw(t, "name")
		switch rapid.IntRange(0, 3+level).Draw(t, "kind") {
		case 0:
			return menu.Click(name, genText(128).Draw(t, "key"))
		case 1:
			return menu.View(name, "https://"+genText(100).Draw(t, "url"))
		case 2:
			return menu.Media(name, genText(100).Draw(t, "media_id"))
		case 3:
			return menu.MiniProgram(name, "http://a", genText(20).Draw(t, "appid"), genText(100).Draw(t, "pagepath"))
		}
		return menu.Sub(name, genButtons(0).Draw(t, "sub_button")...)
	})
	return rapid.SliceOfN(one, 1, 3)
}

func genFile() *rapid.Generator[menufile.File] {
	return rapid.Custom(func(t *rapid.T) menufile.File {
		f := menufile.File{Buttons: genButtons(1).Draw(t, "button")}
		for i := range rapid.IntRange(0, 3).Draw(t, "conditional") {
			f.Conditional = append(f.Conditional, tagged(endpoint.Number(i+1), genButtons(1).Draw(t, "button")...))
		}
		return f
	})
}

// What is written is read again as it was, whatever the texts are.
func TestFormatAndParse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := genFile().Draw(t, "file")
		raw, err := menufile.Format(f, "a comment\n注释\n")
		if err != nil {
			t.Fatal(err)
		}
		got, err := menufile.Parse(raw)
		if problems, ok := errors.AsType[menufile.Problems](err); ok {
			problems = slices.DeleteFunc(problems, func(p menufile.Problem) bool { return p.Code == 65316 })
			if len(problems) > 0 {
				t.Fatalf("%v in:\n%s", problems, raw)
			}
			return // more hosts than the platform takes
		}
		if diff := cmp.Diff(f, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-want +got):\n%s\nin:\n%s", diff, raw)
		}
	})
}

// A file differs from itself in nothing, and from another one in something.
func TestDiffOfEqualFiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, g := genFile().Draw(t, "f"), genFile().Draw(t, "g")
		if changes := menufile.Diff(f, f); changes != nil {
			t.Fatalf("a file differs from itself: %v", changes)
		}
		if changes := menufile.Diff(f, g); (changes == nil) != cmp.Equal(f, g) {
			t.Fatalf("%v and %v: %v", f, g, changes)
		}
	})
}

// A file has no field without a value.
func TestFormat(t *testing.T) {
	t.Parallel()
	raw, err := menufile.Format(goodFile(), "The menus.\n")
	want := `# The menus.
button:
  - name: 今日歌曲
    type: click
    key: V1001_TODAY_MUSIC
  - name: 菜单
    sub_button:
      - name: 搜索
        type: view
        url: http://www.soso.com/
      - name: wxa
        type: miniprogram
        url: http://mp.weixin.qq.com
        appid: wx286b93c14bbf93aa
        pagepath: pages/lunar/index
conditional:
  - matchrule:
      tag_id: 2
      client_platform_type: 1
    button:
      - name: 会员
        type: view
        url: https://www.example.com/
`
	if diff := cmp.Diff(want, string(raw)); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if raw, err := menufile.Format(menufile.File{}, ""); string(raw) != "button: []\n" || err != nil {
		t.Errorf("no menu: %q, %v", raw, err)
	}
}

func TestRuleTextShowsControlCharacters(t *testing.T) {
	t.Parallel()
	if got, want := menufile.RuleText(menu.InstalledRule{City: "a\x1b[2J"}), `city a\x1b[2J`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
