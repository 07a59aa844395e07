package menus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/menus"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/menufile"
	"github.com/wechatgo/wechatgo/sandbox"
)

// result is what a run of the command printed.
type result struct {
	status        int
	out, err, end string // end is the text of the error
}

// run runs menu with an input.
func run(input string, args ...string) result { return runReader(strings.NewReader(input), args...) }

func runReader(input io.Reader, args ...string) result {
	var out, errs bytes.Buffer
	cmd := menus.New()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetIn(input)
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	err := cmd.ExecuteContext(context.Background())
	if err == nil {
		return result{0, out.String(), errs.String(), ""}
	}
	return result{operator.StatusOf(err), out.String(), errs.String(), err.Error()}
}

// platform is a sandbox whose calls can be broken one by one.
type platform struct {
	*sandbox.Platform
	writes int                              // calls that change menus
	fault  func(n int, r *http.Request) int // what happens to the n-th of them, from 1
}

// What can happen to a call.
const (
	works   = iota
	refused // the platform refuses it
	lost    // it is made, but its answer is lost
)

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case !strings.HasPrefix(path, "/cgi-bin/menu/"), strings.HasSuffix(path, "/get"):
	default:
		p.writes++
		if p.fault == nil {
			break
		}
		f := sandbox.CallFault{Endpoint: "menu.*", Times: 1}
		switch p.fault(p.writes, r) {
		case refused:
			f.Code = 45009
			_ = p.FailCalls(f)
		case lost:
			f.Cut = true
			_ = p.FailCalls(f)
		}
	}
	p.Platform.ServeHTTP(w, r)
}

// withSandbox puts an account on a sandbox into the environment, and makes a new directory the working directory.
func withSandbox(t *testing.T) *platform {
	t.Helper()
	p := &platform{Platform: sandbox.New(sandbox.Config{})}
	t.Cleanup(p.Close)
	clitest.Serve(t, p)
	t.Chdir(t.TempDir())
	return p
}

