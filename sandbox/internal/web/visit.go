package web

import (
	"bytes"
	htmltemplate "html/template"
	"maps"
	"net/http"
	"strings"
	"unicode/utf8"

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

// Initial returns the first letter of the account's name, which stands for its picture.
func (p visitPage) Initial() string {
	_, size := utf8.DecodeRuneInString(p.Account)
	return p.Account[:size]
}

// The words of the pages. Those of a subscription replace those of a login.
var (
	wordsEN = map[string]string{
		"title":  "WeChat",
		"choose": "Who holds the phone?",
		"asks":   "asks for",
		"what":   "your nickname and picture",
		"allow":  "Allow",
		"refuse": "Refuse",
		"error":  "The page cannot be opened",
	}
	wordsZH = map[string]string{
		"title": "微信", "choose": "请选择当前用户", "asks": "申请获取以下权限", "what": "你的昵称、头像",
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
<style>
:root{color-scheme:light dark;--page:#ededed;--sheet:#fff;--ink:#191919;--soft:#666;--line:#e5e5e5;--allow:#067d3a;--no:#f2f2f2}
@media (prefers-color-scheme:dark){:root{--page:#111;--sheet:#232323;--ink:#e3e3e3;--soft:#a5a5a5;--line:#3a3a3a;--no:#3a3a3a}}
*{box-sizing:border-box} body{margin:0;min-height:100vh;font:17px/1.5 system-ui,sans-serif;background:var(--page);color:var(--ink);overflow-wrap:anywhere}
form,h1,p{margin:0} h1{font-size:20px;font-weight:600} img{border-radius:6px}
.error{padding:64px 28px;text-align:center} .error h1{margin-bottom:12px} .code{margin-top:12px;color:var(--soft);font-size:14px}
.sheet{position:fixed;inset:auto 0 0;max-height:100%;overflow:auto;padding:22px 24px 30px;border-radius:12px 12px 0 0;background:var(--sheet)}
.consent{background:color-mix(in srgb,var(--page) 60%,#000)}
.account{display:flex;align-items:center;gap:10px;font-size:15px} .account b{display:grid;place-items:center;flex:none;width:24px;height:24px;border-radius:4px;background:var(--allow);color:#fff;font-size:14px}
.sheet h1{margin:18px 0 16px} .user{display:flex;align-items:center;gap:12px;padding:14px 0;border-block:1px solid var(--line)} .user span{flex:1}
.user i{color:var(--allow);font-style:normal} @media (prefers-color-scheme:dark){.user i{color:#4fd08a}}
.answers{display:flex;justify-content:center;gap:16px;margin-top:28px}
.answers button{width:136px;min-height:42px;padding:6px 12px;border:0;border-radius:8px;font:inherit;font-weight:500;cursor:pointer}
#allow{background:var(--allow);color:#fff} #refuse{background:var(--no);color:inherit} :focus-visible{outline:2px solid #06ae56;outline-offset:2px}
.user-choice{display:flex;align-items:center;gap:12px;width:100%;padding:12px 0;border:0;border-bottom:1px solid var(--line);background:none;color:inherit;font:inherit;text-align:start;cursor:pointer}
</style>
<body{{if ne .Kind "error"}} class="consent"{{end}}>
{{if eq .Kind "error"}}
<main class="error">
<h1>{{.Words.error}}</h1>
<p id="authorize-error">{{if .ZH}}{{.Text.ZH}}{{else}}{{.Text.EN}}{{end}}</p>
{{if .Code}}<p class="code">{{.Code}}</p>{{end}}
</main>
{{else}}
<form class="sheet" method="post" action="{{.Action}}">
<input type="hidden" name="request" value="{{.Request}}">
{{if eq .Kind "choose"}}
<h1>{{.Words.choose}}</h1>
{{range .Users}}<button class="user-choice" name="user" value="{{.Name}}"><img src="{{.Avatar}}" alt="" width="40" height="40"> {{.Nickname}}</button>
{{end}}
{{else}}
<p class="account"><b aria-hidden="true">{{.Initial}}</b><span>{{.Account}} {{.Words.asks}}</span></p>
<h1>{{.Words.what}}</h1>
<div class="user"><img src="{{.User.Avatar}}" alt="" width="40" height="40"><span>{{.User.Nickname}}</span><i aria-hidden="true">✓</i></div>
<div class="answers">
<button id="refuse" name="decision" value="refuse">{{.Words.refuse}}</button>
<button id="allow" name="decision" value="allow">{{.Words.allow}}</button>
</div>
{{end}}
</form>
{{end}}
</body>
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
		"default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; frame-ancestors "+ancestors,
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
