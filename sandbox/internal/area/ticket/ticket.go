// Package ticket is the tickets for the JS-SDK and cards, and the check of what
// pages sign with them.
package ticket

import (
	"time"

	api "github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// pageTicket is a jsapi or card ticket. A new one does not end the one before it:
// pages that were signed already stay good.
type pageTicket struct {
	kind    api.Kind
	value   string
	expires time.Time
}

// Routes are the area's endpoints.
func Routes() []route.Route { return []route.Route{route.Handle(api.Get, get)} }

// tickets are all that may still be in use, oldest first.
type tickets struct{ list []*pageTicket }

// maxTickets bounds them.
const maxTickets = 100

// get is ticket.getticket: the same ticket until its last five minutes.
func get(tx *core.Tx, s *tickets, in api.GetIn) (api.Ticket, error) {
	if in.Type != api.JSAPI && in.Type != api.WxCard {
		return api.Ticket{}, core.Refuse(endpoint.ErrInvalidArgs, "type is jsapi or wx_card.", "type 须为 jsapi 或 wx_card。")
	}
	now := tx.Now()
	t := s.newest(in.Type)
	if t == nil || t.expires.Sub(now) <= core.TokenOverlap {
		t = &pageTicket{kind: in.Type, value: tx.IDs.Word(core.URLSafe, 86), expires: now.Add(core.TokenLife)}
		s.list = append(s.list[max(0, len(s.list)-maxTickets+1):], t)
	}
	return api.Ticket{Ticket: t.value, ExpiresIn: endpoint.Number(t.expires.Sub(now).Round(time.Second) / time.Second)}, nil
}

// newest returns the last ticket of a kind, or nil.
func (s *tickets) newest(kind api.Kind) *pageTicket {
	for i := len(s.list) - 1; i >= 0; i-- {
		if s.list[i].kind == kind {
			return s.list[i]
		}
	}
	return nil
}
