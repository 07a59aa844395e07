package telemetry_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/telemetry"
)

// event is what the structs of this package have in common.
type event interface {
	Record(ctx context.Context, r telemetry.Recorder)
}

// measurement is what a recorder is given.
type measurement struct {
	Name   string
	Value  float64
	Labels string // joined with commas
}

func TestEvents(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		event event
		want  []measurement
	}{
		{telemetry.Push{Type: "text", Outcome: telemetry.Handled}, []measurement{{"wechatgo.pushes", 1, "text,handled"}}},
		{telemetry.Push{Type: telemetry.Unread, Outcome: telemetry.Refused}, []measurement{{"wechatgo.pushes", 1, "unread,refused"}}},
		{telemetry.Run{Type: "subscribe", Time: 1500 * time.Millisecond}, []measurement{{"wechatgo.handler.duration", 1.5, "subscribe"}}},
		{telemetry.Join{}, []measurement{{"wechatgo.joins", 1, "here"}}},
		{telemetry.Join{Elsewhere: true}, []measurement{{"wechatgo.joins", 1, "elsewhere"}}},
		{telemetry.LateReply{Outcome: telemetry.Sent}, []measurement{{"wechatgo.late.replies", 1, "sent"}}},
		{telemetry.Renewal{Kind: "stable_token", Outcome: telemetry.Adopted}, []measurement{{"wechatgo.token.renewals", 1, "stable_token,adopted"}}},
		{telemetry.Call{Endpoint: "menu.create", Code: "40001", Time: 2 * time.Second}, []measurement{
			{"wechatgo.api.calls", 1, "menu.create,40001"},
			{"wechatgo.api.call.duration", 2, "menu.create"},
		}},
		{telemetry.Retry{Endpoint: "user.info", Code: telemetry.Timeout}, []measurement{{"wechatgo.api.retries", 1, "user.info,timeout"}}},
		{telemetry.StoreFailure{User: "credential"}, []measurement{{"wechatgo.store.failures", 1, "credential"}}},
	} {
		var got []measurement
		tt.event.Record(t.Context(), telemetry.RecorderFunc(func(ctx context.Context, i *telemetry.Instrument, value float64, labels ...string) {
			if ctx != t.Context() {
				t.Errorf("%T: another context", tt.event)
			}
			if len(labels) != len(i.Labels) {
				t.Errorf("%s: labels %q for %q", i.Name, labels, i.Labels)
			}
			got = append(got, measurement{i.Name, value, strings.Join(labels, ",")})
		}))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%T: %s", tt.event, diff)
		}
	}
}

// A nil recorder costs no allocation.
func TestNilRecorder(t *testing.T) {
	ctx := t.Context()
	for name, record := range map[string]func(){
		"Push":         func() { telemetry.Push{Type: name(), Outcome: telemetry.Handled}.Record(ctx, nil) },
		"Run":          func() { telemetry.Run{Type: name(), Time: time.Second}.Record(ctx, nil) },
		"Join":         func() { telemetry.Join{Elsewhere: true}.Record(ctx, nil) },
		"LateReply":    func() { telemetry.LateReply{Outcome: telemetry.Sent}.Record(ctx, nil) },
		"Renewal":      func() { telemetry.Renewal{Kind: name(), Outcome: telemetry.Issued}.Record(ctx, nil) },
		"Call":         func() { telemetry.Call{Endpoint: name(), Code: telemetry.OK}.Record(ctx, nil) },
		"Retry":        func() { telemetry.Retry{Endpoint: name(), Code: telemetry.OK}.Record(ctx, nil) },
		"StoreFailure": func() { telemetry.StoreFailure{User: name()}.Record(ctx, nil) },
	} {
		if n := testing.AllocsPerRun(100, record); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// A recorder costs a call the labels of its two measurements.
func TestCallAllocates(t *testing.T) {
	ctx := t.Context()
	ignore := telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) {})
	record := func() { telemetry.Call{Endpoint: name(), Code: telemetry.OK}.Record(ctx, ignore) }
	if n := testing.AllocsPerRun(100, record); n != 2 {
		t.Errorf("%v allocations, want 2", n)
	}
}

//go:noinline
func name() string { return "text" }

func BenchmarkNilRecorder(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		telemetry.Push{Type: name(), Outcome: telemetry.Handled}.Record(b.Context(), nil)
	}
}

// Names as OpenTelemetry wants them, labels as Prometheus does.
func TestInstruments(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range telemetry.Instruments() {
		if seen[i.Name] || !regexp.MustCompile(`^wechatgo(\.[a-z]+)+$`).MatchString(i.Name) {
			t.Errorf("%q: want a name of its own, in words with dots", i.Name)
		}
		seen[i.Name] = true
		if len(i.Labels) == 0 || len(i.Labels) > 2 {
			t.Errorf("%s has %d labels", i.Name, len(i.Labels))
		}
		for _, label := range i.Labels {
			if !regexp.MustCompile(`^[a-z_]+$`).MatchString(label) {
				t.Errorf("%s: label %q", i.Name, label)
			}
		}
		if !strings.HasSuffix(i.Help, ".") {
			t.Errorf("%s: help %q", i.Name, i.Help)
		}
		switch i.Kind {
		case telemetry.Counter:
			if !regexp.MustCompile(`^\{[a-z]+\}$`).MatchString(i.Unit) || i.Buckets != nil {
				t.Errorf("%s: unit %q, buckets %v", i.Name, i.Unit, i.Buckets)
			}
		case telemetry.Histogram:
			// The platform hangs up after 5 s, and is done after 15.
			if i.Unit != "s" || !slices.IsSorted(i.Buckets) || !slices.Contains(i.Buckets, 5) || !slices.Contains(i.Buckets, 15) {
				t.Errorf("%s: unit %q, buckets %v", i.Name, i.Unit, i.Buckets)
			}
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d instruments", len(seen))
	}
}
