package origin

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// absolute matches an address with a host: its scheme, its host and the rest.
var absolute = regexp.MustCompile(`^(?i:(https?):)?//([^/?#\\@]+)(.*)$`)

// destination is where an address leads.
type destination int

const (
	elsewhere destination = iota
	toPlatform
	toOrigin
)

// outward returns an address that the program has written as a browser must open it here: the platform's pages are the
// sandbox's, and the program's own address is the public one. Everything else, such as a path, stays as it is.
func (o *Origin) outward(address string) (changed string, where destination) {
	m := absolute.FindStringSubmatch(address)
	if m == nil {
		return address, elsewhere
	}
	host, rest := withPort(m[2], m[1]), m[3]
	switch {
	case isPlatformPage(m[2], rest):
		return o.Base().String() + rest, toPlatform
	case strings.EqualFold(m[2], o.Base().Host):
		return address, toPlatform
	case core.SameHost(host, withPort(o.WebBase().Host, o.WebBase().Scheme)) || o.isInner(host):
		return o.WebBase().String() + rest, toOrigin
	}
	return address, elsewhere
}

// withPort returns a host with its port, which is 80 or 443 if it has none.
func withPort(host, scheme string) string {
	if (&url.URL{Host: host}).Port() != "" {
		return host
	}
	port := map[string]string{"https": "443"}[strings.ToLower(scheme)]
	return host + ":" + cmp.Or(port, "80")
}

// isInner reports whether a host with a port is the program's own.
func (o *Origin) isInner(host string) bool {
	return slices.ContainsFunc(o.InnerHosts(), func(h string) bool { return core.SameHost(withPort(h, ""), host) })
}

// platformPages are the pages to which programs lead their users, by host.
var platformPages = map[string]string{"open.weixin.qq.com": "/connect/", "mp.weixin.qq.com": "/mp/"}

// isPlatformPage reports whether an address leads to a page of WeChat's that the sandbox has.
func isPlatformPage(host, rest string) bool {
	host = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(host), ":443"), ":80")
	prefix := platformPages[host]
	return prefix != "" && strings.HasPrefix(rest, prefix)
}

// refresh matches the value of a Refresh header: the time, and the address. Browsers do not need the url= before it.
var refresh = regexp.MustCompile(`^(?i)(\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?['"]?)(.*?)(['"]?\s*)$`)

// outwardRefresh is outward for the value of a Refresh header, or of a meta element.
func (o *Origin) outwardRefresh(value string) (changed string, where destination) {
	m := refresh.FindStringSubmatch(value)
	if m == nil {
		return value, elsewhere
	}
	address, where := o.outward(m[2])
	return m[1] + address + m[3], where
}

// ledTo says why an address was changed.
var ledTo = map[destination]record.Problem{
	toPlatform: {EN: "since the sandbox plays this page of WeChat's", ZH: "由沙箱代替微信的该页面"},
	toOrigin:   {EN: "the account's public address", ZH: "即公众号的公开地址"},
}

// redirects changes the addresses to which a response leads. When it leads to the platform, the browser's cookie says
// who holds the phone, since another phone in this browser may have used it meanwhile.
func (v *visit) redirects(h http.Header) {
	for _, name := range []string{"Location", "Refresh"} {
		value := h.Get(name)
		if value == "" {
			continue
		}
		read := v.o.outward
		if name == "Refresh" {
			read = v.o.outwardRefresh
		}
		changed, where := read(value)
		if changed != value {
			h.Set(name, changed)
			v.changed(
				fmt.Sprintf("%s: %s became %s, %s.", name, core.Short(value), core.Short(changed), ledTo[where].EN),
				fmt.Sprintf("%s：%s 改为 %s，%s。", name, core.Short(value), core.Short(changed), ledTo[where].ZH))
		}
		if where == toPlatform && v.user.name != "" {
			h.Add("Set-Cookie", core.PhoneCookie(v.user.name).String())
		}
		v.checkLoop(name, value, changed)
	}
}

// checkLoop warns about a program that leads from http to https for ever.
func (v *visit) checkLoop(name, value, changed string) {
	here := v.o.WebBase().String() + v.in.URL.RequestURI()
	if name != "Location" || changed == value || changed != here ||
		!strings.HasPrefix(strings.ToLower(value), "https:") {
		return
	}
	v.warn("The program leads from http to https, and the sandbox has http alone: the browser goes round in circles. "+
		"Switch that redirect off here; X-Forwarded-Proto says http.",
		"程序把 http 重定向到 https，而沙箱只提供 http，浏览器会循环跳转。请在此环境关闭该重定向（X-Forwarded-Proto 为 http）。")
}
