package endpoint_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

func TestHeaderOfACall(t *testing.T) {
	t.Parallel()
	var got []string
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		got = append(got, strings.Join(r.Header["X-One"], "+")+" "+strings.Join(r.Header["X-All"], "+")+" "+r.Header.Get("Content-Type"))
		return answer(200, ok), nil
	}).client()
	all := c.With(endpoint.WithHeader("x-all", "a"))
	_, _ = endpoint.Call(t.Context(), all, remark, remarkIn{}, endpoint.WithHeader("X-One", "1"))
	_, _ = endpoint.Call(t.Context(), all, remark, remarkIn{})
	_, _ = endpoint.Call(t.Context(), c, remark, remarkIn{})
	const json = "application/json; charset=utf-8"
	if diff := gocmp.Diff([]string{"1 a " + json, " a " + json, "  " + json}, got); diff != "" {
		t.Error(diff)
	}
}

func TestQueryOfACall(t *testing.T) {
	t.Parallel()
	var got []string
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		got = append(got, r.URL.RawQuery)
		return answer(200, ok), nil
	}).client()
	_, _ = endpoint.Call(t.Context(), c, info, infoIn{OpenID: "o"}, endpoint.WithQuery("b", "x&y"), endpoint.WithQuery("a", "1"))
	_, _ = endpoint.Call(t.Context(), c.With(endpoint.WithQuery("z", "2")), remark, remarkIn{})
	_, _ = endpoint.Call(t.Context(), c, remark, remarkIn{})
	if diff := gocmp.Diff([]string{"access_token=T0&openid=o&a=1&b=x%26y", "access_token=T0&z=2", "access_token=T0"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTriesOfACall(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		opts []endpoint.CallOption
		post bool
		want int
	}{
		{nil, false, 3},
		{[]endpoint.CallOption{endpoint.WithTries(1)}, false, 1},
		{[]endpoint.CallOption{endpoint.WithTries(5)}, false, 5},
		{[]endpoint.CallOption{endpoint.WithTries(5)}, true, 1}, // the first request may have had an effect
	} {
		synctest.Test(t, func(t *testing.T) {
			f, requests := answering(busy)
			c := f.client().With(tt.opts...)
			var err error
			if tt.post {
				_, err = endpoint.Call(t.Context(), c, remark, remarkIn{})
			} else {
				_, err = endpoint.Call(t.Context(), c, info, infoIn{})
			}
			if !errors.Is(err, endpoint.ErrBusy) || *requests != tt.want {
				t.Errorf("%v after %d requests, want %d", err, *requests, tt.want)
			}
		})
	}
}

// A call's own time limit replaces the client's. It covers the wait for a token and the download of a body.
func TestTimeoutOfACall(t *testing.T) {
	t.Parallel()
	slow := func(after time.Duration) roundTrip {
		return func(r *http.Request) (*http.Response, error) {
			select {
			case <-time.After(after):
				return answer(200, ok), nil
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
	}
	for name, tt := range map[string]struct {
		after, limit, want time.Duration
		fails              bool
	}{
		"longer than the client's": {time.Minute, 2 * time.Minute, time.Minute, false},
		"shorter":                  {time.Minute, time.Second, time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := slow(tt.after).client()
				c.HTTP.Timeout = 10 * time.Second
				start := time.Now()
				err := endpoint.Do(t.Context(), c, remark, remarkIn{}, endpoint.WithTimeout(tt.limit))
				if took := time.Since(start); (err != nil) != tt.fails || took != tt.want {
					t.Errorf("%v after %v", err, took)
				}
				if tt.fails && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
	t.Run("a download's body", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var ctx context.Context
			c := roundTrip(func(r *http.Request) (*http.Response, error) {
				ctx = r.Context()
				return answer(200, "ID3"), nil
			}).client()
			d, err := endpoint.Call(t.Context(), c, download, mediaID{}, endpoint.WithTimeout(time.Minute))
			if err != nil || ctx.Err() != nil {
				t.Fatalf("%v; the body's context has ended: %v", err, ctx.Err())
			}
			if got, err := io.ReadAll(d.Body); string(got) != "ID3" || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			d.Body.Close()
			if ctx.Err() == nil {
				t.Error("the time limit was not released after Close")
			}
		})
	})
}

// The raw answer contains the members that the type does not know.
func TestRawAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"openid":"o1","brand_new":[1]}`, `{"errcode":40003,"errmsg":"invalid openid","brand_new":1}`} {
		f, _ := answering(body)
		var raw json.RawMessage
		_, _ = endpoint.Call(t.Context(), f.client(), info, infoIn{}, endpoint.WithRaw(&raw))
		if string(raw) != body {
			t.Errorf("got %s, want %s", raw, body)
		}
	}
	f, _ := answering("<html>")
	raw := json.RawMessage("old")
	_, _ = endpoint.Call(t.Context(), f.client(), info, infoIn{}, endpoint.WithRaw(&raw))
	if raw != nil {
		t.Errorf("got %s for an answer that is not JSON", raw)
	}
}

func TestMiddleware(t *testing.T) {
	t.Parallel()
	var log []string
	note := func(name string) endpoint.Middleware {
		return func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				log = append(log, name+" before "+call.Endpoint.Name+" "+call.In.(infoIn).OpenID)
				err := next(ctx, call)
				log = append(log, name+" after "+call.Out.(*infoOut).OpenID)
				return err
			}
		}
	}
	header := func(next endpoint.Handler) endpoint.Handler {
		return func(ctx context.Context, call *endpoint.Invocation) error {
			call.Header = http.Header{"X-Trace": {"1"}}
			return next(ctx, call)
		}
	}
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		log = append(log, "request "+r.Header.Get("X-Trace"))
		return answer(200, `{"openid":"o1"}`), nil
	}).client()
	c.Middleware = []endpoint.Middleware{note("outer"), note("inner"), header}
	if _, err := endpoint.Call(t.Context(), c, info, infoIn{OpenID: "o1"}); err != nil {
		t.Fatal(err)
	}
	want := []string{"outer before user.info o1", "inner before user.info o1", "request 1", "inner after o1", "outer after o1"}
	if diff := gocmp.Diff(want, log); diff != "" {
		t.Error(diff)
	}
}

// A middleware may answer instead of the call, refuse the call, and call next again.
func TestMiddlewareAnswersInstead(t *testing.T) {
	t.Parallel()
	refused := errors.New("not on a Sunday")
	f, requests := answering(`{"openid":"o1"}`)
	for name, tt := range map[string]struct {
		m        endpoint.Middleware
		want     infoOut
		err      error
		requests int
	}{
		"answers": {func(endpoint.Handler) endpoint.Handler {
			return func(_ context.Context, call *endpoint.Invocation) error {
				*call.Out.(*infoOut) = infoOut{OpenID: "mine"}
				return nil
			}
		}, infoOut{OpenID: "mine"}, nil, 0},
		"refuses": {func(endpoint.Handler) endpoint.Handler {
			return func(context.Context, *endpoint.Invocation) error { return refused }
		}, infoOut{}, refused, 0},
		"calls again": {func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				return next(ctx, call)
			}
		}, infoOut{OpenID: "o1"}, nil, 2},
	} {
		*requests = 0
		c := f.client()
		c.Middleware = []endpoint.Middleware{tt.m}
		got, err := endpoint.Call(t.Context(), c, info, infoIn{})
		if got != tt.want || !errors.Is(err, tt.err) || *requests != tt.requests {
			t.Errorf("%s: got %+v, %v after %d requests", name, got, err, *requests)
		}
	}
}

// Nil options and nil middleware are ignored.
func TestNilOptions(t *testing.T) {
	t.Parallel()
	f, _ := answering(ok)
	c := f.client().With(nil)
	c.Middleware = []endpoint.Middleware{nil}
	if err := endpoint.Do(t.Context(), c, remark, remarkIn{}, nil); err != nil {
		t.Error(err)
	}
}

func TestCallAny(t *testing.T) {
	t.Parallel()
	f, requests := answering(ok)
	if _, err := endpoint.CallAny(t.Context(), f.client(), remark, infoIn{}); err == nil || *requests != 0 {
		t.Errorf("the input of another endpoint: %v", err)
	} else if as[*endpoint.FieldError](t, err).Cure != "give a endpoint_test.remarkIn" {
		t.Errorf("got %v", err)
	}
	if _, err := endpoint.CallAny(t.Context(), f.client(), remark, nil); err == nil {
		t.Error("a call without an input was accepted")
	}
	var zero endpoint.Endpoint[remarkIn, endpoint.None]
	_, err := endpoint.CallAny(t.Context(), f.client(), zero, remarkIn{})
	if err2 := endpoint.Do(t.Context(), f.client(), zero, remarkIn{}); err == nil || err2 == nil {
		t.Errorf("the zero Endpoint: %v, %v", err, err2)
	}
	byPointer := endpoint.Get[*infoIn, infoOut]("user.info", "/cgi-bin/user/info", "")
	if _, err := endpoint.Call(t.Context(), f.client(), byPointer, nil); err != nil {
		t.Errorf("an input that is a nil pointer: %v", err)
	}
	got, err := endpoint.CallAny(t.Context(), f.client(), remark, remarkIn{})
	if got != (endpoint.None{}) || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

// The variable for the raw answer does not keep an earlier call's answer.
func TestRawAnswerOfADownload(t *testing.T) {
	t.Parallel()
	const refusal = `{"errcode":40007,"errmsg":"invalid media_id"}`
	named := http.Header{"Content-Disposition": {`attachment; filename="x.jpg"`}}
	for name, tt := range map[string]struct {
		status int
		header http.Header
		body   string
		err    error
		want   string
	}{
		"file":                       {200, nil, "JPEG", nil, ""},
		"refusal":                    {200, nil, refusal, nil, refusal},
		"refusal in a file's header": {200, named, refusal, nil, refusal},
		"gateway":                    {502, nil, "<html>", nil, ""},
		"no answer":                  {0, nil, "", io.ErrUnexpectedEOF, ""},
	} {
		c := roundTrip(func(*http.Request) (*http.Response, error) {
			if tt.err != nil {
				return nil, tt.err
			}
			return &http.Response{StatusCode: tt.status, Header: tt.header, Body: io.NopCloser(strings.NewReader(tt.body))}, nil
		}).client()
		raw := json.RawMessage("stale")
		_, _ = endpoint.Call(t.Context(), c, download, mediaID{}, endpoint.WithRaw(&raw), endpoint.WithTries(1))
		if string(raw) != tt.want {
			t.Errorf("%s: got %q, want %q", name, raw, tt.want)
		}
	}
}

// A download that the caller does not get is closed.
func TestMiddlewareDownloadsAreClosed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		m    endpoint.Middleware
		open int // how many downloads the caller has to close
	}{
		"an error of its own": {func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				return errors.New("mine")
			}
		}, 0},
		"a panic": {func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				panic("boom")
			}
		}, 0},
		"twice": {func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				_ = next(ctx, call)
				return next(ctx, call)
			}
		}, 1},
	} {
		var bodies []*closeTracker
		c := roundTrip(func(*http.Request) (*http.Response, error) {
			bodies = append(bodies, &closeTracker{Reader: strings.NewReader("JPEG")})
			return &http.Response{StatusCode: http.StatusOK, Body: bodies[len(bodies)-1]}, nil
		}).client()
		c.Middleware = []endpoint.Middleware{tt.m}
		d, err := endpoint.Call(t.Context(), c, download, mediaID{})
		open := 0
		for _, body := range bodies {
			if !body.closed {
				open++
			}
		}
		if open != tt.open || (d != nil) != (err == nil) {
			t.Errorf("%s: %d of %d bodies are open; got %v, %v", name, open, len(bodies), d, err)
		}
	}
}

// The raw answer is the one of the last try, and valid JSON.
func TestRawAnswerOfTheLastTry(t *testing.T) {
	t.Parallel()
	for name, tries := range map[string][]string{
		"no answer":   {`{"errcode":-1}`, ""},
		"broken":      {`{"openid":"o1"`},
		"no JSON":     {`{openid}`},
		"then broken": {`{"errcode":-1}`, `{"errcode"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			c := roundTrip(func(*http.Request) (*http.Response, error) {
				body := tries[min(n, len(tries)-1)]
				if n++; body == "" {
					return nil, io.ErrUnexpectedEOF
				}
				return answer(200, body), nil
			}).client()
			raw := json.RawMessage("stale")
			out, err := endpoint.Call(t.Context(), c, info, infoIn{}, endpoint.WithRaw(&raw))
			if raw != nil || err == nil || out != (infoOut{}) {
				t.Errorf("%s: got %q, %+v, %v", name, raw, out, err)
			}
		})
	}
}

