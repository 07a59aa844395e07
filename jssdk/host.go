package jssdk

import (
	"fmt"
	"net/url"
	"strings"
)

// hostList is the set of hosts whose pages are signed: in lower case, with the port unless that is a scheme's default.
type hostList map[string]bool

func newHostList(hosts []string) (hostList, error) {
	if len(hosts) == 0 {
		return nil, refuse.Empty("Hosts", `list the hosts whose pages are signed, such as "www.example.com"`)
	}
	list := make(hostList)
	for _, host := range hosts {
		if problem := hostProblem(host); problem != "" {
			return nil, refuse.Field(
				"Hosts",
				fmt.Sprintf("contains %q, which %s", host, problem),
				`write a host as the browser's address bar shows it, such as "www.example.com" or "127.0.0.1:8089"`,
			)
		}
		list[withoutDefaultPort(strings.ToLower(host))] = true
	}
	return list, nil
}

// hostProblem returns what is wrong with a host, or "".
func hostProblem(host string) string {
	switch {
	case host == "":
		return "is empty"
	case strings.Contains(host, "*"):
		return "has a wildcard: list each host by its name"
	case strings.Contains(host, "://"):
		return "has a scheme"
	case strings.ContainsFunc(host, func(r rune) bool { return r > '~' }):
		return "is not in ASCII: use the form that begins with xn--, as browsers do"
	case strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || strings.ContainsRune(`/\?#@`, r) }):
		return "has more than a host and a port"
	}
	u, err := url.Parse("http://" + host)
	if err != nil || u.Hostname() == "" || u.Host != host || strings.HasSuffix(host, ":") {
		return "is not a host"
	}
	return ""
}

// withoutDefaultPort removes the default port of http or https. A list has no schemes, and its hosts stand for both.
func withoutDefaultPort(host string) string {
	if name, ok := strings.CutSuffix(host, ":443"); ok {
		return name
	}
	return strings.TrimSuffix(host, ":80")
}

// check returns a [*URLError] if page is not the URL of a page, and a [*HostError] if its host is not on the list.
func (l hostList) check(page string) error {
	host, err := listedHost(page)
	if err != nil {
		return err
	}
	if !l[host] {
		return &HostError{Host: host}
	}
	return nil
}

// hasOrigin reports whether the host of an Origin header is on the list. An origin is a scheme and a host: a text that
// goes on behind them does not come from a browser.
func (l hostList) hasOrigin(origin string) bool {
	_, rest, _ := strings.Cut(origin, "://")
	return !strings.ContainsAny(rest, "/?#") && l.check(origin) == nil
}
