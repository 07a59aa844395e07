package endpoint_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/telemetry"
)

const (
	theToken  = "68_TOKEN-tok&en/+=1"
	theSecret = `SECRET"\/&=0123`
)

type secretIn struct {
	AppID  string `json:"appid"`
	Secret string `json:"secret"`
	Code   string `json:"-" query:"code"`
}

var stableToken = endpoint.Post[secretIn, endpoint.None]("base.stable_token", "/cgi-bin/stable_token", "")

// The call's secrets are hidden in every error of a transport, a middleware or the platform, in every form.
func TestSecretsAreHiddenByValue(t *testing.T) {
	t.Parallel()
	sent := func(r *http.Request) string {
		body, _ := io.ReadAll(r.Body)
		return string(body)
	}
	saying := func(say func(r *http.Request) string) *endpoint.Client {
		return &endpoint.Client{Tokens: &tokens{now: theToken}, HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("no way: %s: %w", say(r), io.ErrUnexpectedEOF)
		})}}
	}
	answering := func(status int, format string) *endpoint.Client {
		return &endpoint.Client{Tokens: &tokens{now: theToken}, HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return answer(status, fmt.Sprintf(format, strconv.Quote("bad "+theSecret+" and "+theToken))), nil
		})}}
	}
	around := func(m endpoint.Middleware) *endpoint.Client {
		f := roundTrip(func(*http.Request) (*http.Response, error) { return answer(200, ok), nil })
		return &endpoint.Client{Tokens: &tokens{now: theToken}, HTTP: &http.Client{Transport: f}, Middleware: []endpoint.Middleware{m}}
	}
	for name, c := range map[string]*endpoint.Client{
		"URL":           saying(func(r *http.Request) string { return r.URL.String() }),
		"query":         saying(func(r *http.Request) string { return r.URL.RawQuery }),
		"quoted query":  saying(func(r *http.Request) string { return strconv.Quote(r.URL.RawQuery) }),
		"decoded query": saying(func(r *http.Request) string { return fmt.Sprint(r.URL.Query()) }),
		"body":          saying(sent),
		"quoted body":   saying(func(r *http.Request) string { return fmt.Sprintf("%q", sent(r)) }),
		"the values":    saying(func(*http.Request) string { return theToken + theSecret }),
		"path-escaped":  saying(func(*http.Request) string { return url.PathEscape(theToken) + url.PathEscape(theSecret) }),
		"lower case":    saying(func(r *http.Request) string { return lowerEscapes(r.URL.RawQuery) }),
		"overescaped":   saying(func(*http.Request) string { return everyByte(theToken) + everyByte(theSecret) }),
		"Go's JSON": saying(func(*http.Request) string {
			raw, err := json.Marshal([]string{theToken, theSecret})
			return fmt.Sprint(string(raw), err)
		}),
		"errmsg":  answering(200, `{"errcode":40125,"errmsg":%s}`),
		"gateway": answering(502, `{"errmsg":%s}`),
		"middleware": around(func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				return fmt.Errorf("call %+v was odd: %s", call.In, theToken)
			}
		}),
		"panic": around(func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				panic(theToken + fmt.Sprint(call.In))
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := endpoint.Call(t.Context(), c, stableToken, secretIn{"wx1", theSecret, "THECODE"})
			for _, shown := range []string{theToken, theSecret, url.QueryEscape(theToken), "THECODE", "TOKEN-tok", "0123"} {
				wantNoSecret(t, err, shown)
				for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%p", "%d", "%x"} {
					if text := fmt.Sprintf(verb, err); strings.Contains(text, shown) {
						t.Errorf("%s shows %s: %s", verb, shown, text)
					}
				}
			}
			if !strings.HasPrefix(err.Error(), "base.stable_token: ") && name != "middleware" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A redacted error keeps its kind, and a text without a secret is unchanged.
func TestRedactedErrorsKeepTheirKind(t *testing.T) {
	t.Parallel()
	plain := errors.New("nothing secret")
	for _, cause := range []error{plain, fmt.Errorf("with %s: %w", theToken, plain)} {
		c := &endpoint.Client{Tokens: &tokens{now: theToken}, HTTP: &http.Client{Transport: unreachable(cause)}}
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		if !errors.Is(err, plain) {
			t.Errorf("%v is not %v", err, plain)
		}
		if as[*endpoint.TransportError](t, err); strings.Contains(err.Error(), theToken) {
			t.Errorf("got %v", err)
		}
	}
}

// lowerEscapes writes a URL's escapes in lower case, as some programs do: %2f for %2F.
func lowerEscapes(text string) string {
	return regexp.MustCompile(`%[0-9A-F]{2}`).ReplaceAllStringFunc(text, strings.ToLower)
}

