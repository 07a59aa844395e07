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
		var x *core.Exchange
		if x, err = repeatable(tx, exchange); err == nil {
			push = d.once(tx, x.Push)
		}
	})
	return push, err
}

// repeatable returns the exchange with an id, which is that of a push, while there is a callback for another one.
func repeatable(tx *core.Tx, exchange int64) (*core.Exchange, error) {
	x := tx.FindExchange(exchange)
	switch {
	case x == nil:
		return nil, core.NoExchange()
	case x.Push == nil:
		return nil, core.RefuseAction("only a push can be made again", "只有推送可以重新发送")
	case tx.App().Callback == nil:
		return nil, core.RefuseAction("no callback is set", "未设置服务器地址")
	}
	return x, nil
}

// once returns the function that makes one attempt of a push and returns its exchange.
func (d *Delivery) once(tx *core.Tx, m *core.Push) func() record.Exchange {
	w, a := tx.World, tx.App()
	return func() (out record.Exchange) {
		made, _, _ := d.attempt(w, a, m, 0)
		d.p.DoIn(w, func(*core.Tx) { out = made.Exchange })
		return out
	}
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
