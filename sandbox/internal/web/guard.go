package web

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Guard serves h and refuses what a web page elsewhere could send through the user's
// browser: requests to a foreign Host (DNS rebinding), from a foreign Origin,
// and those without an Origin, such as a picture's, of which the browser says
// that another site makes them. Programs send none of these headers.
func Guard(p *core.Platform, h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if admit(p, rw, r) {
			h.ServeHTTP(rw, r)
		}
	})
}

func admit(p *core.Platform, rw http.ResponseWriter, r *http.Request) bool {
	host := &url.URL{Host: r.Host}
	if !IsLoopback(host.Hostname()) && r.Host != p.Base().Host {
		WriteProblem(rw, http.StatusForbidden, record.Problem{
			EN: "This sandbox does not serve the host " + r.Host + ". Use its loopback address, or start it with the address that you use.",
			ZH: "沙箱不接受主机名 " + r.Host + "。请使用回环地址访问，或以该地址启动沙箱。",
		})
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		site := r.Header.Get("Sec-Fetch-Site")
		if (site != "cross-site" && site != "same-site") || shown(r) {
			return true
		}
		origins = []string{site}
	}
	u, err := url.Parse(origins[0])
	if len(origins) == 1 && err == nil && u.Host != "" {
		if u.Host == r.Host {
			return true
		}
		if (asked(r) || isScript(r)) && p.IsWebHost(u) {
			rw.Header().Set("Access-Control-Allow-Origin", origins[0])
			rw.Header().Set("Vary", "Origin")
			return true
		}
	}
	if shown(r) {
		return true // browsers name an origin for a picture or a script, too
	}
	WriteProblem(rw, http.StatusForbidden, record.Problem{
		EN: "A web page of another origin (" + strings.Join(origins, ", ") + ") cannot drive the sandbox.",
		ZH: "其他来源（" + strings.Join(origins, ", ") + "）的网页不能操作沙箱。",
	})
	return false
}

func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// asked tells what the account's own pages may ask.
func asked(r *http.Request) bool { return reads(r) && r.URL.Path == "/_sandbox/jssdk/check" }

func isScript(r *http.Request) bool { return reads(r) && strings.HasPrefix(r.URL.Path, "/open/js/") }

// shown tells what pages elsewhere may lead to or show: what WeChat's users see
// there, and nothing that answers a program.
func shown(r *http.Request) bool {
	switch r.URL.Path {
	case "/", "/connect/oauth2/authorize": // a place to go to, and no picture
		mode := r.Header.Get("Sec-Fetch-Mode")
		return reads(r) && (mode == "" || mode == "navigate")
	case "/cgi-bin/showqrcode", "/_sandbox/healthz":
		return reads(r)
	}
	return isScript(r) || reads(r) && slices.ContainsFunc([]string{"/_sandbox/avatar/", "/_sandbox/media/", core.ArticlePath}, func(below string) bool {
		return strings.HasPrefix(r.URL.Path, below)
	})
}

// IsLoopback reports whether host is this machine by a loopback name.
func IsLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}
