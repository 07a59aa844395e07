package sandbox

import (
	"context"
	"fmt"
	"time"
)

// faults are what goes wrong with the next pushes because somebody asked for
// it. The zero value is none.
type faults struct {
	delay       time.Duration // each answer is held back that long
	delayPushes int           // and that of so many pushes; 0 for all
	cuts        int           // so many pushes lose their connection
}

// fault is what goes wrong with one push.
type fault struct {
	delay time.Duration
	cut   bool
}

// DelayAnswers makes the callback slow: from now on the answer to every push is
// held back for d before the platform sees it, on top of what the callback
// itself takes. Beyond 5 seconds in all the push is late, and WeChat pushes
// again. Zero ends it, and so does [Platform.Reset].
func (p *Platform) DelayAnswers(d time.Duration) { p.delayAnswers(d, 0) }

// DelayNextAnswers is [Platform.DelayAnswers] for the next n pushes alone.
func (p *Platform) DelayNextAnswers(d time.Duration, n int) {
	if n > 0 {
		p.delayAnswers(d, n)
	}
}

func (p *Platform) delayAnswers(d time.Duration, pushes int) {
	p.do(func(w *world) { w.faults.delay, w.faults.delayPushes = max(d, 0), pushes })
	p.hub.publish("state", nil)
}

// CutNextPushes lets the next n pushes lose their connection: the callback
// answers, and the platform never reads it. WeChat pushes such a message again
// at once. Zero ends it, and so does [Platform.Reset].
func (p *Platform) CutNextPushes(n int) {
	p.do(func(w *world) { w.faults.cuts = max(n, 0) })
	p.hub.publish("state", nil)
}

// fault takes the fault of the push that is about to be made.
func (w *world) fault() fault {
	f := &w.faults
	next := fault{delay: f.delay, cut: f.cuts > 0}
	before := *f
	if next.cut {
		f.cuts--
	}
	if f.delayPushes > 0 {
		if f.delayPushes--; f.delayPushes == 0 {
			f.delay = 0
		}
	}
	if *f != before {
		w.p.hub.publish("state", nil)
	}
	return next
}

// name is how an exchange calls the fault.
func (f fault) name() string {
	switch {
	case f.cut:
		return "cut"
	case f.delay > 0:
		return "delay"
	}
	return ""
}

// strike does the fault to an answer that is there.
func (f fault) strike(ctx context.Context, got answer) answer {
	if got.outcome == "late" || got.outcome == "broken" {
		return got
	}
	if f.cut {
		return answer{outcome: "broken", problem: &Problem{
			EN: "The sandbox cut the connection before it read the answer, as it was asked to. WeChat pushes a message up to three times, with the same MsgId: a callback that knows it runs nothing twice.",
			ZH: "沙箱按要求在读取应答前断开了连接。微信对同一条消息最多推送三次，MsgId 相同，能识别重复消息的回调不会重复处理。",
		}}
	}
	if f.delay <= 0 {
		return got
	}
	held := time.NewTimer(f.delay)
	defer held.Stop()
	select {
	case <-held.C:
	case <-ctx.Done():
		got.outcome, got.problem = "late", &Problem{
			EN: fmt.Sprintf("The sandbox held the answer back for %v, as it was asked to, and it came after more than 5 seconds. WeChat pushes a message up to three times, with the same MsgId: a callback that knows it runs nothing twice.", f.delay),
			ZH: fmt.Sprintf("沙箱按要求将应答推迟了 %v，总耗时超过 5 秒。微信对同一条消息最多推送三次，MsgId 相同，能识别重复消息的回调不会重复处理。", f.delay),
		}
	}
	return got
}
