package publish

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// result is what a run of a command printed.
type result struct {
	status   int
	out, err string
}

// run runs draft or publish.
func run(cmd *cobra.Command, args ...string) result {
	var out, errs bytes.Buffer
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	cmd.SetIn(strings.NewReader(""))
	if err := cmd.ExecuteContext(context.Background()); err != nil {
		fmt.Fprintln(&errs, err)
		return result{operator.StatusOf(err), out.String(), errs.String()}
	}
	return result{0, out.String(), errs.String()}
}

func pushed(args ...string) result { return run(NewDraft(), append([]string{"push"}, args...)...) }

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// replace writes a file so that nobody sees half of it.
func replace(t *testing.T, path string, data []byte) {
	t.Helper()
	write(t, path+".new", data)
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// pngOf returns a PNG of so many pixels.
func pngOf(t *testing.T, pixels int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, pixels, pixels))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newArticle writes an article with two pictures, and returns its path.
func newArticle(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.md")
	write(t, path, []byte("# Title\n\nwords\n\n![](one.png)\n\n![](two.png)\n"))
	write(t, filepath.Join(filepath.Dir(path), "one.png"), pngOf(t, 1))
	write(t, filepath.Join(filepath.Dir(path), "two.png"), pngOf(t, 2))
	return path
}

// calls are the calls of a platform that a push makes.
type calls struct{ image, material, add, update, submit int }

func callsOf(p *sandbox.Platform) calls {
	n := p.Counters().Calls
	return calls{
		int(n["material.media_uploadimg"]), int(n["material.add_material"]), int(n["draft.add"]), int(n["draft.update"]), int(n["freepublish.submit"]),
	}
}

// A picture is uploaded once, and the draft of the first push is updated, whatever happens between two pushes.
func TestPushAgain(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	path := newArticle(t)
	push := func(name string, want calls, words ...string) string {
		t.Helper()
		before := callsOf(p)
		got := pushed(path)
		now := callsOf(p)
		made := calls{now.image - before.image, now.material - before.material, now.add - before.add, now.update - before.update, now.submit - before.submit}
		if got.status != 0 || made != want {
			t.Errorf("%s: %+v, calls %+v, want %+v", name, got, made, want)
		}
		for _, word := range words {
			if !strings.Contains(got.out+got.err, word) {
				t.Errorf("%s: %+v lacks %q", name, got, word)
			}
		}
		_, id, _ := strings.Cut(strings.SplitN(got.out, "\n", 2)[0], `"Title": `)
		return id
	}
	first := push("first", calls{image: 2, material: 1, add: 1}, "made the draft", "preview: http", "it is a draft, and not published", "uploaded the picture one.png")
	if again := push("again", calls{update: 1}, "updated the draft"); again != first || first == "" {
		t.Errorf("the draft %q became %q", first, again)
	}
	write(t, filepath.Join(filepath.Dir(path), "two.png"), pngOf(t, 3))
	push("a new picture", calls{image: 1, update: 1})

	if got := run(NewDraft(), "delete", first); got.status != operator.StatusFailed || !strings.Contains(got.err, "give --yes") {
		t.Errorf("without --yes: %+v", got)
	}
	if got := run(NewDraft(), "delete", first, "--yes"); got.status != 0 {
		t.Errorf("delete: %+v", got)
	}
	second := push("a draft that is gone", calls{add: 1, update: 1}, "the draft "+first+" is gone")
	if second == first {
		t.Error("the draft that is gone is back")
	}

	// The cover goes: the draft is there, but the platform does not know the cover's media_id.
	var cover struct {
		Accounts map[string]onAccount `json:"accounts"`
	}
	raw, err := os.ReadFile(path + StateEnding)
	if err != nil || json.Unmarshal(raw, &cover) != nil || len(cover.Accounts) != 1 {
		t.Fatalf("the state: %v %s", err, raw)
	}
	for _, a := range cover.Accounts {
		for _, id := range a.Materials {
			if got := deleteMaterial(t, id); got != nil {
				t.Fatal(got)
			}
		}
	}
	if third := push("a cover that is gone", calls{image: 2, material: 1, update: 2}, "all are uploaded again"); third != second {
		t.Errorf("the draft %q became %q", second, third)
	}

	// The platform begins anew.
	if err := p.Reset(); err != nil {
		t.Fatal(err)
	}
	push("a platform without anything", calls{image: 2, material: 1, add: 2, update: 1})

	write(t, path+StateEnding, []byte("{"))
	if got := pushed(path); got.status != operator.StatusFailed || !strings.Contains(got.err, "is no state of this version") {
		t.Errorf("a broken state: %+v", got)
	}
}

