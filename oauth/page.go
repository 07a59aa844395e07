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
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// PageError is what the page of a failed login shows.
type PageError struct {
	// Reason says what happened, for a program that shows a text of its own.
	Reason Reason
	// Status is the HTTP status to answer with.
	Status int
	// Lang is the reader's language, "zh-CN" or "en".
	Lang string
	// Title and Text say what happened and what to do, in Lang.
	Title, Text string
	// Retry is the path and query of the page to try again, always on the site itself. It is empty if another try
	// cannot help.
	Retry string
	// Address is the page's whole address, to open in WeChat; it is set for ReasonBrowser.
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
	e := f.page(r)
	l.log(r, e)
	keepPrivate(w)
	l.config.ErrorPage(w, r, e)
}

// answerNotSetUp answers a request for a page behind a Login that is not set up.
func answerNotSetUp(w http.ResponseWriter, r *http.Request) {
	keepPrivate(w)
	writePage(w, r, failure{reason: ReasonConfig}.page(r))
}

// keepPrivate sets headers that keep the address of a page, which may contain a code, from caches and other sites.
func keepPrivate(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
}

// page returns the content of the page that answers r.
func (f failure) page(r *http.Request) *PageError {
	e := &PageError{
		Reason:  f.reason,
		Status:  f.reason.status(),
		Lang:    language(r),
		Retry:   f.retry,
		Address: f.address,
		Err:     f.err,
	}
	text := texts[e.Lang][e.Reason]
	e.Title, e.Text = text.title, text.text
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

const (
	chinese = "zh-CN"
	english = "en"
)

// language picks the reader's language: Chinese, unless the browser names another first.
func language(r *http.Request) string {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	first = strings.ToLower(strings.TrimSpace(first))
	if first == "" || strings.HasPrefix(first, "zh") {
		return chinese
	}
	return english
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
@media(prefers-color-scheme:dark){body{background:#111;color:#d5d5d5}}
`)

// pagePolicy is a Content-Security-Policy that allows the page's own style and nothing else.
var pagePolicy = func() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(
		sum[:],
	) + "'; base-uri 'none'; form-action 'none'"
}()

// writePage is the default ErrorPage.
func writePage(w http.ResponseWriter, _ *http.Request, e *PageError) {
	var page bytes.Buffer
	err := pageTemplate.Execute(&page, struct {
		*PageError
		Style template.CSS
		Again string
	}{e, pageStyle, again[e.Lang]})
	if err != nil {
		http.Error(w, e.Title, e.Status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(e.Status)
	w.Write(page.Bytes())
}
