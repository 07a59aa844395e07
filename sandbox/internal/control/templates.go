package control

import (
	"net/http"

	"github.com/wechatgo/wechatgo/api/keyword"
	api "github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/subscribe"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/template"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
)

// templateOperations adds the operations on the account's templates, and on the users' subscriptions to notices.
func (c *control) templateOperations() {
	get(c, "templates", words("lists the account's templates", "列出账号的模板"), c.templates)
	post(
		c,
		"templates",
		words(
			"adds a template as the console does: of kind template, or of one-time or long-term notices",
			"如后台一样添加模板：kind 为 template（模板消息）、one-time 或 long-term（一次性、长期订阅通知）",
		),
		c.addTemplate,
	)
	get(
		c,
		"users/{name}/subscriptions",
		words("lists the notices that the user has subscribed to", "列出该用户订阅的通知"),
		c.subscriptions,
	)
	userAction(
		c,
		"popup",
		words("answers a pop-up that offers subscription notices", "在订阅通知弹窗中选择同意或拒绝"),
		func(in popupIn) phone.Action { return phone.AnswerPopup(phone.Popup(in)) },
	)
	userAction(
		c,
		"cancel-notices",
		words("cancels subscriptions on the account's management page", "在管理页取消订阅通知"),
		func(in cancelIn) phone.Action { return phone.CancelNotices(in.Templates...) },
	)
	userAction(
		c,
		"refuse-templates",
		words("the user gets no template messages", "该用户拒收模板消息"),
		func(in toggle) phone.Action {
			return in.set(func(u *core.Person) *bool { return &u.RefusingTemplates })
		},
	)
}

// The kinds of templates.
const (
	kindTemplate = "template"
	kindOneTime  = "one-time"
	kindLongTerm = "long-term"
)

type (
	templateIn struct {
		ID      string `json:"id"`   // one is made if it is ""
		Kind    string `json:"kind"` // "template" unless set, "one-time" or "long-term"
		Title   string `json:"title"`
		Content string `json:"content"` // such as "时间:{{time1.DATA}}\n"
	}
	templateOut struct {
		templateIn
		Keys []string `json:"keys"` // of its keywords
	}
	templatesOut struct {
		Templates []templateOut `json:"templates"`
	}
	templateID struct {
		ID string `json:"id"`
	}
	popupIn struct {
		Accept []string `json:"accept"` // the ids of templates
		Reject []string `json:"reject"`
		Scene  int64    `json:"scene"` // 1 a page, unless set, or 2 an article
	}
	cancelIn struct {
		Templates []string `json:"templates"`
	}
	subscriptionOut struct {
		templateOut
		Left int `json:"left"` // how many notices it allows; 1 for a long-term template
	}
	subscriptionsOut struct {
		Subscriptions []subscriptionOut `json:"subscriptions"`
	}
)

func describeTemplate(id, kind, title, content string) templateOut {
	return templateOut{templateIn{id, kind, title, content}, append([]string{}, keyword.Keys(content)...)}
}

func describeNotice(t api.Template) templateOut {
	kind := kindOneTime
	if t.Kind == api.LongTerm {
		kind = kindLongTerm
	}
	return describeTemplate(t.ID, kind, t.Title, t.Content)
}

// templates lists the templates of template messages, then those of subscription notices.
func (c *control) templates(*http.Request) (templatesOut, error) {
	out := templatesOut{[]templateOut{}}
	c.Do(func(tx *core.Tx) {
		for _, t := range template.All(tx) {
			out.Templates = append(out.Templates, describeTemplate(t.ID, kindTemplate, t.Title, t.Content))
		}
		for _, t := range subscribe.All(tx) {
			out.Templates = append(out.Templates, describeNotice(t))
		}
	})
	return out, nil
}

func (c *control) addTemplate(_ *http.Request, in templateIn) (out templateID, err error) {
	notice := api.Template{ID: in.ID, Title: in.Title, Content: in.Content}
	c.Do(func(tx *core.Tx) {
		switch in.Kind {
		case "", kindTemplate:
			out.ID, err = template.Install(tx, in.ID, in.Title, in.Content)
			return
		case kindOneTime:
			notice.Kind = api.OneTime
		case kindLongTerm:
			notice.Kind = api.LongTerm
		default:
			err = core.RefuseAction("kind is template, one-time or long-term", "kind 须为 template、one-time 或 long-term")
			return
		}
		out.ID, err = subscribe.Install(tx, notice)
	})
	return out, err
}

func (c *control) subscriptions(r *http.Request) (subscriptionsOut, error) {
	out := subscriptionsOut{[]subscriptionOut{}}
	if err := c.checkUser(r.PathValue("name")); err != nil {
		return out, err
	}
	c.Do(func(tx *core.Tx) {
		for _, s := range subscribe.Subscriptions(tx, tx.Person(r.PathValue("name"))) {
			out.Subscriptions = append(out.Subscriptions, subscriptionOut{describeNotice(s.Template), s.Left})
		}
	})
	return out, nil
}
