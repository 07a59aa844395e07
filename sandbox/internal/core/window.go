package core

import (
	"time"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Trigger is what opens a part of the customer-service window.
type Trigger int

// What opens the window.
const (
	WindowMessage Trigger = iota
	WindowClick
	WindowFollow
	WindowScan
	triggers
)

// KFWindow is when and how often the account may write to one user.
type KFWindow struct {
	parts [triggers]windowPart
}

type windowPart struct {
	opened time.Time // zero: never
	used   int
}

// Open begins a part anew.
func (k *KFWindow) Open(t Trigger, now time.Time) { k.parts[t] = windowPart{opened: now} }

// rule returns the table's line for a trigger.
func rule(c record.KFWindows, t Trigger) record.Window {
	return [triggers]record.Window{c.Message, c.Click, c.Follow, c.Scan}[t]
}

// Use takes one message from the part that ends first. It reports whether a
// part is open, and whether one of those had a message left.
func (k *KFWindow) Use(rules record.KFWindows, now time.Time) (open, left bool) {
	var best *windowPart
	var ends time.Time
	for t := range triggers {
		part, allowed := &k.parts[t], rule(rules, t)
		end := part.opened.Add(allowed.Valid)
		if part.opened.IsZero() || !now.Before(end) {
			continue
		}
		open = true
		if part.used < allowed.Messages && (best == nil || end.Before(ends)) {
			best, ends = part, end
		}
	}
	if best == nil {
		return open, false
	}
	best.used++
	return true, true
}