// A middleware can set a header field, prints a call without its secrets, and is made once per client even if several
// first calls run at the same time.
func TestMiddlewareOfTheFirstCalls(t *testing.T) {
	t.Parallel()
	var made, sent atomic.Int32
	var text strings.Builder
	log := slog.New(slog.NewTextHandler(&text, nil))
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("X-Trace") == "1" {
			sent.Add(1)
		}
		return answer(200, ok), nil
	}).client()
	c.Tokens = &tokens{now: theToken}
	var mu sync.Mutex
	c.Middleware = []endpoint.Middleware{func(next endpoint.Handler) endpoint.Handler {
		made.Add(1)
		return func(ctx context.Context, call *endpoint.Invocation) error {
			call.Header.Set("X-Trace", "1")
			err := next(ctx, call)
			mu.Lock()
			defer mu.Unlock()
			log.Info("call", "call", call)
			fmt.Fprintf(&text, "%v %+v %#v %s %v", call, call, *call, call, []any{call})
			return err
		}
	}}
	var calls sync.WaitGroup
	for range 8 {
		calls.Go(func() {
			_, err := endpoint.Call(t.Context(), c, stableToken, secretIn{"wx1", theSecret, "THECODE"})
			if err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if made.Load() != 1 || sent.Load() != 8 {
		t.Errorf("made %d times, %d calls with the header", made.Load(), sent.Load())
	}
	for _, secret := range []string{"TOKEN-tok", "0123", "THECODE"} {
		if strings.Contains(text.String(), secret) {
			t.Errorf("shows %s: %s", secret, text.String())
		}
	}
	if !strings.Contains(text.String(), "call=endpoint.Invocation(base.stable_token)") {
		t.Errorf("got %s", text.String())
	}
}
