package oauth

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
)

// notices remembers which warnings about the site's address were logged. Each is logged once.
type notices struct{ scheme, host, cookies atomic.Bool }

func isFirst(logged *atomic.Bool) bool { return logged.CompareAndSwap(false, true) }

// warnAboutAddress logs what can be wrong with the address that a login uses if [Config.BaseURL] does not say it: the
// headers of a proxy name another one than the request, or the cookies cannot be secure.
func (l *Login) warnAboutAddress(r *http.Request) {
	if l.site.base != nil {
		return
	}
	used := l.site.origin(r)
	if !l.site.trustForwarded {
		l.warnAboutForwarded(r, used)
	}
	if used.Scheme == "http" && !isLocal(used.Hostname()) && isFirst(&l.notices.cookies) {
		l.logger.WarnContext(r.Context(),
			"oauth: a login begins over plain http, so its cookies have neither Secure nor the prefix __Host-",
			"used", used.String(),
			"cure", "serve the site over https; where a proxy does that, set oauth.Config.BaseURL to the https address",
		)
	}
}

// warnAboutForwarded logs that headers, which the login does not trust, contradict the request.
func (l *Login) warnAboutForwarded(r *http.Request, used *url.URL) {
	own, named := requestOrigin(r), forwardedOrigin(r)
	otherScheme := named.Scheme != own.Scheme && isFirst(&l.notices.scheme)
	sameHost := strings.EqualFold(named.Host, newOrigin(named.Scheme, own.Host).Host)
	otherHost := !sameHost && isFirst(&l.notices.host)
	if !otherScheme && !otherHost {
		return
	}
	l.logger.WarnContext(
		r.Context(),
		"oauth: the headers of a proxy name another address of the site than the request does; headers that a client may "+
			"have forged count only to make http https, and in place of a host that is no domain",
		"request",
		own.String(),
		"headers",
		named.String(),
		"used",
		used.String(),
		"cure",
		"set oauth.Config.BaseURL to the address that users see, such as https://www.example.com; or set "+
			"TrustForwarded if a proxy replaces these headers on every request",
	)
}

// isLocal reports whether a host is this machine, or a name that is reserved for tests (RFC 6761), such as the sandbox's.
func isLocal(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost") ||
		strings.HasSuffix(host, ".test")
}
