package measure_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/telemetry"
)

// diary is a recorder and tracer that writes down what it is told.
type diary struct {
	lines []string
	made  int
}

func (*diary) Record(context.Context, *telemetry.Instrument, float64, ...string) {}

func (d *diary) StartSpan(ctx context.Context, kind telemetry.SpanKind, name string, attrs ...telemetry.Attribute) (context.Context, telemetry.Span) {
	d.made++
	p := &page{diary: d, number: d.made}
	p.write("start", kind, name, attrs, "in", numberOf(ctx))
	return context.WithValue(ctx, pageKey{}, p), p
}

type page struct {
	diary  *diary
	number int
}

type pageKey struct{}

func numberOf(ctx context.Context) int {
	if p, ok := ctx.Value(pageKey{}).(*page); ok {
		return p.number
	}
	return 0
}

func (p *page) write(what ...any) {
	p.diary.lines = append(p.diary.lines, fmt.Sprint(p.number, " ", strings.TrimSpace(fmt.Sprintln(what...))))
}

func (p *page) Event(name string, attrs ...telemetry.Attribute) { p.write("event", name, attrs) }
func (p *page) Link(other context.Context)                      { p.write("link", numberOf(other)) }
func (p *page) End(failed bool, attrs ...telemetry.Attribute)   { p.write("end", failed, attrs) }

// The spans of a message whose handler runs on when the platform has hung up, so that the second push joins, and of the
// handler's call.
func TestSpans(t *testing.T) {
	t.Parallel()
	d := new(diary)
	first, push := measure.StartPush(t.Context(), d)
	run, handler := measure.StartRun(first, d, "text")
	ctx, call := measure.StartCall(run, d, "user.info")
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	measure.Retry{Endpoint: "user.info", Code: telemetry.Timeout}.Record(ctx, d)
	call.End("40003", "617682e0-09059ac5-34a8e2ea")
	push.End(measure.Push{Type: "text", Outcome: telemetry.Abandoned})
	second, join := measure.StartPush(t.Context(), d)
	measure.LinkJoin(second, first, d)
	handler.End(telemetry.Handled)
	join.End(measure.Push{Type: "text", Outcome: telemetry.Joined})
	want := []string{
		"1 start 1 callback.push [] in 0",
		"2 start 0 callback.handle [{wechatgo.type text}] in 1",
		"3 start 2 user.info [{wechatgo.endpoint user.info}] in 2",
		"3 event retry [{wechatgo.endpoint user.info} {wechatgo.code timeout}]",
		"3 end true [{wechatgo.code 40003} {wechatgo.rid 617682e0-09059ac5-34a8e2ea}]",
		"1 end false [{wechatgo.type text} {wechatgo.outcome abandoned}]",
		"4 start 1 callback.push [] in 0",
		"4 link 1",
		"2 end false [{wechatgo.outcome handled}]",
		"4 end false [{wechatgo.type text} {wechatgo.outcome joined}]",
	}
	if diff := cmp.Diff(want, d.lines); diff != "" {
		t.Error(diff)
	}
}

// Which ends are errors.
func TestSpanFails(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[telemetry.Outcome]bool{
		telemetry.Handled: false, telemetry.Joined: false, telemetry.Refused: false, telemetry.Abandoned: false,
		telemetry.Failed: true, telemetry.Panicked: true,
	} {
		d := new(diary)
		_, push := measure.StartPush(t.Context(), d)
		push.End(measure.Push{Type: "text", Outcome: outcome})
		_, run := measure.StartRun(t.Context(), d, "text")
		run.End(outcome)
		for _, n := range []int{1, 3} {
			if end := fmt.Sprint("end ", want); !strings.Contains(d.lines[n], end) {
				t.Errorf("%s: %q, want %s", outcome, d.lines[n], end)
			}
		}
	}
	for _, code := range []string{telemetry.OK, "40001", telemetry.Timeout} {
		d := new(diary)
		_, call := measure.StartCall(t.Context(), d, "menu.get")
		call.End(code, "")
		if want := fmt.Sprintf("1 end %t [{wechatgo.code %s}]", code != "0", code); d.lines[1] != want {
			t.Errorf("%q, want %q", d.lines[1], want)
		}
	}
}

// What an errmsg has where the rid would be is not repeated unless it looks like one.
func TestRID(t *testing.T) {
	t.Parallel()
	for rid, want := range map[string]bool{
		"617682e0-09059ac5-34a8e2ea":            true,
		"YKdlxA0390_ns54":                       true,
		"":                                      false,
		"https://api.weixin.qq.com/?secret=abc": false,
		"请稍后":                                   false,
		strings.Repeat("a", 65):                 false,
	} {
		d := new(diary)
		_, call := measure.StartCall(t.Context(), d, "menu.get")
		call.End("40013", rid)
		if got := strings.Contains(d.lines[1], "wechatgo.rid"); got != want {
			t.Errorf("%q: got %q", rid, d.lines[1])
		}
	}
}