// everyByte escapes every byte, also those that need no escape.
func everyByte(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// opaque is an error whose text does not contain the text of the error that it wraps.
type opaque struct{ err error }

func (opaque) Error() string   { return "no way" }
func (o opaque) Unwrap() error { return o.err }

// timeout is a net.Error whose text shows the token.
type timeout struct{ token string }

func (e timeout) Error() string   { return "late with " + e.token }
func (e timeout) Timeout() bool   { return true }
func (e timeout) Temporary() bool { return true }

// The errors inside a redacted error do not show the secret either.
func TestSecretsInsideAnError(t *testing.T) {
	t.Parallel()
	for name, cause := range map[string]error{
		"wrapped":     opaque{timeout{theToken}},
		"twice":       opaque{fmt.Errorf("%w", opaque{timeout{theToken}})},
		"joined":      opaque{errors.Join(io.ErrUnexpectedEOF, timeout{theToken})},
		"plain":       timeout{theToken},
		"with a URL":  opaque{&url.Error{Op: "Get", URL: "https://api.weixin.qq.com/x?access_token=" + theToken, Err: timeout{theToken}}},
		"from middle": fmt.Errorf("%s: %w", theToken, &endpoint.Error{Code: 40001}),
	} {
		c := roundTrip(func(*http.Request) (*http.Response, error) { return answer(200, ok), nil }).client()
		c.Tokens = &tokens{now: theToken}
		c.Middleware = []endpoint.Middleware{func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				return cause
			}
		}}
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		wantNoSecret(t, err, theToken)
		if !errors.Is(err, cause) {
			t.Errorf("%s: %v is not its cause", name, err)
		}
		var network net.Error
		if errors.As(err, &network) {
			if wantNoSecret(t, network, theToken); !network.Timeout() {
				t.Errorf("%s: %v is not a timeout", name, network)
			}
		} else if name != "from middle" {
			t.Errorf("%s: %v is not a net.Error", name, err)
		}
		var own timeout
		var location *url.Error
		if errors.As(err, &own) || errors.As(err, &location) || own.token != "" || location != nil {
			t.Errorf("%s: As returned %v, %v", name, own, location)
		}
		var refused *endpoint.Error
		if errors.As(err, &refused) != (name == "from middle") {
			t.Errorf("%s: As returned %v", name, refused)
		}
		for _, around := range []any{err, &err, []error{err}, struct{ err error }{err}, errors.Join(err)} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%p", "%d"} {
				if text := fmt.Sprintf(verb, around); strings.Contains(text, theToken) {
					t.Errorf("%s: %s shows it: %s", name, verb, text)
				}
			}
		}
	}
}

// A panic in the program's own code during a call becomes the call's error.
func TestPanics(t *testing.T) {
	t.Parallel()
	fine := roundTrip(func(*http.Request) (*http.Response, error) { return answer(200, ok), nil })
	for name, c := range map[string]*endpoint.Client{
		"transport": {Tokens: &tokens{now: "T0"}, HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { panic("boom") })}},
		"body": {Tokens: &tokens{now: "T0"}, HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			resp := answer(200, "")
			resp.Body = panicking{}
			return resp, nil
		})}},
		"tokens": {Tokens: panicking{}, HTTP: &http.Client{Transport: fine}},
		"middleware": {Tokens: &tokens{now: "T0"}, HTTP: &http.Client{Transport: fine}, Middleware: []endpoint.Middleware{func(endpoint.Handler) endpoint.Handler {
			return func(context.Context, *endpoint.Invocation) error { panic("boom") }
		}}},
		"recorder": {Tokens: &tokens{now: "T0"}, HTTP: &http.Client{Transport: fine}, Telemetry: panicking{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
				got := as[*endpoint.PanicError](t, err)
				if got.Endpoint != "user.remark" || (got.Thrown != "string" && got.Thrown != "assignment to entry in nil map") || !strings.Contains(string(got.Stack), "secrets_test.go") {
					t.Errorf("got %v from\n%s", err, got.Stack)
				}
			}
		})
	}
}

// The transport reads an upload on a goroutine of its own, where the call cannot recover: over a real connection a
// panic would end the process.
func TestPanicInAnUploadsReader(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // reading fails with an error
		io.WriteString(w, ok)
	}))
	defer srv.Close()
	c := &endpoint.Client{Hosts: endpoint.Hosts{API: srv.URL}, Tokens: &tokens{now: "T0"}}
	_, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.jpg", Content: panicking{}, Size: 10}})
	if want := "media.upload: endpoint: the upload's Content or Progress panicked (string)"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

type panicking struct{}

func (panicking) Read([]byte) (int, error)              { panic("boom") }
func (panicking) Close() error                          { return nil }
func (panicking) Token(context.Context) (string, error) { panic("boom") }

func (panicking) Renew(context.Context, string) (string, error) { panic("boom") }

func (panicking) Record(context.Context, *telemetry.Instrument, float64, ...string) { panic("boom") }
