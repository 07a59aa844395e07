package mistakes_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/cli"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// place is where a newcomer reads an answer.
type place string

const (
	inError   place = "the returned error, or the panic at start-up"
	inLog     place = "the program's log"
	inSandbox place = "the sandbox's report" // in both languages
	inAnswer  place = "the HTTP answer, or the page"
	inOutput  place = "the command's output"
	inTest    place = "the failure of the test"
)

// mistake is a row of the table.
type mistake struct {
	name string
	make func(s *scene)
	// says has what the text at each place must contain: what is wrong, and the cure.
	says map[place][]string
}

// scene is where a mistake is made. It collects what the newcomer reads.
type scene struct {
	*testing.T

	mu    sync.Mutex
	texts map[place]*bytes.Buffer
}

func newScene(t *testing.T) *scene {
	return &scene{T: t, texts: map[place]*bytes.Buffer{}}
}

// read notes a text that the newcomer reads.
func (s *scene) read(where place, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.texts[where] == nil {
		s.texts[where] = new(bytes.Buffer)
	}
	fmt.Fprintln(s.texts[where], text)
}

// text returns what was read at a place.
func (s *scene) text(where place) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.texts[where] == nil {
		return ""
	}
	return s.texts[where].String()
}

// returned notes an error.
func (s *scene) returned(err error) {
	s.Helper()
	if err == nil {
		s.Error("the mistake passes without an error")
		return
	}
	s.read(inError, err.Error())
}

// panics runs f, which registers something, and notes the panic.
func (s *scene) panics(f func()) {
	defer func() {
		if p := recover(); p != nil {
			s.read(inError, fmt.Sprint(p))
		}
	}()
	f()
}

// logger returns a logger that writes into the program's log.
func (s *scene) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(writer(func(b []byte) { s.read(inLog, string(b)) }), nil))
}

// writer is an io.Writer.
type writer func([]byte)

func (w writer) Write(b []byte) (int, error) {
	w(b)
	return len(b), nil
}

// handshake notes what the sandbox says of a handshake that fails.
func (s *scene) handshake(h sandbox.Handshake) {
	s.Helper()
	if h.OK || h.Problem == nil {
		s.Errorf("the handshake passes: %+v", h)
		return
	}
	s.problem(*h.Problem)
}

// problem notes a problem of the sandbox's report.
func (s *scene) problem(p sandbox.Problem) {
	s.Helper()
	if p.EN == "" || p.ZH == "" {
		s.Errorf("a problem lacks a language: %+v", p)
	}
	s.read(inSandbox, p.EN)
	s.read(inSandbox, p.ZH)
}

// report notes the problems of all exchanges.
func (s *scene) report(p *sandbox.Platform) {
	s.Helper()
	told := map[sandbox.Problem]bool{}
	for _, x := range p.Problems() {
		if x.Problem != nil && !told[*x.Problem] {
			told[*x.Problem] = true
			s.problem(*x.Problem)
		}
	}
}

// platform starts a sandbox whose failures do not end the test.
func (s *scene) platform(c sandbox.Config) *sandbox.Platform {
	p := sandbox.New(c)
	s.Cleanup(p.Close)
	return p
}

// client returns a client of account a on p, without anything of the environment.
func (s *scene) client(p *sandbox.Platform, a account.Account, opts ...wechatgo.Option) *wechatgo.Client {
	s.Helper()
	opts = append([]wechatgo.Option{
		wechatgo.WithHTTPClient(p.Client()), wechatgo.WithBaseURL(p.URL()), wechatgo.WithLogger(s.logger()),
	}, opts...)
	wx, err := wechatgo.New(a, opts...)
	if err != nil {
		s.Fatal(err)
	}
	return wx
}

// echo answers every text with itself.
func echo() *callback.Mux {
	mux := callback.NewMux()
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) { return reply.Text(m.Content), nil })
	return mux
}

// at mounts h at /wx.
func at(h http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/wx", h)
	return mux
}

// talk connects a program of account a, whose user writes to it, and notes the sandbox's report.
func (s *scene) talk(p *sandbox.Platform, a account.Account, h callback.Handler, opts ...callback.Option) {
	s.Helper()
	if got := p.Connect(at(s.client(p, a).Callback(h, opts...))); !got.OK {
		s.handshake(got)
		return
	}
	alice := p.User("alice")
	alice.Follow()
	alice.Send("hello")
	s.report(p)
}

// serve serves h over HTTP until the test ends, and returns the address.
func (s *scene) serve(h http.Handler) string {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	server.Start()
	s.Cleanup(server.Close)
	return server.URL
}

// serveTLS is serve with TLS.
func (s *scene) serveTLS(h http.Handler) string {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	server.StartTLS()
	s.Cleanup(server.Close)
	return server.URL
}

// command runs the command, which must fail, and notes what it prints.
func (s *scene) command(args ...string) {
	s.Helper()
	var out bytes.Buffer
	if cli.Main(args, &out, &out) == 0 {
		s.Errorf("%q ends well", args)
	}
	s.read(inOutput, out.String())
}

// get requests a page or an address of a handler, and notes the answer.
func (s *scene) get(h http.Handler, url string, header ...string) *http.Response {
	s.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for pair := range slices.Chunk(header, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	s.read(inAnswer, w.Body.String())
	return w.Result()
}

// failing is a test that a newcomer writes and that fails.
type failing struct {
	*testing.T
	s *scene
}

var errFailed = errors.New("the newcomer's test ended")

func (f failing) Fatalf(format string, args ...any) {
	f.s.read(inTest, fmt.Sprintf(format, args...))
	panic(errFailed)
}

// test runs a newcomer's test, and notes why it fails.
func (s *scene) test(f func(t sandbox.TB)) {
	s.Helper()
	defer func() {
		if p := recover(); p != nil && p != errFailed {
			panic(p)
		}
	}()
	f(failing{s.T, s})
	s.Error("the newcomer's test passes")
}

// sign returns the query that the platform signs with a token, by its documented rule: SHA-1 of the sorted values.
func sign(token, timestamp, nonce string) string {
	list := []string{token, timestamp, nonce}
	slices.Sort(list)
	sum := sha1.Sum([]byte(strings.Join(list, "")))
	return "signature=" + hex.EncodeToString(sum[:]) + "&timestamp=" + timestamp + "&nonce=" + nonce
}