// deleteMaterial deletes a material as somebody else does.
func deleteMaterial(t *testing.T, id string) error {
	t.Helper()
	wx, err := (&operator.Accounts{}).Client()
	if err != nil {
		t.Fatal(err)
	}
	return wx.Material.Delete(context.Background(), id)
}

// A push that is interrupted doubles nothing.
func TestInterruptedPush(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	path := newArticle(t)
	p.FailCalls(sandbox.CallFault{Endpoint: "material.add_material", Code: endpoint.ErrAPIDailyQuota, Times: 1})
	if got := pushed(path); got.status != operator.StatusQuota || !strings.Contains(got.err, "45009") || got.out != "" {
		t.Errorf("interrupted: %+v", got)
	}
	if got := pushed(path); got.status != 0 || strings.Contains(got.err, "uploaded the picture") {
		t.Errorf("again: %+v", got)
	}
	if n := callsOf(p); n.image != 2 || n.add != 1 {
		t.Errorf("%+v", n)
	}
	if rest, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.part")); rest != nil {
		t.Errorf("left: %v", rest)
	}
}

// Where nothing can be remembered nothing is uploaded, and a draft of which no answer came is not called unmade.
func TestPushRemembers(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	path := newArticle(t)
	got := pushed(path, "--state", filepath.Join(t.TempDir(), "none", "state.json"))
	if n := callsOf(p); got.status != operator.StatusFailed || !strings.Contains(got.err, "nothing was uploaded") || n != (calls{}) {
		t.Errorf("%+v, %+v", got, n)
	}
	p.FailCalls(sandbox.CallFault{Endpoint: "draft.add", Code: endpoint.ErrSystemBusy, Times: 1})
	if got := pushed(path); got.status != operator.StatusBusy || !strings.Contains(got.err, "it is not known whether a draft was made") {
		t.Errorf("%+v", got)
	}
}

// Commands with the same file of the state, such as a --watch beside a push, forget nothing of each other.
func TestSharedState(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	var states [2]*state
	for i := range states {
		s, err := readState(path)
		if err != nil {
			t.Fatal(err)
		}
		states[i] = s
	}
	one, two := states[0].account("wx"), states[1].account("wx")
	one.Drafts["a.md"], one.Images["x"] = "A", "X"
	writeState := func(i int) {
		t.Helper()
		if err := states[i].write(); err != nil {
			t.Fatal(err)
		}
	}
	writeState(0)
	two.Drafts["b.md"] = "B"
	writeState(1)
	if err := states[0].refresh(); err != nil || one.Drafts["b.md"] != "B" || two.Drafts["a.md"] != "A" || two.Images["x"] != "X" {
		t.Fatalf("%v, %+v, %+v", err, one, two)
	}
	delete(one.Drafts, "a.md") // it was published
	writeState(0)
	two.Drafts["b.md"] = "C"
	writeState(1)
	if _, ok := two.Drafts["a.md"]; ok {
		t.Error("a draft that was forgotten came back")
	}
	if err := states[0].refresh(); err != nil || one.Drafts["b.md"] != "C" {
		t.Errorf("%v, %+v", err, one)
	}
}

// A device that is no terminal has nobody to answer.
func TestNoTerminal(t *testing.T) {
	t.Parallel()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if operator.IsTerminal(null) {
		t.Error("the null device is taken for a terminal")
	}
}

