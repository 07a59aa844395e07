package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

const busy = `{"errcode":-1,"errmsg":"system error rid: 617682e0-09059ac5-34a8e2ea"}`

var busyError = endpoint.Error{Code: -1, Message: "system error", RID: "617682e0-09059ac5-34a8e2ea"}

func TestBusyPlatformIsTriedThreeTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, requests := answering(busy)
		start := time.Now()
		_, err := endpoint.Call(t.Context(), f.client(), info, infoIn{OpenID: "o1"})
		want := busyError
		want.Endpoint = "user.info"
		wantError(t, err, want)
		// The pauses are 100 to 200 ms and 200 to 400 ms.
		if took := time.Since(start); *requests != 3 || took < 300*time.Millisecond || took > 600*time.Millisecond {
			t.Errorf("%d requests in %s", *requests, took)
		}
	})
}

func TestTransientErrorsAreRetried(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func() (*http.Response, error){
		"busy":       func() (*http.Response, error) { return answer(200, busy), nil },
		"gateway":    func() (*http.Response, error) { return answer(502, "<html>Bad Gateway</html>"), nil },
		"connection": func() (*http.Response, error) { return nil, errors.New("connection reset") },
		"body":       func() (*http.Response, error) { return brokenAnswer(), nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				c := roundTrip(func(*http.Request) (*http.Response, error) {
					if requests++; requests == 1 {
						return first()
					}
					return answer(200, `{"openid":"o1"}`), nil
				}).client()
				got, err := endpoint.Call(t.Context(), c, info, infoIn{})
				if err != nil || got.OpenID != "o1" || requests != 2 {
					t.Errorf("got %+v, %v after %d requests", got, err, requests)
				}
			})
		})
	}
}

func brokenAnswer() *http.Response {
	resp := answer(200, "")
	resp.Body = errorBody{errors.New("connection reset by peer")}
	return resp
}

type errorBody struct{ err error }

func (b errorBody) Read([]byte) (int, error) { return 0, b.err }
func (b errorBody) Close() error             { return nil }

// Sending a message twice is worse than not sending it, and a refusal would only be repeated.
func TestNoRetry(t *testing.T) {
	t.Parallel()
	once := endpoint.Get[infoIn, infoOut]("sns.access_token", "/sns", "", endpoint.Once())
	read := func(ctx context.Context, c *endpoint.Client) error {
		_, err := endpoint.Call(ctx, c, info, infoIn{})
		return err
	}
	for name, tt := range map[string]struct {
		first *http.Response
		call  func(ctx context.Context, c *endpoint.Client) error
	}{
		"POST": {answer(200, busy), func(ctx context.Context, c *endpoint.Client) error {
			_, err := endpoint.Call(ctx, c, remark, remarkIn{})
			return err
		}},
		"once": {answer(502, ""), func(ctx context.Context, c *endpoint.Client) error {
			_, err := endpoint.Call(ctx, c, once, infoIn{})
			return err
		}},
		"refused":   {answer(200, `{"errcode":40003,"errmsg":"invalid openid"}`), read},
		"not found": {answer(404, ""), read},
		// More calls would make these worse, or change nothing.
		"day's quota":          {answer(200, `{"errcode":45009,"errmsg":"reach max api daily quota limit"}`), read},
		"minute's quota":       {answer(200, `{"errcode":45011,"errmsg":"api minute-quota reach limit"}`), read},
		"not on the whitelist": {answer(200, `{"errcode":40164,"errmsg":"invalid ip 1.2.3.4, not in whitelist"}`), read},
		"no permission":        {answer(200, `{"errcode":48001,"errmsg":"api unauthorized"}`), read},
	} {
		requests := 0
		c := roundTrip(func(*http.Request) (*http.Response, error) {
			requests++
			return tt.first, nil
		}).client()
		if err := tt.call(t.Context(), c); err == nil || requests != 1 {
			t.Errorf("%s: %v after %d requests", name, err, requests)
		}
	}
}

func TestIdempotentPostIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, requests := answering(busy, busy, ok)
		e := endpoint.Post[endpoint.None, endpoint.None]("base.stable_token", "/x", "", endpoint.Idempotent())
		if _, err := endpoint.Call(t.Context(), f.client(), e, endpoint.None{}); err != nil || *requests != 3 {
			t.Errorf("%v after %d requests", err, *requests)
		}
	})
}

func TestPauseEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, requests := answering(busy)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := endpoint.Call(ctx, f.client(), info, infoIn{})
		if !errors.Is(err, endpoint.ErrSystemBusy) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(start); took != 50*time.Millisecond || *requests != 1 {
			t.Errorf("%d requests in %s", *requests, took)
		}
	})
}

func TestCancelledContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	requests := 0
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		requests++
		cancel()
		return nil, r.Context().Err()
	}).client()
	_, err := endpoint.Call(ctx, c, info, infoIn{})
	as[*endpoint.TransportError](t, err)
	if !errors.Is(err, context.Canceled) || err.Error() != "user.info: context canceled" || requests != 1 {
		t.Errorf("%v after %d requests", err, requests)
	}
}

// A timeout of the client is still a net.Error.
func TestTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}).client()
		c.HTTP.Timeout = time.Second
		_, err := endpoint.Call(t.Context(), c, remark, remarkIn{})
		var timeout interface{ Timeout() bool }
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("got %T %v", err, err)
		}
		wantNoSecret(t, err, "T0", "access_token", "api.weixin")
	})
}

func TestTransient(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{&endpoint.Error{Code: endpoint.ErrSystemBusy}, true},
		{&endpoint.Error{HTTPStatus: 502}, true},
		{&endpoint.TransportError{Err: errors.New("reset")}, true},
		{fmt.Errorf("send: %w", &endpoint.TransportError{Err: errors.New("reset")}), true},
		{&endpoint.Error{Code: endpoint.ErrAPIDailyQuota, HTTPStatus: 200}, false},
		{&endpoint.Error{HTTPStatus: 404}, false},
		{&endpoint.FieldError{}, false},
		{errors.New("other"), false},
		{nil, false},
	} {
		if got := endpoint.Transient(tt.err); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.err, got, tt.want)
		}
	}
}
