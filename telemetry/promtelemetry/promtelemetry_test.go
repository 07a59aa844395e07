package promtelemetry_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
	"github.com/wechatgo/wechatgo/telemetry/promtelemetry"
)

// scrape returns the samples that Prometheus reads, by name and labels.
func scrape(t *testing.T, reg *prometheus.Registry) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	promhttp.HandlerFor(reg, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	samples := map[string]string{}
	for line := range strings.Lines(w.Body.String()) {
		if at := strings.LastIndex(line, " "); !strings.HasPrefix(line, "#") {
			samples[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	return samples
}

func TestSamples(t *testing.T) {
	t.Parallel()
	rec, reg := promtelemetry.New(), prometheus.NewPedanticRegistry()
	reg.MustRegister(rec)
	ctx := t.Context()
	for range 2 {
		measure.Push{Type: "text", Outcome: telemetry.Handled}.Record(ctx, rec)
	}
	measure.Run{Type: "text", Time: 5 * time.Second}.Record(ctx, rec)
	measure.Join{}.Record(ctx, rec)
	measure.LateReply{Outcome: telemetry.Sent}.Record(ctx, rec)
	measure.Renewal{Kind: "stable_token", Outcome: telemetry.Issued}.Record(ctx, rec)
	measure.Call{Endpoint: "menu.create", Code: telemetry.OK, Time: time.Second}.Record(ctx, rec)
	measure.Retry{Endpoint: "menu.create", Code: "40001"}.Record(ctx, rec)
	measure.StoreFailure{User: "credential"}.Record(ctx, rec)

	samples := scrape(t, reg)
	want := map[string]string{
		`wechatgo_pushes_total{outcome="handled",type="text"}`:                      "2",
		`wechatgo_handler_duration_seconds_bucket{type="text",le="2.5"}`:            "0",
		`wechatgo_handler_duration_seconds_bucket{type="text",le="5"}`:              "1",
		`wechatgo_handler_duration_seconds_sum{type="text"}`:                        "5",
		`wechatgo_joins_total{where="here"}`:                                        "1",
		`wechatgo_late_replies_total{outcome="sent"}`:                               "1",
		`wechatgo_token_renewals_total{kind="stable_token",outcome="issued"}`:       "1",
		`wechatgo_api_calls_total{code="0",endpoint="menu.create"}`:                 "1",
		`wechatgo_api_call_duration_seconds_bucket{endpoint="menu.create",le="15"}`: "1",
		`wechatgo_api_call_duration_seconds_count{endpoint="menu.create"}`:          "1",
		`wechatgo_api_retries_total{code="40001",endpoint="menu.create"}`:           "1",
		`wechatgo_store_failures_total{user="credential"}`:                          "1",
	}
	maps.DeleteFunc(samples, func(name, _ string) bool { _, wanted := want[name]; return !wanted })
	if diff := cmp.Diff(want, samples); diff != "" {
		t.Error(diff)
	}
}

// On registration, the registry checks names, labels and help, and refuses a second recorder with the same names.
func TestRegistration(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewPedanticRegistry()
	if err := reg.Register(promtelemetry.New()); err != nil {
		t.Error(err)
	}
	if err := reg.Register(promtelemetry.New()); err == nil {
		t.Error("a second recorder with the same names was registered")
	}
	one, other := promtelemetry.New(), promtelemetry.New()
	reg = prometheus.NewPedanticRegistry()
	prometheus.WrapRegistererWith(prometheus.Labels{"account": "one"}, reg).MustRegister(one)
	prometheus.WrapRegistererWith(prometheus.Labels{"account": "other"}, reg).MustRegister(other)
	measure.Join{}.Record(t.Context(), one)
	measure.Join{}.Record(t.Context(), other)
	got := slices.Sorted(maps.Keys(scrape(t, reg)))
	want := []string{`wechatgo_joins_total{account="one",where="here"}`, `wechatgo_joins_total{account="other",where="here"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Measurements of unknown instruments and measurements with wrong labels are ignored.
func TestInvalidMeasurements(t *testing.T) {
	t.Parallel()
	rec, reg := promtelemetry.New(), prometheus.NewPedanticRegistry()
	reg.MustRegister(rec)
	ctx := context.Background()
	rec.Record(ctx, &telemetry.Instrument{Name: "other"}, 1)
	rec.Record(ctx, telemetry.Pushes, 1, "one label")
	rec.Record(ctx, telemetry.Pushes, 1, "text", "not UTF-8: \xff")
	rec.Record(ctx, telemetry.HandlerDuration, 1)
	if got := scrape(t, reg); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}
