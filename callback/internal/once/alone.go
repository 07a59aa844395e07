package once

import (
	"context"
	"time"
)

// alone is what an instance without a store has for peers: it has every message, and a user's queue in this process is
// the whole queue.
type alone struct{}

func (alone) Claim(*Delivery) (Claim, Remote) { return aloneClaim{}, nil }

// aloneClaim holds nothing, so that a claim costs no memory.
type aloneClaim struct{}

func (aloneClaim) First() (time.Duration, bool)             { return 0, false }
func (aloneClaim) Enqueue()                                 {}
func (aloneClaim) Turn(context.Context, time.Duration) bool { return true }
func (aloneClaim) Publish(Published) Standing               { return Mine }
func (aloneClaim) Given() bool                              { return true }
func (aloneClaim) Republish()                               {}
func (aloneClaim) Confirm() Standing                        { return Mine }
func (aloneClaim) Forget() bool                             { return true }
func (aloneClaim) AtHead() bool                             { return true }
func (aloneClaim) Leave()                                   {}
