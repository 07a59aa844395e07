// Package hostcookie sets cookies that one host keeps: HttpOnly, SameSite=Lax (WeChat's redirects are top-level
// navigations from another site) and, over https, Secure with the prefix __Host-, which keeps other subdomains from
// setting them.
package hostcookie

import (
	"net/http"
	"slices"
	"strings"
)

// Name returns a cookie's name as the browser has it; secure says that users see the site over https.
func Name(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// Write sets the cookie that Name has named, for maxAge seconds; below zero it deletes the cookie. It takes back what
// the same response has set under that name before: a browser should get a name only once.
func Write(w http.ResponseWriter, name, value string, maxAge int, secure bool) {
	h := w.Header()
	h["Set-Cookie"] = slices.DeleteFunc(
		h["Set-Cookie"],
		func(line string) bool { return strings.HasPrefix(line, name+"=") },
	)
	http.SetCookie(w, &http.Cookie{
		Name:     name,
		Value:    value,
		Path:     "/",
		MaxAge:   maxAge,
		HttpOnly: true,
		Secure:   secure,
		SameSite: http.SameSiteLaxMode,
	})
}
