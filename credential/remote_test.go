package credential_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/field"
)

const serverSecret = "the-secret-of-a-token-server!!!!"

// serverTransport is a transport that calls a token server's handler without a network, and records the requests.
type serverTransport struct {
	http.Handler
	mu       sync.Mutex
	requests []string // since the last wantRequests
}

func (w *serverTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.requests = append(w.requests, r.Method+" "+r.URL.RequestURI())
	w.mu.Unlock()
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec.Result(), nil
}

func (w *serverTransport) wantRequests(t *testing.T, want ...string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.Sort(w.requests)
	if diff := cmp.Diff(want, w.requests); diff != "" {
		t.Errorf("the token server was asked (-want +got)\n%s", diff)
	}
	w.requests = nil
}

// serve returns a token server for s.
func serve(t *testing.T, s *credential.Source) *serverTransport {
	t.Helper()
	h, err := credential.Handler(s, serverSecret)
	if err != nil {
		t.Fatal(err)
	}
	return &serverTransport{Handler: h}
}

// remote returns a source that gets its values from the server.
func (w *serverTransport) remote(t *testing.T) *credential.Source {
	t.Helper()
	ask, err := credential.HTTP("http://tokens.test/", serverSecret, credential.WithHTTPClient(&http.Client{Transport: w}))
	if err != nil {
		t.Fatal(err)
	}
	return newRemote(t, ask, slog.New(slog.NewTextHandler(&leakCheck{t: t}, nil)))
}

func newRemote(t *testing.T, ask credential.Ask, logger *slog.Logger) *credential.Source {
	t.Helper()
	s, err := credential.NewRemote(credential.RemoteConfig{Ask: ask, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNewRemoteRefuses(t *testing.T) {
	t.Parallel()
	_, err := credential.NewRemote(credential.RemoteConfig{})
	wantFieldError(t, err, "Ask")
}

func TestRemote(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.delay = time.Second
		w := serve(t, p.source(t, nil))
		one, two := w.remote(t), w.remote(t)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { wantToken(t, one, "68_token1") })
			wg.Go(func() { wantToken(t, two, "68_token1") })
		}
		wg.Wait()
		p.wantCalls(t, stablePath)
		w.wantRequests(t, "GET /token", "GET /token")

		for range 2 {
			for kind, want := range map[string]string{"jsapi": "jsapi-2", "wx_card": "wx_card-3"} {
				if kind == "wx_card" {
					_, _ = one.Ticket(t.Context(), "jsapi") // so that the jsapi ticket is fetched first
				}
				if got, err := one.Ticket(t.Context(), kind); err != nil || got != want {
					t.Errorf("Ticket(%s) = %q, %v, want %q", kind, got, err, want)
				}
			}
		}
		p.wantCalls(t, ticketPath+" jsapi", ticketPath+" wx_card")
		w.wantRequests(t, "GET /ticket?type=jsapi", "GET /ticket?type=wx_card")
		if _, err := one.Ticket(t.Context(), "card"); err == nil {
			t.Error("no error for a kind of ticket that does not exist")
		}
	})
}

// When calls of several programs fail with one token, the server renews it once.
func TestRemoteRenews(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		w := serve(t, p.source(t, nil))
		one, two := w.remote(t), w.remote(t)
		wantToken(t, one, "68_token1")
		wantToken(t, two, "68_token1")
		p.revoke()
		p.takeCalls()
		w.requests = nil
		p.setDelay(time.Second)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { wantRenewed(t, one, "68_token1", "68_token2") })
			wg.Go(func() { wantRenewed(t, two, "68_token1", "68_token2") })
		}
		wg.Wait()
		p.wantCalls(t, stablePath)
		w.wantRequests(t, "POST /token/renew", "POST /token/renew")

		p.setDelay(0)
		p.revoke()
		if err := p.call(t, one); err != nil {
			t.Errorf("Call = %v", err)
		}
		p.wantCalls(t, "/ping", stablePath, "/ping")
	})
}

