package sandbox

import "time"

// trigger is what opens a part of the customer-service window.
type trigger int

const (
	windowMessage trigger = iota
	windowClick
	windowFollow
	windowScan
	triggers
)

// kfWindow is when and how often the account may write to one user.
type kfWindow struct {
	parts [triggers]windowPart
}

type windowPart struct {
	opened time.Time // zero: never
	used   int
}

// open begins a part anew.
func (k *kfWindow) open(t trigger, now time.Time) { k.parts[t] = windowPart{opened: now} }

// rule returns the table's line for a trigger.
func (c KFWindows) rule(t trigger) Window {
	return [triggers]Window{c.Message, c.Click, c.Follow, c.Scan}[t]
}

// use takes one message from the part that ends first. It reports whether a
// part is open, and whether one of those had a message left.
func (k *kfWindow) use(rules KFWindows, now time.Time) (open, left bool) {
	var best *windowPart
	var ends time.Time
	for t := range triggers {
		part, rule := &k.parts[t], rules.rule(t)
		end := part.opened.Add(rule.Valid)
		if part.opened.IsZero() || !now.Before(end) {
			continue
		}
		open = true
		if part.used < rule.Messages && (best == nil || end.Before(ends)) {
			best, ends = part, end
		}
	}
	if best == nil {
		return open, false
	}
	best.used++
	return true, true
}
