package endpoint

import (
	"errors"
	"net/url"
	"strings"
)

// Host is one of the platform's hosts.
type Host int

// The platform's hosts.
const (
	// API serves nearly everything: api.weixin.qq.com.
	API Host = iota
	// Open serves the web login's page: open.weixin.qq.com.
	Open
	// MP serves QR pictures: mp.weixin.qq.com.
	MP
)

// Hosts holds the base URL of each host, such as "https://api.weixin.qq.com".
// An empty one is the platform's own. Another API host is one of its mirrors
// (api2.weixin.qq.com, sh.api.weixin.qq.com), a proxy or the sandbox.
type Hosts struct {
	API, Open, MP string
}

// OneHost serves all hosts under one base URL, as the sandbox does. It refuses
// a base that is not an http or https address with at most a path.
func OneHost(base string) (Hosts, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || strings.ContainsAny(base, "@?#") {
		return Hosts{}, errBase
	}
	base = strings.TrimRight(base, "/")
	return Hosts{API: base, Open: base, MP: base}, nil
}

// errBase does not quote the base, which may hold a password.
var errBase = errors.New("endpoint: the base URL: want http:// or https:// and a host, without a user, a query or a fragment, such as http://127.0.0.1:8088")

// Base returns the base URL of host h, without a slash at the end.
func (hs Hosts) Base(h Host) string {
	own, base := "https://api.weixin.qq.com", hs.API
	switch h {
	case API:
	case Open:
		own, base = "https://open.weixin.qq.com", hs.Open
	case MP:
		own, base = "https://mp.weixin.qq.com", hs.MP
	}
	if base == "" {
		return own
	}
	return strings.TrimRight(base, "/")
}
