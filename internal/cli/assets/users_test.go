package assets_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/internal/cli/assets"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// withFollowers has a sandbox with n followers, and returns their openids.
func withFollowers(t *testing.T, n int) (*platform, map[string]bool) {
	t.Helper()
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("user%03d", i))
	}
	p := withSandbox(t, sandbox.Config{Users: names})
	openIDs := map[string]bool{}
	for _, name := range names {
		u := p.User(name)
		u.Follow()
		openIDs[u.OpenID()] = true
	}
	return p, openIDs
}

// failBatch makes the n-th call for a batch of users fail, none if n is 0, and returns the count of such calls.
func failBatch(p *platform, n int64, fail func()) *atomic.Int64 {
	calls := new(atomic.Int64)
	p.before = func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/user/info/batchget") && calls.Add(1) == n {
			fail()
		}
	}
	return calls
}

// exported returns the openids in a file of CSV, each once.
func exported(t *testing.T, text string) map[string]bool {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) == 0 || strings.Join(rows[0], ",") != "openid,unionid,subscribe_time,subscribe_scene,language,remark,tagid_list,qr_scene,qr_scene_str" {
		t.Fatalf("%v, %v", rows, err)
	}
	list := map[string]bool{}
	for _, row := range rows[1:] {
		if list[row[0]] {
			t.Errorf("%s comes twice", row[0])
		}
		list[row[0]] = true
	}
	return list
}

func same(a, b map[string]bool) bool {
	for id := range a {
		if !b[id] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestExport(t *testing.T) {
	_, want := withFollowers(t, 120)
	got := run(assets.NewUsers(), "", "export")
	if got.status != 0 || !same(exported(t, got.out), want) || strings.HasPrefix(got.out, "\ufeff") {
		t.Errorf("to the standard output: %d, %s", got.status, got.end)
	}
	got = run(assets.NewUsers(), "", "export", "-o", "users.csv")
	if got.status != 0 || got.err != "users.csv: 120 users\n" {
		t.Errorf("to a file: %+v", got)
	}
	if text := string(read(t, "users.csv")); !same(exported(t, text), want) || !strings.HasPrefix(text, "\ufeff") {
		t.Errorf("users.csv has %.200s", text)
	}
	info, err := os.Stat("users.csv")
	if files, _ := os.ReadDir("."); err != nil || info.Mode().Perm() != 0o600 || len(files) != 1 {
		t.Errorf("%v, mode %v, files %v", err, info.Mode(), files)
	}
	got = run(assets.NewUsers(), "", "export", "--format", "ndjson")
	lines := strings.Split(strings.TrimSuffix(got.out, "\n"), "\n")
	var u struct {
		OpenID    string `json:"openid"`
		Subscribe int    `json:"subscribe"`
	}
	if err := json.Unmarshal([]byte(lines[0]), &u); err != nil || len(lines) != 120 || !want[u.OpenID] || u.Subscribe != 1 {
		t.Errorf("ndjson: %v, %d lines, %s", err, len(lines), lines[0])
	}
}

// An export that breaks off goes on where it stopped, however it broke off, and as often as it does.
func TestExportResumes(t *testing.T) {
	p, want := withFollowers(t, 350)
	failBatch(p, 2, func() { _ = p.FailNext("user.info_batchget", 45009) })
	got := run(assets.NewUsers(), "", "export", "-o", "users.csv")
	if got.status != operator.StatusQuota || got.err != "users.csv: broke off after 100 users; --resume goes on there\n" {
		t.Errorf("a refused call: %+v", got)
	}
	if _, err := os.Stat("users.csv"); err == nil {
		t.Error("a file that is not whole has its name")
	}
	if got := run(assets.NewUsers(), "", "export", "-o", "users.csv"); got.status != operator.StatusFailed || !strings.Contains(got.end, "give --resume") {
		t.Errorf("without --resume: %+v", got)
	}
	if got := run(assets.NewUsers(), "", "export", "-o", "users.csv", "--resume", "--format", "ndjson"); got.status != operator.StatusFailed || !strings.Contains(got.end, "--format csv") {
		t.Errorf("with another format: %+v", got)
	}

	ctx, cancel := context.WithCancel(t.Context())
	failBatch(p, 2, cancel)
	got = runContext(ctx, assets.NewUsers(), "", "export", "-o", "users.csv", "--resume")
	if got.status != operator.StatusInterrupted || !strings.Contains(got.err, "users.csv: going on after 100 users\n") ||
		!strings.Contains(got.err, "users.csv: broke off after 200 users") {
		t.Errorf("after Ctrl-C: %+v", got)
	}
	// What was written after the place, as by a machine that stops, is forgotten.
	f, err := os.OpenFile("users.csv.part", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("half a li"); err != nil || f.Close() != nil {
		t.Fatal(err)
	}

	calls := failBatch(p, 0, nil)
	got = run(assets.NewUsers(), "", "export", "-o", "users.csv", "--resume")
	if got.status != 0 || got.err != "users.csv: going on after 200 users\nusers.csv: 350 users\n" {
		t.Errorf("to the end: %+v", got)
	}
	if !same(exported(t, string(read(t, "users.csv"))), want) {
		t.Error("the file does not have each follower")
	}
	if n := calls.Load(); n != 2 {
		t.Errorf("%d calls for 150 followers", n)
	}
	if files, _ := os.ReadDir("."); len(files) != 1 {
		t.Errorf("files %v", files)
	}
}

// What somebody else wrote is no formula of a spreadsheet, and comes as it is in JSON.
func TestExportWritesNoFormulas(t *testing.T) {
	p := withSandbox(t, sandbox.Config{})
	alice := p.User("alice")
	alice.FollowByScene("=1+1")
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		t.Fatal(err)
	}
	for _, remark := range []string{"=HYPERLINK(1)", "+1", "-1", "@a", "＝1", "\t=1"} {
		if err := wx.User.UpdateRemark(t.Context(), alice.OpenID(), remark); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(run(assets.NewUsers(), "", "export").out)).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][5] != "'"+remark || rows[1][8] != "'=1+1" {
			t.Errorf("%q: %v, %q", remark, err, rows)
		}
	}
	if got := run(assets.NewUsers(), "", "export", "--format", "ndjson"); !strings.Contains(got.out, `"=1+1"`) {
		t.Errorf("ndjson: %+v", got)
	}
}

