// Package subscribe has the subscription notices: their templates, the users' subscriptions, and the endpoint that sends
// a notice.
package subscribe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/keyword"
	api "github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Send, send, route.TakesNumbers("data")),
		route.Handle(api.Categories, listCategories),
		route.Handle(api.Titles, titles),
		route.Handle(api.Keywords, keywords),
		route.Handle(api.Add, add, route.TakesForm),
		route.Handle(api.List, list),
		route.Handle(api.Delete, remove),
	}
}

// notices is the state of this area.
type notices struct {
	list core.Templates[api.Template]
	// subscriptions has how many notices a user has accepted and not got, by subscription. One of a long-term template is
	// 1 until it is cancelled.
	subscriptions core.Recent[int]
}

// maxSubscriptions is how many subscriptions of all users are kept.
const maxSubscriptions = 10_000

// subscription is the key of a user's subscription to a template.
func subscription(u *core.Person, templateID string) string { return u.OpenID + " " + templateID }

// Install adds a template as the console does, and returns its id: the given one, or a new one for "". The error is a
// [core.ActionError].
func Install(tx *core.Tx, t api.Template) (string, error) {
	return core.State[notices](tx).list.Install(tx, t.ID, t.Title, t.Content, func(id string) api.Template {
		t.ID = id
		return t
	})
}

// All returns the account's templates.
func All(tx *core.Tx) []api.Template { return core.State[notices](tx).list.All() }

// Subscription is a template that a user has subscribed to.
type Subscription struct {
	Template api.Template
	// Left is how many notices the account may send, 1 for a long-term template.
	Left int
}

// Subscriptions returns what a user has subscribed to, in the order of the templates.
func Subscriptions(tx *core.Tx, u *core.Person) (list []Subscription) {
	s := core.State[notices](tx)
	for _, t := range s.list.All() {
		if left := s.subscriptions.Get(subscription(u, t.ID)); left > 0 {
			list = append(list, Subscription{t, left})
		}
	}
	return list
}

// Has reports whether the account has a template with that id.
func Has(tx *core.Tx, templateID string) bool {
	_, err := core.State[notices](tx).list.Find(templateID)
	return err == nil
}

// Subscribed reports whether a user has a subscription to a template.
func Subscribed(tx *core.Tx, u *core.Person, templateID string) bool {
	return core.State[notices](tx).subscriptions.Get(subscription(u, templateID)) > 0
}

// Accept subscribes a user to a template of the account. To a one-time template it adds one notice.
func Accept(tx *core.Tx, u *core.Person, templateID string) {
	s := core.State[notices](tx)
	key, notices := subscription(u, templateID), 1
	if t, err := s.list.Find(templateID); err == nil && t.Kind == api.OneTime {
		notices += s.subscriptions.Get(key)
	}
	s.subscriptions.Put(key, notices, maxSubscriptions)
}

// Cancel ends a user's subscription to a template.
func Cancel(tx *core.Tx, u *core.Person, templateID string) {
	core.State[notices](tx).subscriptions.Delete(subscription(u, templateID))
}

// listCategories handles subscribe.getcategory.
func listCategories(*core.Tx, *notices, endpoint.None) (api.CategoriesOut, error) {
	return api.CategoriesOut{Categories: categories}, nil
}

// titles handles subscribe.getpubtemplatetitles.
func titles(_ *core.Tx, _ *notices, in api.TitlesIn) (api.TitlesOut, error) {
	if err := in.Check(); err != nil {
		return api.TitlesOut{}, err
	}
	wanted := map[api.TitleCategory]bool{}
	for text := range strings.SplitSeq(in.Categories, ",") {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil ||
			!slices.ContainsFunc(categories, func(c api.Category) bool { return int64(c.ID) == id }) {
			return api.TitlesOut{}, core.Refuse(
				endpoint.ErrSubscriptionCategoryInvalid,
				fmt.Sprintf(
					"%q is no category of the account: take the ids from getcategory, with commas between and no quotation marks.",
					core.Short(text),
				),
				fmt.Sprintf("%q 不是账号的类目：请使用 getcategory 返回的 id，以逗号分隔，不加引号。", core.Short(text)),
			)
		}
		wanted[api.TitleCategory(id)] = true
	}
	all := []api.Title{}
	for _, p := range library {
		if wanted[p.CategoryID] {
			all = append(all, p.Title)
		}
	}
	from := min(int(in.Start), len(all))
	to := min(from+int(in.Limit), len(all))
	return api.TitlesOut{Count: endpoint.Number(len(all)), Titles: all[from:to]}, nil
}

// findPublic returns the public template with that tid. The error is 200014.
func findPublic(tid string) (public, error) {
	if i := slices.IndexFunc(
		library,
		func(p public) bool { return strconv.FormatInt(int64(p.TID), 10) == tid },
	); i >= 0 {
		return library[i], nil
	}
	return public{}, core.Refuse(
		endpoint.ErrSubscriptionTemplateTID,
		fmt.Sprintf(
			"The sandbox's library has no template %q: getpubtemplatetitles lists it, and AddNoticeTemplate or the control API's templates add any other one to the account.",
			core.Short(tid),
		),
		fmt.Sprintf(
			"沙箱的公共模板库没有 %q：可用 getpubtemplatetitles 查看，其他模板可用 AddNoticeTemplate 或控制接口 templates 添加。",
			core.Short(tid),
		),
	)
}

