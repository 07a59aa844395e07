package webpage

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
)

// IsNavigation reports whether r opens a page. A form post or a script's request is not a navigation, and a redirect to
// WeChat would not work for it.
func IsNavigation(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && ShowsPage(r)
}

// ShowsPage reports whether the browser shows the answer to r as a page.
func ShowsPage(r *http.Request) bool {
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

// WantsJSON reports whether a script asks for JSON, or sends it.
func WantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "json") || strings.Contains(r.Header.Get("Content-Type"), "json")
}

// Unauthorized answers a script's request that has no session and cannot be led to a login: with a line of text, or with
// JSON, which has the message, the error login_required and the other fields, if it asks for that.
func Unauthorized(w http.ResponseWriter, r *http.Request, message string, fields map[string]string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if !WantsJSON(r) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintln(w, message)
		return
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	answer := map[string]string{"error": "login_required", "message": message}
	maps.Copy(answer, fields)
	_ = json.NewEncoder(w).Encode(answer) // the client may be gone
}
