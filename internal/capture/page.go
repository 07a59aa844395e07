package capture

import (
	"bytes"
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Page is what a page gave to wx.config.
type Page struct {
	// URL is the page's address as the browser has it: location.href, with or without its fragment.
	URL string
	// AppID, Timestamp, NonceStr and Signature are the values of wx.config.
	AppID, Timestamp, NonceStr, Signature string
}

// ParsePage reads the values of wx.config from JSON: an object with appId, timestamp (a number or a text), nonceStr and
// signature. Other members do not matter.
func ParsePage(raw []byte) (Page, error) {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(bytes.TrimPrefix(raw, byteOrderMark), &members) != nil {
		return Page{}, errors.New(`capture: not the values of wx.config: give JSON, ` +
			`{"appId": "wx…", "timestamp": 1414587457, "nonceStr": "…", "signature": "…"}`)
	}
	value := func(name string) string {
		var s string
		if json.Unmarshal(members[name], &s) == nil {
			return s
		}
		return strings.TrimSpace(string(members[name])) // a number, as it is written
	}
	return Page{
		URL: value("url"), AppID: value("appId"), Timestamp: value("timestamp"),
		NonceStr: cmp.Or(value("nonceStr"), value("noncestr")), Signature: value("signature"),
	}, nil
}

// PageVerdict is what was found out about a page's wx.config.
type PageVerdict struct {
	OK       bool      `json:"ok"`
	Findings []Finding `json:"findings"`
	// Signature is the right signature of the page, with the nonceStr and the timestamp of wx.config.
	Signature string `json:"signature"`
	// String1 is what is signed, with the ticket's length in its place.
	String1 string `json:"string1"`
}

// JudgePage judges what a page gave to wx.config, by the account's AppID and its jsapi_ticket. Where the signature is
// that of a usual mistake, the finding names it. An empty appID is not compared. No finding quotes the ticket.
func JudgePage(appID, ticket string, p Page) PageVerdict {
	var found findings
	page, _, _ := strings.Cut(p.URL, "#")
	if at, err := url.Parse(page); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		found.error("page.url", Words{
			EN: "The page's URL is no http or https address.", ZH: "页面 URL 不是 http 或 https 地址。",
		}, Words{EN: "Give location.href.", ZH: "请使用 location.href。"})
	}
	if appID != "" && p.AppID != appID {
		found.error("page.appid", Words{
			EN: fmt.Sprintf("appId is %q, and the account's AppID %q.", shortened(p.AppID), appID),
			ZH: fmt.Sprintf("appId 为 %q，而账号的 AppID 为 %q。", shortened(p.AppID), appID),
		}, Words{
			EN: "The ticket and appId of wx.config must be of one account.", ZH: "ticket 与 wx.config 的 appId 必须属于同一账号。",
		})
	}
	verdict := PageVerdict{
		Signature: pageSignature(ticket, p.NonceStr, p.Timestamp, page),
		String1:   string1(fmt.Sprintf("<%d characters>", len(ticket)), p.NonceStr, p.Timestamp, page),
	}
	if missing := missingOf(p); missing != "" {
		found.error("page.missing", Words{
			EN: "wx.config lacks " + missing + ".", ZH: "wx.config 缺少 " + missing + "。",
		}, Words{
			EN: "Give it the server's values as they are; in wx.config the key is nonceStr, with a capital S.",
			ZH: "请原样使用服务器返回的参数；wx.config 中的键是 nonceStr（大写 S）。",
		})
	} else if p.Signature != verdict.Signature {
		wrongPage(&found, ticket, page, p)
	}
	verdict.OK, verdict.Findings = found.ok(), append([]Finding{}, found...)
	return verdict
}

// missingOf returns the names of the values that wx.config lacks.
func missingOf(p Page) string {
	var missing []string
	for _, v := range []struct{ name, value string }{
		{"timestamp", p.Timestamp}, {"nonceStr", p.NonceStr}, {"signature", p.Signature},
	} {
		if v.value == "" {
			missing = append(missing, v.name)
		}
	}
	return strings.Join(missing, ", ")
}

// string1 is the text that is signed, as the platform's page about the JS-SDK has it.
func string1(ticket, nonce, timestamp, page string) string {
	return "jsapi_ticket=" + ticket + "&noncestr=" + nonce + "&timestamp=" + timestamp + "&url=" + page
}

func pageSignature(ticket, nonce, timestamp, page string) string {
	return sha1Hex(string1(ticket, nonce, timestamp, page))
}

func sha1Hex(s string) string {
	sum := sha1.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// wrongPage names the mistake that gives the page's wrong signature, or says that it is none of the usual ones.
func wrongPage(found *findings, ticket, page string, p Page) {
	if strings.EqualFold(p.Signature, pageSignature(ticket, p.NonceStr, p.Timestamp, page)) {
		found.error("page.case", Words{
			EN: "The signature is in upper case: it is right otherwise.", ZH: "签名是大写的，其余正确。",
		}, Words{EN: "Write SHA-1 in lower-case hex.", ZH: "SHA-1 请用小写十六进制。"})
		return
	}
	for _, m := range pageMistakes(ticket, page, p) {
		if sha1Hex(m.signed) == p.Signature {
			found.error(m.code, m.title, m.cure)
			return
		}
	}
	if len(p.Signature) != 2*sha1.Size {
		found.error("page.form", Words{
			EN: fmt.Sprintf("The signature has %d characters, where SHA-1 in hex has 40.", len(p.Signature)),
			ZH: fmt.Sprintf("签名有 %d 个字符，而十六进制的 SHA-1 应为 40 个。", len(p.Signature)),
		}, Words{EN: "Use SHA-1, not MD5, SHA-256 or base64.", ZH: "请使用 SHA-1，而不是 MD5、SHA-256 或 base64。"})
		return
	}
	found.error("page.signature", Words{
		EN: "The signature is neither that of this page nor that of a usual mistake.", ZH: "签名既不是该页面的，也不是常见错误所致。",
	}, Words{
		EN: "Another ticket was used (another account's, an expired one, a wx_card ticket), or another page's URL, or wx.config has not the " +
			"nonceStr and timestamp that were signed.",
		ZH: "可能使用了其他 ticket（其他账号的、已过期的或 wx_card 的）、其他页面的 URL，或 wx.config 中的 nonceStr、timestamp 不是签名时的。",
	})
}
