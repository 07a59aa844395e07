package scanlogin

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// Failure is why a request was refused or a login is over, as JSON.
type Failure struct {
	// Error says so for a program.
	Error Reason `json:"error"`
	// Title and Message say it to the user: what happened, and what to do.
	Title   string `json:"title"`
	Message string `json:"message"`
}

// keepPrivate keeps pages and their addresses from caches and other sites.
func keepPrivate(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "same-origin") // with no-referrer a form would not say where it is from
}

// fail logs why a request is refused, and answers with a page or JSON that says it.
func (l *Login) fail(w http.ResponseWriter, r *http.Request, reason Reason, err error) {
	level := slog.LevelInfo
	switch {
	case errors.Is(err, context.Canceled): // the browser is gone
	case reason.status() >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	attrs := []slog.Attr{slog.String("reason", string(reason)), slog.String("path", r.URL.Path)}
	if err != nil {
		attrs = append(attrs, slog.Any("err", err))
	}
	l.logger.LogAttrs(r.Context(), level, "scanlogin: no login", attrs...)
	l.writeFailure(w, r, reason)
}

func (l *Login) writeFailure(w http.ResponseWriter, r *http.Request, reason Reason) {
	keepPrivate(w)
	lang, t := l.textsFor(r)
	page := t.Pages[reason]
	if webpage.WantsJSON(r) {
		writeJSON(w, reason.status(), Failure{reason, page.Title, page.Text})
		return
	}
	v := view{Lang: lang, T: t, Title: page.Title, Text: page.Text, To: targetOf(r)}
	if canTryAgain(reason) {
		v.Button = t.Again
	}
	l.write(w, reason.status(), v)
}

// canTryAgain reports whether another code can help.
func canTryAgain(reason Reason) bool {
	return reason != ReasonConfig && reason != ReasonDenied && reason != ReasonTooMany && reason != ReasonUser
}

// answerNotSetUp answers a request for a Login that is not set up.
func (l *Login) answerNotSetUp(w http.ResponseWriter, r *http.Request) {
	if l.texts.Set == nil {
		l = &Login{config: l.config, texts: texts{builtin}} // the zero Login
	}
	l.writeFailure(w, r, ReasonConfig)
}

// unauthorized answers a form or a script without a session.
func (l *Login) unauthorized(w http.ResponseWriter, r *http.Request) {
	_, t := l.texts.Choose(r, language.English) // a client that names no language is no browser
	webpage.Unauthorized(w, r, t.Required, map[string]string{"login": l.config.Path})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}
