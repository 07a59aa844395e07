package origin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// ownPath is the path of what the origin itself serves. Everything else is the program's.
const ownPath = "/_wechatgo/"

// Origin serves the account's public address.
type Origin struct {
	*core.Platform
	own *http.ServeMux
}

// New returns the public address of a platform's account.
func New(p *core.Platform) *Origin {
	o := &Origin{Platform: p, own: http.NewServeMux()}
	o.own.HandleFunc("GET "+ownPath+"{$}", o.choose)
	o.own.HandleFunc("POST "+holdPath, o.hold)
	o.own.HandleFunc("GET "+avatarPath+"{file}", web.Avatar)
	o.own.HandleFunc("GET "+scriptPath, o.script)
	o.own.HandleFunc("GET "+jweixinPath, jweixin)
	o.own.HandleFunc("POST "+bridge.Path, o.invoke)
	return o
}

// ServeHTTP serves a page of the program, or what the origin itself has.
func (o *Origin) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch {
	case !core.SameHost(r.Host, o.WebBase().Host):
		web.WriteProblem(rw, http.StatusForbidden, record.Problem{
			EN: "The account's public address is not the host " + r.Host + ". Use " + o.WebBase().String() +
				", or start the sandbox with --web-addr for the address that you use.",
			ZH: "公众号的公开地址不是 " + r.Host + "。请使用 " + o.WebBase().String() + "，或用 --web-addr 以该地址启动沙箱。",
		})
	case !strings.EqualFold(r.Host, o.WebBase().Host) && isNavigation(r) && isRead(r):
		// The cookies of the phone are those of one host name.
		http.Redirect(rw, r, o.WebBase().String()+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	case strings.HasPrefix(r.URL.Path, ownPath):
		if !isRead(r) && !o.isOwnPage(r) {
			web.WriteProblem(rw, http.StatusForbidden, record.Problem{
				EN: "Only pages of the account may send this.", ZH: "只有公众号自己的网页可以发送该请求。",
			})
			return
		}
		o.own.ServeHTTP(rw, r)
	case r.Header.Get("Service-Worker") != "":
		http.NotFound(rw, r) // a service worker would answer in place of the origin
	default:
		o.page(rw, r)
	}
}

// isOwnPage reports whether a page of the account sends the request.
func (o *Origin) isOwnPage(r *http.Request) bool {
	from, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && from.Host != "" && strings.EqualFold(from.Host, r.Host)
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// isNavigation reports whether the request is for a page that the user will see, not for a part of one.
func isNavigation(r *http.Request) bool {
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" {
		return mode == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html") && r.Header.Get("X-Requested-With") == ""
}

// page serves a page of the program, or a part of one. In a browser that does not say who holds the phone, the user
// says it first.
func (o *Origin) page(rw http.ResponseWriter, r *http.Request) {
	user := o.holder(r)
	if user.name == "" && isNavigation(r) && isRead(r) {
		o.ask(rw, r, r.URL.RequestURI())
		return
	}
	// The server's limit for reading is meant for the platform's small requests. Here, uploads and streams last as long
	// as the program lets them.
	_ = http.NewResponseController(rw).SetReadDeadline(noDeadline) // a handler in process has no deadlines
	newVisit(o, r, user).serve(rw, r)
}
