package telemetry

import (
	"context"
	"time"
)

// The types of pushes that have no name of their own.
const (
	// Unread is the type of a push that was refused before its message was
	// read.
	Unread = "unread"
	// Unknown is the type of a message or an event that package message does
	// not know. The name that the push gives is no label: in plain mode anybody
	// can choose it.
	Unknown = "unknown"
)

// Push is one push that has been answered, or refused, or hung up on.
type Push struct {
	// Type is the MsgType, or for an event its name in lower case, such as
	// "text" or "subscribe"; else [Unknown] or [Unread].
	Type string
	// Outcome is what became of it.
	Outcome Outcome
}

// Record counts p in [Pushes].
func (p Push) Record(ctx context.Context, r Recorder) {
	if r != nil {
		r.Record(ctx, Pushes, 1, p.Type, string(p.Outcome))
	}
}

// Run is one run of a handler, whether it returned or panicked.
type Run struct {
	// Type is the message's, as in [Push].
	Type string
	// Time is how long the handler ran.
	Time time.Duration
}

// Record observes u's time in [HandlerDuration].
func (u Run) Record(ctx context.Context, r Recorder) {
	if r != nil {
		r.Record(ctx, HandlerDuration, u.Time.Seconds(), u.Type)
	}
}

// Join is a push that found its message in hand or done. What became of it
// tells its [Push].
type Join struct {
	// Elsewhere says that another instance has the message.
	Elsewhere bool
}

// Record counts j in [Joins].
func (j Join) Record(ctx context.Context, r Recorder) {
	if r == nil {
		return
	}
	where := "here"
	if j.Elsewhere {
		where = "elsewhere"
	}
	r.Record(ctx, Joins, 1, where)
}

// LateReply is a reply that came after the message's last push was answered.
type LateReply struct {
	// Outcome is [Sent], [Unsupported], [Dropped] or [Failed].
	Outcome Outcome
}

// Record counts l in [LateReplies].
func (l LateReply) Record(ctx context.Context, r Recorder) {
	if r != nil {
		r.Record(ctx, LateReplies, 1, string(l.Outcome))
	}
}
