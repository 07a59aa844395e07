// Package exampletest has what the tests of the examples share.
package exampletest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// Logged returns a channel with the records of the default logger until the test ends. It holds 100 records.
func Logged(t *testing.T) <-chan slog.Record {
	t.Helper()
	before := slog.Default()
	t.Cleanup(func() { slog.SetDefault(before) })
	records := make(logRecords, 100)
	slog.SetDefault(slog.New(records))
	return records
}

type logRecords chan slog.Record

func (logRecords) Enabled(context.Context, slog.Level) bool { return true }
func (l logRecords) WithAttrs([]slog.Attr) slog.Handler     { return l }
func (l logRecords) WithGroup(string) slog.Handler          { return l }
func (l logRecords) Handle(_ context.Context, r slog.Record) error {
	l <- r
	return nil
}

// Environment sets the environment variables of the process to the account of a platform that listens at base.
func Environment(t *testing.T, p *sandbox.Platform, base string) {
	t.Helper()
	a := p.Account()
	t.Setenv("WECHAT_APPID", a.AppID)
	t.Setenv("WECHAT_SECRET", a.Secret)
	t.Setenv("WECHAT_TOKEN", a.Token)
	t.Setenv("WECHAT_ENCODING_AES_KEY", a.EncodingAESKey)
	t.Setenv("WECHAT_MODE", "")
	t.Setenv("WECHAT_API_BASE", base)
}

// Listener is a listener that tells when it is closed.
type Listener struct {
	net.Listener
	Closed chan struct{} // closed with the listener
	once   sync.Once
}

// Listen listens on a free port of the loopback until the test ends.
func Listen(t *testing.T) *Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := &Listener{Listener: l, Closed: make(chan struct{})}
	t.Cleanup(func() { listener.Close() })
	return listener
}

// Quiet returns a listener that nobody connects to, for virtual time.
func Quiet() *Listener {
	q := quiet{closed: make(chan struct{})}
	return &Listener{Listener: q, Closed: q.closed}
}

type quiet struct{ closed chan struct{} }

func (q quiet) Accept() (net.Conn, error) { <-q.closed; return nil, net.ErrClosed }
func (quiet) Close() error                { return nil } // Listener.Close closes the channel
func (quiet) Addr() net.Addr              { return &net.TCPAddr{} }

// Close closes the listener.
func (l *Listener) Close() error {
	defer l.once.Do(func() { close(l.Closed) })
	return l.Listener.Close()
}

// Serve is the function of a program that serves until ctx ends. The handler of the server is the callback of wx.
type Serve func(ctx context.Context, l net.Listener, wx *wechatgo.Client, server *http.Server) error

// EndsServerFirst checks how a program ends while a message is in hand: it takes no more requests at once, and still
// answers the message.
func EndsServerFirst(t *testing.T, serve Serve) {
	t.Helper()
	wechat := httptest.NewUnstartedServer(nil)
	base := "http://" + wechat.Listener.Addr().String()
	platform := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base}))
	wechat.Config.Handler = platform
	wechat.Start()
	defer wechat.Close()
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithBaseURL(base))
	if err != nil {
		t.Fatal(err)
	}
	runs, answer := make(chan struct{}), make(chan string)
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) {
		close(runs)
		return reply.Text(<-answer), nil
	})

	listener := Listen(t)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	ended := make(chan error, 1)
	server := &http.Server{
		Handler: wx.Callback(mux), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute,
	}
	go func() { ended <- serve(ctx, listener, wx, server) }()
	platform.Callback("http://" + listener.Addr().String() + "/wx")
	alice := platform.User("alice")
	alice.Follow()
	shown := make(chan []sandbox.Entry, 1)
	go func() { shown <- alice.Send("hello") }()
	<-runs
	end()
	select {
	case <-listener.Closed:
	case <-time.After(4 * time.Second): // below the five seconds of the push
		t.Error("the program still takes requests while it waits for its messages")
	}
	answer <- "the answer"
	if got := <-shown; len(got) != 1 || got[0].Text != "the answer" || got[0].Via != "reply" {
		t.Errorf("the phone shows %v", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("the program ended with %v", err)
	}
}