// A part that somebody changed meanwhile, such as with a spreadsheet, is not gone on with.
func TestExportRefusesAChangedPart(t *testing.T) {
	p, _ := withFollowers(t, 150)
	failBatch(p, 2, func() { _ = p.FailNext("user.info_batchget", 45009) })
	run(assets.NewUsers(), "", "export", "-o", "users.csv")
	raw := read(t, "users.csv.part")
	raw[len(raw)/2] ^= 1
	write(t, "users.csv.part", raw)
	got := run(assets.NewUsers(), "", "export", "-o", "users.csv", "--resume")
	if got.status != operator.StatusFailed || !strings.Contains(got.end, "users.csv.part was changed since the export broke off") {
		t.Errorf("got %+v", got)
	}
	if !bytes.Equal(read(t, "users.csv.part"), raw) {
		t.Error("the part was touched")
	}
}

func TestExportRefusals(t *testing.T) {
	withSandbox(t, sandbox.Config{})
	write(t, "other.csv.part.json", []byte(`{"appid":"wxfedcba9876543210","format":"csv"}`))
	write(t, "broken.csv.part.json", []byte(`{`))
	write(t, "short.csv.part", nil)
	write(t, "short.csv.part.json", []byte(`{"appid":"`+sandbox.DefaultAppID+`","format":"csv","size":7}`))
	for args, want := range map[string]string{
		"--format json":           `--format is "json": give csv or ndjson`,
		"--resume":                "name it with -o",
		"--resume -o none.csv":    "nothing to go on with",
		"--resume -o other.csv":   "is of the account wxfedcba9876543210",
		"--resume -o broken.csv":  "is not what an export wrote",
		"--resume -o short.csv":   "has 0 bytes and had 7",
		"-o missing/followers":    "no such file or directory",
		"-o users.csv extra-word": "unknown command",
	} {
		if got := run(assets.NewUsers(), "", append([]string{"export"}, strings.Fields(args)...)...); got.status != operator.StatusFailed || !strings.Contains(got.end, want) {
			t.Errorf("%s: %+v", args, got)
		}
	}
}
