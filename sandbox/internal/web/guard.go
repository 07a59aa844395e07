package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Guard serves h, but refuses what a web page of another site could send through the user's browser: requests to a
// foreign Host (DNS rebinding), requests from a foreign Origin, and requests without an Origin, such as those for a
// picture, if the browser says that another site makes them. Programs do not send these headers.
func Guard(p *core.Platform, h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if allow(p, rw, r) {
			h.ServeHTTP(rw, r)
		}
	})
}

// allow reports whether a request is allowed. If it is not, allow answers it.
func allow(p *core.Platform, rw http.ResponseWriter, r *http.Request) bool {
	host := &url.URL{Host: r.Host}
	if !core.IsLoopback(host.Hostname()) && r.Host != p.Base().Host {
		WriteProblem(rw, http.StatusForbidden, record.Problem{
			EN: "This sandbox does not serve the host " + r.Host + ". Use its loopback address, or start it with the address that you use.",
			ZH: "沙箱不接受主机名 " + r.Host + "。请使用回环地址访问，或以该地址启动沙箱。",
		})
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		site := r.Header.Get("Sec-Fetch-Site")
		if (site != "cross-site" && site != "same-site") || isPublic(r) {
			return true
		}
		origins = []string{site}
	}
	u, err := url.Parse(origins[0])
	if len(origins) == 1 && err == nil && u.Host != "" {
		if u.Host == r.Host {
			return true
		}
		if (isSignatureCheck(r) || isScript(r) || r.URL.Path == bridge.Path) && p.IsWebHost(u) {
			rw.Header().Set("Access-Control-Allow-Origin", origins[0])
			rw.Header().Set("Vary", "Origin")
			return true
		}
	}
	if isPublic(r) {
		return true // browsers may also send an Origin for a picture or a script
	}
	WriteProblem(rw, http.StatusForbidden, record.Problem{
		EN: "A web page of another origin (" + strings.Join(origins, ", ") + ") cannot control the sandbox.",
		ZH: "其他来源（" + strings.Join(origins, ", ") + "）的网页不能操作沙箱。",
	})
	return false
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// isSignatureCheck reports whether a request is the check of a wx.config, which the account's own pages may send.
func isSignatureCheck(r *http.Request) bool {
	return isRead(r) && r.URL.Path == "/_sandbox/jssdk/check"
}

func isScript(r *http.Request) bool { return isRead(r) && strings.HasPrefix(r.URL.Path, "/open/js/") }

// isPublic reports whether a page of another site may show a resource or lead to it. These are the resources that
// WeChat's users see there; none of them answers a program.
func isPublic(r *http.Request) bool {
	switch r.URL.Path {
	case "/",
		"/connect/oauth2/authorize",
		"/mp/subscribemsg": // pages that a link may lead to, but that a page may not embed
		mode := r.Header.Get("Sec-Fetch-Mode")
		return isRead(r) && (mode == "" || mode == "navigate")
	case "/cgi-bin/showqrcode", "/_sandbox/healthz":
		return isRead(r)
	}
	return isScript(r) ||
		isRead(r) &&
			slices.ContainsFunc(
				[]string{"/_sandbox/avatar/", "/_sandbox/media/", core.ArticlePath},
				func(prefix string) bool {
					return strings.HasPrefix(r.URL.Path, prefix)
				},
			)
}
