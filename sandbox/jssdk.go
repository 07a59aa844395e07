package sandbox

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	api "github.com/wechatgo/wechatgo/api/ticket"
)

// jsCheck is the platform's judgement of a page's wx.config.
type jsCheck struct {
	OK       bool        `json:"ok"`
	ErrMsg   string      `json:"errMsg"`
	Problem  *Problem    `json:"problem"`
	Expected *jsExpected `json:"expected,omitempty"`
}

// jsExpected is the right signature and what is signed.
type jsExpected struct {
	String1   string `json:"string1"`
	Signature string `json:"signature"`
}

// jsConfig is what a page gave to wx.config, and the page's address.
type jsConfig struct {
	appID, timestamp, nonceStr, signature, url string
}

func (c jsConfig) string1(ticket string) string {
	return "jsapi_ticket=" + ticket + "&noncestr=" + c.nonceStr + "&timestamp=" + c.timestamp + "&url=" + c.url
}

func sha1Hex(s string) string {
	sum := sha1.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// serveJSSDKCheck answers GET /_sandbox/jssdk/check.
func (p *Platform) serveJSSDKCheck(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c := jsConfig{q.Get("appId"), q.Get("timestamp"), q.Get("nonceStr"), q.Get("signature"), q.Get("url")}
	p.mu.Lock()
	w := p.world
	check := w.checkJS(c)
	x := Exchange{
		Kind: "jssdk", Title: short(c.url), OK: check.OK, Status: http.StatusOK, Outcome: check.ErrMsg, Problem: check.Problem,
		Request: HTTPMessage{Method: r.Method, URL: r.URL.RequestURI(), Headers: flatten(r.Header)},
	}
	if check.Expected != nil {
		ticket := w.newestTicket(api.JSAPI)
		s := Signature{
			Name: "jsapi", Value: c.signature, OK: check.OK,
			Parts: []SignaturePart{{"jsapi_ticket", ticket.value}, {"noncestr", c.nonceStr}, {"timestamp", c.timestamp}, {"url", c.url}},
		}
		if !check.OK {
			s.Expected = check.Expected.Signature
		}
		x.Signatures = []Signature{s}
	}
	body, _ := json.Marshal(check) // never fails
	x.Response = HTTPMessage{Status: http.StatusOK, Body: string(body), Opened: indented(body)}
	w.record(x)
	p.mu.Unlock()
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Write(body)
}

// checkJS checks the account, the page's host and the signature.
func (w *world) checkJS(c jsConfig) jsCheck {
	c.url, _, _ = strings.Cut(c.url, "#")
	page, err := url.Parse(c.url)
	switch {
	case c.appID != w.p.config.Account.AppID:
		return jsCheck{ErrMsg: "config:fail, invalid appId", Problem: &Problem{
			EN: "appId is not this account's AppID.", ZH: "appId 不是本公众号的 AppID。",
		}}
	case err != nil || !w.p.isWebHost(page):
		return jsCheck{ErrMsg: "config:invalid url domain", Problem: &Problem{
			EN: "The page's host is not a JS domain (JS接口安全域名) of the account: " + strings.Join(w.p.webHosts(), ", ") + ".",
			ZH: "页面域名不在公众号的 JS接口安全域名 中：" + strings.Join(w.p.webHosts(), "、") + "。",
		}}
	}
	newest := w.newestTicket(api.JSAPI)
	if newest == nil {
		return jsCheck{ErrMsg: "config:invalid signature", Problem: &Problem{
			EN: "The account has fetched no jsapi_ticket yet, so that the signature was made with something else.",
			ZH: "公众号尚未获取过 jsapi_ticket，签名使用了其他内容。",
		}}
	}
	expected := &jsExpected{c.string1(newest.value), sha1Hex(c.string1(newest.value))}
	for _, t := range w.tickets {
		if t.kind == api.JSAPI && w.now().Before(t.expires) && sha1Hex(c.string1(t.value)) == c.signature {
			return jsCheck{OK: true, ErrMsg: "config:ok", Expected: expected}
		}
	}
	return jsCheck{ErrMsg: "config:invalid signature", Problem: w.whySignature(c), Expected: expected}
}

// whySignature tries the usual mistakes.
func (w *world) whySignature(c jsConfig) *Problem {
	signed := func(t *pageTicket, change func(*jsConfig)) bool {
		changed := c
		change(&changed)
		return sha1Hex(changed.string1(t.value)) == c.signature
	}
	same := func(*jsConfig) {}
	withURL := func(to string) func(*jsConfig) { return func(c *jsConfig) { c.url = to } }
	bare, _, _ := strings.Cut(c.url, "?")
	for _, t := range w.tickets {
		switch {
		case signed(t, same) && t.kind == api.WxCard:
			return &Problem{EN: "Signed with the card ticket (type=wx_card). Use the one of type=jsapi.", ZH: "签名使用了 wx_card 的 ticket，请使用 type=jsapi 的 ticket。"}
		case signed(t, same):
			return &Problem{EN: "Signed with a jsapi_ticket that has expired. Fetch a new one before its 7200 s are over.", ZH: "签名使用的 jsapi_ticket 已过期，请在 7200 秒内更新。"}
		case signed(t, withURL(bare)):
			return &Problem{EN: "Signed for the page's address without its query. Sign location.href up to the #.", ZH: "签名的 url 缺少查询参数。请对 location.href 中 # 之前的完整地址签名。"}
		case signed(t, withURL(url.QueryEscape(c.url))):
			return &Problem{EN: "Signed for the escaped address. Decode it on the server before signing.", ZH: "签名的 url 是转义后的地址，请在服务端解码后再签名。"}
		case signed(t, withURL(strings.TrimSuffix(c.url, "/"))), signed(t, withURL(c.url+"/")):
			return &Problem{EN: "The signed address differs from the page's by a slash at its end.", ZH: "签名的 url 与页面地址末尾的斜杠不一致。"}
		case signed(t, func(c *jsConfig) { c.timestamp += "000" }), len(c.timestamp) > 3 && signed(t, func(c *jsConfig) { c.timestamp = c.timestamp[:len(c.timestamp)-3] }):
			return &Problem{EN: "The timestamp of wx.config and the signed one differ: one is in milliseconds. Both are seconds.", ZH: "wx.config 的 timestamp 与签名时的不一致：其中一个是毫秒，应均为秒。"}
		}
	}
	return &Problem{
		EN: "The signature is not that of the page's address (" + c.url + ") with this ticket, nonceStr and timestamp. Sign location.href up to the #, as the page has it when it calls wx.config.",
		ZH: "签名与页面地址（" + c.url + "）、ticket、nonceStr、timestamp 不符。请对调用 wx.config 时 location.href 中 # 之前的部分签名。",
	}
}
