package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/examples/aibot/bot"
	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
	"github.com/wechatgo/wechatgo/sandbox"
)

// environment sets the process's environment variables to the platform's account and the program's own secret.
func environment(t *testing.T, p *sandbox.Platform, base string) {
	t.Helper()
	exampletest.Environment(t, p, base)
	t.Setenv("OPENAI_API_KEY", "sk-of-the-environment")
}

// The bot as a program: it listens, answers, and ends with its context.
func TestRun(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	platform := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base}))
	server.Config.Handler = platform
	server.Start()
	defer server.Close()
	model := httptest.NewServer(stubmodel.Model{Pace: time.Microsecond})
	defer model.Close()
	environment(t, platform, base)
	t.Setenv("OPENAI_BASE_URL", model.URL+"/v1")

	records := exampletest.Logged(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- bot.Run(ctx, bot.Options{Addr: "127.0.0.1:0", Config: bot.Config{Model: "m"}, Grace: time.Second})
	}()
	var address string
	for menu := false; address == "" || !menu; {
		select {
		case r := <-records:
			menu = menu || r.Message == "menu created"
			r.Attrs(func(a slog.Attr) bool {
				if a.Key == "addr" && r.Message == bot.Listening {
					address = a.Value.String()
				}
				if strings.Contains(a.Value.String(), "sk-of") {
					t.Errorf("%s shows the key", r.Message)
				}
				return true
			})
		case err := <-ended:
			t.Fatalf("the bot ended: %v", err)
		}
	}
	if h := platform.Callback("http://" + address + "/wx"); !h.OK {
		t.Fatal(h.Problem)
	}
	alice := platform.User("alice")
	alice.Follow()
	contains(t, "hello", written(alice.Send("hello")), "This is question 1: hello")
	contains(t, "the menu", written(alice.Press(1)), "Answers may be wrong")
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the bot ended with %v", err)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		conn.Close()
		t.Error("somebody still listens")
	}
}

func TestRunRefuses(t *testing.T) {
	platform := sandbox.Start(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, test := range map[string]struct {
		appID, model, addr, want string
	}{
		"account": {"wx1", "m", "127.0.0.1:0", "AppID"},
		"model":   {"", "", "127.0.0.1:0", "Model is empty"},
		"taken":   {"", "m", taken.Addr().String(), taken.Addr().String()},
	} {
		t.Run(name, func(t *testing.T) {
			environment(t, platform, platform.URL())
			if test.appID != "" {
				t.Setenv("WECHAT_APPID", test.appID)
			}
			err := bot.Run(context.Background(), bot.Options{Addr: test.addr, Config: bot.Config{Model: test.model}})
			if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
