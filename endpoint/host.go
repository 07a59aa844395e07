package endpoint

import (
	"fmt"
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

// Hosts holds the base URL of each host, such as "https://api.weixin.qq.com",
// without a slash at the end. An empty one is the platform's own.
type Hosts struct {
	API, Open, MP string
}

// OneHost serves all hosts under one base URL, as the sandbox does. It refuses
// a base that is no http or https address.
func OneHost(base string) (Hosts, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return Hosts{}, fmt.Errorf("endpoint: base %q: want http:// or https:// and a host, such as http://127.0.0.1:8088", redactBase(u))
	}
	base = strings.TrimSuffix(base, "/")
	return Hosts{API: base, Open: base, MP: base}, nil
}

// redactBase prints a refused base without a password or a query.
func redactBase(u *url.URL) string {
	if u == nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// Base returns the base URL of host h.
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
	return strings.TrimSuffix(base, "/")
}
