package oauth

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// site determines the address under which users see the program.
type site struct {
	base           *url.URL // scheme and host; if it is nil, those of the request are used
	prefix         string   // the path that a proxy cuts off
	trustForwarded bool
}

// origin returns scheme and host.
func (s site) origin(r *http.Request) *url.URL {
	if s.base != nil {
		return s.base
	}
	u := &url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	if s.trustForwarded {
		if proto := forwarded(r, "X-Forwarded-Proto"); proto == "http" || proto == "https" {
			u.Scheme = proto
		}
		if host := forwarded(r, "X-Forwarded-Host"); host != "" {
			u.Host = host
		}
	}
	return u
}

// forwarded returns the first value of a header to which each proxy appends a value. The first one is that of the proxy
// nearest to the user.
func forwarded(r *http.Request, header string) string {
	value, _, _ := strings.Cut(r.Header.Get(header), ",")
	return strings.TrimSpace(value)
}

func (s site) secure(r *http.Request) bool { return s.origin(r).Scheme == "https" }

// page is the address of the page that a request asks for, as users see it, and the parameters that WeChat added.
type page struct {
	origin string // such as "https://www.example.com"
	path   string // escaped; begins with a slash that neither a slash nor a backslash follows
	query  string // the page's own query, not decoded
	state  string // of a login that returns from WeChat, or empty
	code   string // of a login that returns from WeChat, or empty
}

// page returns the page of a request. It reads the request line, since a mux may have cut the path of r.URL.
func (s site) page(r *http.Request) page {
	u, err := url.ParseRequestURI(r.RequestURI)
	if err != nil {
		u = r.URL
	}
	p := page{
		origin: s.origin(r).String(),
		// "//evil.com" and "/\evil.com" would name another host in a redirect.
		path:  "/" + strings.TrimLeft(s.prefix+u.EscapedPath(), `/\`),
		query: ascii(u.RawQuery),
	}
	if query := u.Query(); isState(query.Get("state")) {
		p.state, p.code = query.Get("state"), query.Get("code")
		p.query = withoutLogin(p.query)
	}
	return p
}

// target returns the page's path and query, to which a login leads.
func (p page) target() string { return join(p.path, p.query) }

// redirectURI returns the address to which WeChat redirects the user. It leaves out the page's own code and state
// parameters, since WeChat adds parameters with these names; the target keeps them.
func (p page) redirectURI() string { return p.origin + join(p.path, withoutLogin(p.query)) }

func join(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// withoutLogin removes code and state and leaves the rest as it is.
func withoutLogin(query string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		if name != "code" && name != "state" {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// ascii escapes the bytes that some browsers do not escape and that a Location must not contain.
func ascii(query string) string {
	var b strings.Builder
	for _, c := range []byte(query) {
		if c <= ' ' || c == '#' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
