package app_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/scenario"
)

const session = "testdata/conversation.yaml" // recorded with wechatgo dev

// connect returns the demo for a platform, with its menu.
func connect(t *testing.T, platform *sandbox.Platform) http.Handler {
	t.Helper()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
	if err != nil {
		t.Fatal(err)
	}
	handler, err := app.New(wx, app.Config{PublicURL: sandbox.AppURL, CookieKey: []byte(strings.Repeat("k", 32))})
	if err != nil {
		t.Fatal(err)
	}
	if err := app.CreateMenu(t.Context(), wx, sandbox.AppURL); err != nil {
		t.Fatal(err)
	}
	return handler
}

// A session that was recorded on the phone replays green.
func TestReplay(t *testing.T) {
	t.Parallel()
	sandbox.Replay(t, session, func(p *sandbox.Platform) http.Handler { return connect(t, p) })
}

// It is red, and says where, when the demo answers otherwise.
func TestReplayFindsAChange(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(session)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse([]byte(strings.Replace(string(raw), "{text: hello}\n    expect", "{text: hello again}\n    expect", 1)))
	if err != nil {
		t.Fatal(err)
	}
	p := sandbox.Start(t)
	p.Connect(connect(t, p))
	report := p.Play(t.Context(), s)
	if report.OK() || !strings.Contains(report.String(), "step 3 (line 12): alice text") || !strings.Contains(report.String(), `text "hello again"`) {
		t.Errorf("the report:\n%s", report)
	}
}
