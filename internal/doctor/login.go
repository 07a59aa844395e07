package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

var (
	loginURL = known{
		"login.url", Error,
		text{"The page behind web login has no usable address.", "网页授权页面的地址无效。"},
		text{"Give the whole address: https://host/path.", "请填写完整地址：https://域名/路径。"},
	}
	loginLocal = known{
		"login.local", Note,
		text{
			"The page is on this machine: a sandbox takes it, WeChat does not.",
			"页面在本机上：沙箱可用，微信不可用。",
		},
		text{"Examine the public address as well.", "请再检查公网地址。"},
	}
	loginHost = known{
		"login.host", Error,
		text{
			"The 网页授权域名 of the console has no port and is no address of digits.",
			"后台的“网页授权域名”不能带端口，也不能是 IP。",
		},
		text{"Use a domain on port 80 or 443.", "请使用域名，端口为 80 或 443。"},
	}
	loginUnknown = known{
		"login.unknown", Note,
		text{
			"No API tells which 网页授权域名 the console has, so this is not known.",
			"没有接口能读取后台的“网页授权域名”，因此无法判断。",
		},
		text{
			"Compare the host with 网页授权域名 in the console, letter by letter; a subdomain is another one (10003).",
			"请与后台的“网页授权域名”逐字核对；子域名视为不同域名（10003）。",
		},
	}
	loginAppID = known{
		"login.appid", Error,
		text{"The page begins web login with another AppID.", "页面发起授权时使用了另一个 AppID。"},
		text{"Give the page's program this account's AppID.", "请在页面程序中填写本账号的 AppID。"},
	}
	loginEncoding = known{
		"login.encoding", Error,
		text{"The redirect_uri is encoded twice.", "redirect_uri 被编码了两次。"},
		text{"Encode it once.", "只编码一次。"},
	}
	loginElsewhere = known{
		"login.redirect",
		Warning,
		text{"Web login leads back to another host than that of the page.", "授权回调地址的域名与页面不同。"},
		text{
			"Behind a proxy, tell the program its public address (X-Forwarded-Host and -Proto); 网页授权域名 must be the host of the redirect_uri." +
				"",
			"在反向代理之后，请让程序知道公网地址（X-Forwarded-Host 与 -Proto）；" +
				"“网页授权域名”须为 redirect_uri 的域名。",
		},
	}
	loginUnreachable = known{
		"login.unreachable", Warning,
		text{"The page behind web login gives no answer.", "网页授权页面没有应答。"},
		text{"Look at the host's DNS, certificate and server.", "请检查域名解析、证书与服务器。"},
	}
	loginOK = known{
		id: "login.ok", level: OK,
		title: text{"The page begins web login with this account and its own host.", "页面以本账号和自己的域名发起网页授权。"},
	}
)

// authorizePath is the path of the platform's page of web login.
const authorizePath = "/connect/oauth2/authorize"

// checkLogin looks at the page behind web login: at its host, and at the address to which it sends a browser that is not
// logged in, if it does that with a redirect.
func checkLogin(ctx context.Context, x *exam) {
	if x.Login == "" {
		x.skip("login", text{
			"Not examined: --login gives the address of a page behind web login.",
			"未检查：用 --login 指定网页授权页面的地址。",
		})
		return
	}
	page, _, _ := strings.Cut(x.Login, "#")
	p, err := parsePlace(page)
	if err != nil {
		x.add(loginURL, err.Error())
		return
	}
	_, notName := netip.ParseAddr(p.host)
	switch {
	case p.local:
		x.add(loginLocal, p.url.Host)
	case p.port != defaultPorts[p.url.Scheme] || notName == nil:
		x.add(loginHost, p.url.Host)
	default:
		x.add(loginUnknown, p.host)
	}
	got := x.get(ctx, page)
	to, err := url.Parse(got.location)
	switch {
	case ctx.Err() != nil:
	case got.err != nil:
		x.add(loginUnreachable, got.err.Error())
	case got.status < 300 || got.status >= 400 || err != nil || !strings.HasSuffix(to.Path, authorizePath):
		x.skipFor("login", text{ // a page may begin the login by a script
			"Where the login leads is not examined: the page does not redirect to it.",
			"未检查授权地址：页面没有重定向到网页授权。",
		}, fmt.Sprintf("HTTP %d %s", got.status, withoutQuery(got.location)))
	default:
		x.judgeAuthorize(p, to.Query())
	}
}

// judgeAuthorize looks at the query with which a page sends a browser to WeChat.
func (x *exam) judgeAuthorize(p place, query url.Values) {
	wrong := false
	report := func(k known, evidence string) { x.add(k, evidence); wrong = true }
	if id := query.Get("appid"); x.Account.AppID != "" && id != x.Account.AppID {
		report(loginAppID, id)
	}
	redirect := query.Get("redirect_uri")
	back, err := url.Parse(redirect)
	switch {
	case strings.Contains(strings.ToUpper(redirect), "%3A%2F%2F") && !strings.Contains(redirect, "://"):
		report(loginEncoding, redirect)
	case err != nil || hostOf(back) != hostOf(p.url):
		report(loginElsewhere, withoutQuery(redirect))
	}
	if !wrong {
		x.add(loginOK, http.StatusText(http.StatusFound)+" "+withoutQuery(redirect))
	}
}
