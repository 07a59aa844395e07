package hostproxy

import (
	"net"
	"slices"
	"strings"
)

// Names are the names of the platform that programs and pages call.
var Names = []string{
	"api.weixin.qq.com",
	"api2.weixin.qq.com",
	"sh.api.weixin.qq.com",
	"sz.api.weixin.qq.com",
	"hk.api.weixin.qq.com",
	"mp.weixin.qq.com",
	"open.weixin.qq.com",
	"file.api.weixin.qq.com",
	"res.wx.qq.com",
	"res2.wx.qq.com",
}

// domains are the domains that the authority may sign for: clients hold it to them.
var domains = []string{"weixin.qq.com", "res.wx.qq.com", "res2.wx.qq.com"}

// isPlatform tells whether a host, without a port, is one of [Names]. Names are the same in any case, and with a dot at
// the end.
func isPlatform(host string) bool { return slices.Contains(Names, normal(host)) }

func normal(host string) string { return strings.ToLower(strings.TrimSuffix(host, ".")) }

// split returns the host and the port of an authority, with a port that is meant where it has none.
func split(authority, defaultPort string) (host, port string) {
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		return normal(strings.Trim(authority, "[]")), defaultPort
	}
	return normal(host), port
}
