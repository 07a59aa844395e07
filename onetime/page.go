package onetime

import (
	"html/template"
	"log/slog"
	"net/http"

	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// Reason says why a user's return was refused.
type Reason string

const (
	// ReasonState says that this browser has not begun, or more than 10 minutes ago, or that it keeps no cookies.
	ReasonState Reason = "state"
	// ReasonAnswer says that the answer does not fit what the user was asked for, or is incomplete.
	ReasonAnswer Reason = "answer"
	// ReasonUser says that the logged-in user is not the one who began, or not the one who confirmed.
	ReasonUser Reason = "user"
	// ReasonConfig says that the Subscription is not set up.
	ReasonConfig Reason = "config"
)

// PageError is what the page of a refused return shows.
type PageError struct {
	// Reason says what happened, for a program that shows a text of its own.
	Reason Reason
	// Status is the HTTP status to answer with.
	Status int
	// Lang is the reader's language, "zh-CN" or "en".
	Lang string
	// Title and Text say what happened and what to do, in Lang.
	Title, Text string
}

func (e *PageError) Error() string { return "onetime: " + string(e.Reason) }

type text struct{ title, text string }

var texts = language.Set[map[Reason]text]{
	language.Chinese: {
		ReasonState:  {"订阅没有完成", "这次订阅已超过 10 分钟，或者是在别的浏览器开始的，也可能是浏览器禁用了 Cookie。请返回原来的页面重新订阅；如果还是这样，请在设置里允许 Cookie。"},
		ReasonAnswer: {"订阅没有完成", "微信返回的内容不完整。请返回原来的页面重新订阅。"},
		ReasonUser:   {"订阅没有完成", "当前登录的用户和开始订阅的用户不一致。请返回原来的页面重新订阅。"},
		ReasonConfig: {"网站的订阅没有配置好", "这不是你的问题。请稍后再来，或者告诉网站的管理员。"},
	},
	language.English: {
		ReasonState: {
			"The subscription did not finish",
			"It took longer than 10 minutes, or began in another browser, or this browser blocks cookies. Go back to the page and subscribe again; if that does not help, allow cookies in the settings.",
		},
		ReasonAnswer: {
			"The subscription did not finish",
			"WeChat's answer is not complete. Go back to the page and subscribe again.",
		},
		ReasonUser: {
			"The subscription did not finish",
			"The user who is logged in is not the one who began to subscribe. Go back to the page and subscribe again.",
		},
		ReasonConfig: {
			"This site's subscriptions are not set up correctly",
			"This is not your fault. Try again later, or tell the site's owner.",
		},
	},
}

func newPageError(r *http.Request, reason Reason) *PageError {
	lang, texts := texts.Choose(r, language.Chinese)
	e := &PageError{Reason: reason, Status: http.StatusForbidden, Lang: lang}
	if reason == ReasonConfig {
		e.Status = http.StatusInternalServerError
	}
	t := texts[reason]
	e.Title, e.Text = t.title, t.text
	return e
}

// causes say in the log what an operator can look at.
var causes = map[Reason]string{
	ReasonState:  "this browser began no such visit within 10 minutes: check that pages and Config.ReturnURL have one host and scheme, and that a proxy keeps cookies",
	ReasonAnswer: "the answer does not fit the visit: check that a proxy keeps the query",
	ReasonUser:   "Config.OpenID names another user than the one who began or confirmed",
}

// fail shows the page of a refused return. Anybody can cause it, so the log has one line for each reason.
func (s *Subscription) fail(w http.ResponseWriter, r *http.Request, reason Reason) {
	if first, _ := s.logged.First(string(reason)); first {
		s.config.Logger.WarnContext(
			r.Context(),
			"onetime: refused a return from the confirm page; the same refusal is not logged again",
			slog.String("reason", string(reason)),
			slog.String("path", r.URL.Path),
			slog.String("err", causes[reason]),
		)
	}
	s.config.ErrorPage(w, r, newPageError(r, reason))
}

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>{{.Style}}</style>
<main><h1>{{.Title}}</h1><p>{{.Text}}</p></main>
</html>
`))

// writePage is the default ErrorPage.
func writePage(w http.ResponseWriter, _ *http.Request, e *PageError) {
	webpage.Write(w, e.Status, pageTemplate, webpage.Policy, struct {
		*PageError
		Style template.CSS
	}{e, webpage.Style})
}
