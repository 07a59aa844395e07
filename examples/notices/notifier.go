package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
)

// The titles of the templates that the account has chosen in the console (模板库).
const (
	paidTitle    = "订单支付成功通知"
	shippedTitle = "订单发货通知"
)

// notifier sends the notices about orders.
type notifier struct {
	wx         *wechatgo.Client
	paid, ship string // the ids of the templates
	orderURL   string // what a notice opens, but for the order's number; empty for nothing
	ledger     *ledger
	report     func(order, news string)
	sending    chan struct{} // has room for one: full from a call until it is told how it ended
}

// newNotifier looks up the templates of the account, whose ids are the account's own.
func newNotifier(
	ctx context.Context, wx *wechatgo.Client, orderURL string, report func(order, news string),
) (*notifier, error) {
	messages, err := wx.Template.List(ctx)
	if err != nil {
		return nil, err
	}
	notices, err := wx.Subscribe.List(ctx)
	if err != nil {
		return nil, err
	}
	n := &notifier{wx: wx, orderURL: orderURL, ledger: newLedger(), report: report, sending: make(chan struct{}, 1)}
	if i := slices.IndexFunc(messages, func(t template.Template) bool { return t.Title == paidTitle }); i >= 0 {
		n.paid = messages[i].ID
	}
	if i := slices.IndexFunc(notices, func(t subscribe.Template) bool { return t.Title == shippedTitle }); i >= 0 {
		n.ship = notices[i].ID
	}
	switch {
	case n.paid == "":
		return nil, fmt.Errorf("notices: the account has no template message %s: choose it in the console", paidTitle)
	case n.ship == "":
		return nil, fmt.Errorf(
			"notices: the account has no subscription notice %s: choose it in the console",
			shippedTitle,
		)
	}
	return n, nil
}

// page is what a notice about an order opens.
func (n *notifier) page(order string) string {
	if n.orderURL == "" {
		return ""
	}
	return n.orderURL + order
}

// send makes the call for an event. The end of ctx does not break it off: nobody would know whether the notice was sent.
func (n *notifier) send(ctx context.Context, e event) error {
	ctx = context.WithoutCancel(ctx) // the client's time-out ends the call
	switch e.Kind {
	case paid:
		id, err := n.wx.Template.Send(ctx, e.OpenID, e.paidMessage(n.paid, n.page(e.Order)))
		if err == nil {
			n.ledger.sent(id, e.Order, n.report)
		}
		return err
	case shipped:
		if n.ledger.refuses(e.OpenID, n.ship) {
			return endpoint.ErrUserRefused // the call would end so
		}
		return n.wx.Subscribe.Send(ctx, e.OpenID, e.shippedNotice(n.ship, n.page(e.Order)))
	default:
		return &endpoint.FieldError{
			In: "notices", Path: "kind", Problem: fmt.Sprintf("is %q", e.Kind), Cure: "use paid or shipped",
		}
	}
}

// The attempts for a template message without an answer. Its ClientMsgID makes it safe to send it again within ten
// minutes; a subscription notice has none and is left alone.
const (
	attempts = 3
	pause    = 10 * time.Second
)

// notify sends the notice of an event. It waits while a quota is used up or the platform cannot be reached, so that the events behind it stay in their
// queue, and returns an error only if no event could be sent any more, or if ctx ended.
func (n *notifier) notify(ctx context.Context, e event) error {
	for attempt := 1; ; attempt++ {
		v, wait, err := n.try(ctx, e, attempt)
		if err != nil || wait == 0 {
			return err
		}
		if v == later {
			attempt = 0
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// try makes one call for an event and tells how it ended, before serve returns. After wait it is to be made again.
func (n *notifier) try(ctx context.Context, e event, attempt int) (v verdict, wait time.Duration, err error) {
	n.sending <- struct{}{}
	defer func() { <-n.sending }()
	if ctx.Err() != nil {
		return "", 0, ctx.Err()
	}
	err = n.send(ctx, e)
	v = judge(err)
	switch {
	case v == later:
		wait = time.Until(again(err, time.Now()))
	case v == unknown && e.Kind == paid && attempt < attempts:
		wait = pause
	case v == broken:
		return v, 0, fmt.Errorf("notices: order %s: %w", e.Order, err)
	}
	n.report(e.Order, describe(v, err, wait))
	return v, wait, nil
}

// describe says in a line what became of a notice.
func describe(v verdict, err error, wait time.Duration) string {
	news := string(v)
	if err != nil {
		news += ": " + err.Error()
	}
	if wait > 0 {
		news += fmt.Sprintf("; again in %v", wait.Round(time.Second))
	}
	return news
}