// Near the token's end a program's request starts the server's renewal, and the program gets the new token before the
// old one expires.
func TestRemoteEarlyRenewal(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		w := serve(t, p.source(t, nil))
		s := w.remote(t)
		wantToken(t, s, "68_token1")
		end := time.Now().Add(7200 * time.Second)
		time.Sleep(time.Until(end) - 4*time.Minute - time.Second)
		wantToken(t, s, "68_token1")
		synctest.Wait()
		w.wantRequests(t, "GET /token")

		for time.Until(end) > time.Second {
			start := time.Now()
			if _, err := s.Token(t.Context()); err != nil || time.Since(start) != 0 {
				t.Fatalf("Token = %v after %v", err, time.Since(start))
			}
			time.Sleep(time.Second)
		}
		synctest.Wait()
		wantToken(t, s, "68_token2")
		p.wantCalls(t, stablePath, stablePath)
		if n := len(w.requests); n > 8 {
			t.Errorf("asked the server %d times in four minutes", n)
		}
	})
}

// The argument failed of an Ask is a value that was refused and is not replaced yet, else it is empty.
func TestAskFailedArgument(t *testing.T) {
	bubble(t, func(t *testing.T) {
		answers, failed := []string{"A", "B", "B", "C"}, []string(nil)
		s := newRemote(t, func(_ context.Context, kind, bad string) (string, time.Duration, error) {
			if kind != credential.KindToken {
				t.Errorf("asked for %q", kind)
			}
			failed = append(failed, bad)
			return answers[len(failed)-1], time.Hour, nil
		}, nil)
		wantToken(t, s, "A")
		wantRenewed(t, s, "A", "B")
		time.Sleep(time.Hour - time.Second)
		wantToken(t, s, "B")
		synctest.Wait()
		time.Sleep(time.Hour)
		wantToken(t, s, "C")
		if diff := cmp.Diff([]string{"", "A", "", ""}, failed); diff != "" {
			t.Errorf("failed (-want +got)\n%s", diff)
		}
	})
}

func TestAskInvalidAnswers(t *testing.T) {
	away := errors.New("away")
	for name, c := range map[string]struct {
		value string
		life  time.Duration
		err   error
		want  string
	}{
		"error":    {"", 0, away, "away"},
		"no value": {"", time.Hour, nil, "holds no value"},
		"no life":  {"68_token1", 0, nil, "life"},
		"expired":  {"68_token1", -1, nil, "life"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
					return c.value, c.life, c.err
				}, nil)
				_, err := s.Token(t.Context())
				if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "68_") {
					t.Errorf("Token = %v, want %q", err, c.want)
				}
				var answer *credential.AnswerError
				if c.err == nil && (!errors.As(err, &answer) || answer.Name != "access_token") || c.err != nil && !errors.Is(err, c.err) {
					t.Errorf("Token = %T %v", err, err)
				}
			})
		})
	}
}

// A value that has expired on its way is returned, since there is no other. It is not logged as a failure of the store.
func TestAskAnswerAlreadyExpired(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := &leakCheck{t: t}
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			time.Sleep(2 * time.Second)
			return "68_token1", time.Second, nil
		}, slog.New(slog.NewTextHandler(log, nil)))
		wantToken(t, s, "68_token1") // there is no other
		if log.lines != 0 {
			t.Errorf("%d lines in the log", log.lines)
		}
	})
}

// Without WithHTTPClient the requests are made with http.DefaultClient.
func TestHTTPUsesTheDefaultClient(t *testing.T) {
	original := http.DefaultClient
	defer func() { http.DefaultClient = original }()
	w := serve(t, newFakePlatform().source(t, nil))
	http.DefaultClient = &http.Client{Transport: w}
	ask, err := credential.HTTP("http://tokens.test", serverSecret)
	if err != nil {
		t.Fatal(err)
	}
	if token, _, err := ask(t.Context(), credential.KindToken, ""); err != nil || token != "68_token1" {
		t.Errorf("asked: %q, %v", token, err)
	}
}

// The program gets the server's error, without a secret.
func TestServerFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = func(string) (int, string) { return 200, body40164 }
		_, err := serve(t, p.source(t, nil)).remote(t).Token(t.Context())
		var failed *credential.ServerError
		if !errors.As(err, &failed) || failed.Status != 502 || !strings.Contains(err.Error(), "40164") || strings.Contains(err.Error(), testAccount.Secret) {
			t.Errorf("Token = %v, want the platform's 40164", err)
		}
	})
}

func TestHTTPFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		status int
		want   string
	}{
		"proxy": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusServiceUnavailable) }, 503, "Service Unavailable"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.test", http.StatusFound)
		}, 302, "Found"},
		"not JSON":    {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("68_token1")) }, 200, "not a token server's JSON"},
		"broken JSON": {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(`{"access_token":"68_token1",`)) }, 200, "not a token server's JSON"},
		"endless":     {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(strings.Repeat(" ", 1<<20) + `{}`)) }, 200, "not a token server's JSON"},
		"hangs up":    {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "EOF"},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			w.Write([]byte("{"))
		}, 200, "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(c.answer)
			defer server.Close()
			ask, err := credential.HTTP(server.URL, serverSecret, credential.WithHTTPClient(server.Client()))
			if err != nil {
				t.Fatal(err)
			}
			for _, failed := range []string{"", "68_failed"} {
				_, _, err = ask(t.Context(), credential.KindToken, failed)
				var got *credential.ServerError
				if !errors.As(err, &got) || got.Status != c.status || !strings.Contains(err.Error(), c.want) {
					t.Errorf("asked: %v, want %d %s", err, c.status, c.want)
				}
				for _, secret := range []string{"68_token1", "68_failed", serverSecret} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the error holds a secret: %v", err)
					}
				}
			}
		})
	}
}

func TestHTTPRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ base, secret, field string }{
		{"tokens.internal", serverSecret, "base"},
		{"ftp://tokens.internal", serverSecret, "base"},
		{"http://", serverSecret, "base"},
		{"http://user@tokens.internal", serverSecret, "base"},
		{"http://tokens.internal?x", serverSecret, "base"},
		{":", serverSecret, "base"},
		{"http://tokens.internal", serverSecret[:31], "secret"},
		{"http://tokens.internal", serverSecret + "\n", "secret"},
		{"http://tokens.internal", serverSecret + " 2", "secret"},
	} {
		_, err := credential.HTTP(c.base, c.secret)
		wantFieldError(t, err, c.field)
	}
	if _, err := credential.HTTP("https://intranet/wechat", serverSecret); err != nil {
		t.Error(err)
	}
}

func wantFieldError(t *testing.T, err error, path string) {
	t.Helper()
	var refused *field.Error
	if !errors.As(err, &refused) || refused.Path != path || strings.Contains(err.Error(), serverSecret[:31]) {
		t.Errorf("%v, want a field.Error about %s without its value", err, path)
	}
}

// An answer may hold both a token and a ticket. The Ask returns the one that it asked for.
func TestHTTPReadsRequestedKind(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"access_token":"68_token1","ticket":"jsapi-2","expires_in":7200}`))
	}))
	defer server.Close()
	ask, err := credential.HTTP(server.URL, serverSecret, credential.WithHTTPClient(server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{credential.KindToken: "68_token1", "jsapi": "jsapi-2"} {
		if got, _, err := ask(t.Context(), kind, ""); got != want || err != nil {
			t.Errorf("%s: got %q, %v", kind, got, err)
		}
	}
}

// quotingTransport is a transport whose errors quote the whole request.
type quotingTransport struct{}

func (quotingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	return nil, fmt.Errorf("cannot send %v %s: %w", r.Header, body, io.ErrUnexpectedEOF)
}

func TestHTTPHidesSecrets(t *testing.T) {
	t.Parallel()
	ask, err := credential.HTTP("http://tokens.test", serverSecret, credential.WithHTTPClient(&http.Client{Transport: quotingTransport{}}))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = ask(t.Context(), credential.KindToken, "68_failed")
	if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, new(*credential.ServerError)) {
		t.Errorf("got %v", err)
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		if text := fmt.Sprintf("%v %+v %#v", inner, inner, inner); strings.Contains(text, serverSecret) || strings.Contains(text, "68_failed") {
			t.Errorf("the error holds a secret: %s", text)
		}
	}
}

// A lifetime below a second is an error, since the Ask would else be called without end.
func TestAskShortLifetime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		asked := 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			asked++
			return "68_token1", 10 * time.Millisecond, nil
		}, slog.New(slog.DiscardHandler))
		every10ms(time.Minute, tokenCall(s))
		if asked != 10 {
			t.Errorf("asked %d times", asked)
		}
	})
}

// A value with a lifetime of a year is fetched again after two hours, since the platform has none that lives longer.
func TestRemoteLifetimeBound(t *testing.T) {
	bubble(t, func(t *testing.T) {
		asked := 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			asked++
			return fmt.Sprintf("68_token%d", asked), 365 * 24 * time.Hour, nil
		}, slog.New(slog.DiscardHandler))
		wantToken(t, s, "68_token1")
		time.Sleep(2 * time.Hour)
		wantToken(t, s, "68_token2")
	})
}
