package callback_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/metric/noop"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
	"github.com/wechatgo/wechatgo/telemetry/oteltelemetry"
)

// traces keeps the spans of a recorder.
type traces struct {
	*tracetest.SpanRecorder
	recorder *oteltelemetry.Recorder
	provider *sdk.TracerProvider
}

func newTraces(t *testing.T) *traces {
	t.Helper()
	kept := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(kept))
	recorder, err := oteltelemetry.New(noop.NewMeterProvider(), oteltelemetry.WithTracerProvider(provider))
	if err != nil {
		t.Fatal(err)
	}
	return &traces{kept, recorder, provider}
}

// lines returns the spans in the order in which they began, each with its number, name and kind, the numbers of its
// parent and of the span that it is linked to, and the rest.
func (s *traces) lines() (lines []string) {
	spans := s.Started()
	number := func(c trace.SpanContext) int {
		return 1 + slices.IndexFunc(spans, func(other sdk.ReadWriteSpan) bool {
			return other.SpanContext().TraceID() == c.TraceID() && other.SpanContext().SpanID() == c.SpanID()
		})
	}
	for i, span := range spans {
		var b strings.Builder
		fmt.Fprintf(&b, "%d %s %v", i+1, span.Name(), span.SpanKind())
		if span.Parent().IsValid() {
			fmt.Fprintf(&b, " in %d", number(span.Parent()))
		}
		for _, l := range span.Links() {
			fmt.Fprintf(&b, " linked to %d", number(l.SpanContext))
		}
		for _, a := range span.Attributes() {
			fmt.Fprintf(&b, " %s=%s", strings.TrimPrefix(string(a.Key), "wechatgo."), a.Value.AsString())
		}
		for _, e := range span.Events() {
			fmt.Fprintf(&b, " event %s %v", e.Name, e.Attributes)
		}
		fmt.Fprintf(&b, " %v%s", span.Status().Code, span.Status().Description)
		if span.EndTime().IsZero() {
			b.WriteString(" (goes on)")
		}
		lines = append(lines, b.String())
	}
	return lines
}

// traced returns a handler that does what the text says, and calls the platform.
func traced(rec telemetry.Recorder) callback.HandlerFunc {
	return func(ctx context.Context, m message.Message) (reply.Reply, error) {
		text, ok := m.(*message.Text)
		if !ok {
			return nil, nil
		}
		word, span, _ := strings.Cut(text.Content, " ")
		d, _ := time.ParseDuration(span)
		time.Sleep(d)
		switch word {
		case "fail":
			return nil, errors.New("no " + alice)
		case "panic":
			panic("no " + alice)
		case "exit":
			runtime.Goexit()
		case "later":
			return callback.Later(func(ctx context.Context) (reply.Reply, error) {
				_, call := measure.StartCall(ctx, rec, "user.info")
				call.End(telemetry.OK, "")
				return reply.Text("at last"), nil
			}), nil
		}
		_, call := measure.StartCall(ctx, rec, "user.info")
		call.End("40003", "")
		return reply.Text("hello"), nil
	}
}

