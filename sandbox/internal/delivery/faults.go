package delivery

import (
	"context"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// faults are the requested faults of the next pushes. The zero value means that there are none.
type faults struct {
	delay       time.Duration // how long each answer is held back
	delayPushes int           // how many pushes are delayed; 0 means all
	cuts        int           // how many pushes lose their connection
}

// Discarded says that the state is not saved: a test asks for faults anew.
func (faults) Discarded() {}

// fault is the requested fault of one push.
type fault struct {
	delay time.Duration
	cut   bool
}

// Delay holds back the answers of the next n pushes for d, or the answers of all pushes if n is 0. A d of 0 ends the
// delays.
func Delay(tx *core.Tx, d time.Duration, n int) {
	f := core.State[faults](tx)
	f.delay, f.delayPushes = max(d, 0), n
	tx.Changed()
}

// Cut makes the next n pushes lose their connection. An n of 0 ends that.
func Cut(tx *core.Tx, n int) {
	core.State[faults](tx).cuts = max(n, 0)
	tx.Changed()
}

// Faults returns what [Delay] and [Cut] have set, as far as it is not used up.
func Faults(tx *core.Tx) (delay time.Duration, delayPushes, cuts int) {
	f := core.State[faults](tx)
	return f.delay, f.delayPushes, f.cuts
}

// takeFault returns the fault of the push that is about to be sent, and counts it.
func takeFault(tx *core.Tx) fault {
	f := core.State[faults](tx)
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
		tx.Changed()
	}
	return next
}

// name returns the fault's name in an exchange, or "" if there is none.
func (f fault) name() string {
	switch {
	case f.cut:
		return "cut"
	case f.delay > 0:
		return "delay"
	}
	return ""
}

// apply applies the fault to an answer of the callback. If the callback gave no answer in time, there is nothing to
// apply it to.
func (f fault) apply(ctx context.Context, got answer) answer {
	if got.outcome == "late" || got.outcome == "broken" {
		return got
	}
	if f.cut {
		return answer{outcome: "broken", asked: true, problem: &record.Problem{
			EN: "On request, the sandbox cut the connection before it read the answer. WeChat pushes a message up to three times, with the same MsgId; a callback that recognises repeated pushes handles the message once.",
			ZH: "沙箱按要求在读取应答前断开了连接。微信对同一条消息最多推送三次，MsgId 相同，能识别重复消息的回调不会重复处理。",
		}}
	}
	if f.delay <= 0 {
		return got
	}
	timer := time.NewTimer(f.delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		got.asked = true
		got.outcome, got.problem = "late", &record.Problem{
			EN: fmt.Sprintf(
				"On request, the sandbox held the answer back for %v, so that it came after more than 5 seconds. WeChat pushes a message up to three times, with the same MsgId; a callback that recognises repeated pushes handles the message once.",
				f.delay,
			),
			ZH: fmt.Sprintf("沙箱按要求将应答推迟了 %v，总耗时超过 5 秒。微信对同一条消息最多推送三次，MsgId 相同，能识别重复消息的回调不会重复处理。", f.delay),
		}
	}
	return got
}
