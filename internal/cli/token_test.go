package cli

import (
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/sandbox"
)

const testTokenSecret = "the-secret-of-a-token-server!!!!"

// tokenEnvironment sets the environment of a token server on a sandbox.
func tokenEnvironment(t *testing.T) (platform string) {
	t.Helper()
	p := sandbox.New(sandbox.Config{})
	t.Cleanup(p.Close)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	t.Setenv("WECHAT_APPID", sandbox.DefaultAppID)
	t.Setenv("WECHAT_SECRET", sandbox.DefaultSecret)
	t.Setenv("WECHAT_TOKEN", "not ours!")
	t.Setenv("WECHAT_API_BASE", server.URL)
	t.Setenv("WECHATGO_TOKEN_SECRET", testTokenSecret)
	t.Setenv("WECHATGO_REDIS", "")
	return server.URL
}

// tokenServe runs the command and returns its standard error.
func tokenServe(ctx context.Context, stdout io.Writer, args ...string) (stderr string, err error) {
	var errs strings.Builder
	root := newRoot()
	root.SetArgs(append([]string{"token", "serve"}, args...))
	root.SetOut(stdout)
	root.SetErr(&errs)
	err = root.ExecuteContext(ctx)
	return errs.String(), err
}

// startTokenServer returns the address of a token server that runs until the test ends.
func startTokenServer(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer w.Close()
		if stderr, err := tokenServe(ctx, w, append(args, "--addr", "127.0.0.1:0")...); err != nil || stderr != "" {
			t.Errorf("token serve: %v, %s", err, stderr)
		}
	}()
	t.Cleanup(func() { cancel(); <-ended })
	var printed []byte
	for buf := make([]byte, 256); ; {
		n, err := r.Read(buf)
		printed = append(printed, buf[:n]...)
		if m := regexp.MustCompile(`http://127\.0\.0\.1:\d+`).Find(printed); m != nil {
			go io.Copy(io.Discard, r)
			if strings.Contains(string(printed), testTokenSecret) || strings.Contains(string(printed), sandbox.DefaultSecret) {
				t.Errorf("it printed a secret: %s", printed)
			}
			return string(m)
		}
		if err != nil {
			t.Fatalf("no address in %q: %v", printed, err)
		}
	}
}

// A program without the account's Secret calls the API through the token server.
func TestTokenServe(t *testing.T) {
	platform := tokenEnvironment(t)
	ask, err := credential.HTTP(startTokenServer(t), testTokenSecret)
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := endpoint.OneHost(platform)
	if err != nil {
		t.Fatal(err)
	}
	source, err := credential.NewRemote(credential.RemoteConfig{Ask: ask})
	if err != nil {
		t.Fatal(err)
	}
	client := &endpoint.Client{Hosts: hosts, Tokens: source}
	if ips, err := base.New(client).CallbackIPs(t.Context()); err != nil || len(ips) == 0 {
		t.Errorf("CallbackIPs = %v, %v", ips, err)
	}
	if ticket, err := source.Ticket(t.Context(), "jsapi"); err != nil || ticket == "" {
		t.Errorf("Ticket = %v", err)
	}
}

// Two servers that share a Redis serve the same token, even a classic one.
func TestTokenServeOnRedis(t *testing.T) {
	server := redistest.Start(t)
	tokenEnvironment(t)
	address := "redis://" + server.Addr + "/0"
	tokens := map[string]bool{}
	for _, args := range [][]string{{"--classic", "--redis", address}, {"--classic"}} {
		ask, err := credential.HTTP(startTokenServer(t, args...), testTokenSecret)
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := ask(t.Context(), credential.KindToken, "")
		if err != nil {
			t.Fatal(err)
		}
		tokens[token] = true
		t.Setenv("WECHATGO_REDIS", address)
	}
	client := redis.NewClient(&redis.Options{Addr: server.Addr})
	defer client.Close()
	if n := client.Exists(t.Context(), "wechatgo:credential:"+sandbox.DefaultAppID+":token").Val(); n != 1 || len(tokens) != 1 {
		t.Errorf("%d tokens, and %d in Redis, want one", len(tokens), n)
	}
}

// A refusal of the platform is printed at once, and the server keeps running until the cause is removed.
func TestTokenServeWarns(t *testing.T) {
	tokenEnvironment(t)
	t.Setenv("WECHAT_SECRET", strings.Repeat("f", 32))
	ctx, cancel := context.WithCancel(t.Context())
	stderr, err := tokenServe(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }), "--addr", "0.0.0.0:0")
	if err != nil || !strings.Contains(stderr, "40125") || !strings.Contains(stderr, "plain HTTP") {
		t.Errorf("%v, %s", err, stderr)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestTokenServeRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		want string
	}{
		"no secret of its own": {env: map[string]string{"WECHATGO_TOKEN_SECRET": ""}, want: "WECHATGO_TOKEN_SECRET"},
		"a short one":          {env: map[string]string{"WECHATGO_TOKEN_SECRET": "hunter2"}, want: "openssl rand"},
		"no Secret":            {env: map[string]string{"WECHAT_SECRET": ""}, want: "WECHAT_SECRET"},
		"a wrong AppID":        {args: []string{"--appid", "gh_1"}, want: "AppID"},
		"a wrong base":         {env: map[string]string{"WECHAT_API_BASE": "sandbox"}, want: "WECHAT_API_BASE"},
		"a wrong address":      {args: []string{"--addr", "nowhere"}, want: "--addr"},
		"a wrong Redis":        {args: []string{"--redis", "http://:hunter2@redis"}, want: "--redis"},
		"a broken Redis":       {env: map[string]string{"WECHATGO_REDIS": "redis://:hunter2@re dis:x"}, want: "WECHATGO_REDIS"},
	} {
		t.Run(name, func(t *testing.T) {
			tokenEnvironment(t)
			for key, value := range c.env {
				t.Setenv(key, value)
			}
			_, err := tokenServe(t.Context(), io.Discard, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%v, want an error about %s", err, c.want)
			}
		})
	}
}

// The pages that describe the protocol name everything that the command and the protocol have.
func TestTokenServerPages(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"token-server.md", "token-server.zh-CN.md"} {
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{envTokenSecret, envRedis, "wechatgo token serve", "GET /token", "POST /token/renew", "GET /ticket?type=jsapi", "wx_card", "expires_in", "failed"} {
			if !strings.Contains(string(page), want) {
				t.Errorf("docs/%s does not mention %q", name, want)
			}
		}
	}
}
