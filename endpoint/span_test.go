package endpoint_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/telemetry"
)

// spanRecorder records the spans that are started.
type spanRecorder struct {
	counted
	spans []string
}

// spanKey is the context key of the span's name.
type spanKey struct{}

func (r *spanRecorder) StartSpan(ctx context.Context, kind telemetry.SpanKind, name string, attrs ...telemetry.Attribute) (context.Context, telemetry.Span) {
	r.spans = append(r.spans, fmt.Sprint("start ", kind == telemetry.ClientSpan, " ", name, attrs))
	return context.WithValue(ctx, spanKey{}, name), r
}

func (r *spanRecorder) Event(name string, attrs ...telemetry.Attribute) {
	r.spans = append(r.spans, fmt.Sprint(name, attrs))
}

func (r *spanRecorder) Link(context.Context) {}

func (r *spanRecorder) End(failed bool, attrs ...telemetry.Attribute) {
	r.spans = append(r.spans, fmt.Sprint("end ", failed, attrs))
}

// A call is a client span with its endpoint, its code and the platform's rid. The span contains no text of the caller
// or the platform.
func TestCallsAreTraced(t *testing.T) {
	t.Parallel()
	const refusal = `{"errcode":40003,"errmsg":"invalid openid HERS rid: 617682e0-09059ac5-34a8e2ea"}`
	start := "start true user.remark[{wechatgo.endpoint user.remark}]"
	for name, tt := range map[string]struct {
		answers []string
		want    []string
	}{
		"success": {[]string{ok}, []string{start, "end false [{wechatgo.code 0}]"}},
		"refused": {[]string{refusal}, []string{start, "end true [{wechatgo.code 40003} {wechatgo.rid 617682e0-09059ac5-34a8e2ea}]"}},
		"renewed": {[]string{`{"errcode":42001}`, ok}, []string{
			start, "retry[{wechatgo.endpoint user.remark} {wechatgo.code 42001}]", "end false [{wechatgo.code 0}]",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, _ := answering(tt.answers...)
			var inSpan []any
			c := roundTrip(func(r *http.Request) (*http.Response, error) {
				inSpan = append(inSpan, r.Context().Value(spanKey{}))
				return f(r)
			}).client()
			rec := &spanRecorder{}
			c.Telemetry = rec
			_, _ = endpoint.Call(t.Context(), c, remark, remarkIn{OpenID: "HERS", Remark: "HERS"})
			if diff := gocmp.Diff(tt.want, rec.spans); diff != "" {
				t.Error(diff)
			}
			if len(inSpan) != len(tt.answers) || inSpan[0] != "user.remark" {
				t.Errorf("the requests carry %v, want the call's span", inSpan)
			}
			if strings.Contains(strings.Join(rec.spans, ""), "HERS") {
				t.Errorf("the spans show the users' text: %v", rec.spans)
			}
		})
	}
}
