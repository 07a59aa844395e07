package measure

import (
	"context"
	"time"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Push is one push that was answered or refused, or whose request ended without an answer.
type Push struct {
	// Type is the MsgType, or for an event its name in lower case, such as "text" or "subscribe"; else
	// [telemetry.Unknown] or [telemetry.Unread].
	Type string
	// Outcome is how the push ended.
	Outcome telemetry.Outcome
}

// Record counts p in [telemetry.Pushes].
func (p Push) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.Pushes, 1, p.Type, string(p.Outcome))
	}
}

// Run is one run of a handler, whether it returned or panicked.
type Run struct {
	// Type is the message's type, as in [Push].
	Type string
	// Time is how long the handler ran.
	Time time.Duration
}

// Record observes u's time in [telemetry.HandlerDuration].
func (u Run) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.HandlerDuration, u.Time.Seconds(), u.Type)
	}
}

// Join is a push whose message was in flight or finished already. How the push ended is told by its [Push].
type Join struct {
	// Elsewhere says that another instance has the message.
	Elsewhere bool
}

// Record counts j in [telemetry.Joins].
func (j Join) Record(ctx context.Context, r telemetry.Recorder) {
	if r == nil {
		return
	}
	where := "here"
	if j.Elsewhere {
		where = "elsewhere"
	}
	r.Record(ctx, telemetry.Joins, 1, where)
}

// LateReply is a reply that came after the message's last push was answered.
type LateReply struct {
	// Outcome is [telemetry.Sent], [telemetry.Unsupported], [telemetry.Kept] or [telemetry.Failed].
	Outcome telemetry.Outcome
}

// Record counts l in [telemetry.LateReplies].
func (l LateReply) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.LateReplies, 1, string(l.Outcome))
	}
}

// Handlers are the handlers of an instance at one time.
type Handlers struct {
	Running int // that are not stuck
	Waiting int // messages that wait for their turn
	Stuck   int // that have not returned at their limit
}

// Record sets [telemetry.Handlers].
func (h Handlers) Record(ctx context.Context, r telemetry.Recorder) {
	if r != nil {
		r.Record(ctx, telemetry.Handlers, float64(h.Running), telemetry.Running)
		r.Record(ctx, telemetry.Handlers, float64(h.Waiting), telemetry.Waiting)
		r.Record(ctx, telemetry.Handlers, float64(h.Stuck), telemetry.Stuck)
	}
}
