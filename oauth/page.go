package oauth

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed" // for page.html
	"encoding/base64"
	"errors"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/wechatgo/wechatgo/endpoint"
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
	lang, t := l.texts.choose(r, chinese)
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

const pageStyle = template.CSS(`
:root{color-scheme:light dark;font:17px/1.6 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
body{margin:0;background:#ededed;color:#191919}
main{max-width:26rem;margin:0 auto;padding:20vh 1.5rem 2rem;text-align:center}
h1{font-size:1.3rem;margin:0 0 .6rem}
p{margin:0 0 1.5rem;text-wrap:balance}
code{overflow-wrap:anywhere;user-select:all;font-size:.85rem}
a{display:inline-block;min-width:9rem;padding:.5rem 1.2rem;border-radius:.5rem;background:#07c160;color:#fff;font-weight:500;text-decoration:none}
small{display:block;margin-top:2.5rem;color:#888;overflow-wrap:anywhere}
@keyframes late{from{opacity:0}to{opacity:1}}
.late{animation:late .3s 1s both}
@media(prefers-color-scheme:dark){body{background:#111;color:#d5d5d5}}
`)

// pagePolicy is a Content-Security-Policy that allows the page's own style and nothing else.
var pagePolicy = "default-src 'none'; style-src " + sourceHash(
	string(pageStyle),
) + "; base-uri 'none'; form-action 'none'"

// withScript returns the policy of a page with an inline script.
func withScript(text string) string { return pagePolicy + "; script-src " + sourceHash(text) }

// sourceHash returns the source expression of a Content-Security-Policy for an inline style or script.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// addressScript completes the address on the page, since no browser sends the part behind #.
const addressScript = template.JS(`document.getElementById("address").textContent += location.hash;`)

// writePage is the default ErrorPage.
func (l *Login) writePage(w http.ResponseWriter, r *http.Request, e *PageError) {
	_, t := l.texts.choose(r, chinese)
	policy := pagePolicy
	if e.Address != "" {
		policy = withScript(string(addressScript))
	}
	writeHTML(w, e.Status, pageTemplate, policy, struct {
		*PageError
		Style  template.CSS
		Script template.JS
		Again  string
	}{e, pageStyle, addressScript, t.Again})
}

func writeHTML(w http.ResponseWriter, status int, page *template.Template, policy string, data any) {
	var b bytes.Buffer
	if err := page.Execute(&b, data); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}
