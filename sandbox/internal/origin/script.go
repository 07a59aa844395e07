package origin

import (
	_ "embed"
	"net/http"
	"net/url"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/bridge"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

const (
	scriptPath  = ownPath + "bridge.js"
	jweixinPath = ownPath + "jweixin.js"
)

//go:embed origin.js
var originJS []byte

// inPage is what the scripts in a page know, as the constant wechatgo.
type inPage struct {
	User         string      `json:"user"`
	CookieUser   string      `json:"cookieUser"`   // the value of the cookie that says who holds the phone
	CookiePrefix string      `json:"cookiePrefix"` // of the names of the user's cookies
	Device       core.Device `json:"device"`
	UserAgent    string      `json:"userAgent"`
	Platform     string      `json:"platform"` // the sandbox's address, which stands for open.weixin.qq.com
	Web          string      `json:"web"`      // the account's public address
	Inner        []string    `json:"inner"`    // the hosts of the program's own address
	JWeixin      string      `json:"jweixin"`  // the address that stands for WeChat's script
}

// script answers GET /_wechatgo/bridge.js. The page's address of it has the user.
func (o *Origin) script(rw http.ResponseWriter, r *http.Request) {
	r.Header.Set(userHeader, url.QueryEscape(r.URL.Query().Get("user")))
	user := o.holder(r)
	known, err := endpoint.EncodeJSON(inPage{
		User: user.name, CookieUser: url.QueryEscape(user.name), CookiePrefix: cookiePrefix(user.name),
		Device: user.device, UserAgent: user.device.UserAgent(), Platform: o.Base().String(), Web: o.WebBase().String(),
		Inner: o.InnerHosts(), JWeixin: o.jweixin(),
	})
	if err != nil { // a programming error
		http.Error(rw, "sandbox: "+err.Error(), http.StatusInternalServerError)
		return
	}
	text := append([]byte("(() => {\n\"use strict\";\nconst wechatgo = "), known...)
	text = append(append(text, ";\n"...), originJS...)
	text = append(text, bridge.Script()...)
	writeScript(rw, append(text, "})();\n"...))
}

// jweixin answers with the script that pages load from res.wx.qq.com.
func jweixin(rw http.ResponseWriter, _ *http.Request) { writeScript(rw, bridge.JWeixin()) }

func writeScript(rw http.ResponseWriter, text []byte) {
	h := rw.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	rw.Write(text)
}

// invoke gives a call of the bridge to the bridge, with the user as the only cookie.
func (o *Origin) invoke(rw http.ResponseWriter, r *http.Request) {
	user := o.holder(r)
	r.Header.Del("Cookie")
	if user.name != "" {
		r.AddCookie(core.PhoneCookie(user.name))
	}
	bridge.Invoke(rw, r, o.Platform)
}

// jweixin returns the address to which references to WeChat's script lead.
func (o *Origin) jweixin() string { return o.WebBase().String() + jweixinPath }

// needs returns what pages load of the origin and the platform.
func (o *Origin) needs() needs {
	own := []string{o.WebBase().String() + ownPath}
	return needs{script: own, connect: own, image: append(own, "blob:"), platform: o.Base().String()}
}
