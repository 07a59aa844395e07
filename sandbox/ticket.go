package sandbox

import (
	"time"

	api "github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
)

// pageTicket is a jsapi or card ticket. A new one does not end the one before it:
// pages that were signed already stay good.
type pageTicket struct {
	kind    api.Kind
	value   string
	expires time.Time
}

// getTicket is ticket.getticket: the same ticket until its last five minutes.
func (w *world) getTicket(in api.GetIn) (api.Ticket, error) {
	if in.Type != api.JSAPI && in.Type != api.WxCard {
		return api.Ticket{}, refuse(endpoint.ErrInvalidArgs, "type is jsapi or wx_card.", "type 须为 jsapi 或 wx_card。")
	}
	now := w.now()
	t := w.newestTicket(in.Type)
	if t == nil || t.expires.Sub(now) <= tokenOverlap {
		t = &pageTicket{kind: in.Type, value: w.ids.word(urlSafe, 86), expires: now.Add(tokenLife)}
		w.tickets = append(w.tickets, t)
	}
	return api.Ticket{Ticket: t.value, ExpiresIn: endpoint.Number(t.expires.Sub(now).Round(time.Second) / time.Second)}, nil
}

// newestTicket returns the last ticket of a kind, or nil.
func (w *world) newestTicket(kind api.Kind) *pageTicket {
	for i := len(w.tickets) - 1; i >= 0; i-- {
		if w.tickets[i].kind == kind {
			return w.tickets[i]
		}
	}
	return nil
}
