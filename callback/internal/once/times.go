package once

import "time"

// Every time that has to do with the platform's deadlines and the instances of an account stands in this file. How often
// something is logged, and how long an answer is kept unless an option says otherwise, stands where it is done.

// The platform waits HangUp for an answer, hangs up and pushes again, about 0, 5 and 10 seconds after the first push. A
// push does not say which of the three it is, so that its time has to tell.
const (
	// HangUp is how long the platform waits for the answer to a push.
	HangUp = 5 * time.Second
	// SlowFrom is the age of a message from which a push is taken for its second one, or a later one: the first was not
	// answered in time.
	SlowFrom = HangUp - HangUp/10
	// LastPushFrom is the age of a message, counted from its first push, from which a push is taken for the last one:
	// in the middle between the second push, at 5 s, and the third, at 10 s.
	LastPushFrom = HangUp + HangUp/2
	// LastPushTakes is how long the last push waits for the answer at most, so that it is answered while the platform
	// still listens.
	LastPushTakes = HangUp - 300*time.Millisecond
	// LastAnswerAfter is the age of a message from which an answer is too late for every push.
	LastAnswerAfter = 2*HangUp + LastPushTakes
	// PushesOver is the age of a message from which no push of it is expected any more.
	PushesOver = 3*HangUp + 500*time.Millisecond
	// CacheFor is how long a finished answer is kept, twice the time that the three pushes span.
	CacheFor = 2 * 3 * HangUp
)

// What a late answer has.
const (
	// DefaultLateLimit is how long a handler has, from the message's first push on.
	DefaultLateLimit = 10 * time.Minute
	// FetchAgainAfter is how long a message has waited for its turn that is looked at again: whether it asks for an
	// answer that has been kept meanwhile.
	FetchAgainAfter = time.Second
	// StuckAfter is how long after its limit a handler counts as stuck that has not returned.
	StuckAfter = time.Second
	// StuckEvery is the time between two looks for stuck handlers.
	StuckEvery = time.Second
	// SendTimeout is how long one delivery of a late answer may take.
	SendTimeout = 30 * time.Second
	// TypingTimeout is how long showing that an answer is being written may take.
	TypingTimeout = 3 * time.Second
	// FirstPartBy is the age of a message at which the first part of its answer is given as it is, so that the last
	// push gets it.
	FirstPartBy = LastAnswerAfter - 400*time.Millisecond
	// BarredFor is how long no late answer is sent after the platform has refused one for want of the permission.
	BarredFor = 24 * time.Hour
	// PermissionEvery is the time between two looks whether another instance was refused.
	PermissionEvery = time.Minute
)

// Several instances that share a store.
const (
	// Lease is how long an instance without a heartbeat keeps the messages that it has claimed.
	Lease = 5 * time.Second
	// YoungRecord is the age of a message below which an instance without a heartbeat is not taken for gone: it has
	// beaten just before it claimed the message, so that the store must have lost the heartbeat.
	YoungRecord = Lease - HeartbeatEvery
	// HeartbeatEvery is the time between two heartbeats of an instance that has claimed a message.
	HeartbeatEvery = 1500 * time.Millisecond
	// ConfirmPatience is how long an answer that goes out without a push waits for what the other instances tell.
	ConfirmPatience = 3 * Lease
	// RepublishFor is the age of a message up to which its instances publish again what they know of it, where the
	// store has lost it: no answer waits longer.
	RepublishFor = PushesOver + ConfirmPatience
	// EpochFor is how long the store keeps the name of its epoch, and EpochRenewEvery the time between two renewals.
	EpochFor        = 90 * 24 * time.Hour
	EpochRenewEvery = time.Hour
	// TimeRetryEvery is the time between two tries to learn the store's time, where it does not tell.
	TimeRetryEvery = time.Minute
	// PollEvery is the time between two looks at what another instance does.
	PollEvery = 100 * time.Millisecond
	// LivenessEvery is the time between two looks at another instance's heartbeat.
	LivenessEvery = time.Second
)

// The breaker of the shared store.
const (
	// StoreTimeout is how long one operation of the store may take.
	StoreTimeout = 800 * time.Millisecond
	// SessionTimeout is how long one operation on a session may take, for which its handler waits.
	SessionTimeout = 2 * time.Second
	// StorePause is how long the store is left alone after an operation has failed.
	StorePause = 300 * time.Millisecond
	// StorePatience is how long a message waits for a store that fails before the instance goes on alone.
	StorePatience = time.Second
	// StoreRetryEvery is the time between two tries of what has to reach the store in the end. It is longer than
	// StorePause, so that each try is made.
	StoreRetryEvery = 2 * StorePause
)

// answerBy tells whether a push that came at arrived is its message's last, and when it has to be answered then.
func answerBy(arrived, first time.Duration) (by time.Duration, last bool) {
	return min(arrived+LastPushTakes, first+LastAnswerAfter), arrived-first >= LastPushFrom
}

// Clock is the time since the group began. Nobody can set it, unlike the machine's clock.
type Clock struct{ began time.Time }

// NewClock returns a clock that begins now.
func NewClock() Clock { return Clock{time.Now()} }

// Now is the time on the clock.
func (c Clock) Now() time.Duration { return time.Since(c.began) }

// At is the time on the clock at t.
func (c Clock) At(t time.Time) time.Duration { return t.Sub(c.began) }

// Time is when the clock shows d.
func (c Clock) Time(d time.Duration) time.Time { return c.began.Add(d) }

// Wall is the machine's time when the clock shows d, for other machines: the clock may have been set since it began.
func (c Clock) Wall(d time.Duration) time.Time { return time.Now().Add(d - c.Now()) }
