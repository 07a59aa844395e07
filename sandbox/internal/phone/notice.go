package phone

import (
	"fmt"
	"slices"

	api "github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/subscribe"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Popup is the pop-up in which a page or an article offers subscription notices, with the user's answer for each
// template.
type Popup struct {
	Accept, Reject []string // the ids of templates
	Scene          int64    // [ScenePage] unless it is set
}

// The places of a pop-up.
const (
	ScenePage    = 1
	SceneArticle = 2
)

// maxOffered is how many templates a pop-up offers.
const maxOffered = 3

// check refuses a pop-up that WeChat would not show.
func (p Popup) check(tx *core.Tx) error {
	kind, offered := tx.Rules().Kind, slices.Concat(p.Accept, p.Reject)
	switch {
	case api.Send.Describe().Access.For(kind) == endpoint.No:
		return core.RefuseAction(
			fmt.Sprintf("an account of kind %s has no subscription notices", kind),
			core.KindZH(kind)+"没有订阅通知权限",
		)
	case len(offered) < 1 || len(offered) > maxOffered:
		return core.RefuseAction("a pop-up offers 1 to 3 templates", "弹窗须有 1 到 3 个模板")
	case p.Scene != ScenePage && p.Scene != SceneArticle:
		return core.RefuseAction("scene is 1 (a page) or 2 (an article)", "scene 须为 1（网页）或 2（图文）")
	}
	for i, id := range offered {
		if !subscribe.Has(tx, id) || slices.Contains(offered[:i], id) {
			return core.RefuseAction(
				fmt.Sprintf(
					"%q is no template of the account for subscription notices, or is there twice",
					core.Short(id),
				),
				fmt.Sprintf("%q 不是账号的订阅通知模板，或重复", core.Short(id)),
			)
		}
	}
	return nil
}

// AnswerPopup makes the user answer a pop-up. A user who refuses what asks for consent rejects everything.
func AnswerPopup(p Popup) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if p.Scene == 0 {
			p.Scene = ScenePage
		}
		if err := p.check(tx); err != nil {
			return err
		}
		e := &message.SubscribeMsgPopupEvent{Common: tx.Common(u)}
		for _, id := range slices.Concat(p.Accept, p.Reject) {
			choice := message.SubscribeMsgPopup{TemplateID: id, Status: "reject", PopupScene: p.Scene}
			if slices.Contains(p.Accept, id) && !u.Refusing {
				subscribe.Accept(tx, u, id)
				choice.Status = "accept"
			}
			e.List = append(e.List, choice)
		}
		tx.Changed()
		tx.PushEvent(u, e)
		return nil
	}
}

// CancelNotices makes the user cancel subscriptions on the account's management page.
func CancelNotices(templateIDs ...string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if len(templateIDs) == 0 {
			return core.RefuseAction("name a template", "请给出模板 ID")
		}
		for _, id := range templateIDs {
			if !subscribe.Subscribed(tx, u, id) {
				return core.RefuseAction(
					fmt.Sprintf("%s has no subscription to the template %q", u.Name, core.Short(id)),
					fmt.Sprintf("%s 没有订阅模板 %q", u.Name, core.Short(id)),
				)
			}
		}
		e := &message.SubscribeMsgChangeEvent{Common: tx.Common(u)}
		for _, id := range templateIDs {
			subscribe.Cancel(tx, u, id)
			e.List = append(e.List, message.SubscribeMsgChange{TemplateID: id, Status: "reject"})
		}
		tx.Changed()
		tx.PushEvent(u, e)
		return nil
	}
}
