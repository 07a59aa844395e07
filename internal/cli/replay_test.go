package cli

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// plainApp answers every push in plain mode with a text.
func plainApp(t *testing.T, answer string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if echo := r.URL.Query().Get("echostr"); echo != "" {
			fmt.Fprint(w, echo)
			return
		}
		var push struct{ ToUserName, FromUserName string }
		body, _ := io.ReadAll(r.Body)
		xml.Unmarshal(body, &push)
		fmt.Fprintf(w, "<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>1</CreateTime>"+
			"<MsgType>text</MsgType><Content>%s</Content></xml>", push.FromUserName, push.ToUserName, answer)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/wx"
}

// The command's exit status, output and files, for an app that is as the scenario says and for others.
func TestReplay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.yaml", "version: 1\naccount: {mode: plain}\nsteps:\n  - {user: alice, do: follow, expect: [hello]}\n")
	other := write("other.yaml", "version: 1\naccount: {mode: safe}\nsteps:\n  - {user: alice, do: follow}\n")
	wrong := write("wrong.yaml", "version: 1\nsteps: [{user: alice, do: fly}]\n")
	report := filepath.Join(dir, "report.xml")
	older := write("older.xml", "<testsuites/>") // of a replay that went well
	for name, test := range map[string]struct {
		answer string
		args   []string
		status int
		want   string
	}{
		"green, each file with users of its own": {"hello", []string{good, good, "--junit", report}, 0, "step 1 (line 4): alice-2 follow"},
		"red":                                    {"bye", []string{good}, 1, `got:      type "text", via "reply", text "bye"`},
		"other settings":                         {"hello", []string{good, other}, 2, "have other settings of the account"},
		"a mistake in the file":                  {"hello", []string{wrong}, 2, `2:27: steps[0].do is no action, "fly"`},
		"an older report":                        {"hello", []string{wrong, "--junit", older}, 2, "steps[0].do"},
		"no file":                                {"hello", []string{filepath.Join(dir, "none")}, 2, "no such file"},
		"a folder that is not there":             {"hello", []string{good, "--junit", filepath.Join(dir, "none", "report.xml")}, 2, "--junit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			args := append([]string{"sandbox", "replay", "--addr", "127.0.0.1:0", "--callback", plainApp(t, test.answer)}, test.args...)
			if status := Main(args, &out, &out); status != test.status || !strings.Contains(out.String(), test.want) {
				t.Errorf("status %d, want %d; no %q in\n%s", status, test.status, test.want, &out)
			}
			if slices.Contains(test.args, older) {
				if _, err := os.Stat(older); !os.IsNotExist(err) {
					t.Errorf("the older report is still there: %v", err)
				}
			}
			if test.status == 0 {
				if raw, err := os.ReadFile(report); err != nil || strings.Count(string(raw), "<testcase ") != 2 {
					t.Errorf("the report: %v\n%s", err, raw)
				}
			}
		})
	}
}

// Trigger and record use the control API of a running sandbox.
func TestTriggerAndRecord(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	t.Cleanup(p.Close)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	if err := p.SetMode(account.Plain); err != nil {
		t.Fatal(err)
	}
	p.Callback(plainApp(t, "hello"))
	dir := t.TempDir()
	file, raw := filepath.Join(dir, "s.yaml"), filepath.Join(dir, "push.xml")
	push := "<xml><ToUserName>" + p.OriginalID() + "</ToUserName><FromUserName>" + p.User("alice").OpenID() +
		"</FromUserName><MsgType>event</MsgType><Event>new_one</Event></xml>"
	if err := os.WriteFile(raw, []byte(push), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args   string
		status int
		want   string
	}{
		{"sandbox record stop", 1, "nothing is being recorded"},
		{"sandbox record start", 0, "recording"},
		{"trigger list", 0, "kf_create_session\n"},
		{"trigger SCAN --set EventKey=42", 0, "account: hello\n"},
		{"trigger --raw " + raw, 0, "account: hello\n"},
		{"trigger", 1, "the push is missing"},
		{"trigger SCAN --set EventKey", 1, "--set EventKey is no field with a value"},
		{"trigger SCAN --raw " + raw, 1, "--raw is the whole push"},
		{"trigger scann", 1, "is it SCAN?"},
		{"trigger SCAN --user nobody", 1, "nobody"},
		{"sandbox record stop " + file, 0, "s.yaml has 2 steps"},
		{"sandbox record stop " + file, 1, "exists: give the name of a new file"},
	} {
		var out bytes.Buffer
		args := append(strings.Fields(test.args), "--sandbox", server.URL)
		if status := Main(args, &out, &out); status != test.status || !strings.Contains(out.String(), test.want) {
			t.Errorf("%s: status %d, want %d; no %q in\n%s", test.args, status, test.status, test.want, &out)
		}
	}
	recorded, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(recorded), `do: {push: {push: SCAN, set: {"EventKey":"42"}}}`) {
		t.Errorf("%v\n%s", err, recorded)
	}
}