// all tells r everything that a span hears of.
func all(ctx context.Context, r telemetry.Recorder) {
	ctx, push := measure.StartPush(ctx, r)
	measure.LinkJoin(ctx, ctx, r)
	inner, run := measure.StartRun(ctx, r, name())
	inner, call := measure.StartCall(inner, r, name())
	measure.Retry{Endpoint: name(), Code: telemetry.Timeout}.Record(inner, r)
	call.End("40001", name())
	run.End(telemetry.Panicked)
	push.End(measure.Push{Type: name(), Outcome: telemetry.Panicked})
}

// Without a tracer a span costs no allocation.
func TestNoTracerAllocates(t *testing.T) {
	ctx := t.Context()
	if n := testing.AllocsPerRun(100, func() { all(ctx, nil) }); n != 0 {
		t.Errorf("no recorder: %v allocations", n)
	}
	ignore := telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) {})
	if n := testing.AllocsPerRun(100, func() { all(ctx, ignore) }); n != 1 {
		t.Errorf("no tracer: %v allocations, want the one of the retry's labels", n)
	}
}

// idle is a tracer that makes no spans.
type idle struct{ telemetry.Recorder }

func (idle) StartSpan(ctx context.Context, _ telemetry.SpanKind, _ string, _ ...telemetry.Attribute) (context.Context, telemetry.Span) {
	return ctx, nil
}

func TestNilSpan(t *testing.T) {
	log := captureLog(t)
	all(t.Context(), idle{new(diary)})
	if log.Len() != 0 {
		t.Error(log)
	}
}

func captureLog(t *testing.T) *bytes.Buffer {
	t.Helper()
	before, log := slog.Default(), new(bytes.Buffer)
	slog.SetDefault(slog.New(slog.NewTextHandler(log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	return log
}

// nowhere is a tracer that returns no context.
type nowhere struct{ diary }

func (n *nowhere) StartSpan(ctx context.Context, kind telemetry.SpanKind, name string, attrs ...telemetry.Attribute) (context.Context, telemetry.Span) {
	_, s := n.diary.StartSpan(ctx, kind, name, attrs...)
	return nil, s
}

// A handler's context is its own where a tracer gives no span or no context.
func TestNoSpan(t *testing.T) {
	t.Parallel()
	for _, r := range []telemetry.Recorder{nil, new(nowhere), idle{new(diary)}} {
		if ctx, _ := measure.StartRun(t.Context(), r, "text"); ctx != t.Context() {
			t.Errorf("%T: the handler gets %v", r, ctx)
		}
	}
}

// secret is what a panic may throw.
const secret = "the token is 68_token1"

// broken is a tracer that panics at once, or all of whose spans do.
type broken struct {
	diary
	atOnce bool
}

func (b broken) StartSpan(ctx context.Context, _ telemetry.SpanKind, _ string, _ ...telemetry.Attribute) (context.Context, telemetry.Span) {
	if b.atOnce {
		panic(secret)
	}
	return ctx, b
}

func (broken) Event(string, ...telemetry.Attribute) { panic(secret) }
func (broken) Link(context.Context)                 { panic(secret) }
func (broken) End(bool, ...telemetry.Attribute)     { panic(secret) }

// Of a tracer that panics the log has one line with the place, and without what was thrown.
func TestBrokenTracer(t *testing.T) {
	log := captureLog(t)
	for _, r := range []telemetry.Recorder{&broken{atOnce: true}, &broken{}} {
		log.Reset()
		for range 3 {
			all(t.Context(), r)
		}
		text := log.String()
		if strings.Count(text, "\n") != 1 || !strings.Contains(text, "the tracer panicked (string)") ||
			!strings.Contains(text, "span_test.go") || strings.Contains(text, secret) {
			t.Errorf("got %s", text)
		}
	}
}

// lazy is a tracer that makes a span of a run and none of a call.
type lazy struct{ diary }

func (l *lazy) StartSpan(ctx context.Context, kind telemetry.SpanKind, name string, attrs ...telemetry.Attribute) (context.Context, telemetry.Span) {
	if kind == telemetry.ClientSpan {
		return ctx, nil
	}
	return l.diary.StartSpan(ctx, kind, name, attrs...)
}

// What happens in a call without a span is no event of the run around it.
func TestNoSpanWithinOne(t *testing.T) {
	t.Parallel()
	l := new(lazy)
	run, _ := measure.StartRun(t.Context(), l, "text")
	call, _ := measure.StartCall(run, l, "menu.create")
	measure.Retry{Endpoint: "menu.create", Code: "-1"}.Record(call, l)
	measure.Retry{Endpoint: "menu.get", Code: "-1"}.Record(run, l)
	if n := strings.Count(strings.Join(l.lines, "\n"), "retry"); n != 1 {
		t.Errorf("%d events, want the run's own:\n%s", n, strings.Join(l.lines, "\n"))
	}
}
