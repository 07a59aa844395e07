package measure

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Guard returns a recorder that passes each measurement to r and survives its panics. The measurement that panicked is
// lost. The first panic is logged, without its value, which may be a secret. The result is a [telemetry.Tracer] if r is
// one. A nil r stays nil.
func Guard(r telemetry.Recorder, log *slog.Logger) telemetry.Recorder {
	if r == nil {
		return nil
	}
	g := &guarded{recorder: r, log: log}
	if t, ok := r.(telemetry.Tracer); ok {
		return &guardedTracer{g, t}
	}
	return g
}

type guarded struct {
	recorder telemetry.Recorder
	log      *slog.Logger
	logged   atomic.Bool // a panic was
}

func (g *guarded) Record(ctx context.Context, i *telemetry.Instrument, value float64, labels ...string) {
	defer func() {
		if v := recover(); v != nil && !g.logged.Swap(true) {
			logPanic(g.log, "telemetry: a measurement was lost", "the telemetry recorder", v)
		}
	}()
	g.recorder.Record(ctx, i, value, labels...)
}

// guardedTracer does not guard the tracer: [recoverFrom] handles the panics of spans.
type guardedTracer struct {
	*guarded
	telemetry.Tracer
}

// panickedTracers holds the tracers that have panicked.
var panickedTracers sync.Map

// recoverFrom, deferred, lets a push or a call survive a panic of t or its spans. It logs the first panic of each
// tracer.
func recoverFrom(t telemetry.Tracer) {
	v := recover()
	if v == nil {
		return
	}
	var key any = t
	if !reflect.ValueOf(t).Comparable() {
		key = reflect.TypeOf(t)
	}
	if _, logged := panickedTracers.LoadOrStore(key, true); !logged {
		logPanic(slog.Default(), "telemetry: a span was lost", "the tracer", v)
	}
}

// logPanic logs a panic with its stack. A logger may panic as well.
func logPanic(log *slog.Logger, text, who string, value any) {
	defer func() { _ = recover() }()
	what := fmt.Sprintf("%T", value)
	if e, ok := value.(runtime.Error); ok { // its text has no value of the program in it
		what = e.Error()
	}
	log.Error(text, "error", fmt.Sprintf("%s panicked (%s)", who, what), "stack", string(debug.Stack()))
}
