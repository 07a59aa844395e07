package credential_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store"
)

var testAccount = account.Account{AppID: "wx0123456789abcdef", Secret: "0123456789abcdef0123456789abcdef"}

// fakePlatform follows the platform's documents about the two tokens. A token is valid for 7200 s. stable_token returns
// the same token until its last five minutes. A forced token ends the former one at once, a classic token ends it after
// five minutes.
type fakePlatform struct {
	mu           sync.Mutex
	serial       int
	current      string                                      // the token issued last
	ends         map[string]time.Time                        // by token
	calls        []string                                    // path, and " force" or the kind of a ticket
	delay        time.Duration                               // before an answer
	answer       func(call string) (status int, body string) // replaces the answer, unless it returns status 0
	transportErr error                                       // replaces the answer
}

func newFakePlatform() *fakePlatform { return &fakePlatform{ends: make(map[string]time.Time)} }

func (p *fakePlatform) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte{}
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	call := r.URL.Path
	if bytes.Contains(body, []byte(`"force_refresh":true`)) {
		call += " force"
	}
	if kind := r.URL.Query().Get("type"); kind != "" {
		call += " " + kind
	}
	p.mu.Lock()
	status, out := p.serve(r, call, body)
	p.calls = append(p.calls, call)
	delay, transportErr := p.delay, p.transportErr
	p.mu.Unlock()

	wait := time.NewTimer(delay)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if transportErr != nil {
		return nil, transportErr
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(out))), Request: r}, nil
}

func (p *fakePlatform) serve(r *http.Request, call string, body []byte) (int, string) {
	if p.answer != nil {
		if status, out := p.answer(call); status != 0 {
			return status, out
		}
	}
	now, q := time.Now(), r.URL.Query()
	switch r.URL.Path {
	case "/cgi-bin/token":
		if r.Method != http.MethodGet || q.Get("grant_type") != "client_credential" || q.Get("appid") != testAccount.AppID || q.Get("secret") != testAccount.Secret {
			return 200, `{"errcode":40125,"errmsg":"invalid appsecret"}`
		}
		if end, overlap := p.ends[p.current], now.Add(5*time.Minute); end.After(overlap) {
			p.ends[p.current] = overlap
		}
		return 200, p.grant(now)
	case "/cgi-bin/stable_token":
		var in struct {
			GrantType    string `json:"grant_type"`
			AppID        string `json:"appid"`
			Secret       string `json:"secret"`
			ForceRefresh bool   `json:"force_refresh"`
		}
		if err := json.Unmarshal(body, &in); err != nil || r.Method != http.MethodPost || in.GrantType != "client_credential" || in.AppID != testAccount.AppID || in.Secret != testAccount.Secret {
			return 200, `{"errcode":40125,"errmsg":"invalid appsecret"}`
		}
		left := p.ends[p.current].Sub(now)
		if in.ForceRefresh {
			delete(p.ends, p.current)
		} else if left > 5*time.Minute {
			return 200, fmt.Sprintf(`{"access_token":%q,"expires_in":%d}`, p.current, int(left.Seconds()))
		}
		return 200, p.grant(now)
	case "/cgi-bin/ticket/getticket":
		if !now.Before(p.ends[q.Get("access_token")]) {
			return 200, `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`
		}
		p.serial++
		return 200, fmt.Sprintf(`{"errcode":0,"errmsg":"ok","ticket":"%s-%d","expires_in":7200}`, q.Get("type"), p.serial)
	case "/ping":
		end, known := p.ends[q.Get("access_token")]
		switch {
		case !known:
			return 200, `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`
		case !now.Before(end):
			return 200, `{"errcode":42001,"errmsg":"access_token expired rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`
		}
		return 200, `{"errcode":0,"errmsg":"ok"}`
	}
	return 404, ""
}

func (p *fakePlatform) grant(now time.Time) string {
	p.serial++
	p.current = fmt.Sprintf("68_token%d", p.serial)
	p.ends[p.current] = now.Add(7200 * time.Second)
	return fmt.Sprintf(`{"access_token":%q,"expires_in":7200}`, p.current)
}

// revoke ends the current token and issues another, as when another system forces a new token.
func (p *fakePlatform) revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.ends, p.current)
	p.grant(time.Now())
}

func (p *fakePlatform) setAnswer(f func(call string) (int, string)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = f
}

func (p *fakePlatform) setDelay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// takeCalls returns the calls since it was called last.
func (p *fakePlatform) takeCalls() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := p.calls
	p.calls = nil
	return calls
}

// wantCalls checks the calls since takeCalls or wantCalls was called last.
func (p *fakePlatform) wantCalls(t *testing.T, want ...string) {
	t.Helper()
	if got := p.takeCalls(); !slices.Equal(got, want) {
		t.Errorf("the platform was asked %q, want %q", got, want)
	}
}

// source returns a source that fetches from p. The test fails if its log holds a secret.
func (p *fakePlatform) source(t *testing.T, change func(*credential.Config)) *credential.Source {
	t.Helper()
	c := credential.Config{
		Account: testAccount,
		Client:  p.client(),
		Logger:  slog.New(slog.NewTextHandler(&leakCheck{t: t}, nil)),
	}
	if change != nil {
		change(&c)
	}
	s, err := credential.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func withStore(s store.Store) func(*credential.Config) {
	return func(c *credential.Config) { c.Store = s }
}

func classic(c *credential.Config) { c.Classic = true }

// leakCheck is a log that fails the test on a line with a secret, and counts the lines.
type leakCheck struct {
	t     *testing.T
	mu    sync.Mutex
	lines int
}

func (l *leakCheck) Write(line []byte) (int, error) {
	l.mu.Lock()
	l.lines++
	l.mu.Unlock()
	for _, secret := range []string{testAccount.Secret, "68_token", "jsapi-"} {
		if bytes.Contains(line, []byte(secret)) {
			l.t.Errorf("the log holds a secret: %s", line)
		}
	}
	return len(line), nil
}

func wantToken(t *testing.T, s *credential.Source, want string) {
	t.Helper()
	got, err := s.Token(t.Context())
	if err != nil || got != want {
		t.Errorf("Token = %q, %v, want %q", got, err, want)
	}
}

const (
	stablePath  = "/cgi-bin/stable_token"
	forcePath   = "/cgi-bin/stable_token force"
	classicPath = "/cgi-bin/token"
	ticketPath  = "/cgi-bin/ticket/getticket"
	body40164   = `{"errcode":40164,"errmsg":"invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 652f9a8b-1c3a4f5e-6d7e8f90"}`
)

func (p *fakePlatform) client() *endpoint.Client {
	return &endpoint.Client{HTTP: &http.Client{Transport: p}}
}

// A client with WithRaw stores the raw answers of its calls, but not those of the source's requests, which hold
// secrets.
func TestRawAnswerHoldsNoToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var raw json.RawMessage
		p := newFakePlatform()
		s := p.source(t, func(c *credential.Config) { c.Client = c.Client.With(endpoint.WithRaw(&raw)) })
		wantToken(t, s, "68_token1")
		if _, err := s.Ticket(t.Context(), "jsapi"); err != nil || raw != nil {
			t.Errorf("got %v, and stored %s", err, raw)
		}
	})
}
