package doctor

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/account"
)

var (
	callbackURL = known{
		"callback.url",
		Error,
		text{"The callback is no address that the console accepts.", "回调地址不是后台可接受的 URL。"},
		text{
			"Give the 服务器地址 as the console has it: http:// or https://, a host and a path, without user, password or #." +
				"",
			"请填写后台的“服务器地址 URL”：http:// 或 https:// 开头，含域名与路径，不含用户名、密码与 #。",
		},
	}
	callbackLocal = known{
		"callback.local", Note,
		text{
			"The callback is on this machine: WeChat cannot reach it, a sandbox can.",
			"回调在本机上：微信无法访问，沙箱可以。",
		},
		text{
			"Examine the public address as well before you put it into the console.",
			"填入后台之前，请再检查公网地址。",
		},
	}
	callbackPort = known{
		"callback.port", Error,
		text{"The platform accepts only the ports 80 and 443.", "平台只接受 80 与 443 端口。"},
		text{
			"Put a reverse proxy on port 80 or 443 in front, and leave the port out of the address.",
			"在 80 或 443 端口上用反向代理转发，地址中不要写端口。",
		},
	}
	callbackDNS = known{
		"callback.dns", Error,
		text{"The callback's host has no address.", "回调域名没有解析记录。"},
		text{
			"Look at the host's spelling and at its A record; a new record takes some minutes.",
			"检查域名拼写与 A 记录；新记录需要几分钟生效。",
		},
	}
	callbackPrivate = known{
		"callback.private",
		Warning,
		text{
			"The callback's host has an address here that is not public, and the platform cannot reach it.",
			"回调域名在此解析到非公网地址，平台无法访问。",
		},
		text{
			"Give the public DNS record a public address. If only this network's DNS says so, or a proxy that " +
				"invents addresses (Clash's fake-ip, 198.18.x.x), run the doctor outside of it.",
			"公网 DNS 须指向公网地址；若仅本网络的 DNS 如此，或由代理软件分配（Clash 的 fake-ip，198.18.x.x），请在其外运行 doctor。",
		},
	}
	callbackIPv6 = known{
		"callback.ipv6", Warning,
		text{
			"The callback's host has only IPv6 addresses, and the platform is known to push over IPv4.",
			"回调域名只有 IPv6 地址，而平台通过 IPv4 推送。",
		},
		text{"Add an A record with an IPv4 address.", "请添加指向 IPv4 地址的 A 记录。"},
	}
	callbackUnreachable = known{
		"callback.unreachable", Error,
		text{"Nothing answers at the callback's address.", "回调地址上没有程序应答。"},
		text{
			"Start the program, and let the firewall, the security group and the proxy pass the port.",
			"启动程序，并在防火墙、安全组与反向代理中放行该端口。",
		},
	}
	callbackReached = known{
		id: "callback.reached", level: OK,
		title: text{"The callback's host can be reached.", "可以连接回调地址。"},
	}
	callbackHTTP = known{
		"callback.http", Note,
		text{
			"The callback has no TLS: everybody on the way can read plain pushes.",
			"回调未使用 TLS：链路上的人可以读到明文推送。",
		},
		text{"Use https, or the safe mode.", "请使用 https，或安全模式。"},
	}
	callbackCloud = known{
		id: "callback.cloud", level: Note,
		title: text{
			"The account is in cloud mode: WeChat cloud hosting does no handshake, and the callback must not " +
				"be reachable from outside.",
			"账号为 cloud 模式：微信云托管不做 URL 验证，回调也不应暴露在公网。",
		},
	}
)

// place is an address taken apart.
type place struct {
	url   *url.URL
	host  string // without its port
	port  string // that of the scheme if none is given
	local bool   // on this machine
}