func TestTraces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		push func(t *testing.T, s http.Handler)
		opts func() []callback.Option
		want []string
	}{
		"the first push": {
			push: func(t *testing.T, s http.Handler) { pushTo(t, textXML("quick", 1), s) },
			want: []string{
				"1 callback.push server type=text outcome=handled Unset",
				"2 callback.handle internal in 1 type=text outcome=handled Unset",
				"3 user.info client in 2 endpoint=user.info code=40003 Error",
			},
		},
		"a push that joins": {
			push: func(t *testing.T, s http.Handler) { pushTo(t, textXML("take 6s", 1), s, s) },
			want: []string{
				"1 callback.push server type=text outcome=abandoned Unset",
				"2 callback.handle internal in 1 type=text outcome=handled Unset",
				"3 callback.push server linked to 1 type=text outcome=joined Unset",
				"4 user.info client in 2 endpoint=user.info code=40003 Error",
			},
		},
		"a push that comes when all is done": {
			push: func(t *testing.T, s http.Handler) {
				pushTo(t, eventXML("CLICK", "k", 1), s)
				pushTo(t, eventXML("CLICK", "k", 1), s)
			},
			want: []string{
				"1 callback.push server type=click outcome=handled Unset",
				"2 callback.handle internal in 1 type=click outcome=handled Unset",
				"3 callback.push server type=click outcome=replayed Unset",
			},
		},
		"a handler that outlives its pushes": {
			push: func(t *testing.T, s http.Handler) {
				pushTo(t, textXML("take 20s", 1), s, s, s)
				time.Sleep(time.Minute)
			},
			want: []string{
				"1 callback.push server type=text outcome=abandoned Unset",
				"2 callback.handle internal in 1 type=text outcome=handled Unset",
				"3 callback.push server linked to 1 type=text outcome=abandoned Unset",
				"4 callback.push server linked to 1 type=text outcome=acknowledged Unset",
				"5 user.info client in 2 endpoint=user.info code=40003 Error",
			},
		},
		"a handler that panics": {
			push: func(t *testing.T, s http.Handler) { pushTo(t, textXML("panic", 1), s) },
			want: []string{
				"1 callback.push server type=text outcome=panicked Error",
				"2 callback.handle internal in 1 type=text outcome=panicked Error",
			},
		},
		"a handler that ends its goroutine": {
			push: func(_ *testing.T, s http.Handler) {
				go safePush(textXML("exit", 1)).post(s)
				synctest.Wait()
			},
			want: []string{
				"1 callback.push server type=text outcome=panicked Error",
				"2 callback.handle internal in 1 type=text outcome=panicked Error",
			},
		},
		"a handler that fails": {
			push: func(t *testing.T, s http.Handler) { pushTo(t, textXML("fail", 1), s) },
			want: []string{
				"1 callback.push server type=text outcome=failed Error",
				"2 callback.handle internal in 1 type=text outcome=failed Error",
			},
		},
		"a handler that puts its work off": {
			push: func(t *testing.T, s http.Handler) {
				pushTo(t, textXML("later", 1), s)
				synctest.Wait()
			},
			opts: func() []callback.Option { return []callback.Option{callback.WithSender(newOutbox().send)} },
			want: []string{
				"1 callback.push server type=text outcome=acknowledged Unset",
				"2 callback.handle internal in 1 type=text outcome=acknowledged Unset",
				"3 callback.handle internal in 1 type=text outcome=handled Unset",
				"4 user.info client in 3 endpoint=user.info code=0 Unset",
			},
		},
		"a handler that would put its work off, without a sender": {
			push: func(t *testing.T, s http.Handler) { pushTo(t, textXML("later", 1), s) },
			want: []string{
				"1 callback.push server type=text outcome=handled Unset",
				"2 callback.handle internal in 1 type=text outcome=handled Unset",
				"3 user.info client in 2 endpoint=user.info code=0 Unset",
			},
		},
		"a name that anybody can choose": {
			push: func(t *testing.T, s http.Handler) { pushTo(t, eventXML("novel_"+alice, "k", 1), s) },
			want: []string{
				"1 callback.push server type=unknown outcome=handled Unset",
				"2 callback.handle internal in 1 type=unknown outcome=handled Unset",
			},
		},
		"a push that is refused": {
			push: func(_ *testing.T, s http.Handler) { plainPush(textXML("quick", 1)).post(s) },
			want: []string{"1 callback.push server type=unread outcome=refused Unset"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				spans := newTraces(t)
				opts := []callback.Option{callback.WithTelemetry(spans.recorder)}
				if c.opts != nil {
					opts = append(opts, c.opts()...)
				}
				s, _ := newServer(t, account.Safe, traced(spans.recorder), opts...)
				c.push(t, s)
				synctest.Wait()
				got := spans.lines()
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				for _, private := range []string{alice, gh, token, appID, currentKey, "quick", "hello"} {
					if strings.Contains(strings.Join(got, "\n"), private) {
						t.Errorf("%s is in %q", private, got)
					}
				}
			})
		})
	}
}

// A push belongs to the trace that its request came with.
func TestTraceOfTheRequest(t *testing.T) {
	t.Parallel()
	spans := newTraces(t)
	s, _ := newServer(t, account.Safe, traced(spans.recorder), callback.WithTelemetry(spans.recorder))
	ctx, outer := spans.provider.Tracer("otelhttp").Start(t.Context(), "POST /wx", trace.WithSpanKind(trace.SpanKindServer))
	safePush(textXML("fail", 1)).to(ctx, s)
	outer.End()
	// As of a proxy that propagates a trace, and of which this process has no span.
	remote := trace.ContextWithRemoteSpanContext(t.Context(), outer.SpanContext())
	safePush(textXML("fail", 2)).to(remote, s)
	want := []string{
		"1 POST /wx server Unset",
		"2 callback.push internal in 1 type=text outcome=failed Error",
		"3 callback.handle internal in 2 type=text outcome=failed Error",
		"4 callback.push server in 1 type=text outcome=failed Error",
		"5 callback.handle internal in 4 type=text outcome=failed Error",
	}
	if diff := cmp.Diff(want, spans.lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A handler's context that carries a span is still the context of its push.
func TestTracedContext(t *testing.T) {
	t.Parallel()
	spans := newTraces(t)
	xml := textXML("quick", 1)
	h := callback.HandlerFunc(func(ctx context.Context, _ message.Message) (reply.Reply, error) {
		if name := trace.SpanFromContext(ctx).(sdk.ReadOnlySpan).Name(); name != "callback.handle" {
			t.Errorf("the context carries %q", name)
		}
		if _, ok := ctx.Deadline(); !ok || string(callback.Raw(ctx)) != xml {
			t.Errorf("deadline %t, push %q", ok, callback.Raw(ctx))
		}
		return nil, nil
	})
	s, _ := newServer(t, account.Safe, h, callback.WithTelemetry(spans.recorder))
	pushTo(t, xml, s)
	if n := len(spans.Ended()); n != 2 {
		t.Errorf("%d spans", n)
	}
}

// faulty is a tracer whose methods panic.
type faulty struct{ telemetry.Recorder }

func (faulty) StartSpan(context.Context, telemetry.SpanKind, string, ...telemetry.Attribute) (context.Context, telemetry.Span) {
	panic("no span")
}

// A tracer that panics fails no push. Its panic is in the default log, so that this test runs alone.
func TestFaultyTracer(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	rec := faulty{newTraces(t).recorder}
	s, _ := newServer(t, account.Safe, traced(nil), callback.WithTelemetry(rec))
	if got := pushTo(t, textXML("quick", 1), s); got != `try 1: "hello"` {
		t.Errorf("got %s", got)
	}
	if n := strings.Count(log.String(), "the tracer panicked"); n != 1 {
		t.Errorf("%d lines, want one:\n%s", n, &log)
	}
}
