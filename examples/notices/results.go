package main

import (
	"context"
	"sync"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
)

// ledger has what the program remembers between a call and the events about it. A shop keeps this beside its orders, in
// its database: there it outlives the program, and all instances have it.
type ledger struct {
	mu      sync.Mutex
	orders  map[int64]string   // of template messages without a result, by their msgid
	results map[int64]string   // that came before the answer to their call
	refusal map[[2]string]bool // users (openid) who have said no to a subscription notice (template)
}

func newLedger() *ledger {
	return &ledger{orders: map[int64]string{}, results: map[int64]string{}, refusal: map[[2]string]bool{}}
}

// sent notes for which order a template message is.
func (l *ledger) sent(msgID int64, order string, report func(order, news string)) {
	l.mu.Lock()
	status, ended := l.results[msgID]
	delete(l.results, msgID)
	if !ended {
		l.orders[msgID] = order
	}
	l.mu.Unlock()
	if ended {
		report(order, "delivery: "+status)
	}
}

// ended notes how the delivery of a template message ended.
func (l *ledger) ended(msgID int64, status string, report func(order, news string)) {
	l.mu.Lock()
	order, known := l.orders[msgID]
	delete(l.orders, msgID)
	if !known {
		l.results[msgID] = status
	}
	l.mu.Unlock()
	if known {
		report(order, "delivery: "+status)
	}
}

// choose notes what a user has said to a subscription notice.
func (l *ledger) choose(openID, templateID, status string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if status == "accept" {
		delete(l.refusal, [2]string{openID, templateID})
		return
	}
	l.refusal[[2]string{openID, templateID}] = true
}

// refuses reports whether a user has said no. Who has said nothing is asked by the call.
func (l *ledger) refuses(openID, templateID string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refusal[[2]string{openID, templateID}]
}

// results takes the events with which the platform says how deliveries ended, and what users choose. A reply to them is
// not shown.
func (n *notifier) results() *callback.Mux {
	mux := callback.NewMux()
	callback.On(mux, func(_ context.Context, e *message.TemplateSendJobFinishEvent) (reply.Reply, error) {
		n.ledger.ended(e.MsgID, e.Status, n.report) // "success", "failed:user block" or "failed: system failed"
		return nil, nil
	})
	// In the pop-up of a page (wx-open-subscribe) or of an article.
	callback.On(mux, func(_ context.Context, e *message.SubscribeMsgPopupEvent) (reply.Reply, error) {
		for _, choice := range e.List {
			n.ledger.choose(e.FromUserName, choice.TemplateID, choice.Status)
		}
		return nil, nil
	})
	// On the management page of the account's notices.
	callback.On(mux, func(_ context.Context, e *message.SubscribeMsgChangeEvent) (reply.Reply, error) {
		for _, choice := range e.List {
			n.ledger.choose(e.FromUserName, choice.TemplateID, choice.Status)
		}
		return nil, nil
	})
	callback.On(mux, func(_ context.Context, e *message.SubscribeMsgSentEvent) (reply.Reply, error) {
		for _, sent := range e.List {
			// The answer to the call has no id, so that the event names no order, but a user and a template.
			n.report("notice "+sent.MsgID, "delivery: "+sent.ErrorStatus)
		}
		return nil, nil
	})
	return mux
}
