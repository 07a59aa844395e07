package oauth

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// site knows the address under which users see the program.
type site struct {
	base           *url.URL // scheme and host; nil: the request's
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

// forwarded returns the first value of a header to which each proxy adds its own: that of the proxy nearest to the
// user.
func forwarded(r *http.Request, header string) string {
	value, _, _ := strings.Cut(r.Header.Get(header), ",")
	return strings.TrimSpace(value)
}

func (s site) secure(r *http.Request) bool { return s.origin(r).Scheme == "https" }

// page is the page that a request asks for, as its users see it.
type page struct {
	origin string // such as "https://www.example.com"
	path   string // escaped; begins with one slash and no second, nor a backslash
	query  string // the page's own, as it came
	state  string // of a login that comes back, or empty
	code   string // of a login that comes back, or empty
}

// page reads a request. It looks at the request line, since a mux may have cut the path already.
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

// target is the page's path and query: where a login leads to.
func (p page) target() string { return join(p.path, p.query) }

// redirectURI is where WeChat sends the user back to. It leaves out the page's own code and state parameters, since
// WeChat adds parameters with these names; the target keeps them.
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
