package origin

import (
	"net/http"
	"net/url"
	"strings"
)

// The browser has one store of cookies for all virtual users, and for every port of the host. So each cookie of the
// program has its user in its name.

// securePrefixes begin the names of cookies with which browsers have rules. They must stay at the beginning.
var securePrefixes = []string{"__Host-", "__Secure-"}

// cookiePrefix begins the names of a user's cookies. The user's name cannot contain an exclamation mark there.
func cookiePrefix(user string) string { return "wechatgo!" + url.QueryEscape(user) + "!" }

// inner returns the name of a cookie as the program knows it, and whether the cookie is the user's.
func inner(name, user string) (string, bool) {
	for _, secure := range securePrefixes {
		if rest, ok := strings.CutPrefix(name, secure); ok {
			own, isUsers := strings.CutPrefix(rest, cookiePrefix(user))
			return secure + own, isUsers
		}
	}
	return strings.CutPrefix(name, cookiePrefix(user))
}

// outer returns the name of a cookie as the browser keeps it.
func outer(name, user string) string {
	for _, secure := range securePrefixes {
		if rest, ok := strings.CutPrefix(name, secure); ok {
			return secure + cookiePrefix(user) + rest
		}
	}
	return cookiePrefix(user) + name
}

// innerCookies leaves the user's cookies in a request, under the program's names. Values stay as they are.
func innerCookies(h http.Header, user string) {
	var own []string
	for _, line := range h.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(cookie), "=")
			name, isUsers := inner(name, user)
			switch {
			case isUsers && name == "":
				own = append(own, value)
			case isUsers:
				own = append(own, name+"="+value)
			}
		}
	}
	h.Del("Cookie")
	if len(own) > 0 {
		h.Set("Cookie", strings.Join(own, "; "))
	}
}

// outerCookies gives the cookies that a response sets their names in the browser, and makes them cookies of this host
// alone: the domain that the program names is another one here.
func outerCookies(h http.Header, user string) {
	set := h.Values("Set-Cookie")
	for i, cookie := range set {
		pair, attributes, _ := strings.Cut(cookie, ";")
		name, value, named := strings.Cut(pair, "=")
		if !named {
			name, value = "", pair
		}
		changed := outer(strings.TrimSpace(name), user) + "=" + strings.TrimSpace(value)
		for attribute := range strings.SplitSeq(attributes, ";") {
			key, _, _ := strings.Cut(attribute, "=")
			if attribute = strings.TrimSpace(
				attribute,
			); attribute != "" &&
				!strings.EqualFold(strings.TrimSpace(key), "Domain") {
				changed += "; " + attribute
			}
		}
		set[i] = changed
	}
}

// endedCookies returns the lines that end the cookies of a request, which has the program's names.
func endedCookies(request http.Header, user string) (lines []string) {
	for _, c := range (&http.Request{Header: request}).Cookies() {
		line := outer(c.Name, user) + "=; Path=/; Max-Age=0"
		if strings.HasPrefix(c.Name, "__") {
			line += "; Secure"
		}
		lines = append(lines, line)
	}
	return lines
}
