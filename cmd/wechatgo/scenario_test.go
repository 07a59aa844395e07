package main_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/cli"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// A session that was recorded on the page replays green against the same program, and red when the program changes.
func TestScenarioRecordedOnThePage(t *testing.T) {
	t.Parallel()
	d := startSandbox(t, echoing())
	p := phone{t, browser(t, "http://"+d.page, 1280, 900)}
	p.click("#scenario summary")
	p.click("#scenario-record")
	p.see("the recording", `document.querySelector('#scenario-record').getAttribute('aria-pressed') === 'true'`)
	p.click("#follow")
	p.send("hello")
	p.seeAnswer(1, "echo hello")
	p.send("quiet")
	p.see("three steps", `document.querySelector('#scenario .badge')?.textContent.startsWith('3 ')`)
	p.fits("#scenario")
	p.click("#scenario-record")
	p.see("the scenario", `document.querySelector('#scenario-yaml').textContent.includes('hello')`)
	p.fits("#scenario")
	file := filepath.Join(t.TempDir(), "session.yaml")
	if err := os.WriteFile(file, []byte(p.value(`document.querySelector('#scenario-yaml').textContent`)), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := callback.NewMux()
	callback.On(changed, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text("echoes " + m.Content), nil
	})
	for name, c := range map[string]struct {
		app    callback.Handler
		status int
		want   []string
	}{
		"the same program": {echoing(), 0, []string{"ok    step 3"}},
		"another program":  {changed, 1, []string{"echo hello", "echoes hello", "echoes quiet"}},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := callback.New(wechatgo.Account{AppID: sandbox.DefaultAppID, Token: sandbox.DefaultToken, Mode: wechatgo.Plain}, c.app)
			if err != nil {
				t.Fatal(err)
			}
			app := httptest.NewServer(server)
			defer app.Close()
			var out bytes.Buffer
			status := cli.Main([]string{"sandbox", "replay", file, "--callback", app.URL, "--addr", "127.0.0.1:0"}, &out, &out)
			if status != c.status {
				t.Errorf("status %d: %s", status, out.String())
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q is missing in %s", want, out.String())
				}
			}
		})
	}
}
