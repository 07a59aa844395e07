package ticket

import (
	"crypto/sha1"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	api "github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Config has the values that a page gave to wx.config, and the page's address.
type Config struct {
	AppID, Timestamp, NonceStr, Signature, URL string
}

func (c Config) string1(ticket string) string {
	return "jsapi_ticket=" + ticket + "&noncestr=" + c.NonceStr + "&timestamp=" + c.Timestamp + "&url=" + c.URL
}

func sha1Hex(s string) string {
	sum := sha1.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Check judges a wx.config: it checks the account, the page's host and the signature.
func Check(tx *core.Tx, c Config) record.JSSDKCheck {
	check := judge(tx, c)
	if check.Denied == nil {
		check.Denied = []string{}
	}
	return check
}

func judge(tx *core.Tx, c Config) record.JSSDKCheck {
	s := core.State[tickets](tx)
	whole := c.URL
	c.URL, _, _ = strings.Cut(c.URL, "#")
	page, err := url.Parse(c.URL)
	switch {
	case c.AppID == "":
		return record.JSSDKCheck{ErrMsg: "config:fail, invalid appId", Problem: &record.Problem{
			EN: "appId is empty. Use the server's answer for wx.config as it is, and do not write its values by hand: is the request for it refused, or not awaited?",
			ZH: "appId 为空。请直接使用服务器返回的 wx.config 参数，不要手写：请检查获取参数的请求是否失败，或没有等待其完成。",
		}}
	case c.AppID != tx.Account().AppID:
		return record.JSSDKCheck{ErrMsg: "config:fail, invalid appId", Problem: &record.Problem{
			EN: "appId is not this account's AppID, " + tx.Account().AppID + ". Give wx.config the values of one answer of the server, and the server this account (WECHAT_APPID).",
			ZH: "appId 不是本公众号的 AppID（" + tx.Account().AppID + "）。请原样使用服务器返回的 wx.config 参数，并检查服务器的 WECHAT_APPID。",
		}}
	case err != nil || !tx.IsWebHost(page):
		hosts := tx.WebHosts()
		refused := record.Problem{
			EN: "The page's host is not a JS domain (JS接口安全域名) of the account: " + strings.Join(
				hosts,
				", ",
			) + ". Open the page under one of them.",
			ZH: "页面域名不在公众号的 JS接口安全域名 中：" + strings.Join(hosts, "、") + "。请用其中的域名打开页面。",
		}
		if err == nil {
			cure := tx.AddHost(page)
			refused = *refused.And(&cure)
		}
		return record.JSSDKCheck{ErrMsg: "config:invalid url domain", Problem: &refused}
	}
	newest := s.newest(api.JSAPI)
	if newest == nil {
		return record.JSSDKCheck{ErrMsg: "config:invalid signature", Problem: &record.Problem{
			EN: "The account has fetched no jsapi_ticket yet, so that the signature was made with something else.",
			ZH: "公众号尚未获取过 jsapi_ticket，签名使用了其他内容。",
		}}
	}
	expected := &record.JSSDKExpected{String1: c.string1(newest.value), Signature: sha1Hex(c.string1(newest.value))}
	for _, t := range s.list {
		if t.kind == api.JSAPI && tx.Now().Before(t.expires) && sha1Hex(c.string1(t.value)) == c.Signature {
			return record.JSSDKCheck{OK: true, ErrMsg: "config:ok", Expected: expected, Denied: denied(tx.Rules().Kind)}
		}
	}
	return record.JSSDKCheck{ErrMsg: "config:invalid signature", Problem: s.explain(c, whole), Expected: expected}
}

// The JS-SDK calls that not every account may make. By the platform's tables, certified accounts can share and use
// cards, and only certified service accounts can take payments.
var (
	shareCalls = []string{
		"updateAppMessageShareData", "updateTimelineShareData", "onMenuShareAppMessage", "onMenuShareTimeline",
		"onMenuShareQQ", "onMenuShareWeibo", "onMenuShareQZone",
	}
	cardCalls = []string{"addCard", "chooseCard", "openCard", "consumeAndShareCard"}
	payCalls  = []string{"chooseWXPay", "openProductSpecificView"}
)

// denied returns the calls that a kind of account may not make.
func denied(kind endpoint.AccountKind) []string {
	switch kind {
	case endpoint.ServiceAccount:
		return []string{}
	case endpoint.SubscriptionAccount:
		return payCalls
	}
	return slices.Concat(shareCalls, cardCalls, payCalls)
}

// explain looks for the usual mistake that leads to the wrong signature of c. whole is the page's address with what
// stands behind #.
func (s *tickets) explain(c Config, whole string) *record.Problem {
	signed := func(t *pageTicket, change func(*Config)) bool {
		changed := c
		change(&changed)
		return sha1Hex(changed.string1(t.value)) == c.Signature
	}
	unchanged := func(*Config) {}
	withURL := func(to string) func(*Config) { return func(c *Config) { c.URL = to } }
	withoutQuery, _, _ := strings.Cut(c.URL, "?")
	for _, t := range s.list {
		switch {
		case signed(t, unchanged) && t.kind == api.WxCard:
			return &record.Problem{
				EN: "Signed with the card ticket (type=wx_card). Use the one of type=jsapi.",
				ZH: "签名使用了 wx_card 的 ticket，请使用 type=jsapi 的 ticket。",
			}
		case signed(t, unchanged):
			return &record.Problem{
				EN: "Signed with a jsapi_ticket that has expired. Fetch a new one before its 7200 s are over.",
				ZH: "签名使用的 jsapi_ticket 已过期，请在 7200 秒内更新。",
			}
		case signed(t, withURL(withoutQuery)):
			return &record.Problem{
				EN: "Signed for the page's address without its query. Sign location.href up to the #.",
				ZH: "签名的 url 缺少查询参数。请对 location.href 中 # 之前的完整地址签名。",
			}
		case whole != c.URL && signed(t, withURL(whole)):
			return &record.Problem{
				EN: "Signed for the page's address with the part behind #. Sign location.href up to the #.",
				ZH: "签名的 url 带有 # 及其后的部分。请对 location.href 中 # 之前的部分签名。",
			}
		case signed(t, withURL(otherScheme(c.URL))):
			return &record.Problem{
				EN: "Signed for the address with http in the place of https, or the reverse, as a server behind a proxy makes it. Sign the browser's location.href up to the #, which the page sends to the server.",
				ZH: "签名的 url 与页面地址的 http、https 不一致，常见于代理之后由服务器拼接的地址。请由页面把 location.href 中 # 之前的部分发给服务器签名。",
			}
		case signed(t, withURL(url.QueryEscape(c.URL))):
			return &record.Problem{
				EN: "Signed for the escaped address. Decode it on the server before signing.",
				ZH: "签名的 url 是转义后的地址，请在服务端解码后再签名。",
			}
		case signed(t, withURL(strings.TrimSuffix(c.URL, "/"))), signed(t, withURL(c.URL+"/")):
			return &record.Problem{
				EN: "The signed address differs from the page's by a slash at its end. Sign location.href as it is.",
				ZH: "签名的 url 与页面地址末尾的斜杠不一致。请原样使用 location.href。",
			}
		case signed(t, func(c *Config) { c.Timestamp += "000" }),
			len(c.Timestamp) > 3 && signed(t, func(c *Config) { c.Timestamp = c.Timestamp[:len(c.Timestamp)-3] }):
			return &record.Problem{
				EN: "The timestamp of wx.config and the signed one differ: one is in milliseconds. Both are seconds.",
				ZH: "wx.config 的 timestamp 与签名时的不一致：其中一个是毫秒，应均为秒。",
			}
		}
	}
	return &record.Problem{
		EN: "The signature is not that of the page's address (" + c.URL + ") with this ticket, nonceStr and timestamp. Sign location.href up to the #, as the page has it when it calls wx.config.",
		ZH: "签名与页面地址（" + c.URL + "）、ticket、nonceStr、timestamp 不符。请对调用 wx.config 时 location.href 中 # 之前的部分签名。",
	}
}

// otherScheme returns a page's address with http for https, and the reverse.
func otherScheme(page string) string {
	if rest, ok := strings.CutPrefix(page, "https:"); ok {
		return "http:" + rest
	}
	return "https:" + strings.TrimPrefix(page, "http:")
}

// Signatures returns the signature of c as the inspector shows it, or nil if it is not known what was signed.
func Signatures(tx *core.Tx, c Config, check record.JSSDKCheck) []record.Signature {
	if check.Expected == nil {
		return nil
	}
	newest := core.State[tickets](tx).newest(api.JSAPI)
	s := record.Signature{
		Name:  "jsapi",
		Value: c.Signature,
		OK:    check.OK,
		Parts: record.Parts(
			"jsapi_ticket", newest.value,
			"noncestr", c.NonceStr,
			"timestamp", c.Timestamp,
			"url", c.URL,
		),
	}
	if !check.OK {
		s.Expected = check.Expected.Signature
	}
	return []record.Signature{s}
}
