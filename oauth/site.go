package oauth

import (
	"cmp"
	"net/http"
	"net/netip"
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
	switch {
	case s.base != nil:
		return s.base
	case s.trustForwarded:
		return forwardedOrigin(r)
	}
	return likelyOrigin(r)
}

// requestOrigin returns scheme and host as the request itself names them.
func requestOrigin(r *http.Request) *url.URL {
	if r.TLS != nil {
		return newOrigin("https", r.Host)
	}
	return newOrigin("http", r.Host)
}

// forwardedOrigin returns scheme and host as the headers of proxies name them. What they do not name is the request's.
func forwardedOrigin(r *http.Request) *url.URL {
	own := requestOrigin(r) // whose port 80 is gone, which would be wrong behind https
	scheme, host := readForwarded(r.Header)
	return newOrigin(cmp.Or(scheme, own.Scheme), cmp.Or(host, own.Host))
}

// likelyOrigin returns scheme and host of a site about which nothing is configured. Headers may be forged, so they count
// only where a forged one harms nobody but its sender: to make http https, which makes cookies stricter, and in place of
// a host that cannot be the site's.
func likelyOrigin(r *http.Request) *url.URL {
	own, named := requestOrigin(r), forwardedOrigin(r)
	if own.Scheme == "http" {
		own.Scheme = named.Scheme
	}
	if !isDomain(own.Hostname()) {
		own.Host = named.Host
	}
	return newOrigin(own.Scheme, own.Host)
}

// isDomain reports whether a host can be a 网页授权域名, which neither an IP address nor a machine's name is.
func isDomain(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && strings.Contains(host, ".")
}

// newOrigin drops the scheme's own port from host, as browsers do: WeChat compares the host with the domain in the
// console.
func newOrigin(scheme, host string) *url.URL {
	port := ":80"
	if scheme == "https" {
		port = ":443"
	}
	return &url.URL{Scheme: scheme, Host: strings.TrimSuffix(host, port)}
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

// ascii escapes the bytes that some browsers do not escape and that a query in a Location must not contain.
func ascii(query string) string { return escapeBytes(query, "#") }

// escapeBytes escapes spaces, control characters, the bytes of characters beyond ASCII, and those in more.
func escapeBytes(s, more string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte(more, c) >= 0 {
			b.Write([]byte{'%', hex[c>>4], hex[c&0xf]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