// The cover's name is that of a file, whatever is in it.
func TestCoverNames(t *testing.T) {
	path := newArticle(t)
	for _, name := range []string{"50%.png", "a#b?.png", "封面 1.png", "图:1.png"} {
		cover := filepath.Join(filepath.Dir(path), name)
		write(t, cover, pngOf(t, 3))
		if got := pushed(path, "--dry-run", "--cover", cover); got.status != 0 || !strings.Contains(got.err, "cover: "+cover) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What the account may not do is said before anything is uploaded, and so is what is wrong with the article.
func TestPushIsRefusedBeforeUploads(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{Kind: "personal"})
	path := newArticle(t)
	if got := pushed(path, "--publish", "--yes"); got.status != operator.StatusPermission || !strings.Contains(got.err, "草稿箱") || !strings.Contains(got.err, "Push without --publish") {
		t.Errorf("--publish of a personal account: %+v", got)
	}
	if got := pushed(path, "--preview", "alice"); got.status != operator.StatusPermission || !strings.Contains(got.err, "Push without --preview") || !strings.Contains(got.err, "不能通过接口发送预览") {
		t.Errorf("--preview of a personal account: %+v", got)
	}
	p.FailCalls(sandbox.CallFault{Endpoint: "draft.count", Code: endpoint.ErrAPIUnauthorized, Times: 1})
	if got := pushed(path); got.status != operator.StatusPermission || !strings.Contains(got.err, "nothing was uploaded: this account may make no drafts") {
		t.Errorf("no drafts: %+v", got)
	}
	write(t, path, []byte("# "+strings.Repeat("汉", 33)+"\n\n![](one.png)"))
	if got := pushed(path); got.status != operator.StatusArgument || !strings.Contains(got.err, "title has 33 characters: give 1 to 32") {
		t.Errorf("a long title: %+v", got)
	}
	if n := callsOf(p); n != (calls{}) {
		t.Errorf("calls were made: %+v", n)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--theme", "x"}, `--theme is "x": give one of default, ink, ocean`},
		{[]string{"--dry-run", "--watch"}, "leave out --publish, --watch and --preview"},
		{[]string{"--publish"}, "the standard input is no terminal: give --yes"},
		{[]string{"--yes"}, "--yes answers the question of --publish"},
		{[]string{"-o", "x"}, "-o is the file for the HTML of --dry-run"},
		{[]string{"--watch", "--publish"}, "--watch pushes a draft again and again"},
		{[]string{"--base", t.TempDir()}, "is not in the folder"},
		{[]string{"--cover", filepath.Join(t.TempDir(), "none.png")}, "--cover "},
	} {
		if got := pushed(append([]string{path}, tt.args...)...); got.status == 0 || !strings.Contains(got.err, tt.want) {
			t.Errorf("%v: %+v, want %q", tt.args, got, tt.want)
		}
	}
}

// A dry run needs no account, and writes what would be sent.
func TestDryRun(t *testing.T) {
	clitest.SetAccount(t, "", "", "")
	path := newArticle(t)
	got := pushed(path, "--dry-run")
	if got.status != 0 || !strings.HasPrefix(got.out, "<section ") || !strings.Contains(got.err, "picture: two.png, 0.1 KB\ncover: one.png, ") || !strings.Contains(got.err, "nothing was sent") {
		t.Errorf("%+v", got)
	}
	out := filepath.Join(t.TempDir(), "a.html")
	if got := pushed(path, "--dry-run", "-o", out, "--theme", "ocean", "--cover", filepath.Join(filepath.Dir(path), "two.png")); got.status != 0 || got.out != "" || !strings.Contains(got.err, "two.png, 0.1 KB\nnothing") {
		t.Errorf("-o: %+v", got)
	}
	if raw, err := os.ReadFile(out); err != nil || !bytes.Contains(raw, []byte("words")) {
		t.Errorf("%s, %v", raw, err)
	}
	// A folder above the article's, and a picture of another host.
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/a.png" {
			http.NotFound(w, r)
			return
		}
		w.Write(pngOf(t, 4))
	}))
	t.Cleanup(host.Close)
	dir := filepath.Join(filepath.Dir(path), "posts")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	below := filepath.Join(dir, "b.md")
	write(t, below, []byte("# T\n\n![](../one.png) ![](/two.png) ![]("+host.URL+"/a.png)"))
	if got := pushed(below, "--dry-run"); got.status != operator.StatusArgument || !strings.Contains(got.err, "is outside of the article's folder") {
		t.Errorf("without --base: %+v", got)
	}
	if got := pushed(below, "--dry-run", "--base", filepath.Dir(path)); got.status != operator.StatusArgument || !strings.Contains(got.err, "is on another host") {
		t.Errorf("without --fetch: %+v", got)
	}
	if got := pushed(below, "--dry-run", "--base", filepath.Dir(path), "--fetch"); got.status != 0 || strings.Count(got.err, "picture: ") != 3 {
		t.Errorf("%+v", got)
	}
	write(t, below, []byte("# T\n\n![]("+host.URL+"/none.png)"))
	if got := pushed(below, "--dry-run", "--fetch"); got.status != operator.StatusArgument || !strings.Contains(got.err, "404 Not Found") {
		t.Errorf("a picture that is not there: %+v", got)
	}
	write(t, below, []byte("---\ntype: newspic\n---\n# T\n\nwords\n\n![](../one.png)"))
	if got := pushed(below, "--dry-run", "--base", filepath.Dir(path)); got.status != 0 || got.out != "words\n" || strings.Contains(got.err, "cover") {
		t.Errorf("a newspic: %+v", got)
	}
}

