package once

import (
	"context"
	"errors"
	"time"
)

// Peers are the account's other instances, in whatever way this one learns of them. [alone] has none; package peers
// reaches them through a store.
type Peers interface {
	// Claim takes a message for this instance, or finds that another one has it: exactly one of the two is not nil. A
	// claim that the others could not be asked about is given all the same, so that no message waits for them.
	Claim(*Delivery) (Claim, Remote)
}

// Claim is a message that this instance handles. It ends with Leave, whatever became of the message.
type Claim interface {
	// First is when the message's first push came, where that was earlier: to an instance that is gone.
	First() (first time.Duration, earlier bool)
	// Enqueue puts the message at the end of its user's queue, which all instances share. The group calls it in the
	// order in which the messages of a user came.
	Enqueue()
	// AtHead tells whether the message was at the head of the queue when it was put there.
	AtHead() bool
	// Turn waits until the message is at the head of the queue, and is false where it is not by then, or ctx ends.
	Turn(ctx context.Context, by time.Duration) bool
	// Publish gives the answer to the others. Where it is [Unknown], Republish has to follow.
	Publish(Published) Standing
	// Given says that a push was answered with the [Open] answer. Where it is false, Republish has to follow.
	Given() bool
	// Republish tries to publish again for as long as another instance may have to know, and returns then.
	Republish()
	// Confirm tells whether this instance decides what goes to the user without a push. It takes an answer back that is
	// [Open], so that no push gets it. Where the others may not have told yet what they did, it waits for them, for
	// [ConfirmPatience] at most.
	Confirm() Standing
	// Forget lets the message be executed once more, here or elsewhere. Where it is false, the others could not be
	// told, and Republish has to follow.
	Forget() bool
	// Leave takes the message out of the queue.
	Leave()
}

// Published is what an instance tells the others of an answer.
type Published struct {
	Body    []byte // the answer as plain XML; nil for nothing
	Fate    Fate
	Part    string // the Result's
	Kept    bool   // the same
	Follows bool   // the Result has a Rest
}

// Remote is a message that another instance handles.
type Remote interface {
	// First is when the message's first push came.
	First() time.Duration
	// Wait returns once there is an answer, with whether it had to wait. It fails with [ErrLost], or with ctx.
	Wait(ctx context.Context) (waited bool, err error)
	// Take takes the answer that Wait has found, which then is [Taken]. The answer is nil for nothing. After an error
	// Wait has to find it again.
	Take() (answer []byte, err error)
	// Tried tells whether Take was called, with success or not, so that the answer may have been taken.
	Tried() bool
	// Written says that the answer was written to a push. It returns the kept part that the answer shows, as in Result,
	// and whether the answer is the message's last: nothing follows it.
	Written() (part string, last bool)
	// Watch waits for some time, and tells whether the instance is gone that has the message.
	Watch() (gone bool)
	// Dropped says that it was not. It returns the answer where it is this push that has taken it, and whether the
	// answer is the message's last; nil where another push has it, or the user can ask for it.
	Dropped() (answer []byte, last bool)
}

// ErrLost says that the instance that handled a message is gone, or that all have forgotten the message.
var ErrLost = errors.New("once: no instance has the message")

// Standing is whose an answer is, as far as the other instances can tell.
type Standing uint8

// The standings.
const (
	Mine       Standing = iota // this instance decides what becomes of the answer
	TakenThere                 // a push has taken an answer from another instance
	Theirs                     // another instance has taken the message over
	Unknown                    // the others cannot be asked
)

// Fate is what became of an answer. An answer goes one way alone: a push takes it, or it goes out without a push, or it
// is kept until the user fetches it.
type Fate uint8

// The fates of an answer.
const (
	Open     Fate = iota // no push was listening; the next one gets it
	Taken                // a push that was listening was answered with it
	Settling             // it goes out without a push or is kept, and no push gets it
)
