package oauth

import (
	"net/http"

	"github.com/wechatgo/wechatgo/internal/language"
	"github.com/wechatgo/wechatgo/internal/webpage"
)

// isForm reports whether r is a form that the user submits, not a script's request.
func isForm(r *http.Request) bool {
	return !webpage.IsNavigation(r) && webpage.ShowsPage(r) && !webpage.WantsJSON(r)
}

// unauthorized answers a script's request that has no session and cannot be redirected to WeChat.
func (l *Login) unauthorized(w http.ResponseWriter, r *http.Request, scope Scope) {
	_, t := l.textsFor(r, language.English) // a client that names no language is not a browser
	webpage.Unauthorized(w, r, t.LogIn, map[string]string{"scope": string(scope)})
}
