package main

import (
	"context"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
)

// environment puts the account of a sandbox that listens at base into the environment.
func environment(t *testing.T, p *sandbox.Platform, base string) {
	t.Helper()
	account := p.Account()
	t.Setenv("WECHAT_APPID", account.AppID)
	t.Setenv("WECHAT_SECRET", account.Secret)
	t.Setenv("WECHAT_TOKEN", account.Token)
	t.Setenv("WECHAT_ENCODING_AES_KEY", account.EncodingAESKey)
	t.Setenv("WECHAT_API_BASE", base)
}

// What a phone shows, in process: no port, no network.
func TestConversation(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t, sandbox.WithoutProblems())
	wx, err := wechatgo.New(platform.Account(),
		wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
	if err != nil {
		t.Fatal(err)
	}
	platform.Connect(wx.Callback(conversation()))
	alice := platform.User("alice")
	for _, step := range []struct {
		name string
		got  []sandbox.Entry
		want string
	}{
		{"follow", alice.Follow(), "欢迎关注"},
		{"hello", alice.Send("hello"), "你好"},
		{"another text", alice.Send("bonjour"), "text"},
		{"a place", alice.SendLocation(23.1, 113.3, "TIT"), "location"},
	} {
		if len(step.got) != 1 || !strings.Contains(step.got[0].Text, step.want) {
			t.Errorf("%s: the phone shows %v, want one message with %q", step.name, step.got, step.want)
		}
	}
}

// The program listens, answers over HTTP, and ends with its context.
func TestServe(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	platform := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base}))
	server.Config.Handler = platform
	server.Start()
	defer server.Close()
	environment(t, platform, base)
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, wx, listener) }()

	if h := platform.Callback("http://" + listener.Addr().String() + "/wx"); !h.OK {
		t.Fatal(h.Problem)
	}
	alice := platform.User("alice")
	alice.Follow()
	if got := alice.Send("hello"); len(got) != 1 || !strings.Contains(got[0].Text, "Hello!") {
		t.Errorf("the phone shows %v", got)
	}
	end()
	if err := <-ended; err != nil {
		t.Errorf("the program ended with %v", err)
	}
	if conn, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		conn.Close()
		t.Error("the program still listens")
	}
}

func TestRunRefuses(t *testing.T) {
	platform := sandbox.Start(t)
	environment(t, platform, platform.URL())
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := run(t.Context(), taken.Addr().String()); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("a taken port: %v", err)
	}
	t.Setenv("WECHAT_APPID", "wx1")
	if err := run(t.Context(), "127.0.0.1:0"); err == nil || !strings.Contains(err.Error(), "AppID") {
		t.Errorf("a wrong AppID: %v", err)
	}
}
