package sandbox

import (
	api "github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/subscribe"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/template"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
)

// AddTemplate adds a template of template messages (模板消息) to the account's, as the console does, and returns its id:
// the given one, or a new one for "". content has the keywords, such as "时间:{{time1.DATA}}\n地点:{{thing2.DATA}}". An account
// has 25 templates. What the console could not have ends the test; outside of a test AddTemplate returns "".
func (p *Platform) AddTemplate(id, title, content string) string {
	if p.tb != nil {
		p.tb.Helper()
	}
	return p.install(func(tx *core.Tx) (string, error) { return template.Install(tx, id, title, content) })
}

// AddNoticeTemplate is [Platform.AddTemplate] for subscription notices (订阅通知): of a one-time template, or of a long-term
// one, for which a user accepts any number of notices.
func (p *Platform) AddNoticeTemplate(id, title, content string, longTerm bool) string {
	if p.tb != nil {
		p.tb.Helper()
	}
	t := api.Template{ID: id, Title: title, Content: content, Kind: api.OneTime}
	if longTerm {
		t.Kind = api.LongTerm
	}
	return p.install(func(tx *core.Tx) (string, error) { return subscribe.Install(tx, t) })
}

func (p *Platform) install(f func(*core.Tx) (string, error)) (id string) {
	var err error
	p.core.Do(func(tx *core.Tx) { id, err = f(tx) })
	if err != nil {
		if p.tb != nil {
			p.tb.Helper()
		}
		p.fatalf("%s", err.Error())
	}
	return id
}

// FailTemplates makes the delivery of the next n template messages end with "failed: system failed". Nothing is shown
// on the phone.
func (p *Platform) FailTemplates(n int) { p.core.Do(func(tx *core.Tx) { template.FailNext(tx, n) }) }

// SetRefusingTemplates switches whether the user refuses template messages (拒收), whose delivery then ends with
// "failed:user block".
func (u *User) SetRefusingTemplates(on bool) {
	u.withPerson(func(s *core.Person) { s.RefusingTemplates = on })
}

// AnswerPopup answers the pop-up of a web page that offers subscription notices of 1 to 3 templates of the account: the
// user accepts and rejects the given ids. A user of [User.SetRefusing] rejects all of them.
func (u *User) AnswerPopup(accept, reject []string) []Entry {
	return u.do(phone.AnswerPopup(phone.Popup{Accept: accept, Reject: reject}))
}

// CancelNotices cancels the user's subscriptions to templates, on the account's management page.
func (u *User) CancelNotices(templateIDs ...string) []Entry {
	return u.do(phone.CancelNotices(templateIDs...))
}
