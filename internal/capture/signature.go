package capture

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/msgcrypt"
)

// signs reports whether value is the signature of the request's timestamp and nonce, and of the further parts, with a
// token.
func (j *judge) signs(value, token string, more ...string) bool {
	return msgcrypt.Verify(value, append([]string{token, j.query.get("timestamp"), j.query.get("nonce")}, more...)...)
}

// complete reports whether everything is there that a signature needs, and says what is missing.
func (j *judge) complete(names ...string) bool {
	var missing []string
	for _, name := range names {
		if j.query.get(name) == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		list := strings.Join(missing, ", ")
		j.found.error("query.missing", Words{
			EN: "The query lacks " + list + ", so that nothing shows that the platform sent this.",
			ZH: "查询串缺少 " + list + "，无法证明请求来自微信。",
		}, Words{
			EN: "Capture the address with its query. A push without it is a browser's visit, or a proxy drops the query.",
			ZH: "请连同查询串一起抓取。没有查询串的请求来自浏览器访问，或代理丢弃了查询串。",
		})
	}
	if j.account.Token == "" {
		j.found.error("token.missing", Words{
			EN: "The account has no Token, so that no signature can be checked.", ZH: "未配置 Token，无法校验签名。",
		}, Words{
			EN: "Set WECHAT_TOKEN to the token (令牌) of the console.", ZH: "将 WECHAT_TOKEN 设为后台的“令牌(Token)”。",
		})
	}
	return len(missing) == 0 && j.account.Token != ""
}

// signature judges the signature of a request that has no other: of a plain push, and of the handshake, which needs more.
func (j *judge) signature(more ...string) {
	if !j.complete(append([]string{"signature", "timestamp", "nonce"}, more...)...) {
		return
	}
	if !j.signs(j.query.get("signature"), j.account.Token) {
		j.wrongToken(j.query.get("signature"))
	}
}

// signatures judges the signatures of a push. msg_signature alone covers the sealed part.
func (j *judge) signatures(encrypt string) {
	if encrypt == "" || j.query.get("encrypt_type") != "aes" && j.query.get("msg_signature") == "" {
		j.signature()
		return
	}
	if !j.complete("signature", "timestamp", "nonce", "msg_signature") {
		return
	}
	plain, sealed := j.query.get("signature"), j.query.get("msg_signature")
	plainOK, sealedOK := j.signs(plain, j.account.Token), j.signs(sealed, j.account.Token, encrypt)
	switch {
	case plainOK && sealedOK:
	case j.signs(sealed, j.account.Token) && j.signs(plain, j.account.Token, encrypt):
		j.found.error("signature.swapped", Words{
			EN: "signature and msg_signature are exchanged.", ZH: "signature 与 msg_signature 互换了。",
		}, cureProxyQuery)
	case sealed == plain:
		j.found.error("msg_signature", Words{
			EN: "msg_signature has the value of signature, which does not cover the sealed message.",
			ZH: "msg_signature 用了 signature 的值，而后者不覆盖密文。",
		}, Words{
			EN: "Sign the Encrypt value too: SHA-1 over the sorted token, timestamp, nonce and Encrypt.",
			ZH: "msg_signature 需包含 Encrypt：对排序后的 token、timestamp、nonce、Encrypt 做 SHA-1。",
		})
	case sealedOK:
		j.found.error("signature", Words{
			EN: "signature is wrong while msg_signature is right: the Token is right, and the parameter signature was changed.",
			ZH: "msg_signature 正确而 signature 错误：Token 无误，signature 参数被改动。",
		}, cureProxyQuery)
	case plainOK:
		j.found.error("msg_signature", Words{
			EN: "msg_signature is wrong while signature is right: the Token is right, and the sealed message is not the one that was signed.",
			ZH: "signature 正确而 msg_signature 错误：Token 无误，密文不是被签名的那一份。",
		}, Words{
			EN: "Take query and body from one request, and the body before anything changes it; every push has another Encrypt.",
			ZH: "查询串和消息体须取自同一请求，且消息体未经修改；每次推送的 Encrypt 都不同。",
		})
	default:
		j.wrongToken(plain)
	}
}