// keywords handles subscribe.getpubtemplatekeywords.
func keywords(_ *core.Tx, _ *notices, in api.KeywordsIn) (api.KeywordsOut, error) {
	p, err := findPublic(in.TID)
	return api.KeywordsOut{Count: endpoint.Number(len(p.keywords)), Keywords: p.keywords}, err
}

// add handles subscribe.addtemplate.
func add(tx *core.Tx, s *notices, in api.AddIn) (api.ID, error) {
	if err := in.Check(); err != nil {
		return api.ID{}, err
	}
	p, err := findPublic(in.TID)
	if err != nil {
		return api.ID{}, err
	}
	t, ok := p.template(in.Keywords)
	switch {
	case !ok:
		return api.ID{}, core.Refuse(
			endpoint.ErrSubscriptionKeywords,
			"kidList has ids of getpubtemplatekeywords for this tid, each once.",
			"kidList 须为该 tid 的关键词 id（getpubtemplatekeywords），不能重复。",
		)
	case s.list.Full():
		return api.ID{}, endpoint.ErrSubscriptionTemplateLimit
	}
	t.ID = tx.IDs.TemplateID()
	s.list.Put(tx, t.ID, t)
	return api.ID{TemplateID: t.ID}, nil
}

// list handles subscribe.gettemplate.
func list(_ *core.Tx, s *notices, _ endpoint.None) (api.ListOut, error) {
	return api.ListOut{Templates: s.list.All()}, nil
}

// remove handles subscribe.deltemplate.
func remove(tx *core.Tx, s *notices, in api.ID) (endpoint.None, error) {
	return endpoint.None{}, s.list.Remove(tx, in.TemplateID)
}

// deliverIn is after which the delivery of a notice has ended; a choice of the sandbox.
const deliverIn = time.Second

// send handles subscribe.bizsend: the notice appears on the phone at once, and the end of its delivery is pushed a
// moment later. The user need not follow the account.
func send(tx *core.Tx, s *notices, in api.SendIn) (endpoint.None, error) {
	u, err := tx.FindOpenID(in.ToUser)
	tx.SetSubject(core.Short(in.TemplateID), u)
	if err != nil {
		return endpoint.None{}, err
	}
	t, err := s.list.Find(in.TemplateID)
	if err != nil {
		return endpoint.None{}, err
	}
	tx.SetSubject(t.Title, u)
	key := subscription(u, t.ID)
	left := s.subscriptions.Get(key)
	if left == 0 {
		return endpoint.None{}, core.Refuse(
			endpoint.ErrUserRefused,
			"The user has not accepted this template in a pop-up, has cancelled it, or has got the notice for it already: one acceptance of a one-time template allows one notice.",
			"用户没有在弹窗中同意该模板、已取消，或通知已经发送：一次性模板每次同意只能发送一条。",
		)
	}
	if p := in.MiniProgram; p != nil && (p.AppID == "" || p.PagePath == "") {
		return endpoint.None{}, core.Refuse(endpoint.ErrInvalidArgs,
			"miniprogram lacks its appid or its pagepath.", "miniprogram 须同时有 appid 与 pagepath。")
	}
	m := in.Message
	if m.Data = tx.DataFor(t.Content, m.Data); len(m.Data) == 0 {
		m.Data = in.Data // the template has no keywords
	}
	if err := m.Check(); err != nil {
		return endpoint.None{}, core.RefuseData(err)
	}
	if err := checkEnums(t, m.Data); err != nil {
		return endpoint.None{}, err
	}
	if t.Kind == api.OneTime {
		s.subscriptions.Put(key, left-1, maxSubscriptions)
	}
	e := record.Entry{
		From: "account", Via: "notice", Type: "template",
		Title: t.Title, Text: strings.TrimSpace(m.Data.In(t.Content)), URL: in.Page,
	}
	if in.MiniProgram != nil {
		e.MiniProgram = &record.EntryMiniProgram{
			Title: t.Title, AppID: in.MiniProgram.AppID, PagePath: in.MiniProgram.PagePath,
		}
	}
	tx.Show(u, e)
	result := message.SubscribeMsgSent{
		TemplateID: t.ID, MsgID: strconv.FormatInt(tx.IDs.NextMsgID(), 10), ErrorStatus: "success",
	}
	tx.After(deliverIn, delivered{u, result})
	return endpoint.None{}, nil
}

// delivered tells the account what became of a notice.
type delivered struct {
	user   *core.Person
	result message.SubscribeMsgSent
}

// Jobs are the area's jobs, for what saves them.
func Jobs() []core.Job { return []core.Job{delivered{}} }

// Run implements [core.Job].
func (d delivered) Run(tx *core.Tx) {
	tx.PushEvent(
		d.user,
		&message.SubscribeMsgSentEvent{Common: tx.Common(d.user), List: []message.SubscribeMsgSent{d.result}},
	)
}

// checkEnums refuses a value that is none of those of its keyword.
func checkEnums(t *api.Template, data keyword.Data) error {
	for _, enum := range t.Enums {
		key := strings.TrimSuffix(enum.Keyword, ".DATA")
		if !slices.Contains(enum.Values, data[key].Value) {
			return core.RefuseValue(key, "it is none of "+strings.Join(enum.Values, ", "),
				"不是枚举值之一："+strings.Join(enum.Values, "、"))
		}
	}
	return nil
}
