package shop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
)

// The titles of the templates that the account has chosen in the console.
const (
	OrderTemplate = "订单发货通知"
	TableTemplate = "预约成功通知"
)

// Order is something that a follower bought.
type Order struct {
	Number string // in letters and digits
	Tea    string // at most 20 characters
	Fen    int64
	At     time.Time
}

// TellOfOrder sends a follower a template message: about something that the follower did, never an advertisement. How
// the delivery ended comes as an event.
func (s *Shop) TellOfOrder(ctx context.Context, openID string, o Order) error {
	templates, err := s.wx.Template.List(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(templates, func(t template.Template) bool { return t.Title == OrderTemplate })
	if i < 0 {
		return missing(OrderTemplate)
	}
	// Each value must follow the rule of its key's type. One that does not is refused before it is sent.
	msgID, err := s.wx.Template.Send(ctx, openID, template.Message{
		TemplateID:  templates[i].ID,
		ClientMsgID: o.Number, // a repetition within ten minutes is not sent twice
		Data: template.Data{
			"character_string1": keyword.Text(o.Number),
			"thing2":            keyword.Text(o.Tea),
			"amount3":           keyword.Fen(o.Fen),
			"time4":             keyword.Time(o.At),
		},
	})
	if err == nil {
		s.sayf("The template message %d goes to %s.", "模板消息 %d 已发给 %s。", msgID, short(openID))
	}
	return err
}

// ConfirmTable sends a user the notice of a table, and reports whether the user has subscribed to it. One acceptance in
// the pop-up of a page allows one notice; the user need not follow the account.
func (s *Shop) ConfirmTable(ctx context.Context, openID string, at time.Time) (sent bool, err error) {
	templates, err := s.wx.Subscribe.List(ctx)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(templates, func(t subscribe.Template) bool { return t.Title == TableTemplate })
	if i < 0 {
		return false, missing(TableTemplate)
	}
	err = s.wx.Subscribe.Send(ctx, openID, subscribe.Message{
		TemplateID: templates[i].ID,
		Data:       subscribe.Data{"thing1": keyword.Text("靠窗的两人桌"), "time2": keyword.Time(at)},
	})
	if errors.Is(err, endpoint.ErrUserRefused) { // 43101: no subscription, or it is used up
		s.sayf("%s has not subscribed to the notice (43101).", "%s 没有订阅这个通知（43101）。", short(openID))
		return false, nil
	}
	if err == nil {
		s.sayf("The notice goes to %s.", "订阅通知已发给 %s。", short(openID))
	}
	return err == nil, err
}

func missing(title string) error {
	return fmt.Errorf("shop: the account has no template %s: choose it in the console (模板库)", title)
}