// wrongToken says why a signature is wrong that covers token, timestamp and nonce.
func (j *judge) wrongToken(signature string) {
	token := j.account.Token
	if lower := strings.ToLower(signature); lower != signature && j.signs(lower, token) {
		j.found.error("signature.case", Words{
			EN: "signature is in upper case: it is right otherwise.", ZH: "signature 是大写的，其余正确。",
		}, Words{EN: "The platform signs in lower-case hex.", ZH: "平台的签名是小写十六进制。"})
		return
	}
	for _, mistake := range []struct{ token, en, zh string }{
		{strings.TrimSpace(token), "the Token without the white space around it", "去掉首尾空白的 Token"},
		{strings.Trim(token, `"'`), "the Token without the quotes around it", "去掉首尾引号的 Token"},
		{strings.ToLower(token), "the Token in lower case", "小写的 Token"},
		{strings.ToUpper(token), "the Token in upper case", "大写的 Token"},
		{j.account.Secret, "the AppSecret", "AppSecret"},
		{j.account.AppID, "the AppID", "AppID"},
		{j.account.EncodingAESKey, "the EncodingAESKey", "EncodingAESKey"},
	} {
		if mistake.token != "" && mistake.token != token && j.signs(signature, mistake.token) {
			j.found.error("token", Words{
				EN: "The Token is wrong: the request was signed with " + mistake.en + ".",
				ZH: "Token 错误：请求是用" + mistake.zh + "签名的。",
			}, Words{
				EN: "Give the program the very text that the console has as token (令牌).",
				ZH: "程序中的 Token 必须与后台“令牌(Token)”逐字相同。",
			})
			return
		}
	}
	j.found.error("token", Words{
		EN: "The signature is not that of this Token.", ZH: "签名与该 Token 不符。",
	}, Words{
		EN: "Compare the Token with the console's (令牌); it may have been changed there, or the push is another account's. " +
			"signature, timestamp and nonce must be of one request.",
		ZH: "请核对后台的“令牌(Token)”：可能已被修改，或该推送属于其他公众号。signature、timestamp、nonce 必须来自同一请求。",
	})
}

// maxAge is how old a timestamp may be. The platform repeats a push within 15 s, with a fresh one.
const maxAge = 5 * time.Minute

// sent returns the time of the request's timestamp.
func (j *judge) sent() (time.Time, bool) {
	seconds, err := strconv.ParseInt(j.query.get("timestamp"), 10, 64)
	if err != nil || seconds < 0 || seconds > 1e11 {
		return time.Time{}, false
	}
	return time.Unix(seconds, 0), true
}

// time judges the timestamp by the time when the request came.
func (j *judge) time() {
	if j.query.get("timestamp") == "" {
		return
	}
	sent, ok := j.sent()
	if !ok {
		j.found.error("timestamp.form", Words{
			EN: "timestamp is not a number of seconds since 1970.", ZH: "timestamp 不是 1970 年以来的秒数。",
		}, Words{EN: "The platform sends seconds, not milliseconds.", ZH: "平台发送的是秒，不是毫秒。"})
		return
	}
	if j.push.At.IsZero() {
		return
	}
	switch age := j.push.At.Sub(sent); {
	case age > maxAge:
		j.found.warn("timestamp.old", Words{
			EN: fmt.Sprintf(
				"The request came %s after its timestamp: it is a replay, was held up, or this machine's clock is ahead.",
				roughly(age),
			),
			ZH: "请求到达时 timestamp 已过期：可能是重放、被积压，或本机时钟偏快。",
		}, cureClock)
	case age < -maxAge:
		j.found.warn("timestamp.ahead", Words{
			EN: fmt.Sprintf("The timestamp is %s ahead of the clock of the machine that captured it.", roughly(-age)),
			ZH: "timestamp 比抓取机器的时钟超前：本机时钟偏慢。",
		}, cureClock)
	}
}

var cureClock = Words{
	EN: "Check the machine's clock (NTP). A callback with a replay guard refuses such a push.",
	ZH: "请检查机器时钟（NTP）。开启重放保护的回调会拒绝这样的推送。",
}

// roughly returns a duration in seconds, or in minutes where it is long.
func roughly(d time.Duration) string {
	if d < time.Hour {
		return d.Round(time.Second).String()
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
