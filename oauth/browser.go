package oauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// navigation reports whether r opens a page. A form post or a script's request is not a navigation, and a redirect to
// WeChat would not work for it.
func navigation(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && showsPage(r)
}

// form reports whether r is a form that the user submits, not a script.
func form(r *http.Request) bool {
	return !navigation(r) && showsPage(r) && !wantsJSON(r)
}

// showsPage reports whether the browser shows the answer to r as a page.
func showsPage(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	// Over plain http, and in older phones, there is no such header. WeChat on Android sends X-Requested-With:
	// com.tencent.mm with every page.
	if r.Header.Get("X-Requested-With") == "XMLHttpRequest" {
		return false
	}
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html")
}

func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "json") || strings.Contains(r.Header.Get("Content-Type"), "json")
}

// unauthorized answers a script's request that cannot be sent to log in.
func unauthorized(w http.ResponseWriter, r *http.Request, scope Scope) {
	const message = "log in with WeChat first: open or reload the page in the browser"
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if !wantsJSON(r) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintln(w, message)
		return
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_ = json.NewEncoder(w).Encode(map[string]string{ // the client may be gone
		"error": "login_required", "scope": string(scope), "message": message,
	})
}
