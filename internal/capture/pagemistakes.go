package capture

import (
	"net/url"
	"slices"
	"strings"
)

// pageMistake is a usual mistake in signing a page: what is signed by mistake, and its finding.
type pageMistake struct {
	code        string
	signed      string
	title, cure Words
}

var cureHref = Words{
	EN: "Sign the page's location.href up to the #, byte for byte, as the page sends it.",
	ZH: "请对页面发来的 location.href 中 # 之前的部分逐字节签名。",
}

// pageMistakes returns the usual mistakes for a page, without its fragment, and what it gave to wx.config.
func pageMistakes(ticket, page string, p Page) (list []pageMistake) {
	for _, u := range urlMistakes(page, p.URL) {
		if u.url != page {
			list = append(list, pageMistake{
				"page.url." + u.code, string1(ticket, p.NonceStr, p.Timestamp, u.url), u.title, cureHref,
			})
		}
	}
	right := string1(ticket, p.NonceStr, p.Timestamp, page)
	values := Words{
		EN: "Give wx.config the very values that were signed.", ZH: "传给 wx.config 的值必须与签名时的完全一致。",
	}
	add := func(code, signed, en, zh string, cure Words) {
		list = append(list, pageMistake{code, signed, Words{EN: en, ZH: zh}, cure})
	}
	milliseconds, seconds := p.Timestamp+"000", strings.TrimSuffix(p.Timestamp, "000")
	if len(p.Timestamp) > 11 {
		seconds = p.Timestamp[:len(p.Timestamp)-3]
	}
	for _, t := range []string{milliseconds, seconds} {
		if t != p.Timestamp {
			add("page.timestamp", string1(ticket, p.NonceStr, t, page),
				"The timestamp of wx.config and the signed one differ: one is in milliseconds.",
				"wx.config 的 timestamp 与签名时的不一致：其中一个是毫秒。",
				Words{EN: "Use whole seconds in both.", ZH: "两处都使用整数秒。"})
		}
	}
	add("page.timestamp", string1(ticket, p.NonceStr, `"`+p.Timestamp+`"`, page),
		"The signed timestamp has quotes around it.", "签名时的 timestamp 带有引号。",
		Words{EN: "Sign the digits alone.", ZH: "请只对数字签名。"})
	for _, nonce := range []string{strings.ToLower(p.NonceStr), strings.ToUpper(p.NonceStr)} {
		if nonce != p.NonceStr {
			add("page.nonce", string1(ticket, nonce, p.Timestamp, page),
				"The signed nonceStr differs in upper and lower case from that of wx.config.",
				"签名时的 nonceStr 与 wx.config 中的大小写不同。", values)
		}
	}
	add("page.swapped", string1(ticket, p.Timestamp, p.NonceStr, page),
		"noncestr and timestamp are exchanged in the signed string.", "签名串中 noncestr 与 timestamp 的值互换了。",
		Words{EN: "Put each value behind its own name.", ZH: "请将每个值放在对应的名称之后。"})
	add("page.key", strings.Replace(right, "&noncestr=", "&nonceStr=", 1),
		"The signed string has the key nonceStr.", "签名串中的键写成了 nonceStr。",
		Words{
			EN: "In the signed string it is noncestr, in wx.config it is nonceStr.",
			ZH: "签名串中是 noncestr（全小写），wx.config 中是 nonceStr。",
		})
	add("page.key", strings.Replace(right, "jsapi_ticket=", "ticket=", 1),
		"The signed string has the key ticket in place of jsapi_ticket.", "签名串中的键 jsapi_ticket 写成了 ticket。",
		Words{EN: "Name it jsapi_ticket.", ZH: "请写成 jsapi_ticket。"})
	sorted := []string{ticket, p.NonceStr, p.Timestamp, page}
	slices.Sort(sorted)
	add("page.joined", strings.Join(sorted, ""),
		"The values alone are signed, sorted, as for a callback.", "只对排序后的值做了签名（那是消息推送的签名方法）。",
		Words{
			EN: "Sign jsapi_ticket=…&noncestr=…&timestamp=…&url=….",
			ZH: "请对 jsapi_ticket=…&noncestr=…&timestamp=…&url=… 签名。",
		})
	return list
}

