package measure_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// A guarded recorder that panics costs its measurements and one line in the log, which does not quote it.
func TestGuard(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(&text, nil))
	r := measure.Guard(telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) { panic(secret) }), log)
	for range 3 {
		all(t.Context(), r)
	}
	if got := text.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "recorder panicked (string)") ||
		!strings.Contains(got, "guard_test.go") || strings.Contains(got, secret) {
		t.Errorf("got %s", got)
	}
}

// A guarded recorder makes spans where it made them before, and nil is nil.
func TestGuardIsWhatItGuards(t *testing.T) {
	t.Parallel()
	d := new(diary)
	all(t.Context(), measure.Guard(d, slog.Default()))
	if d.made != 3 {
		t.Errorf("%d spans", d.made)
	}
	none := telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) {})
	if _, traces := measure.Guard(none, slog.Default()).(telemetry.Tracer); traces {
		t.Error("a recorder has become a tracer")
	}
	if r := measure.Guard(nil, slog.Default()); r != nil {
		t.Errorf("nil has become %v", r)
	}
}
