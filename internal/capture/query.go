package capture

import (
	"net/url"
	"strings"
)

// query has the parameters that the platform adds to the address.
type query struct {
	values map[string]string
}

func (q query) get(name string) string { return q.values[name] }

// signed reports whether the query has anything of a signature.
func (q query) signed() bool {
	return q.get("signature") != "" || q.get("msg_signature") != "" || q.get("nonce") != ""
}

// parameters are the names that are read.
var parameters = []string{"signature", "timestamp", "nonce", "openid", "encrypt_type", "msg_signature", "echostr"}

// readQuery reads the parameters, and repairs what logs and proxies do to them, so that the rest can be judged.
func readQuery(raw string, found *findings) query {
	q := query{map[string]string{}}
	raw = repairQuery(raw, found)
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !isParameter(name) {
			continue
		}
		add := found.error
		if name == "openid" { // no callback needs it
			add = found.warn
		}
		plain, err := url.QueryUnescape(value)
		if err != nil {
			add("query.encoding", Words{
				EN: "The query's parameter " + name + " has a % that begins no encoded character.",
				ZH: "查询参数 " + name + " 中的 % 不是合法的 URL 编码。",
			}, cureProxyQuery)
			plain = value
		}
		if _, twice := q.values[name]; twice {
			add("query.twice", Words{
				EN: "The query has the parameter " + name + " twice.",
				ZH: "查询参数 " + name + " 出现了两次。",
			}, Words{
				EN: "Use another name where the server address in the console carries it itself.",
				ZH: "如果后台填写的服务器地址自带同名参数，请改用其他名称。",
			})
			continue
		}
		q.values[name] = plain
	}
	return q
}

var cureProxyQuery = Words{
	EN: "Take the query from the first server that sees the request; proxies must pass it as it is.",
	ZH: "请从最先收到请求的服务器上取查询串；代理必须原样转发查询串。",
}

// repairQuery undoes the escaping of a whole query, and says so.
func repairQuery(raw string, found *findings) string {
	switch {
	case strings.Contains(raw, "&amp;"):
		found.warn("query.escaped", Words{
			EN: "The query has &amp; in place of &: it was escaped as HTML.",
			ZH: "查询串中的 & 变成了 &amp;：被当作 HTML 转义过。",
		}, cureProxyQuery)
		return strings.ReplaceAll(raw, "&amp;", "&")
	case strings.Contains(raw, `\u0026`):
		found.warn("query.escaped", Words{
			EN: `The query has \u0026 in place of &: it was escaped as JSON.`,
			ZH: `查询串中的 & 变成了 \u0026：被当作 JSON 转义过。`,
		}, cureProxyQuery)
		return strings.ReplaceAll(raw, `\u0026`, "&")
	case !strings.Contains(raw, "=") && strings.Contains(strings.ToUpper(raw), "%3D"):
		if plain, err := url.QueryUnescape(raw); err == nil {
			found.error("query.twice_encoded", Words{
				EN: "The whole query is URL-encoded once more: its = and & are %3D and %26.",
				ZH: "整个查询串被多做了一次 URL 编码：= 和 & 变成了 %3D 和 %26。",
			}, cureProxyQuery)
			return plain
		}
	}
	return raw
}

func isParameter(name string) bool {
	for _, p := range parameters {
		if p == name {
			return true
		}
	}
	return false
}