// urlMistake is a URL that is signed by mistake in place of the page's.
type urlMistake struct {
	code, url string
	title     Words
}

// urlMistakes returns the usual ones for a page, and for its address with the fragment.
func urlMistakes(page, whole string) (list []urlMistake) {
	add := func(code, at, en, zh string) { list = append(list, urlMistake{code, at, Words{EN: en, ZH: zh}}) }
	base, query, _ := strings.Cut(page, "?")
	scheme, rest, _ := strings.Cut(page, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	behind := page[len(base):]

	add("fragment", whole, "The signed URL has the #fragment.", "签名的 url 带有 # 片段。")
	other := map[string]string{"http": "https", "https": "http"}[scheme]
	add("scheme", other+"://"+rest,
		"The signed URL begins with "+other+"://: a proxy ends TLS before the server.",
		"签名的 url 以 "+other+":// 开头：代理在服务器之前终止了 TLS。")
	slash := base + "/"
	if cut, has := strings.CutSuffix(base, "/"); has {
		slash = cut
	}
	add("slash", slash+behind, "The signed URL has one / more or less at the path's end.", "签名的 url 在路径末尾多了或少了一个 /。")
	add("query", base, "The signed URL has no query.", "签名的 url 缺少查询参数。")
	shared := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		return strings.HasPrefix(pair, "from=") || strings.HasPrefix(pair, "isappinstalled=")
	})
	if joined := strings.Join(shared, "&"); joined != query {
		add("shared", strings.TrimSuffix(base+"?"+joined, "?"),
			"The signed URL lacks what WeChat adds on sharing (from, isappinstalled).",
			"签名的 url 缺少微信分享时附加的参数（from、isappinstalled）。")
	}
	pairs := strings.Split(query, "&")
	slices.Sort(pairs)
	add(
		"order",
		base+"?"+strings.Join(pairs, "&"),
		"The signed URL has the query in another order.",
		"签名的 url 的查询参数顺序不同。",
	)
	add(
		"html",
		strings.ReplaceAll(page, "&", "&amp;"),
		"The signed URL has &amp; in place of &.",
		"签名的 url 中 & 变成了 &amp;。",
	)
	for _, decode := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
		if decoded, err := decode(page); err == nil {
			add("decoded", decoded, "The signed URL has its percent-encoding decoded.", "签名的 url 被做了 URL 解码。")
		}
	}
	escaped := url.QueryEscape(page)
	for _, encoded := range []string{escaped, strings.ReplaceAll(escaped, "+", "%20")} {
		add("encoded", encoded, "The signed URL is percent-encoded as a whole.", "签名的 url 被整体做了 URL 编码。")
	}
	if at, err := url.Parse(page); err == nil {
		add(
			"encoded",
			at.String(),
			"The signed URL has characters encoded that the page's has not.",
			"签名的 url 中部分字符被额外编码。",
		)
	}
	for _, root := range []string{"://" + host, "://" + host + "/"} {
		add("root", scheme+root, "The signed URL is that of the site's root.", "签名的 url 是站点根地址。")
	}
	name, _, _ := strings.Cut(host, ":")
	tail := strings.TrimPrefix(rest, host)
	for _, port := range []string{"", ":80", ":443"} {
		add(
			"port",
			scheme+"://"+name+port+tail,
			"The signed URL differs from the page's in its port.",
			"签名的 url 与页面的端口不同。",
		)
	}
	otherHost := "www." + host
	if cut, has := strings.CutPrefix(host, "www."); has {
		otherHost = cut
	}
	add(
		"host",
		scheme+"://"+otherHost+tail,
		"The signed URL has www. in its host, or lacks it.",
		"签名的 url 的域名多了或少了 www.。",
	)
	return list
}
