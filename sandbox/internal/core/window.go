package core

import (
	"time"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Trigger is an action of the user that opens a part of the customer-service window.
type Trigger int

// The triggers.
const (
	WindowMessage Trigger = iota
	WindowClick
	WindowFollow
	WindowScan
	triggers
)

// KFWindow is the customer-service window of one user: how many messages the account may send, and until when. It has a
// part for each trigger.
type KFWindow struct {
	parts [triggers]windowPart
}

type windowPart struct {
	opened time.Time // zero if the trigger has not happened
	used   int       // messages
}

// Open starts the part of a trigger again, with all its messages.
func (k *KFWindow) Open(t Trigger, now time.Time) { k.parts[t] = windowPart{opened: now} }

// rule returns the row of the table of windows for a trigger.
func rule(c record.KFWindows, t Trigger) record.Window {
	return [triggers]record.Window{c.Message, c.Click, c.Follow, c.Scan}[t]
}

// Use takes one message from the open part that ends first among those that have messages left. open reports whether
// any part is open, and left whether there was a message left.
func (k *KFWindow) Use(rules record.KFWindows, now time.Time) (open, left bool) {
	var first *windowPart
	var firstEnd time.Time
	for t := range triggers {
		part, allowed := &k.parts[t], rule(rules, t)
		end := part.opened.Add(allowed.Valid)
		if part.opened.IsZero() || !now.Before(end) {
			continue
		}
		open = true
		if part.used < allowed.Messages && (first == nil || end.Before(firstEnd)) {
			first, firstEnd = part, end
		}
	}
	if first == nil {
		return open, false
	}
	first.used++
	return true, true
}
