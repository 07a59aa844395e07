package core

import (
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// A customer-service message is taken from the open part of the window that ends first and has messages left. Each step
// of a case opens parts, sends messages, and then checks why one more is refused.
func TestKFWindowUse(t *testing.T) {
	t.Parallel()
	platform := record.KFWindows{
		Message: record.Window{Messages: 5, Valid: 48 * time.Hour},
		Click:   record.Window{Messages: 3, Valid: time.Minute},
		Follow:  record.Window{Messages: 3, Valid: time.Minute},
		Scan:    record.Window{Messages: 3, Valid: time.Minute},
	}
	shortMessage := platform
	shortMessage.Message.Valid = time.Second

	type result int
	const (
		sent   result = iota // the last message was sent as well
		usedUp               // one more message is refused, although a part is open
		closed               // one more message is refused, because no part is open
	)
	type step struct {
		at   time.Duration
		open []Trigger
		send int // how many messages can be sent
		then result
	}
	for name, test := range map[string]struct {
		rules record.KFWindows
		steps []step
	}{
		"no part is open": {platform, []step{{0, nil, 0, closed}}},
		"one part": {platform, []step{
			{0, []Trigger{WindowMessage}, 5, usedUp},
		}},
		"the part that ends first is used first": {platform, []step{
			{0, []Trigger{WindowFollow, WindowMessage}, 3, sent},
			{time.Minute, nil, 5, usedUp},
		}},
		"the order of opening does not matter": {platform, []step{
			{0, []Trigger{WindowMessage}, 0, sent},
			{time.Second, []Trigger{WindowClick}, 3, sent},
			{time.Minute + time.Second, nil, 5, usedUp},
		}},
		"the table decides which part ends first": {shortMessage, []step{
			{0, []Trigger{WindowClick, WindowMessage}, 5, sent},
			{time.Second, nil, 3, usedUp},
		}},
		"of two equal lengths the part that was opened first ends first": {platform, []step{
			{0, []Trigger{WindowScan}, 0, sent},
			{30 * time.Second, []Trigger{WindowClick}, 3, sent},
			{time.Minute, nil, 3, usedUp},
			{90 * time.Second, nil, 0, closed},
		}},
		"the next part is used when the first has no messages left": {platform, []step{
			{0, []Trigger{WindowFollow, WindowMessage}, 8, usedUp},
			{time.Minute, nil, 0, usedUp},
		}},
		"parts that end at the same time add up": {platform, []step{
			{0, []Trigger{WindowFollow, WindowScan}, 6, usedUp},
			{time.Minute, nil, 0, closed},
		}},
		"each of the parts that end at the same time is used once": {platform, []step{
			{0, []Trigger{WindowFollow, WindowScan}, 3, sent},
			{time.Minute - 1, nil, 3, usedUp},
		}},
		"a part is open until just before its end": {platform, []step{
			{0, []Trigger{WindowClick}, 0, sent},
			{time.Minute - 1, nil, 3, usedUp},
		}},
		"a part is closed at its end": {platform, []step{
			{0, []Trigger{WindowClick}, 0, sent},
			{time.Minute, nil, 0, closed},
		}},
		"the part of messages is closed at its end": {platform, []step{
			{0, []Trigger{WindowMessage}, 0, sent},
			{48*time.Hour - 1, nil, 1, sent},
			{48 * time.Hour, nil, 0, closed},
		}},
		"a part that is opened again has all its messages again": {platform, []step{
			{0, []Trigger{WindowClick}, 3, usedUp},
			{time.Second, []Trigger{WindowClick}, 3, usedUp},
			{time.Minute, nil, 0, usedUp},
			{time.Minute + time.Second, nil, 0, closed},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var k KFWindow
			start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
			for _, s := range test.steps {
				now := start.Add(s.at)
				for _, trigger := range s.open {
					k.Open(trigger, now)
				}
				for n := range s.send {
					if open, left := k.Use(test.rules, now); !open || !left {
						t.Fatalf("after %v: message %d of %d: open %v, left %v", s.at, n+1, s.send, open, left)
					}
				}
				if s.then == sent {
					continue
				}
				if open, left := k.Use(test.rules, now); left || open != (s.then == usedUp) {
					t.Fatalf("after %v and %d messages: open %v, left %v", s.at, s.send, open, left)
				}
			}
		})
	}
}
