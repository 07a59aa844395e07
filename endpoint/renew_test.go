package endpoint_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

const ok = `{"errcode":0,"errmsg":"ok"}`

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	for _, code := range []int{40001, 40014, 42001} {
		refusal := fmt.Sprintf(`{"errcode":%d,"errmsg":"refused"}`, code)
		var used []string
		source := &tokens{now: "T0"}
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			if string(body) != `{"openid":"o1","remark":"r"}` {
				t.Errorf("body %s", body)
			}
			used = append(used, r.URL.Query().Get("access_token"))
			if len(used) == 1 {
				return answer(200, refusal), nil
			}
			return answer(200, ok), nil
		}).client()
		c.Tokens = source
		if _, err := endpoint.Call(t.Context(), c, remark, remarkIn{"o1", "r"}); err != nil {
			t.Errorf("%d: %v", code, err)
		}
		if !reflect.DeepEqual(used, []string{"T0", "T1"}) || !reflect.DeepEqual(source.failed, []string{"T0"}) {
			t.Errorf("%d: used %v, renewed %v", code, used, source.failed)
		}
	}
}

// A download whose token is refused is repeated with the renewed token, like any other call.
func TestDownloadWithARefusedToken(t *testing.T) {
	t.Parallel()
	f, requests := answering(`{"errcode":42001,"errmsg":"access_token expired"}`, "JPEG")
	d, err := endpoint.Call(t.Context(), f.client(), download, mediaID{MediaID: "M"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Body.Close()
	if got, err := io.ReadAll(d.Body); string(got) != "JPEG" || err != nil || *requests != 2 {
		t.Errorf("got %q, %v after %d requests", got, err, *requests)
	}
}

func TestRenewedTokenRefusedToo(t *testing.T) {
	t.Parallel()
	f, requests := answering(`{"errcode":40001,"errmsg":"first"}`, `{"errcode":42001,"errmsg":"second"}`)
	source := &tokens{now: "T0"}
	c := f.client()
	c.Tokens = source
	_, err := endpoint.Call(t.Context(), c, info, infoIn{OpenID: "o1"})
	wantError(t, err, endpoint.Error{Endpoint: "user.info", Code: 42001, Message: "second"})
	if *requests != 2 || len(source.failed) != 1 {
		t.Errorf("%d requests, renewed %v", *requests, source.failed)
	}
}

func TestOtherRefusalsRenewNothing(t *testing.T) {
	t.Parallel()
	for _, code := range []int{41001, 40013, 45009, 48001} {
		f, requests := answering(fmt.Sprintf(`{"errcode":%d,"errmsg":"m"}`, code))
		c := f.client()
		_, err := endpoint.Call(t.Context(), c, info, infoIn{})
		wantError(t, err, endpoint.Error{Endpoint: "user.info", Code: endpoint.Code(code), Message: "m"})
		if *requests != 1 || c.Tokens.(*tokens).failed != nil {
			t.Errorf("%d: %d requests, renewed %v", code, *requests, c.Tokens.(*tokens).failed)
		}
	}
}

// In an endpoint without an access_token, 40001 is about something else.
func TestNoTokenRenewsNothing(t *testing.T) {
	t.Parallel()
	f, requests := answering(`{"errcode":40001,"errmsg":"invalid credential"}`)
	c := f.client()
	e := endpoint.Get[infoIn, infoOut]("sns.userinfo", "/sns/userinfo", "", endpoint.NoToken())
	_, err := endpoint.Call(t.Context(), c, e, infoIn{})
	if !errors.Is(err, endpoint.ErrInvalidCredential) || *requests != 1 || c.Tokens.(*tokens).failed != nil {
		t.Errorf("%v after %d requests, renewed %v", err, *requests, c.Tokens.(*tokens).failed)
	}
}

func TestTokenErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	f, requests := answering(`{"errcode":40014,"errmsg":"invalid access_token"}`)
	c := f.client()
	c.Tokens = &tokens{err: broken}
	if _, err := endpoint.Call(t.Context(), c, info, infoIn{}); !errors.Is(err, broken) || *requests != 0 {
		t.Errorf("got %v after %d requests", err, *requests)
	}
	c.Tokens = &tokens{now: "T0", renewErr: broken}
	_, err := endpoint.Call(t.Context(), c, info, infoIn{})
	if !errors.Is(err, broken) || !errors.Is(err, endpoint.ErrInvalidAccessToken) || *requests != 1 {
		t.Errorf("got %v after %d requests", err, *requests)
	}
}

func TestUploadIsRepeatedFromItsPosition(t *testing.T) {
	t.Parallel()
	content := strings.NewReader("skipped|the file")
	content.Seek(int64(len("skipped|")), io.SeekStart)
	var bodies []string
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil || int64(len(body)) != r.ContentLength {
			t.Errorf("%d bytes of %d, %v", len(body), r.ContentLength, err)
		}
		bodies = append(bodies, string(body))
		if len(bodies) == 1 {
			return answer(200, `{"errcode":42001,"errmsg":"access_token expired"}`), nil
		}
		return answer(200, `{"media_id":"M"}`), nil
	}).client()
	got, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.jpg", Content: content}})
	if err != nil || got.MediaID != "M" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if len(bodies) != 2 || bodies[0] != bodies[1] || !strings.Contains(bodies[1], "\r\n\r\nthe file\r\n--") {
		t.Errorf("sent %q", bodies)
	}
}