func (p *platform) client(t *testing.T) *wechatgo.Client {
	t.Helper()
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		t.Fatal(err)
	}
	return wx
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func read(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// install puts menus on the account: a default one and two conditional ones.
func install(t *testing.T, p *platform) {
	t.Helper()
	conditional := func(tag endpoint.Number, name string) menu.ConditionalMenu {
		return menu.ConditionalMenu{Menu: menu.Menu{Buttons: []menu.Button{menu.Click(name, "K")}}, MatchRule: menu.MatchRule{TagID: tag}}
	}
	err := p.client(t).Menu.Replace(t.Context(),
		menu.Menu{Buttons: []menu.Button{menu.Click("今日歌曲", "SONG"), menu.Sub("菜单", menu.View("搜索", "https://www.example.com/"))}},
		conditional(2, "会员"), conditional(3, "员工"))
	if err != nil {
		t.Fatal(err)
	}
	p.writes = 0
}

const edited = `button:
  - name: 菜单
    sub_button:
      - {name: 搜索, type: view, url: "https://www.example.com/new"}
      - {name: 赞一下我们, type: click, key: GOOD}
  - {name: 今日歌曲, type: click, key: SONG}
conditional:
  - matchrule: {tag_id: 4, client_platform_type: 2}
    button: [{name: 新人, type: click, key: K}]
  - matchrule: {tag_id: 2}
    button: [{name: 贵宾, type: click, key: K}]
`

// A menu with conditional menus goes through pull, edit, diff, apply and comes back equal.
func TestRoundTrip(t *testing.T) {
	p := withSandbox(t)
	install(t, p)
	if got := run("", "pull", "-o", "menu.yaml"); got.status != 0 || got.out != "" {
		t.Fatalf("pull: %+v", got)
	}
	want := `# The menus of wx0123456789abcdef: wechatgo menu apply puts them on the account.
# 公众号菜单，修改后用 wechatgo menu apply 生效。
# button: the default menu; conditional: menus by tag or platform (1 iOS, 2 Android,
# 3 others), of which a user sees the first whose matchrule fits.
button:
  - name: 今日歌曲
    type: click
    key: SONG
  - name: 菜单
    sub_button:
      - name: 搜索
        type: view
        url: https://www.example.com/
conditional:
  - matchrule:
      tag_id: 2
    button:
      - name: 会员
        type: click
        key: K
  - matchrule:
      tag_id: 3
    button:
      - name: 员工
        type: click
        key: K
`
	if diff := cmp.Diff(want, read(t, "menu.yaml")); diff != "" {
		t.Errorf("pull (-want +got):\n%s", diff)
	}
	if got := run("", "check", "menu.yaml"); got.status != 0 {
		t.Errorf("check: %+v", got)
	}
	if got := run("", "diff", "menu.yaml"); got.status != 0 || got.out != "" {
		t.Errorf("diff of what was pulled: %+v", got)
	}

	write(t, "menu.yaml", edited)
	plan := `~ default menu: 菜单 > 搜索: url "https://www.example.com/" -> "https://www.example.com/new"
+ default menu: 菜单 > 赞一下我们: type "click", key "GOOD"
> default menu: 今日歌曲: moves from place 1 to 2
- menu for tag_id 3
+ menu for tag_id 4, client_platform_type 2
+ menu for tag_id 4, client_platform_type 2: 新人: type "click", key "K"
~ menu for tag_id 2: 会员: name "会员" -> "贵宾"
`
	got := run("", "diff", "menu.yaml")
	if diff := cmp.Diff(plan, got.out); got.status != operator.StatusDiffers || diff != "" {
		t.Errorf("diff: %d, %s (-want +got):\n%s", got.status, got.end, diff)
	}
	var asJSON struct {
		Equal   bool
		Changes []struct{ Change, Menu, Path, Button string }
	}
	got = run("", "diff", "menu.yaml", "--json")
	if err := json.Unmarshal([]byte(got.out), &asJSON); err != nil || got.status != operator.StatusDiffers || asJSON.Equal ||
		len(asJSON.Changes) != 7 || asJSON.Changes[1].Path != "button[0].sub_button[1]" || asJSON.Changes[1].Change != "added" {
		t.Errorf("diff --json: %v, %+v", err, got)
	}

	for _, answer := range []string{"", "n\n", "yes please\n"} {
		if got := run(answer, "apply", "menu.yaml"); got.status != operator.StatusFailed || p.writes != 0 || got.out != plan {
			t.Errorf("apply with the answer %q: %+v after %d calls", answer, got, p.writes)
		}
	}
	got = run("y\n", "apply", "menu.yaml")
	if want := plan + "applied, read back and equal; phones show it after up to 5 minutes\n"; got.status != 0 || got.out != want ||
		got.err != "Apply this to wx0123456789abcdef? [y/N] " {
		t.Errorf("apply: %+v", got)
	}
	if got := run("", "diff", "menu.yaml"); got.status != 0 || got.out != "" {
		t.Errorf("diff after apply: %+v", got)
	}
	pulled := run("", "pull")
	write(t, "again.yaml", pulled.out)
	writes := p.writes
	if got := run("", "apply", "again.yaml"); got.status != 0 || p.writes != writes || !strings.HasPrefix(got.out, "nothing to change") {
		t.Errorf("apply of what is there: %+v after %d calls", got, p.writes-writes)
	}
}

// Whatever call fails, and however, the former menus are back, and the command says so.
func TestApplyPutsTheFormerMenusBack(t *testing.T) {
	for name, how := range map[string]int{"refused": refused, "lost": lost} {
		t.Run(name, func(t *testing.T) {
			p := withSandbox(t)
			install(t, p)
			before := run("", "pull").out
			write(t, "menu.yaml", edited)
			write(t, "none.yaml", "button: []\n")
			for file, calls := range map[string]int{"menu.yaml": 5, "none.yaml": 1} {
				failures := 0
				for step := 1; step <= calls+1; step++ {
					p.fault = nil
					install(t, p)
					p.fault = func(n int, _ *http.Request) int { return map[bool]int{true: how}[n == step] }
					got := run("", "apply", file, "--yes", "--delete")
					if got.status == 0 { // no such call, or one that could be repeated
						if equal := run("", "diff", file); equal.status != 0 {
							t.Errorf("%s, call %d: applied, and %+v", file, step, equal)
						}
						continue
					}
					failures++
					if !strings.Contains(got.end, "the account has its former menus: they were read back and compared") {
						t.Errorf("%s, call %d: %+v", file, step, got)
					}
					if now := run("", "pull").out; now != before {
						t.Errorf("%s, call %d: the account has\n%s", file, step, now)
					}
				}
				if how == refused && failures != calls || file == "menu.yaml" && failures == 0 {
					t.Errorf("%s: %d failures", file, failures)
				}
			}
			if left, _ := filepath.Glob("menu-before-*"); left != nil {
				t.Errorf("files are left: %v", left)
			}
		})
	}
}

// Where the former menus cannot be put back either, they are in a file, from which they come back.
func TestApplyKeepsTheFormerMenus(t *testing.T) {
	p := withSandbox(t)
	install(t, p)
	before := run("", "pull").out
	write(t, "menu.yaml", edited)
	p.fault = func(n int, _ *http.Request) int { return map[bool]int{true: refused}[n > 2] }
	got := run("", "apply", "menu.yaml", "--yes")
	files, _ := filepath.Glob("menu-before-*.yaml")
	if got.status != operator.StatusQuota || len(files) != 1 || !strings.Contains(got.end, "the former menus are in ") ||
		!strings.Contains(got.end, files[0]) || !strings.Contains(got.err, "could not be put back") {
		t.Fatalf("apply: %+v, files %v", got, files)
	}
	p.fault = nil
	if got := run("", "apply", files[0], "--yes"); got.status != 0 {
		t.Errorf("apply of the kept menus: %+v", got)
	}
	if now := run("", "pull").out; now != before {
		t.Errorf("the account has\n%s", now)
	}
}

// The former menus are in a file while they are changed, also for a command that is killed.
func TestApplyKeepsTheFormerMenusMeanwhile(t *testing.T) {
	p := withSandbox(t)
	install(t, p)
	want, err := menufile.Parse([]byte(run("", "pull").out))
	if err != nil {
		t.Fatal(err)
	}
	write(t, "menu.yaml", edited)
	p.fault = func(n int, _ *http.Request) int {
		files, _ := filepath.Glob("menu-before-*.yaml")
		if len(files) != 1 {
			t.Errorf("call %d: files %v", n, files)
			return works
		}
		if got, err := menufile.Parse([]byte(read(t, files[0]))); err != nil || len(menufile.Diff(want, got)) > 0 {
			t.Errorf("call %d: %v, %v", n, err, got)
		}
		return works
	}
	if got := run("", "apply", "menu.yaml", "--yes"); got.status != 0 || p.writes != 5 {
		t.Errorf("%+v after %d calls", got, p.writes)
	}
	if left, _ := filepath.Glob("menu-before-*"); left != nil {
		t.Errorf("files are left: %v", left)
	}
}

// Where no file can be written, the former menus are on the screen.
func TestApplyShowsTheFormerMenus(t *testing.T) {
	p := withSandbox(t)
	install(t, p)
	write(t, "menu.yaml", edited)
	file, err := filepath.Abs("menu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(gone, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(gone)
	if err := os.Remove(gone); err != nil {
		t.Skip("the working directory cannot be removed here")
	}
	t.Setenv("TMPDIR", gone)
	p.fault = func(n int, _ *http.Request) int { return map[bool]int{true: refused}[n > 2] }
	got := run("", "apply", file, "--yes")
	if got.status != operator.StatusQuota || !strings.Contains(got.end, "no file could be written") || !strings.Contains(got.end, "name: 员工") {
		t.Errorf("%+v", got)
	}
}

// A plan is for the menus that it was made for.
func TestApplyFindsTheMenusChanged(t *testing.T) {
	p := withSandbox(t)
	install(t, p)
	write(t, "menu.yaml", edited)
	change := func() {
		if err := p.client(t).Menu.Replace(t.Context(), menu.Menu{Buttons: []menu.Button{menu.Click("x", "K")}}); err != nil {
			t.Error(err)
		}
		p.writes = 0
	}
	got := runReader(onRead{strings.NewReader("y\n"), change}, "apply", "menu.yaml")
	if got.status != operator.StatusFailed || p.writes != 0 || !strings.Contains(got.end, "have changed since the plan was made: nothing was done") {
		t.Errorf("%+v after %d calls", got, p.writes)
	}
}

// onRead does something before it is read.
type onRead struct {
	io.Reader
	do func()
}

func (r onRead) Read(p []byte) (int, error) {
	r.do()
	return r.Reader.Read(p)
}

// Deleting all menus is said twice.
func TestApplyDeletes(t *testing.T) {
	p := withSandbox(t)
	install(t, p)
	write(t, "none.yaml", "button: []\n")
	if got := run("", "apply", "none.yaml", "--yes"); got.status != operator.StatusFailed || p.writes != 0 || !strings.Contains(got.end, "--delete") {
		t.Errorf("without --delete: %+v", got)
	}
	if got := run("", "apply", "none.yaml", "--yes", "--delete"); got.status != 0 || p.writes != 1 {
		t.Errorf("with --delete: %+v", got)
	}
	if got := run("", "pull"); got.status != 0 || !strings.HasSuffix(got.out, "\nbutton: []\n") {
		t.Errorf("pull: %+v", got)
	}
	if got := run("", "diff", "none.yaml"); got.status != 0 {
		t.Errorf("diff: %+v", got)
	}
	write(t, "empty.yaml", "")
	if got := run("", "apply", "empty.yaml", "--yes", "--delete"); got.status != operator.StatusArgument {
		t.Errorf("an empty file: %+v", got)
	}
}

// A menu that was made on the platform's site is told apart.
func TestMenuOfTheSite(t *testing.T) {
	p := withSandbox(t)
	const site = `{"is_menu_open":1,"selfmenu_info":{"button":[{"name":"更多","sub_button":{"list":[{"type":"news","name":"文章","value":"V"}]}},{"type":"view","name":"官网","url":"https://a/"}]}}`
	answer := func() {
		if err := p.AnswerNext("menu.get_current_selfmenu_info", site); err != nil {
			t.Fatal(err)
		}
	}
	answer()
	got := run("", "pull", "-o", "menu.yaml")
	want := `the account's menu was made on mp.weixin.qq.com and is switched on there; the API has none (46003):
  "更多" (a list)
    "文章" (news, a type that only the site has)
  "官网" (view)`
	if got.status != operator.StatusFailed || !strings.HasPrefix(got.end, want) {
		t.Errorf("pull: %+v", got)
	}
	if _, err := os.Stat("menu.yaml"); err == nil {
		t.Error("a file was written")
	}
	answer()
	write(t, "menu.yaml", edited)
	if got := run("n\n", "apply", "menu.yaml"); !strings.Contains(got.err, "out of force from now on") {
		t.Errorf("apply: %+v", got)
	}
}

// A conditional menu with retired conditions is named: a file may not have it, and it does not come back.
func TestRetiredConditions(t *testing.T) {
	p := withSandbox(t)
	const old = `{"menu":{"button":[{"type":"click","name":"a","key":"k","sub_button":[]}],"menuid":1},` +
		`"conditionalmenu":[{"button":[{"type":"click","name":"b","key":"k","sub_button":[]}],"matchrule":{"group_id":"7","sex":"1"},"menuid":2}]}`
	for _, tt := range []struct{ args, want string }{
		{"pull", "standard output:12:12: conditional[0].matchrule.sex is a condition that the platform no longer takes"},
		{"apply menu.yaml", "warning: the menu for tag_id 7, sex 1 could not be put back after a failure: the platform no longer takes sex (65320)"},
	} {
		if err := p.AnswerNext("menu.get", old); err != nil {
			t.Fatal(err)
		}
		write(t, "menu.yaml", "button: [{name: a, type: click, key: k}]\n")
		if got := run("n\n", strings.Fields(tt.args)...); !strings.Contains(got.err, tt.want) {
			t.Errorf("%s: %+v lacks %q", tt.args, got, tt.want)
		}
	}
}

// Mistakes are printed with their places, before anything is asked of the platform.
func TestCheck(t *testing.T) {
	t.Parallel()
	const wrong = "button:\n  - name: 今日歌曲今日歌\n    type: click\n    key: 7\n"
	for _, command := range []string{"check", "diff", "apply"} {
		got := run(wrong, command, "-")
		want := `standard input:2:11: button[0].name has 21 bytes: give 1 to 16: 5 Chinese characters (40018)
   2 |   - name: 今日歌曲今日歌
     |           ^
     `
		if got.status != operator.StatusArgument || !strings.HasPrefix(got.err, want) || !strings.HasSuffix(got.err, "\nstandard input: 2 problems\n") || got.out != "" {
			t.Errorf("%s: %+v", command, got)
		}
	}
	var problems []struct {
		Line, Column, Code  int
		Path, Problem, Cure string
	}
	got := run(wrong, "check", "-", "--json")
	if err := json.Unmarshal([]byte(got.out), &problems); err != nil || got.status != operator.StatusArgument || len(problems) != 2 ||
		problems[1].Line != 4 || problems[1].Path != "button[0].key" || problems[0].Code != 40018 {
		t.Errorf("check --json: %v, %+v", err, got)
	}
	if got := run("button: []", "check", "-", "--json"); got.status != 0 || got.out != "[]\n" {
		t.Errorf("check --json of a file without a mistake: %+v", got)
	}
}

// A file that somebody else wrote does nothing to the terminal.
func TestCheckShowsControlCharacters(t *testing.T) {
	t.Parallel()
	got := run(`{"button": [], "\u001b[2J": 1}`, "check", "-")
	if want := `\x1b[2J is unknown`; !strings.Contains(got.err, want) || strings.Contains(got.err, "\x1b") {
		t.Errorf("got %q, want %s", got.err, want)
	}
}

// The status 1 of diff is for a difference alone.
func TestDiffInTrouble(t *testing.T) {
	p := withSandbox(t)
	write(t, "menu.yaml", edited)
	for name, args := range map[string][]string{
		"no file": {"diff", "missing.yaml"}, "no argument": {"diff"}, "a flag": {"diff", "--colour", "menu.yaml"}, "an account": {"diff", "menu.yaml", "--account", "x"},
	} {
		if got := run("", args...); got.status != operator.StatusTrouble {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if err := p.FailNext("menu.get", 48001); err != nil {
		t.Fatal(err)
	}
	if got := run("", "diff", "menu.yaml"); got.status != operator.StatusPermission || !strings.Contains(got.end, "48001") {
		t.Errorf("a refused call: %+v", got)
	}
}

// What the platform keeps in another form than the file is not passed over.
func TestApplyReadsBack(t *testing.T) {
	p := withSandbox(t)
	write(t, "menu.yaml", "button: [{name: a, type: click, key: k}]\n")
	p.fault = func(int, *http.Request) int {
		_ = p.AnswerNext("menu.get", `{"menu":{"button":[{"type":"click","name":"a","key":"K","sub_button":[]}]}}`)
		return works
	}
	got := run("", "apply", "menu.yaml", "--yes")
	if got.status != operator.StatusFailed || !strings.Contains(got.out, `~ default menu: a: key "K" -> "k"`) || !strings.Contains(got.end, "not those of the file") {
		t.Errorf("%+v", got)
	}
}

// Nobody can answer where the input is a file.
func TestConfirmNeedsSomebody(t *testing.T) {
	f, err := os.Open(write(t, filepath.Join(t.TempDir(), "answer"), "y\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := operator.Confirm(t.Context(), f, io.Discard, "?"); err == nil || !strings.Contains(err.Error(), "--yes") {
		t.Errorf("a file as the input: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, _ := io.Pipe()
	if err := operator.Confirm(ctx, r, io.Discard, "?"); !errors.Is(err, context.Canceled) {
		t.Errorf("after Ctrl-C: %v", err)
	}
}
