package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Guard returns a recorder that does what r does and outlives its panics: the
// measurement is lost, and of the first one log has a line, without what was
// thrown, which may be a secret. It is a [Tracer] where r is one. A nil r stays
// nil.
func Guard(r Recorder, log *slog.Logger) Recorder {
	if r == nil {
		return nil
	}
	g := &guarded{recorder: r, log: log}
	if t, ok := r.(Tracer); ok {
		return &guardedTracer{g, t}
	}
	return g
}

type guarded struct {
	recorder Recorder
	log      *slog.Logger
	told     atomic.Bool
}

func (g *guarded) Record(ctx context.Context, i *Instrument, value float64, labels ...string) {
	defer func() {
		if v := recover(); v != nil && !g.told.Swap(true) {
			tell(g.log, "telemetry: a measurement was lost", "the telemetry recorder", v)
		}
	}()
	g.recorder.Record(ctx, i, value, labels...)
}

// guardedTracer leaves the panics of spans to [survive].
type guardedTracer struct {
	*guarded
	Tracer
}

// broken holds the tracers that have panicked.
var broken sync.Map

// survive has a push or a call outlive a panic of t or its spans. The first of
// each tracer is logged.
func survive(t Tracer) {
	v := recover()
	if v == nil {
		return
	}
	var key any = t
	if !reflect.ValueOf(t).Comparable() {
		key = reflect.TypeOf(t)
	}
	if _, told := broken.LoadOrStore(key, true); !told {
		tell(slog.Default(), "telemetry: a span was lost", "the tracer", v)
	}
}

// tell logs a panic with its place. A logger may panic as well.
func tell(log *slog.Logger, text, who string, thrown any) {
	defer func() { _ = recover() }()
	what := fmt.Sprintf("%T", thrown)
	if e, ok := thrown.(runtime.Error); ok { // which quotes nothing
		what = e.Error()
	}
	log.Error(text, "error", fmt.Sprintf("%s panicked (%s)", who, what), "stack", string(debug.Stack()))
}
