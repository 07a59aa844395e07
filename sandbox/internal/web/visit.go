package web

import (
	"bytes"
	htmltemplate "html/template"
	"maps"
	"net/http"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/sns"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/template"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// ConsentHeader is the header with the id of a consent form. It is for a phone without a browser.
const ConsentHeader = "Wechatgo-Consent"

// decidePath is the address of the forms of the pages on which the user decides something.
const decidePath = "/connect/oauth2/authorize/decide"

// authorize answers GET /connect/oauth2/authorize.
func (w web) authorize(rw http.ResponseWriter, r *http.Request) {
	var answer core.PageAnswer
	w.Do(func(tx *core.Tx) { answer = sns.Authorize(tx, r) })
	writeAnswer(rw, r, answer)
}

// subscribeMsg answers GET /mp/subscribemsg.
func (w web) subscribeMsg(rw http.ResponseWriter, r *http.Request) {
	var answer core.PageAnswer
	w.Do(func(tx *core.Tx) { answer = template.Confirm(tx, r) })
	writeAnswer(rw, r, answer)
}

// decide handles the form of such a page.
func (w web) decide(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		WriteProblem(rw, http.StatusBadRequest, record.Problem{EN: "The form cannot be read.", ZH: "无法解析表单。"})
		return
	}
	var answer core.PageAnswer
	var err error
	w.Do(func(tx *core.Tx) { answer, err = tx.DecideVisit(r.PostForm) })
	if err != nil {
		WriteResult(rw, 0, nil, err)
		return
	}
	writeAnswer(rw, r, answer)
}

func writeAnswer(rw http.ResponseWriter, r *http.Request, answer core.PageAnswer) {
	if answer.Cookie != nil {
		http.SetCookie(rw, answer.Cookie)
	}
	if answer.Redirect != "" {
		http.Redirect(rw, r, answer.Redirect, http.StatusFound)
		return
	}
	WritePage(rw, r, http.StatusOK, answer.Page, decidePath, "'self'")
}

// visitPage is the page with its words in one language.
type visitPage struct {
	core.Page
	ZH     bool
	Action string
	Words  map[string]string
}

// The words of the pages. Those of a subscription replace those of a login.
var (
	wordsEN = map[string]string{
		"title":  "WeChat login",
		"choose": "Who holds the phone?",
		"asks":   "asks for",
		"what":   "your nickname and picture",
		"allow":  "Allow",
		"refuse": "Refuse",
		"error":  "The page cannot be opened",
	}
	wordsZH = map[string]string{
		"title": "微信登录", "choose": "请选择当前用户", "asks": "申请获取以下权限", "what": "你的昵称、头像",
		"allow": "同意", "refuse": "拒绝", "error": "无法打开页面",
	}
	subscriptionEN = withWords(wordsEN, map[string]string{
		"title": "One-time subscription",
		"asks":  "would like to send you",
		"what":  "one message",
	})
	subscriptionZH = withWords(
		wordsZH,
		map[string]string{"title": "一次性订阅消息", "asks": "申请给你发送", "what": "一条消息", "refuse": "取消"},
	)
)

func withWords(words, more map[string]string) map[string]string {
	words = maps.Clone(words)
	maps.Copy(words, more)
	return words
}

// wordsFor returns the words of a page.
func wordsFor(about string, zh bool) map[string]string {
	switch {
	case about == core.AboutSubscription && zh:
		return subscriptionZH
	case about == core.AboutSubscription:
		return subscriptionEN
	case zh:
		return wordsZH
	}
	return wordsEN
}

var visitTemplate = htmltemplate.Must(htmltemplate.New("visit").Parse(`<!DOCTYPE html>
<html lang="{{if .ZH}}zh-CN{{else}}en{{end}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{if eq .Kind "error"}}{{.Words.error}}{{else}}{{.Words.title}}{{end}}</title>
{{if eq .Kind "consent"}}<link rel="stylesheet" href="/_sandbox/phone/weui.css">
{{end}}<style>
body{margin:0;padding:48px 24px;font:17px/1.5 system-ui,sans-serif;text-align:center;background:#fff;color:#191919}
form{margin:0} h1{margin:0 0 12px;font-size:22px;font-weight:500} p{margin:0 0 12px;overflow-wrap:anywhere} .weui-btn{margin-top:16px;cursor:pointer} img{border-radius:8px}
.user-choice{display:flex;align-items:center;gap:12px;width:100%;padding:12px;border:0;border-bottom:1px solid #eee;background:none;font:inherit;cursor:pointer}
.what p{margin:12px 0 4px} .what{margin:24px 0;padding:16px;border-block:1px solid #eee;color:#555} .code{color:#888;font-size:14px}
</style>
{{if eq .Kind "error"}}
<h1>{{.Words.error}}</h1>
<p id="authorize-error">{{if .ZH}}{{.Text.ZH}}{{else}}{{.Text.EN}}{{end}}</p>
{{if .Code}}<p class="code">{{.Code}}</p>{{end}}
{{else}}
<form method="post" action="{{.Action}}">
<input type="hidden" name="request" value="{{.Request}}">
{{if eq .Kind "choose"}}
<h1>{{.Words.choose}}</h1>
{{range .Users}}<button class="user-choice" name="user" value="{{.Name}}"><img src="{{.Avatar}}" alt="" width="40" height="40"> {{.Nickname}}</button>
{{end}}
{{else}}
<h1>{{.Account}}</h1>
<p>{{.Words.asks}}</p>
<div class="what">{{.Words.what}}<p><img src="{{.User.Avatar}}" alt="" width="48" height="48"></p>{{.User.Nickname}}</div>
<button id="allow" class="weui-btn weui-btn_primary" name="decision" value="allow">{{.Words.allow}}</button>
<button id="refuse" class="weui-btn weui-btn_default" name="decision" value="refuse">{{.Words.refuse}}</button>
{{end}}
</form>
{{end}}
</html>
`))

// WritePage writes the page in the browser's language. An error is a page with status 200, as on the platform. action is
// the address of its form, and ancestors are who may show it in a frame, as in a Content-Security-Policy.
func WritePage(rw http.ResponseWriter, r *http.Request, status int, content core.Page, action, ancestors string) {
	page := visitPage{Page: content, ZH: prefersChinese(r), Action: action}
	page.Words = wordsFor(page.About, page.ZH)
	var b bytes.Buffer
	if err := visitTemplate.Execute(&b, page); err != nil {
		http.Error(rw, "sandbox: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set(
		"Content-Security-Policy",
		"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors "+ancestors,
	)
	if page.Kind == "consent" {
		h.Set(ConsentHeader, page.Request)
	}
	rw.WriteHeader(status)
	rw.Write(b.Bytes())
}

// languageCookie is the cookie with the language that was chosen on the sandbox's page: "zh" or "en".
const languageCookie = "wechatgo_language"

// prefersChinese reports whether the page is to be in Chinese: by the language that was chosen, or else by the first
// language in the header, which is the browser's own.
func prefersChinese(r *http.Request) bool {
	if c, err := r.Cookie(languageCookie); err == nil {
		return c.Value == "zh"
	}
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language"))), "zh")
}
