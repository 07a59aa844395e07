package multitest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// platform is a sandbox behind a proxy that counts the requests.
type platform struct {
	*httptest.Server
	sandbox *sandbox.Platform
	tokens  atomic.Int64 // requests for a token
	armed   atomic.Bool  // hold the next answer with a token
	held    chan string  // the name of the instance whose answer is held
}

func startPlatform(t *testing.T) *platform {
	t.Helper()
	many := sandbox.Window{Messages: 1000, Valid: 24 * time.Hour} // the limits on these messages are not tested here
	p := &platform{
		sandbox: sandbox.New(sandbox.Config{KFWindows: sandbox.KFWindows{Message: many, Follow: many}}),
		held:    make(chan string, 1),
	}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(func() {
		p.Close()
		p.sandbox.Close()
	})
	return p
}

func (p *platform) serve(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case base.Token.Describe().Path, base.StableToken.Describe().Path:
	default:
		p.sandbox.ServeHTTP(w, r)
		return
	}
	p.tokens.Add(1)
	answer := httptest.NewRecorder()
	p.sandbox.ServeHTTP(answer, r)
	if p.armed.CompareAndSwap(true, false) {
		p.held <- r.Header.Get(nameHeader)
		<-r.Context().Done() // the instance that asked has been killed
		return
	}
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

// advance moves the platform's clock, but not the instances'.
func (p *platform) advance(t *testing.T, d time.Duration) {
	t.Helper()
	body := strings.NewReader(fmt.Sprintf(`{"seconds":%g}`, d.Seconds()))
	resp, err := http.Post(p.URL+"/_sandbox/clock/advance", "application/json", body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the clock: %s", resp.Status)
	}
}

// follower makes a user who follows the account, before it has a callback.
func (p *platform) follower(name string) *sandbox.User {
	u := p.sandbox.User(name)
	u.Follow()
	return u
}

// expire makes every token expire.
func (p *platform) expire(t *testing.T) { t.Helper(); p.advance(t, 2*time.Hour+time.Second) }

// rival is another system of the same account, which fetches a classic token.
func (p *platform) rival(t *testing.T) {
	t.Helper()
	hosts, err := endpoint.OneHost(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := base.New(&endpoint.Client{Hosts: hosts}).Token(t.Context(), sandbox.DefaultAppID, sandbox.DefaultSecret); err != nil {
		t.Fatal(err)
	}
}

// wantTokens checks how many tokens were requested since the last check.
func (p *platform) wantTokens(t *testing.T, what string, least, most int64) {
	t.Helper()
	if n := p.tokens.Swap(0); n < least || n > most {
		t.Errorf("%s: the platform was asked for a token %d times, want %d to %d", what, n, least, most)
	}
}