func TestUploadThatCannotSeek(t *testing.T) {
	t.Parallel()
	f, requests := answering(`{"errcode":40001,"errmsg":"invalid credential"}`)
	c := f.client()
	content := io.MultiReader(strings.NewReader("x")) // not an io.Seeker
	_, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.jpg", Content: content, Size: 1}})
	if !errors.Is(err, endpoint.ErrNotReplayable) || !errors.Is(err, endpoint.ErrInvalidCredential) {
		t.Errorf("got %v", err)
	}
	// The next call uses the new token.
	if *requests != 1 || c.Tokens.(*tokens).now != "T1" {
		t.Errorf("%d requests, token %s", *requests, c.Tokens.(*tokens).now)
	}
}

// A file whose second Seek fails cannot be sent again either.
func TestUploadSeekError(t *testing.T) {
	t.Parallel()
	f, requests := answering(`{"errcode":40001,"errmsg":"invalid credential"}`)
	content := &failingSeeker{Reader: strings.NewReader("x"), seeks: 1}
	_, err := endpoint.Call(t.Context(), f.client(), upload, mediaIn{Media: endpoint.File{Name: "a.jpg", Content: content, Size: 1}})
	if !errors.Is(err, errNoMoreSeeks) || !strings.HasPrefix(err.Error(), "media.upload: ") || *requests != 1 {
		t.Errorf("got %v after %d requests", err, *requests)
	}
}

var errNoMoreSeeks = errors.New("no more seeks")

type failingSeeker struct {
	io.Reader
	seeks int
}

func (r *failingSeeker) Seek(int64, int) (int64, error) {
	if r.seeks--; r.seeks < 0 {
		return 0, errNoMoreSeeks
	}
	return 0, nil
}

// accepting records the tokens that the platform has accepted.
type accepting struct {
	tokens
	accepted []string
}

func (a *accepting) Accepted(token string) { a.accepted = append(a.accepted, token) }

// The source of tokens gets each token that the platform has accepted, also if the platform refused the call for
// another reason, and gets no other token.
func TestAcceptedTokensAreReported(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answers []string
		want    []string
	}{
		"success":       {[]string{ok}, []string{"T0"}},
		"bad openid":    {[]string{`{"errcode":40003,"errmsg":"invalid openid"}`}, []string{"T0"}},
		"no menu":       {[]string{`{"errcode":46003,"errmsg":"menu no exist"}`}, []string{"T0"}},
		"refused token": {[]string{`{"errcode":40001,"errmsg":"invalid credential"}`}, nil},
		"renewed":       {[]string{`{"errcode":42001,"errmsg":"access_token expired"}`, ok}, []string{"T1"}},
		"busy":          {[]string{`{"errcode":-1,"errmsg":"system error"}`}, nil},
		"gateway":       {[]string{`<html>`}, nil},
		"no whitelist":  {[]string{`{"errcode":40164,"errmsg":"invalid ip"}`}, nil},
	} {
		f, _ := answering(tt.answers...)
		source := &accepting{tokens: tokens{now: "T0"}}
		_, _ = endpoint.Call(t.Context(), f.client().WithTokens(source), remark, remarkIn{})
		if !slices.Equal(source.accepted, tt.want) {
			t.Errorf("%s: reported %v, want %v", name, source.accepted, tt.want)
		}
	}
}
