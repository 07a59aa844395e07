package sandbox

import (
	"reflect"

	"github.com/wechatgo/wechatgo/reply"
)

// PushAgain makes the push of an exchange once more: the very same message,
// with a timestamp, a nonce, a signature and a seal of its own. It goes at
// once, beside whatever is under way, is tried once, and returns its exchange.
//
// WeChat itself repeats a push only for want of an answer, but networks repeat
// at will. The phone shows the answer only if no push of the message had one,
// and the exchange warns where the two answers differ. The error says that
// there is no such push, or no callback.
func (p *Platform) PushAgain(exchange int64) (Exchange, error) {
	again, err := p.repeat(exchange)
	if err != nil {
		return Exchange{}, err
	}
	return again(), nil
}

// repeat returns the push that is still to be made.
func (p *Platform) repeat(id int64) (func() Exchange, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, a := p.world, p.app
	x := w.exchanges.find(id)
	switch {
	case x == nil:
		return nil, noExchange()
	case x.push == nil:
		return nil, cannot("only a push can be made again", "只有推送可以重新发送")
	case a.callback == nil:
		return nil, cannot("no callback is set", "未设置服务器地址")
	}
	m := x.push
	return func() Exchange {
		x, _, _ := p.attempt(w, a, m, 0)
		p.mu.Lock()
		defer p.mu.Unlock()
		return *x
	}, nil
}

func noExchange() error {
	return notFound("There is no exchange with this id: the last 500 are kept.", "没有该编号的记录：仅保留最近 500 条。")
}

// find returns the exchange with that id, or nil where it is gone.
func (e *exchanges) find(id int64) *Exchange {
	for i := len(e.list) - 1; i >= 0; i-- {
		if e.list[i].ID == id {
			return e.list[i]
		}
	}
	return nil
}

// sameReply compares a later push's answer with the first one. Nothing said is
// no contradiction: the account may have answered by other means.
func sameReply(first, later reply.Reply) *Problem {
	if first == nil || later == nil || reflect.DeepEqual(first, later) {
		return nil
	}
	return &Problem{
		EN: "The same message got another answer than before: its handler ran again. Tell repeated pushes by MsgId (for events by sender, time, event and key), and give them the first one's answer.",
		ZH: "同一条消息得到了与之前不同的应答，说明处理程序又执行了一次。请按 MsgId（事件按发送者、时间、事件与 key）去重，并返回首次的应答。",
	}
}
