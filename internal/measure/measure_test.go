package measure_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/measure"
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
		{measure.Push{Type: "text", Outcome: telemetry.Handled}, []measurement{{"wechatgo.pushes", 1, "text,handled"}}},
		{measure.Push{Type: telemetry.Unread, Outcome: telemetry.Refused}, []measurement{{"wechatgo.pushes", 1, "unread,refused"}}},
		{measure.Run{Type: "subscribe", Time: 1500 * time.Millisecond}, []measurement{{"wechatgo.handler.duration", 1.5, "subscribe"}}},
		{measure.Join{}, []measurement{{"wechatgo.joins", 1, "here"}}},
		{measure.Join{Elsewhere: true}, []measurement{{"wechatgo.joins", 1, "elsewhere"}}},
		{measure.LateReply{Outcome: telemetry.Sent}, []measurement{{"wechatgo.late.replies", 1, "sent"}}},
		{measure.Renewal{Kind: "stable_token", Outcome: telemetry.Adopted}, []measurement{{"wechatgo.token.renewals", 1, "stable_token,adopted"}}},
		{measure.Call{Endpoint: "menu.create", Code: "40001", Time: 2 * time.Second}, []measurement{
			{"wechatgo.api.calls", 1, "menu.create,40001"},
			{"wechatgo.api.call.duration", 2, "menu.create"},
		}},
		{measure.Retry{Endpoint: "user.info", Code: telemetry.Timeout}, []measurement{{"wechatgo.api.retries", 1, "user.info,timeout"}}},
		{measure.StoreFailure{User: "credential"}, []measurement{{"wechatgo.store.failures", 1, "credential"}}},
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
		"Push":         func() { measure.Push{Type: name(), Outcome: telemetry.Handled}.Record(ctx, nil) },
		"Run":          func() { measure.Run{Type: name(), Time: time.Second}.Record(ctx, nil) },
		"Join":         func() { measure.Join{Elsewhere: true}.Record(ctx, nil) },
		"LateReply":    func() { measure.LateReply{Outcome: telemetry.Sent}.Record(ctx, nil) },
		"Renewal":      func() { measure.Renewal{Kind: name(), Outcome: telemetry.Issued}.Record(ctx, nil) },
		"Call":         func() { measure.Call{Endpoint: name(), Code: telemetry.OK}.Record(ctx, nil) },
		"Retry":        func() { measure.Retry{Endpoint: name(), Code: telemetry.OK}.Record(ctx, nil) },
		"StoreFailure": func() { measure.StoreFailure{User: name()}.Record(ctx, nil) },
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
	record := func() { measure.Call{Endpoint: name(), Code: telemetry.OK}.Record(ctx, ignore) }
	if n := testing.AllocsPerRun(100, record); n != 2 {
		t.Errorf("%v allocations, want 2", n)
	}
}

//go:noinline
func name() string { return "text" }

func BenchmarkNilRecorder(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		measure.Push{Type: name(), Outcome: telemetry.Handled}.Record(b.Context(), nil)
	}
}
