package core

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// WebHosts returns the hosts of the account's pages.
func (p *Platform) WebHosts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.webHosts()
}

// webHosts returns the hosts that are configured, and the one of the account's public address. Without a public address
// that browsers reach, it is the host of the callback as well.
func (p *Platform) webHosts() []string {
	hosts := slices.Clone(p.config.WebHosts)
	if p.config.CallbackIsWebHost {
		hosts = append(hosts, p.app.host())
	}
	hosts = append(hosts, p.WebBase().Host)
	var known []string
	for _, h := range hosts {
		if h != "" && !slices.Contains(known, h) {
			known = append(known, h)
		}
	}
	return known
}

// IsWebHost reports whether u's host, with its port if it has one, is a host of the account's pages.
func (p *Platform) IsWebHost(u *url.URL) bool { return hasHost(p.WebHosts(), u) }

// WebHosts returns the hosts of the account's pages.
func (tx *Tx) WebHosts() []string { return tx.p.webHosts() }

// IsWebHost is [Platform.IsWebHost] within a transaction.
func (tx *Tx) IsWebHost(u *url.URL) bool { return hasHost(tx.p.webHosts(), u) }

func hasHost(hosts []string, u *url.URL) bool {
	return slices.ContainsFunc(hosts, func(h string) bool {
		return strings.EqualFold(u.Host, h) || strings.EqualFold(u.Hostname(), h)
	})
}

// IsInner reports whether u is on the program's own address, which the account's users do not know: the account's
// public address stands before it.
func (tx *Tx) IsInner(u *url.URL) bool {
	return !tx.IsWebHost(u) &&
		slices.ContainsFunc(tx.p.innerHosts(), func(h string) bool { return SameHost(h, u.Host) })
}

// AddHost says how an address that is on none of the account's hosts gets on one.
func (tx *Tx) AddHost(u *url.URL) record.Problem {
	if tx.IsInner(u) {
		public := tx.p.WebBase().String()
		return problem(
			"This is the program's own address, which the account's users do not know. Give the program "+public+
				" as its public address: for the callback of the login (oauth.Config.BaseURL), for its links and its pages.",
			"这是程序自己的地址，用户并不知道它。请把 "+public+" 设为程序的公开地址，用于网页授权回调（oauth.Config.BaseURL）、链接与网页。",
		)
	}
	return problem("Or add the host: --web-addr of the sandbox, WebHosts in a test, the console for the real account.",
		"也可添加域名：沙箱用 --web-addr，测试用 WebHosts，真实公众号在后台设置。")
}

// innerHosts returns the hosts at which the sandbox itself reaches the program.
func (p *Platform) innerHosts() (hosts []string) {
	if at, err := url.Parse(p.config.PagesBase); err == nil && at.Host != "" {
		hosts = append(hosts, at.Host)
	}
	if h := p.app.host(); h != "" {
		hosts = append(hosts, h)
	}
	return hosts
}

// InnerHosts returns the hosts at which the sandbox itself reaches the program.
func (p *Platform) InnerHosts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.innerHosts()
}

// SameHost reports whether two hosts with ports are the same one. All loopback names are one host.
func SameHost(a, b string) bool {
	one, other := url.URL{Host: a}, url.URL{Host: b}
	return strings.EqualFold(a, b) ||
		one.Port() == other.Port() && isThisMachine(one.Hostname()) && isThisMachine(other.Hostname())
}

// isThisMachine reports whether a program that listens on this machine is reached under the host: the unspecified
// address 0.0.0.0 leads to it, too.
func isThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return IsLoopback(host) || err == nil && addr.IsUnspecified()
}

// IsLoopback reports whether host is a loopback name or address.
func IsLoopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}
