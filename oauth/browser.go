package oauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// isNavigation reports whether r opens a page. A form post or a script's request is not a navigation, and a redirect to
// WeChat would not work for it.
func isNavigation(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && showsPage(r)
}

// isForm reports whether r is a form that the user submits, not a script's request.
func isForm(r *http.Request) bool {
	return !isNavigation(r) && showsPage(r) && !wantsJSON(r)
}

// showsPage reports whether the browser shows the answer to r as a page.
func showsPage(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	// Browsers do not send this header over plain http, and older phones never send it. WeChat on Android sends
	// X-Requested-With: com.tencent.mm with every page.
	if r.Header.Get("X-Requested-With") == "XMLHttpRequest" {
		return false
	}
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html")
}

func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "json") || strings.Contains(r.Header.Get("Content-Type"), "json")
}

// unauthorized answers a script's request that has no session and cannot be redirected to WeChat.
func (l *Login) unauthorized(w http.ResponseWriter, r *http.Request, scope Scope) {
	_, t := l.texts.choose(r, english) // a client that names no language is not a browser
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if !wantsJSON(r) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintln(w, t.LogIn)
		return
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_ = json.NewEncoder(w).Encode(map[string]string{ // the client may be gone
		"error": "login_required", "scope": string(scope), "message": t.LogIn,
	})
}