// pushIn pushes and publishes an article in virtual time, with an answer to the question.
func pushIn(t *testing.T, p *sandbox.Platform, path, answer string) result {
	t.Helper()
	wx, err := wechatgo.New(p.Account(), wechatgo.WithHTTPClient(p.Client()), wechatgo.WithBaseURL(p.URL()))
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s, err := readState(path + StateEnding)
	if err != nil {
		t.Fatal(err)
	}
	c := &push{source: source{path: path}, publish: true, yes: answer == ""}
	ready, _, err := c.read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	cmd.SetIn(strings.NewReader(answer))
	cmd.SetErr(&errs)
	if err := c.pushOnce(cmd, newPusher(wx, s, path, &out, &errs), ready); err != nil {
		fmt.Fprintln(&errs, err)
		return result{operator.StatusOf(operator.CallError{Err: err}), out.String(), errs.String()}
	}
	return result{0, out.String(), errs.String()}
}

// A publication of which no answer came, or that is gone again, is not called unpublished.
func TestPublishIsOpen(t *testing.T) {
	t.Parallel()
	path := newArticle(t)
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t, sandbox.WithoutApp())
		if err := p.FailNext("freepublish.submit", endpoint.ErrSystemBusy); err != nil {
			t.Fatal(err)
		}
		if got := pushIn(t, p, path, ""); got.status != operator.StatusBusy || !strings.Contains(got.err, "it is not known whether the draft ") || strings.Contains(got.err, "not published") {
			t.Errorf("busy: %+v", got)
		}
		for _, status := range []string{"5", "6"} {
			if err := p.AnswerNext("freepublish.get", `{"publish_id":"1","publish_status":`+status+`}`); err != nil {
				t.Fatal(err)
			}
			if got := pushIn(t, p, path, ""); got.status == 0 || !strings.Contains(got.err, "was published, and can no longer be read") || strings.Contains(got.err, "not published") {
				t.Errorf("status %s: %+v", status, got)
			}
		}
	})
}

