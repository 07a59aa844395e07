package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The answers are documented ones. Older answers have a hint in place of the rid.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status int
		body   string
		want   endpoint.Error
		text   string
	}{
		{
			200, `{"errcode":45009,"errmsg":"reach max api daily quota limit rid: 617682e0-09059ac5-34a8e2ea"}`,
			endpoint.Error{Code: 45009, Message: "reach max api daily quota limit", RID: "617682e0-09059ac5-34a8e2ea"},
			"user.remark: 45009 reach max api daily quota limit (rid 617682e0-09059ac5-34a8e2ea): Cache what you fetch, look at quota/get, and if necessary call clear_quota (10 a month).",
		},
		{
			200, `{"errcode":40029,"errmsg":"invalid code, rid: 6583f22d-35b1b023-4a6d02b6"}`,
			endpoint.Error{Code: 40029, Message: "invalid code", RID: "6583f22d-35b1b023-4a6d02b6"},
			"user.remark: 40029 invalid code (rid 6583f22d-35b1b023-4a6d02b6): Send the user through the authorize page again, and exchange the new code at once and unchanged.",
		},
		{
			200, `{"errcode":40029,"errmsg":"invalid code, hints: [ req_id: 0569m0297s102 ]"}`,
			endpoint.Error{Code: 40029, Message: "invalid code", RID: "0569m0297s102"},
			"user.remark: 40029 invalid code (rid 0569m0297s102): Send the user through the authorize page again, and exchange the new code at once and unchanged.",
		},
		{
			200, `{"errcode":40013,"errmsg":"invalid appid hint: [s9GrIa0398vr31!]"}`,
			endpoint.Error{Code: 40013, Message: "invalid appid", RID: "s9GrIa0398vr31!"},
			"user.remark: 40013 invalid appid (rid s9GrIa0398vr31!): Copy the AppID from the console: wx and 16 hex digits, lower case, no spaces. A sandbox's account needs its address (WECHAT_API_BASE).",
		},
		{ // a rid in the middle of the text stays in the text
			200, `{"errcode":76001,"errmsg":"rid not found"}`,
			endpoint.Error{Code: 76001, Message: "rid not found"},
			"user.remark: 76001 rid not found: Copy the whole rid from the message of the error, within 7 days.",
		},
		{ // a word that ends in "rid" is not a rid
			200, `{"errcode":40035,"errmsg":"bad grid: a"}`,
			endpoint.Error{Code: 40035, Message: "bad grid: a"},
			"user.remark: 40035 bad grid: a: Compare the request with the call's field table, including the types: a number is not a string.",
		},
		{
			200, `{"errcode":"45001"}`,
			endpoint.Error{Code: 45001},
			"user.remark: 45001: Keep images and videos within 10 MB, voice within 2 MB, thumbs within 64 KB.",
		},
		{ // an errmsg of the wrong type does not hide the errcode
			200, `{"errcode":45001,"errmsg":7}`,
			endpoint.Error{Code: 45001},
			"user.remark: 45001: Keep images and videos within 10 MB, voice within 2 MB, thumbs within 64 KB.",
		},
		{
			500, `{"errcode":40066,"errmsg":"invalid url"}`,
			endpoint.Error{Code: 40066, Message: "invalid url", HTTPStatus: 500},
			"user.remark: 40066 invalid url (HTTP 500): Check the call's path; for an article send its own full address, as the platform returned it.",
		},
		{ // a code without a name has no cure
			200, `{"errcode":123456789,"errmsg":"something new"}`,
			endpoint.Error{Code: 123456789, Message: "something new"},
			"user.remark: 123456789 something new",
		},
		{
			502, "<html><head><title>502 Bad Gateway</title></head></html>",
			endpoint.Error{Message: "Bad Gateway", HTTPStatus: 502},
			"user.remark: Bad Gateway (HTTP 502)",
		},
		{
			503, ok,
			endpoint.Error{Message: "ok", HTTPStatus: 503},
			"user.remark: ok (HTTP 503)",
		},
		{
			599, "",
			endpoint.Error{HTTPStatus: 599},
			"user.remark: (HTTP 599)",
		},
	} {
		c := roundTrip(func(*http.Request) (*http.Response, error) { return answer(tt.status, tt.body), nil }).client()
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		tt.want.Endpoint = "user.remark"
		wantError(t, err, tt.want)
		if err.Error() != tt.text {
			t.Errorf("got  %s\nwant %s", err, tt.text)
		}
		if !errors.Is(err, tt.want.Code) || errors.Is(err, endpoint.ErrInvalidCredential) || errors.Is(err, io.EOF) {
			t.Errorf("%v: errors.Is does not work", err)
		}
	}
}

// A program that shows a cure to its operator finds the code in the same way in every error that has one.
func TestErrorHasItsCode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want endpoint.Code
	}{
		{fmt.Errorf("the weekly message: %w", &endpoint.Error{Endpoint: "mass.sendall", Code: 45028}), endpoint.ErrMassQuota},
		{&endpoint.Error{Code: 99_999_999}, 99_999_999}, // a code without a name
		{&endpoint.Error{HTTPStatus: http.StatusBadGateway}, 0},
		{(&endpoint.FieldError{In: "menu", Path: "button"}).With(endpoint.ErrInvalidButtonCount), endpoint.ErrInvalidButtonCount},
		{&endpoint.FieldError{In: "menu", Path: "button"}, 0},
		{&endpoint.TransportError{Err: io.ErrUnexpectedEOF}, 0},
	} {
		got, ok := errors.AsType[endpoint.Code](tt.err)
		if got != tt.want || ok != (tt.want != 0) {
			t.Errorf("%v: the code is %d, %t", tt.err, int(got), ok)
		}
	}
}

