package tail

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// app answers pushes: "success" after the handshake.
func app(w http.ResponseWriter, r *http.Request) {
	if echo := r.URL.Query().Get("echostr"); echo != "" {
		fmt.Fprint(w, echo)
		return
	}
	fmt.Fprint(w, "success")
}

// start runs the command, and returns its lines of both outputs.
func start(t *testing.T, f *follower) (lines func() string, stop func() error) {
	t.Helper()
	r, w := io.Pipe()
	f.out, f.errs = w, w
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.follow(ctx) }()
	in := bufio.NewReader(r)
	lines = func() string {
		t.Helper()
		text, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(text, "\n")
	}
	return lines, func() error { cancel(); r.Close(); return <-done }
}

func TestTail(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	t.Cleanup(p.Close)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.Connect(http.HandlerFunc(app))
	alice := p.User("alice")
	alice.Follow()

	lines, stop := start(t, &follower{base: server.URL + "/_sandbox/", last: 1})
	if got := lines(); !strings.Contains(got, " -> push ") || !strings.Contains(got, "subscribe (alice)") || !strings.Contains(got, "200") || !strings.HasSuffix(got, "success") {
		t.Errorf("the last one: %s", got)
	}
	go alice.Send("hello \x1b[2J")
	if got := lines(); !strings.Contains(got, "text") || strings.Contains(got, "\x1b") {
		t.Errorf("a push: %q", got)
	}
	resp, err := http.Get(server.URL + "/cgi-bin/menu/get?access_token=none")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := lines(); !strings.Contains(got, " <- call ") || !strings.Contains(got, "menu.get") || !strings.Contains(got, "errcode 40014") || !strings.Contains(got, "  ! ") {
		t.Errorf("a call: %s", got)
	}
	if err := stop(); err != nil {
		t.Errorf("Ctrl-C: %v", err)
	}

	// Of these, one failed.
	lines, stop = start(t, &follower{base: server.URL + "/_sandbox/", last: 10, failed: true, asJSON: true})
	var x record.Exchange
	if err := json.Unmarshal([]byte(lines()), &x); err != nil || x.Endpoint != "menu.get" || x.ErrCode != 40014 {
		t.Errorf("--failed --json: %+v, %v", x, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// scripted is a sandbox that closes the first stream, and is another one after that.
type scripted struct{ streams atomic.Int64 }

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const one = `{"id":1,"kind":"call","endpoint":"menu.get","ok":true,"status":200}`
	n := s.streams.Load()
	switch r.URL.Path {
	case "/_sandbox/exchanges":
		if n == 3 {
			fmt.Fprint(w, `{"exchanges":[{"id":4,"kind":"call","endpoint":"menu.delete","ok":true},{"id":3,"kind":"push","title":"text","pending":true},{"id":2,"kind":"call","endpoint":"menu.create","ok":true},`+one+`]}`)
			return
		}
		fmt.Fprint(w, `{"exchanges":[`+one+`]}`)
	case "/_sandbox/events":
		w.Header().Set("Content-Type", "text/event-stream")
		switch s.streams.Add(1) {
		case 1: // ends in the middle of an event
			fmt.Fprint(w, ": open\n\nevent: exchange\ndata: "+one+"\n\nevent: exchange\ndata: {")
		case 2:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 3:
			fmt.Fprint(w, ": open\n\nevent: chat\ndata: {}\n\nevent: exchange\ndata: {\"id\":3,\"kind\":\"push\",\"title\":\"text\",\"ok\":false}\n\n"+
				"event: reset\ndata: {}\n\nevent: exchange\ndata: "+one+"\n\n")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}
	}
}

// A stream that breaks is opened again; nothing is missing and nothing is printed twice. After a reset, ids begin anew.
func TestReconnect(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(&scripted{})
	t.Cleanup(server.Close)
	lines, stop := start(t, &follower{base: server.URL + "/_sandbox/", last: 10, pause: time.Nanosecond})
	for _, want := range []string{"menu.get", "closed the connection; waiting", "connected again", "menu.create", "menu.delete", "text", "menu.get"} {
		if got := lines(); !strings.Contains(got, want) {
			t.Errorf("%q, want %s", got, want)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// A sandbox that was started anew may have got further than the former one before tail is back.
func TestAnotherSandboxWithMoreExchanges(t *testing.T) {
	t.Parallel()
	const exchange = `{"id":%d,"at":"2026-01-31T18:30:0%dZ","kind":"call","endpoint":%q,"ok":true}`
	var streams atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := streams.Load()
		switch {
		case strings.HasSuffix(r.URL.Path, "/events"):
			w.Header().Set("Content-Type", "text/event-stream")
			_ = http.NewResponseController(w).Flush()
			if streams.Add(1) > 1 {
				<-r.Context().Done()
			}
		case n == 1:
			fmt.Fprintf(w, `{"exchanges":[`+exchange+`]}`, 1, 1, "menu.get")
		default:
			fmt.Fprintf(w, `{"exchanges":[`+exchange+`,`+exchange+`]}`, 2, 9, "menu.delete", 1, 8, "menu.create")
		}
	}))
	t.Cleanup(server.Close)
	lines, stop := start(t, &follower{base: server.URL + "/_sandbox/", last: 10, pause: time.Nanosecond})
	for _, want := range []string{"menu.get", "waiting", "connected again", "menu.create", "menu.delete"} {
		if got := lines(); !strings.Contains(got, want) {
			t.Errorf("%q, want %s", got, want)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// An event that never ends is refused before it fills the memory.
func TestEndlessEvent(t *testing.T) {
	t.Parallel()
	stream := strings.NewReader(strings.Repeat("data: "+strings.Repeat("x", 1<<20)+"\n", 20))
	var last error
	for _, err := range events(stream, func() {}) {
		last = err
	}
	if last == nil || stream.Len() == 0 {
		t.Errorf("%v, with %d bytes left", last, stream.Len())
	}
}

func TestNoSandbox(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }))
	t.Cleanup(page.Close)
	withPassword := strings.Replace(server.URL, "http://", "http://me:geheim@", 1)
	for address, want := range map[string]string{
		page.URL: "not a stream of events", withPassword: "404", server.URL + "/?chat=1#top": "/_sandbox/events",
		server.URL: "404", "http://127.0.0.1:1": "no sandbox at", "127.0.0.1:8088": "--sandbox",
	} {
		cmd := New()
		cmd.SetArgs([]string{"--sandbox", address})
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetOut(io.Discard)
		err := cmd.ExecuteContext(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "chat=") {
			t.Errorf("%s: %v", address, err)
		}
	}
	cmd := New()
	cmd.SetArgs([]string{"-n", "-1"})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetOut(&bytes.Buffer{})
	if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), "-n") {
		t.Errorf("-n -1: %v", err)
	}
}
