// Package ticket has the endpoint for the tickets of the JS-SDK and of cards, and the check of what pages sign with
// them.
package ticket

import (
	"time"

	api "github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// pageTicket is a jsapi ticket or a card ticket. It stays valid until its own end when there is a newer one, so that
// pages that are already signed keep working.
type pageTicket struct {
	kind    api.Kind
	value   string
	expires time.Time
}

// Routes returns the area's routes.
func Routes() []route.Route { return []route.Route{route.Handle(api.Get, get)} }

// tickets is the state of this area: the tickets that may still be in use, oldest first.
type tickets struct{ list []*pageTicket }

// maxTickets is how many tickets are kept.
const maxTickets = 100

// get handles ticket.getticket: it answers the same ticket until its last five minutes.
func get(tx *core.Tx, s *tickets, in api.GetIn) (api.Ticket, error) {
	if in.Type != api.JSAPI && in.Type != api.WxCard {
		return api.Ticket{}, core.Refuse(
			endpoint.ErrInvalidArgs,
			"type is jsapi or wx_card.",
			"type 须为 jsapi 或 wx_card。",
		)
	}
	now := tx.Now()
	t := s.newest(in.Type)
	if t == nil || t.expires.Sub(now) <= core.TokenOverlap {
		t = &pageTicket{kind: in.Type, value: tx.IDs.Word(core.URLSafe, 86), expires: now.Add(core.TokenLife)}
		s.list = append(s.list[max(0, len(s.list)-maxTickets+1):], t)
	}
	return api.Ticket{
		Ticket:    t.value,
		ExpiresIn: endpoint.Number(t.expires.Sub(now).Round(time.Second) / time.Second),
	}, nil
}

// newest returns the newest ticket of a kind, or nil.
func (s *tickets) newest(kind api.Kind) *pageTicket {
	for i := len(s.list) - 1; i >= 0; i-- {
		if s.list[i].kind == kind {
			return s.list[i]
		}
	}
	return nil
}
