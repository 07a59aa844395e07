package endpoint_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// roundTrip is a transport that acts as the platform.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// client returns a client that calls f and has a token.
func (f roundTrip) client() *endpoint.Client {
	return &endpoint.Client{HTTP: &http.Client{Transport: f}, Tokens: &tokens{now: "T0"}}
}

// answer returns a response in the platform's form.
func answer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode:    status,
		Header:        http.Header{"Content-Type": {"application/json; encoding=utf-8"}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

// answering returns a transport that gives the answers in turn and repeats the last one, and the number of requests.
func answering(bodies ...string) (f roundTrip, requests *int) {
	requests = new(int)
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			io.Copy(io.Discard, r.Body)
		}
		*requests++
		return answer(http.StatusOK, bodies[min(*requests, len(bodies))-1]), nil
	}, requests
}

// tokens returns T0 and, after Renew, T1. It records the calls of Renew.
type tokens struct {
	now      string
	err      error // returned by Token
	renewErr error
	failed   []string // the arguments of Renew
}

func (t *tokens) Token(context.Context) (string, error) { return t.now, t.err }

func (t *tokens) Renew(_ context.Context, failed string) (string, error) {
	t.failed = append(t.failed, failed)
	if t.renewErr != nil {
		return "", t.renewErr
	}
	t.now = "T1"
	return t.now, nil
}

// sent is a request as a server on the network sees it.
type sent struct {
	Method, Path string
	Query        url.Values
	ContentType  string
	Length       int64
	Body         string
}

// recorder is a server on loopback that records requests and always gives the same answer.
type recorder struct {
	mu   sync.Mutex
	sent []sent
}

func record(t *testing.T, status int, body string) (*recorder, *endpoint.Client) {
	t.Helper()
	rec := &recorder{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		rec.mu.Lock()
		defer rec.mu.Unlock()
		rec.sent = append(rec.sent, sent{r.Method, r.URL.Path, r.URL.Query(), r.Header.Get("Content-Type"), r.ContentLength, string(got)})
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(srv.Close)
	hosts, err := endpoint.OneHost(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	return rec, &endpoint.Client{HTTP: srv.Client(), Hosts: hosts, Tokens: &tokens{now: "T0"}}
}

// one returns the only request.
func (rec *recorder) one(t *testing.T) sent {
	t.Helper()
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if len(rec.sent) != 1 {
		t.Fatalf("%d requests, want 1", len(rec.sent))
	}
	return rec.sent[0]
}

// wantNoSecret fails the test if err, or an error that it wraps, shows a secret.
func wantNoSecret(t *testing.T, err error, secrets ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, secret := range secrets {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%T shows %q: %v", err, secret, err)
		}
	}
	switch u := err.(type) {
	case interface{ Unwrap() error }:
		if inner := u.Unwrap(); inner != nil {
			wantNoSecret(t, inner, secrets...)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range u.Unwrap() {
			wantNoSecret(t, inner, secrets...)
		}
	}
}

// wantError fails the test unless err is an *endpoint.Error equal to want.
func wantError(t *testing.T, err error, want endpoint.Error) {
	t.Helper()
	want.HTTPStatus = cmp.Or(want.HTTPStatus, http.StatusOK)
	var got *endpoint.Error
	if !errors.As(err, &got) {
		t.Fatalf("got %T %v, want an *endpoint.Error", err, err)
	}
	if *got != want {
		t.Errorf("got %+v, want %+v", *got, want)
	}
}

// as returns the error of type E that err is or wraps. It fails the test if there is none.
func as[E error](t *testing.T, err error) E {
	t.Helper()
	var target E
	if !errors.As(err, &target) {
		t.Fatalf("got %T %v, want a %T", err, err, target)
	}
	return target
}

// These are endpoints for the tests, as the platform documents them.
type (
	infoIn struct {
		OpenID string `query:"openid"`
		Lang   string `query:"lang,omitempty"`
	}
	infoOut struct {
		OpenID   string          `json:"openid"`
		Nickname string          `json:"nickname"`
		Sex      endpoint.Number `json:"sex"`
	}
	remarkIn struct {
		OpenID string `json:"openid"`
		Remark string `json:"remark"`
	}
	mediaIn struct {
		Type  string        `query:"type"`
		Media endpoint.File `form:"media"`
	}
	mediaOut struct {
		MediaID string `json:"media_id"`
	}
	mediaID struct {
		MediaID string `query:"media_id" json:"media_id"`
	}
)

var (
	info     = endpoint.Get[infoIn, infoOut]("user.info", "/cgi-bin/user/info", "")
	remark   = endpoint.Post[remarkIn, endpoint.None]("user.remark", "/cgi-bin/user/info/updateremark", "")
	upload   = endpoint.Upload[mediaIn, mediaOut]("media.upload", "/cgi-bin/media/upload", "")
	download = endpoint.Fetch[mediaID]("media.get", "/cgi-bin/media/get", "")
)
