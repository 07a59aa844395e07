package delivery

import (
	"reflect"

	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Repeat prepares to push the message of an exchange again, with a new timestamp, nonce, signature and encryption. The
// returned function makes the attempt, once, at the same time as any other delivery, and returns its exchange. The
// error says that there is no such push, or no callback.
func (d *Delivery) Repeat(exchange int64) (push func() record.Exchange, err error) {
	d.p.Do(func(tx *core.Tx) {
		w, a, x := tx.World, tx.App(), tx.FindExchange(exchange)
		switch {
		case x == nil:
			err = core.NoExchange()
		case x.Push == nil:
			err = core.RefuseAction("only a push can be made again", "只有推送可以重新发送")
		case a.Callback == nil:
			err = core.RefuseAction("no callback is set", "未设置服务器地址")
		default:
			push = func() (out record.Exchange) {
				made, _, _ := d.attempt(w, a, x.Push, 0)
				d.p.DoIn(w, func(*core.Tx) { out = made.Exchange })
				return out
			}
		}
	})
	return push, err
}

// repeatProblem compares a later answer to a message with the first one, and returns a warning if they differ. An
// answer without a reply is not a difference, because the account may have answered in another way.
func repeatProblem(first, later reply.Reply) *record.Problem {
	if first == nil || later == nil || reflect.DeepEqual(first, later) {
		return nil
	}
	return &record.Problem{
		EN: "The same message got another answer than before: its handler ran again. Recognise repeated pushes by MsgId (events by sender, time, event and key), and give them the first answer.",
		ZH: "同一条消息得到了与之前不同的应答，说明处理程序又执行了一次。请按 MsgId（事件按发送者、时间、事件与 key）去重，并返回首次的应答。",
	}
}
