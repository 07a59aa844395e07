package endpoint_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/telemetry"
)

// counted is a recorder that records what it is given, except times.
type counted []string

func (c *counted) Record(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
	*c = append(*c, strings.TrimPrefix(i.Name, "wechatgo.api.")+" "+strings.Join(labels, " "))
}

// unreachable is a platform behind a network that fails.
func unreachable(err error) roundTrip {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func answeringWith(status int, body string) roundTrip {
	return func(*http.Request) (*http.Response, error) { return answer(status, body), nil }
}

// The table has the label code for each way in which a call can end.
func TestCallsAreCounted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		platform roundTrip
		tokens   *tokens
		want     string
	}{
		"success":        {platform: answeringWith(200, ok), want: "0"},
		"refused":        {platform: answeringWith(200, `{"errcode":40003,"errmsg":"invalid openid"}`), want: "40003"},
		"unnamed code":   {platform: answeringWith(200, `{"errcode":123456789,"errmsg":"new"}`), want: "other"},
		"gateway":        {platform: answeringWith(502, "<html>"), want: "http_502"},
		"unreadable":     {platform: answeringWith(200, "<html>"), want: "unreadable"},
		"network":        {platform: unreachable(errors.New("connection reset")), want: "transport"},
		"timeout":        {platform: unreachable(context.DeadlineExceeded), want: "timeout"},
		"caller left":    {platform: unreachable(context.Canceled), want: "canceled"},
		"no token":       {tokens: &tokens{err: errors.New("no token")}, want: "not_sent"},
		"token refused":  {tokens: &tokens{err: &endpoint.Error{Endpoint: "base.stable_token", Code: 40125}}, want: "not_sent"},
		"token away":     {tokens: &tokens{err: &endpoint.TransportError{Endpoint: "base.stable_token", Err: io.EOF}}, want: "not_sent"},
		"token canceled": {tokens: &tokens{err: context.Canceled}, want: "canceled"},
		"not renewed":    {platform: answeringWith(200, `{"errcode":40001}`), tokens: &tokens{now: "T0", renewErr: errors.New("away")}, want: "40001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got counted
			c := tt.platform.client()
			c.Telemetry = &got
			if tt.tokens != nil {
				c.Tokens = tt.tokens
			}
			_, _ = endpoint.Call(t.Context(), c, remark, remarkIn{})
			want := counted{"calls user.remark " + tt.want, "call.duration user.remark"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRetriesAreCounted(t *testing.T) {
	t.Parallel()
	const expired = `{"errcode":42001,"errmsg":"access_token expired"}`
	for name, tt := range map[string]struct {
		answers []string
		want    counted
	}{
		"renewed": {[]string{expired, `{}`}, counted{
			"retries user.info 42001", "calls user.info 0", "call.duration user.info",
		}},
		"busy": {[]string{busy, busy, `{}`}, counted{
			"retries user.info -1", "retries user.info -1", "calls user.info 0", "call.duration user.info",
		}},
		"both, in vain": {[]string{busy, expired, busy, busy, busy}, counted{
			"retries user.info -1", "retries user.info 42001", "retries user.info -1", "retries user.info -1",
			"calls user.info -1", "call.duration user.info",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var got counted
				f, _ := answering(tt.answers...)
				c := f.client()
				c.Telemetry = &got
				_, _ = endpoint.Call(t.Context(), c, info, infoIn{})
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// An upload that cannot be sent again is not sent again, and no retry is recorded.
func TestUnsentRepetitionIsNotCounted(t *testing.T) {
	t.Parallel()
	var got counted
	f, _ := answering(`{"errcode":40001,"errmsg":"invalid credential"}`)
	c := f.client()
	c.Telemetry = &got
	content := io.MultiReader(strings.NewReader("x"))
	_, _ = endpoint.Call(t.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.jpg", Content: content, Size: 1}})
	if diff := cmp.Diff(counted{"calls media.upload 40001", "call.duration media.upload"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCallsAreTimed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := roundTrip(func(*http.Request) (*http.Response, error) {
			time.Sleep(1500 * time.Millisecond)
			return answer(200, ok), nil
		}).client()
		var seconds float64
		c.Telemetry = telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, value float64, _ ...string) {
			if i == telemetry.CallDuration {
				seconds = value
			}
		})
		if _, err := endpoint.Call(t.Context(), c, remark, remarkIn{}); err != nil || seconds != 1.5 {
			t.Errorf("%v after %v s", err, seconds)
		}
	})
}

// No label contains a text of the platform or of the caller.
func TestLabelsContainNoUserText(t *testing.T) {
	t.Parallel()
	var all bytes.Buffer
	rec := telemetry.RecorderFunc(func(_ context.Context, _ *telemetry.Instrument, _ float64, labels ...string) {
		all.WriteString(strings.Join(labels, " ") + "\n")
	})
	for _, f := range []roundTrip{
		answeringWith(200, `{"errcode":40001,"errmsg":"SECRET token SECRET"}`),
		answeringWith(200, `SECRET`),
		unreachable(errors.New("GET https://api.weixin.qq.com/?access_token=T0: SECRET")),
	} {
		c := f.client()
		c.Telemetry = rec
		_, _ = endpoint.Call(t.Context(), c, remark, remarkIn{OpenID: "SECRET", Remark: "SECRET"})
	}
	for _, secret := range []string{"SECRET", "T0", "T1", "access_token"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%s in the labels: %s", secret, all.String())
		}
	}
}