// Ctrl-C at the question is no success.
func TestInterruptedQuestion(t *testing.T) {
	path := newArticle(t)
	clitest.Sandbox(t, sandbox.Config{})
	c := &push{accounts: &operator.Accounts{}, source: source{path: path}, publish: true}
	ready, _, err := c.read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in, _ := io.Pipe()
	defer in.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cmd := &cobra.Command{}
	cmd.SetContext(ctx)
	cmd.SetIn(in)
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(writerFunc(func(b []byte) {
		if bytes.Contains(b, []byte("[y/N]")) {
			cancel()
		}
	}))
	p, err := c.pusher(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.pushOnce(cmd, p, ready); !errors.Is(err, context.Canceled) || !strings.Contains(out.String(), "not published: it is a draft") {
		t.Errorf("%v, %s", err, out.String())
	}
}

// writerFunc is a writer that calls a function.
type writerFunc func(b []byte)

func (f writerFunc) Write(b []byte) (int, error) {
	f(b)
	return len(b), nil
}

// Only what the platform published is called published.
func TestPublish(t *testing.T) {
	t.Parallel()
	path := newArticle(t)
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t, sandbox.WithoutApp())
		if got := pushIn(t, p, path, "no\n"); got.status != 0 || !strings.Contains(got.out, "not published: it is a draft") || callsOf(p).submit != 0 {
			t.Errorf("no: %+v", got)
		}
		if err := p.FailNext("freepublish.submit", endpoint.ErrAPIDailyQuota); err != nil {
			t.Fatal(err)
		}
		if got := pushIn(t, p, path, ""); got.status != operator.StatusQuota || !strings.Contains(got.err, "not published, it is still the draft ") || strings.Contains(got.out, "published") {
			t.Errorf("refused: %+v", got)
		}
		if err := p.AnswerNext("freepublish.get", `{"publish_id":"1","publish_status":4,"fail_idx":[1]}`); err != nil {
			t.Fatal(err)
		}
		if got := pushIn(t, p, path, ""); got.status != operator.StatusFailed || !strings.Contains(got.err, "refused by the platform's review") || !strings.Contains(got.err, "平台审核不通过") || strings.Contains(got.out, "published ") {
			t.Errorf("the review: %+v", got)
		}
		time.Sleep(time.Minute) // the platform published it all the same; the next push finds no draft
		got := pushIn(t, p, path, "YES\n")
		if got.status != 0 || !strings.Contains(got.out, `published "Title": `+p.URL()+"/s/") || !strings.Contains(got.err, "is under way") || !strings.Contains(got.err, "is gone") {
			t.Errorf("published: %+v", got)
		}
		if n := callsOf(p); n.image != 2 || n.material != 1 || n.add != 2 {
			t.Errorf("%+v", n)
		}
	})
}

func TestLists(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	if got := run(NewDraft(), "list"); got.status != 0 || got.out != "" || !strings.Contains(got.err, "there is none") {
		t.Errorf("no drafts: %+v", got)
	}
	path := newArticle(t)
	if got := pushed(path); got.status != 0 {
		t.Fatalf("%+v", got)
	}
	var rows []row
	got := run(NewDraft(), "list", "--format", "json")
	if got.status != 0 || json.Unmarshal([]byte(got.out), &rows) != nil || len(rows) != 1 || rows[0].Title != "Title" || rows[0].MediaID == "" || rows[0].URL == "" {
		t.Fatalf("%+v", got)
	}
	if got := run(NewDraft(), "list"); !strings.HasPrefix(got.out, "MEDIA_ID") || !strings.Contains(got.out, rows[0].MediaID) {
		t.Errorf("%+v", got)
	}
	if got := run(NewDraft(), "get", rows[0].MediaID); got.status != 0 || !strings.Contains(got.out, `"title": "Title"`) || !strings.Contains(got.out, "<section") {
		t.Errorf("%+v", got)
	}
	if got := run(NewDraft(), "get", "none"); got.status != operator.StatusNotFound || !strings.Contains(got.err, "40007") {
		t.Errorf("%+v", got)
	}
	wx, err := (&operator.Accounts{}).Client()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wx.FreePublish.Submit(t.Context(), rows[0].MediaID); err != nil {
		t.Fatal(err)
	}
	p.Clock.Advance(time.Minute)
	got = run(NewPublish(), "list", "--format", "ndjson")
	var published row
	if got.status != 0 || json.Unmarshal([]byte(got.out), &published) != nil || published.ArticleID == "" || published.URL != rows[0].URL {
		t.Errorf("%+v", got)
	}
	if err := p.SetKind("personal"); err != nil {
		t.Fatal(err)
	}
	if got := run(NewPublish(), "list"); got.status != operator.StatusPermission || !strings.Contains(got.err, "认证") {
		t.Errorf("%+v", got)
	}
	if got := run(NewPublish(), "list", "--format", "xml"); got.status != operator.StatusFailed {
		t.Errorf("%+v", got)
	}
}