func TestCallerIP(t *testing.T) {
	t.Parallel()
	const documented = "invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist"
	for _, tt := range []struct {
		code          int
		message, want string
	}{
		{40164, documented, "1.2.3.4"},
		{40164, "invalid ip 2001:db8::7, not in whitelist", "2001:db8::7"},
		{40164, "invalid ip 1.2.3.4.5, not in whitelist", ""},
		{40164, "invalid ip, not in whitelist", ""},
		{40013, documented, ""},
	} {
		f, _ := answering(fmt.Sprintf(`{"errcode":%d,"errmsg":%q}`, tt.code, tt.message))
		_, err := endpoint.Call(t.Context(), f.client(), remark, remarkIn{})
		want, _ := netip.ParseAddr(tt.want)
		if got := as[*endpoint.Error](t, err).CallerIP; got != want {
			t.Errorf("%v: got %v", err, got)
		}
	}
}

// A call's URL contains its secrets. No error of a failed request shows them.
func TestTransportErrorsHideSecrets(t *testing.T) {
	t.Parallel()
	type in struct {
		Secret string `query:"secret"`
	}
	e := endpoint.Get[in, endpoint.None]("base.token", "/cgi-bin/token", "", endpoint.Once())
	const closed = "http://127.0.0.1:0" // a port on which nothing can listen
	nowhere, err := url.Parse(closed)
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := endpoint.OneHost(closed)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		transport http.RoundTripper
		is        error
	}{
		"dial":  {http.DefaultTransport, nil},
		"proxy": {&http.Transport{Proxy: http.ProxyURL(nowhere)}, nil},
		"reset": {roundTrip(func(*http.Request) (*http.Response, error) { return nil, net.ErrClosed }), net.ErrClosed},
		"a RoundTripper that quotes the URL": {roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("GET %s: giving up after 3 tries: %w", r.URL, os.ErrDeadlineExceeded)
		}), os.ErrDeadlineExceeded},
		"a RoundTripper with a client inside": {roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("wrapped: %w", &url.Error{Op: "Get", URL: r.URL.String(), Err: os.ErrDeadlineExceeded})
		}), os.ErrDeadlineExceeded},
		"a redirect that makes no sense": {roundTrip(func(r *http.Request) (*http.Response, error) {
			resp := answer(http.StatusFound, "")
			resp.Header.Set("Location", "http://%zz/?"+r.URL.RawQuery)
			return resp, nil
		}), nil},
		"an answer that breaks off": {roundTrip(func(r *http.Request) (*http.Response, error) {
			resp := answer(200, "")
			resp.Body = errorBody{&url.Error{Op: "Read", URL: r.URL.String(), Err: io.ErrUnexpectedEOF}}
			return resp, nil
		}), io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &endpoint.Client{HTTP: &http.Client{Transport: tt.transport}, Hosts: hosts, Tokens: &tokens{now: "THETOKEN"}}
			_, err := endpoint.Call(t.Context(), c, e, in{"THESECRET"})
			wantNoSecret(t, err, "THETOKEN", "THESECRET", "secret=", "access_token=")
			if got := as[*endpoint.TransportError](t, err); got.Endpoint != "base.token" || !strings.HasPrefix(err.Error(), "base.token: ") {
				t.Errorf("got %v", err)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v is not %v", err, tt.is)
			}
		})
	}
}

// errors.Is and errors.As still find the kind of a redacted error.
func TestRedactedErrorKeepsItsKind(t *testing.T) {
	t.Parallel()
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("GET %s: %w", r.URL, context.DeadlineExceeded)
	}).client()
	_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
	var timeout interface{ Timeout() bool }
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("got %T %v, want a timeout", err, err)
	}
	if want := "user.remark: GET https://api.weixin.qq.com/cgi-bin/user/info/updateremark?... context deadline exceeded"; err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the redirect was followed to %s", r.URL)
	}))
	defer elsewhere.Close()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
	}))
	defer srv.Close()
	hosts, err := endpoint.OneHost(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []*http.Client{nil, srv.Client()} {
		c := &endpoint.Client{HTTP: own, Hosts: hosts, Tokens: &tokens{now: "T0"}}
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		base := srv.URL + " (the client's Hosts)"
		wantError(t, err, endpoint.Error{Endpoint: "user.remark", Message: "Temporary Redirect", HTTPStatus: 307, Base: base})
		_, err = endpoint.Call(t.Context(), c, download, mediaID{})
		wantError(t, err, endpoint.Error{Endpoint: "media.get", Message: "Temporary Redirect", HTTPStatus: 307, Base: base})
	}
	if srv.Client().CheckRedirect != nil {
		t.Error("the caller's http.Client was changed")
	}
}