// defaultPorts are the ports of the schemes.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// parsePlace takes an address apart.
func parsePlace(address string) (p place, err error) {
	if p.url, err = url.Parse(address); err != nil {
		return p, errors.New("it cannot be read as a URL") // the error of package url quotes a password
	}
	defaultPort := defaultPorts[p.url.Scheme]
	p.host = p.url.Hostname()
	switch {
	case defaultPort == "":
		return p, errors.New("it does not begin with http:// or https://")
	case p.host == "":
		return p, errors.New("it has no host")
	case p.url.User != nil:
		return p, errors.New("it has a user or a password")
	case strings.Contains(address, "#"):
		return p, errors.New("it has a fragment (#)")
	}
	p.port = cmp.Or(p.url.Port(), defaultPort)
	addr, err := netip.ParseAddr(p.host)
	p.local = strings.EqualFold(p.host, "localhost") || err == nil && addr.IsLoopback()
	return p, nil
}

// hostOf returns the host of an address in lower case, with its port unless that is the scheme's.
func hostOf(u *url.URL) string {
	return strings.TrimSuffix(strings.ToLower(u.Host), ":"+defaultPorts[u.Scheme])
}

// origin returns the scheme and the host, without a path.
func (p place) origin() string { return p.url.Scheme + "://" + p.url.Host }

// checkCallback goes the platform's way to the callback: name, port, connection, TLS, handshake. What cannot be examined
// because an earlier step failed is left out.
func checkCallback(ctx context.Context, x *exam) {
	if x.Callback == "" {
		x.skip("callback", text{
			"Not examined: --callback gives the callback's address.",
			"未检查：用 --callback 指定回调地址。",
		})
		return
	}
	p, err := parsePlace(x.Callback)
	if err != nil {
		x.add(callbackURL, err.Error())
		return
	}
	switch {
	case p.local:
		x.add(callbackLocal, p.url.Host)
	case p.port != "80" && p.port != "443":
		x.add(callbackPort, p.port)
	}
	if !p.local && !x.resolves(ctx, p) {
		return
	}
	conn, err := x.World.Dial(ctx, "tcp", net.JoinHostPort(p.host, p.port))
	if err != nil {
		x.add(callbackUnreachable, err.Error())
		return
	}
	x.add(callbackReached, conn.RemoteAddr().String())
	trusted := p.url.Scheme != "https" || x.trusts(ctx, conn, p.host)
	conn.Close() // now: a server that serves one connection at a time would wait for it, and not answer the handshake
	if !trusted {
		return
	}
	if p.url.Scheme == "http" && !p.local {
		x.add(callbackHTTP, "")
	}
	if x.Account.PushMode() == account.CloudHosting {
		x.add(callbackCloud, "")
		return
	}
	x.shakeHands(ctx, p)
}

// lookUp returns the addresses of a place's host, which may be an address itself.
func (x *exam) lookUp(ctx context.Context, p place) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(p.host); err == nil {
		return []netip.Addr{addr}, nil
	}
	return x.World.Resolve(ctx, p.host)
}

// resolves looks the host up, and reports whether it has an address.
func (x *exam) resolves(ctx context.Context, p place) bool {
	list, err := x.lookUp(ctx, p)
	if err != nil || len(list) == 0 {
		evidence := p.host
		if err != nil {
			evidence = err.Error()
		}
		x.add(callbackDNS, evidence)
		return false
	}
	v4, private := false, false
	var shown []string
	for _, addr := range list {
		addr = addr.Unmap()
		v4 = v4 || addr.Is4()
		private = private || !public(addr)
		shown = append(shown, addr.String())
	}
	switch evidence := strings.Join(shown, ", "); {
	case private:
		x.add(callbackPrivate, evidence)
	case !v4:
		x.add(callbackIPv6, evidence)
	}
	return true
}

// reserved are networks that the internet does not route, beside those that package netip knows: carrier-grade NAT
// (RFC 6598), and benchmarks (RFC 2544), which proxies with a DNS of their own hand out.
var reserved = []netip.Prefix{netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("198.18.0.0/15")}

// public reports whether the internet routes an address.
func public(addr netip.Addr) bool {
	return addr.IsGlobalUnicast() && !addr.IsPrivate() &&
		!slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(addr) })
}