// A change of the text or of a picture pushes again, and a mistake ends nothing.
// A long article with ten pictures lands on a follower's phone.
func TestPreview(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{Users: []string{"alice"}})
	alice := p.User("alice")
	alice.Follow()
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("# 公众号\n\n")
	for i := range 10 {
		name := fmt.Sprintf("%d.png", i)
		write(t, filepath.Join(dir, name), pngOf(t, 20+i))
		fmt.Fprintf(&text, "## %d\n\n%s\n\n![](%s)\n\n", i, strings.Repeat("长文。", 200), name)
	}
	path := filepath.Join(dir, "long.md")
	write(t, path, []byte(text.String()))
	if got := pushed(path, "--preview", "bob"); got.status == 0 || !strings.Contains(got.err, "the preview was not sent; the draft is ") || !strings.Contains(got.err, "40132") {
		t.Errorf("nobody: %+v", got)
	}
	for _, to := range []string{"alice", alice.OpenID()} {
		if got := pushed(path, "--preview", to); got.status != 0 || !strings.Contains(got.out, "sent a preview to "+to+"\n") || !strings.Contains(got.out, "it is a draft, and not published") {
			t.Errorf("to %s: %+v", to, got)
		}
		chat := alice.Chat()
		card := chat[len(chat)-1]
		if card.Via != "preview" || len(card.Articles) != 1 || card.Articles[0].Title != "公众号" {
			t.Fatalf("on the phone: %+v", card)
		}
		page := get(t, os.Getenv(wechatgo.EnvAPIBase)+strings.TrimPrefix(card.Articles[0].URL, p.URL()))
		if n := strings.Count(page, "<img"); n != 10 || strings.Count(page, "长文。") < 2000 {
			t.Errorf("the article on the phone has %d pictures and %d of 2000 sentences", n, strings.Count(page, "长文。"))
		}
	}
	if n := callsOf(p); n.image != 10 || n.add != 1 || n.update != 2 {
		t.Errorf("%+v", n)
	}
}

// get returns the page at an address.
func get(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, answer.Status, err)
	}
	return string(page)
}

func TestWatch(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{Users: []string{"alice"}})
	p.User("alice").Follow()
	path := newArticle(t)
	c := &push{source: source{path: path}, previewTo: "alice"}
	wx, err := (&operator.Accounts{}).Client()
	if err != nil {
		t.Fatal(err)
	}
	s, err := readState(path + StateEnding)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lines, errs := io.Pipe()
	tick, ended := make(chan time.Time), make(chan error, 1)
	go func() { ended <- c.watchFiles(ctx, newPusher(wx, s, path, io.Discard, errs), tick) }()
	printed := make(chan string, 100)
	go func() {
		for scanner := bufio.NewScanner(lines); scanner.Scan(); {
			printed <- scanner.Text()
		}
		close(printed)
	}()
	t.Cleanup(func() { errs.Close() })
	until := func(words string) {
		t.Helper()
		for line := range printed {
			if strings.Contains(line, words) {
				return
			}
		}
		t.Fatalf("no line with %q", words)
	}
	until("waiting for a change of 3 files")
	tick <- time.Time{} // nothing has changed
	replace(t, path, []byte("# Title\n\nother words\n\n![](one.png)"))
	tick <- time.Time{}
	until("waiting for a change of 2 files")
	replace(t, filepath.Join(filepath.Dir(path), "one.png"), pngOf(t, 30))
	tick <- time.Time{}
	until("uploaded the picture one.png")
	until("waiting")
	replace(t, path, []byte("no title"))
	tick <- time.Time{}
	until("title is empty")
	until("waiting")
	replace(t, path, []byte("# Title\n\nthe last words\n\n![](one.png)"))
	tick <- time.Time{}
	until("waiting")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if n := callsOf(p); n.add != 1 || n.update != 3 {
		t.Errorf("%+v", n)
	}
	if n := p.Counters().Calls["mass.preview"]; n != 1 {
		t.Errorf("%d previews", n)
	}
}
