package delivery

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// statusProblem explains a status other than 200, with what the answer says. For 400, 401 and 403 it adds no cure: there
// the cause is often the program's configuration, which [handshakeHint] and [pushHint] explain.
func statusProblem(status int, body []byte) *record.Problem {
	en := fmt.Sprintf("The callback answered HTTP %d instead of 200, which counts as no answer.", status)
	zh := fmt.Sprintf("回调返回 HTTP %d 而不是 200，等同于没有应答。", status)
	if line := spoken(body); line != "" {
		en += fmt.Sprintf(" It says: %q.", line)
		zh += fmt.Sprintf("其内容为 %q。", line)
	}
	switch status {
	case http.StatusForbidden, http.StatusUnauthorized, http.StatusBadRequest:
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		en += " Is the callback mounted at this path, for GET and POST?"
		zh += "请检查该路径是否同时处理 GET 与 POST。"
	case http.StatusCreated, http.StatusAccepted, http.StatusNoContent:
		en += " Answer with 200."
		zh += "请返回 200。"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		en += " Does the program run behind the proxy? Look into the app's log."
		zh += "请检查代理后面的程序是否在运行，并查看应用日志。"
	default:
		en += " Look into the app's log."
		zh += "请查看应用日志。"
	}
	return &record.Problem{EN: en, ZH: zh}
}

// spoken returns the text of a refusal if it is one short line, and "" for a page or anything else.
func spoken(body []byte) string {
	const most = 200
	line := strings.TrimSpace(string(body))
	if len(line) > most || !utf8.ValidString(line) || strings.ContainsAny(line, "<\n") {
		return ""
	}
	return line
}

// handshakeHint returns the likely mistake of a program that refuses the handshake with this answer, or nil.
func handshakeHint(got answer) *record.Problem {
	switch {
	case got.status == http.StatusBadRequest && wantsTLS(got.body):
		return &record.Problem{
			EN: "The port speaks https: begin the callback's address with https://.",
			ZH: "该端口使用 https：请将服务器地址改为以 https:// 开头。",
		}
	case got.status == http.StatusUnauthorized:
		return &record.Problem{
			EN: "A login or a password stands before the callback, and WeChat has neither: leave the callback's path out of it. Or is the program's Token not the account's?",
			ZH: "回调之前有登录或密码校验，而微信不会携带：请将回调路径排除在外。也请检查程序中的 Token 是否与公众号一致。",
		}
	case got.status == http.StatusBadRequest:
		return &record.Problem{
			EN: "It did not take the request: is the program's Token the account's, and does everything before the program pass the query on as it comes?",
			ZH: "请求未被接受：请检查程序中的 Token 是否与公众号一致，以及程序之前的代理是否原样转发查询参数。",
		}
	case got.status == http.StatusForbidden && !speaksOfSignature(got.body):
		return &record.Problem{
			EN: "If the program itself answers so, it refused the signature, which is made only with the Token: is the program's Token the account's? If it does not, something else answers at this address: a proxy, a protection, or another program at the port.",
			ZH: "若由程序自身应答，则是签名被拒绝，而签名只用到 Token：请检查程序中的 Token 是否与公众号一致。否则该地址由其他程序应答：代理、防护，或占用该端口的其他程序。",
		}
	case got.status == http.StatusForbidden:
		return &record.Problem{
			EN: "It refused the signature, which is made only with the Token: is the program's Token the account's?",
			ZH: "签名被拒绝，而签名只用到 Token：请检查程序中的 Token 是否与公众号一致。",
		}
	}
	return nil
}

// wantsTLS reports whether a server says that its port speaks https: Go's, nginx, Apache and Tomcat.
func wantsTLS(body []byte) bool {
	for _, text := range []string{
		"HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port",
		"speaking plain HTTP to an SSL-enabled server port", "combination of host and port requires TLS",
	} {
		if bytes.Contains(body, []byte(text)) {
			return true
		}
	}
	return false
}

// speaksOfSignature reports whether a refusal names the signature, as that of package callback does.
func speaksOfSignature(body []byte) bool {
	return bytes.Contains(bytes.ToLower(body), []byte("signature"))
}

// isPacked reports whether an answer is packed with gzip, which the platform does not ask for.
func isPacked(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b")) }

func packedProblem() *record.Problem {
	return &record.Problem{
		EN: "The answer is packed with gzip, although the request does not ask for it. Switch compression off for the callback, in the program or in the proxy.",
		ZH: "应答经过 gzip 压缩，而请求并未要求压缩。请在程序或代理中对回调关闭压缩。",
	}
}

// isHTML reports whether an answer is a web page.
func isHTML(body []byte) bool {
	const begin = 512
	head := bytes.ToLower(bytes.TrimSpace(body[:min(begin, len(body))]))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

// brokenAnswer returns the answer for a connection that failed.
func brokenAnswer(err error) answer {
	return answer{outcome: "broken", problem: connectionProblem(err)}
}

func connectionProblem(err error) *record.Problem {
	var (
		speaksHTTP tls.RecordHeaderError
		unknown    x509.UnknownAuthorityError
		name       x509.HostnameError
		dns        *net.DNSError
	)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return &record.Problem{
			EN: "Nothing listens at the callback's address (" + err.Error() + "). Start the app.",
			ZH: "回调地址上没有程序在监听（" + err.Error() + "）。请启动应用。",
		}
	case errors.As(err, &speaksHTTP):
		return &record.Problem{
			EN: "The port speaks http and not https (" + err.Error() + "). Begin the callback's address with http://.",
			ZH: "该端口使用 http 而不是 https（" + err.Error() + "）。请将服务器地址改为以 http:// 开头。",
		}
	case errors.As(err, &unknown), errors.As(err, &name):
		return &record.Problem{
			EN: "The callback's certificate is not trusted (" + err.Error() + "), and WeChat needs one that is. Give the sandbox the program's http address, or use a certificate of a public authority.",
			ZH: "回调的证书不受信任（" + err.Error() + "），微信要求可信证书。请让沙箱使用程序的 http 地址，或改用公共机构签发的证书。",
		}
	case errors.As(err, &dns):
		return &record.Problem{
			EN: "The host of the callback's address is not found (" + err.Error() + "). Correct the address.",
			ZH: "找不到服务器地址中的主机（" + err.Error() + "）。请修正地址。",
		}
	}
	return &record.Problem{
		EN: "The callback gave no complete answer (" + err.Error() + "). Is the app running, and does it listen at the callback's address?",
		ZH: "没有收到完整的应答（" + err.Error() + "）。请检查应用是否在运行并监听回调地址。",
	}
}

// printable returns the beginning of a text of the program, with what could steer a terminal escaped.
func printable(text string) string {
	const most = 200
	if len(text) > most {
		text = text[:most] + "…"
	}
	quoted := strconv.Quote(text)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}
