package oauth

import (
	"context"
	_ "embed" // for page.html
	"errors"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// PageError is what the page of a failed login shows.
type PageError struct {
	// Reason says what happened, for a program that shows a text of its own.
	Reason Reason
	// Status is the HTTP status to answer with.
	Status int
	// Lang is the reader's language: "zh-CN", "en", or a key of [Config.Texts].
	Lang string
	// Title and Text say what happened and what to do, in Lang.
	Title, Text string
	// Retry is the address of the page to try again, from its path on, always on the site itself. It is empty if
	// another try cannot help.
	Retry string
	// Address is the page's address, to open in WeChat; it is set for ReasonBrowser. What stands behind # the browser
	// has alone: location.hash in a script.
	Address string
	// Code and RID are the code and the id of the platform's refusal, or zero. A user may pass them on to the site's
	// owner.
	Code endpoint.Code
	RID  string
	// Err is the cause, or nil. It is for the log: do not show it.
	Err error
}

func (e *PageError) Error() string {
	if e.Err != nil {
		return "oauth: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "oauth: " + string(e.Reason)
}

// Unwrap returns the cause.
func (e *PageError) Unwrap() error { return e.Err }

// failure describes a failed login.
type failure struct {
	reason  Reason
	err     error
	retry   string
	address string
}

// fail logs a failed login and shows its page. It never redirects, since that could become a loop.
func (l *Login) fail(w http.ResponseWriter, r *http.Request, f failure) {
	e := l.page(r, f)
	l.log(r, e)
	keepPrivate(w)
	l.config.ErrorPage(w, r, e)
}

// answerNotSetUp answers a request for a page behind a Login or a Require that is not set up.
func (l *Login) answerNotSetUp(w http.ResponseWriter, r *http.Request) {
	keepPrivate(w)
	e := l.page(r, failure{reason: ReasonConfig})
	if l.config.ErrorPage != nil {
		l.config.ErrorPage(w, r, e)
		return
	}
	l.writePage(w, r, e)
}

// keepPrivate sets headers that keep the address of a page, which may contain a code, from caches and other sites.
func keepPrivate(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
}

// page returns the content of the page that answers r.
func (l *Login) page(r *http.Request, f failure) *PageError {
	lang, t := l.textsFor(r, language.Chinese)
	e := &PageError{
		Reason:  f.reason,
		Status:  f.reason.status(),
		Lang:    lang,
		Title:   t.Pages[f.reason].Title,
		Text:    t.Pages[f.reason].Text,
		Retry:   f.retry,
		Address: f.address,
		Err:     f.err,
	}
	var refusal *endpoint.Error
	if errors.As(f.err, &refusal) {
		e.Code, e.RID = refusal.Code, refusal.RID
	}
	return e
}

// log logs a failed login, with the path but without the query, which may contain a code.
func (l *Login) log(r *http.Request, e *PageError) {
	level := slog.LevelInfo
	switch {
	case errors.Is(e.Err, context.Canceled): // the browser canceled the request
	case e.Status >= http.StatusInternalServerError:
		level = slog.LevelError
	case e.Err != nil || e.Reason == ReasonCookies:
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{slog.String("reason", string(e.Reason)), slog.String("path", r.URL.Path)}
	if e.Err != nil {
		attrs = append(attrs, slog.Any("err", e.Err))
	}
	if x, ok := e.Code.Explain(); ok {
		attrs = append(attrs, slog.String("cure", x.Cure))
	}
	l.logger.LogAttrs(r.Context(), level, "oauth: no login", attrs...)
}

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// addressScript completes the address on the page, since no browser sends the part behind #.
const addressScript = template.JS(`document.getElementById("address").textContent += location.hash;`)

// writePage is the default ErrorPage.
func (l *Login) writePage(w http.ResponseWriter, r *http.Request, e *PageError) {
	_, t := l.textsFor(r, language.Chinese)
	policy := webpage.Policy
	if e.Address != "" {
		policy = webpage.WithScript(string(addressScript))
	}
	webpage.Write(w, e.Status, pageTemplate, policy, struct {
		*PageError
		Style  template.CSS
		Script template.JS
		Again  string
	}{e, webpage.Style, addressScript, t.Again})
}
