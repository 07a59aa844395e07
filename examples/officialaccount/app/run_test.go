package app_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/examples/internal/exampletest"
	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
	"github.com/wechatgo/wechatgo/sandbox"
)

// environment sets the process's environment variables to the platform's account and the program's own secret.
func environment(t *testing.T, p *sandbox.Platform, base string) {
	t.Helper()
	exampletest.Environment(t, p, base)
	t.Setenv("WECHATGO_COOKIE_KEY", strings.Repeat("k", 32))
}

// run runs the demo until the test ends and checks that it ends without an error. It returns the demo's address and the
// messages that it logged before it listened.
func run(t *testing.T, o app.Options) (address string, before []string) {
	t.Helper()
	records := exampletest.Logged(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
	})
	for {
		select {
		case r := <-records:
			if r.Message != app.Listening {
				before = append(before, r.Message)
				continue
			}
			r.Attrs(func(a slog.Attr) bool {
				if a.Key == "url" {
					address = a.Value.String()
				}
				return true
			})
			return address, before
		case err := <-ended:
			ended <- nil
			t.Fatalf("the demo ended: %v", err)
		}
	}
}

func TestRun(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	platform := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base}))
	server.Config.Handler = platform
	server.Start()
	defer server.Close()
	environment(t, platform, base)

	address, before := run(t, app.Options{Addr: "127.0.0.1:0", VerifyFiles: []string{verifyFile}})
	if len(before) != 1 || before[0] != "menu created" {
		t.Errorf("before it listens: %q", before)
	}
	platform.Callback(address + "/wx")
	alice := platform.User("alice")
	alice.Follow()
	if got := shown(alice.Send("hello")); len(got) != 1 || got[0] != "account: hello" {
		t.Errorf("got %q", got)
	}
	if page := alice.View(2, 1); page.URL != address+"/me" || !strings.Contains(page.Body, alice.OpenID()) {
		t.Errorf("%d at %s\n%s", page.Status, page.URL, page.Body)
	}
}

// An account that may not have a menu still answers messages.
func TestRunWithoutMenu(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"errcode": 48001, "errmsg": "api unauthorized"}`))
	}))
	defer refusing.Close()
	away := httptest.NewServer(nil)
	away.Close()
	for name, base := range map[string]string{"refused": refusing.URL, "unreachable": away.URL} {
		t.Run(name, func(t *testing.T) {
			platform := sandbox.Start(t)
			environment(t, platform, base)
			address, before := run(t, app.Options{Addr: "127.0.0.1:0", PublicURL: "https://www.example.com/"})
			if address != "https://www.example.com" {
				t.Errorf("address %q", address)
			}
			for _, message := range before {
				if message == "menu created" {
					t.Errorf("logged %q", before)
				}
			}
		})
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
		appID, want string
		options     app.Options
	}{
		"account":    {"wx1", "AppID", app.Options{Addr: "127.0.0.1:0"}},
		"taken":      {"", taken.Addr().String(), app.Options{Addr: taken.Addr().String()}},
		"no host":    {"", "public URL", app.Options{Addr: ":0"}},
		"public URL": {"", "PublicURL", app.Options{Addr: "127.0.0.1:0", PublicURL: "www.example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			environment(t, platform, platform.URL())
			if test.appID != "" {
				t.Setenv("WECHAT_APPID", test.appID)
			}
			err := app.Run(context.Background(), test.options)
			if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
