package capture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// sealed is a body, taken apart.
type sealed struct {
	text    string // the body
	encrypt string // its Encrypt, "" if there is none
	plain   bool   // it has the fields of a plain message
	broken  bool   // it is neither XML nor JSON
}

// body reads the body, and says what was done to it on its way.
func (j *judge) body() (s sealed) {
	body := j.push.Body
	if length, err := strconv.Atoi(j.push.Header["Content-Length"]); err == nil && length > len(body) {
		j.found.error("body.short", Words{
			EN: fmt.Sprintf("The body has %d bytes, and Content-Length says %d.", len(body), length),
			ZH: fmt.Sprintf("请求体有 %d 字节，而 Content-Length 为 %d。", len(body), length),
		}, Words{
			EN: "Capture the body whole, with its line ends as they are.", ZH: "请完整抓取请求体，并保留原有换行符。",
		})
	}
	if j.push.More {
		j.found.warn("body.more", Words{
			EN: "The text goes on behind the body's Content-Length: this is about its first request alone.",
			ZH: "在 Content-Length 之后还有内容：以下结论只针对第一个请求。",
		}, Words{
			EN: "Give one request at a time. If it is one: Content-Length is too small, and a callback reads no more than it says.",
			ZH: "每次只给出一个请求；若确为一个请求，则 Content-Length 偏小，回调只会读取该长度。",
		})
	}
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		j.found.error("body.gzip", Words{
			EN: "The body is compressed (gzip), and a callback reads it as it is.", ZH: "请求体经过 gzip 压缩，而回调按原样读取。",
		}, Words{
			EN: "The platform does not compress: turn the proxy's compression of requests off, or let the tool show the body decompressed.",
			ZH: "平台不会压缩请求体：请关闭代理对请求的压缩，或让抓取工具输出解压后的内容。",
		})
		s.broken = true
		return s
	}
	if rest, has := bytes.CutPrefix(body, byteOrderMark); has {
		body = rest
		j.found.warn("body.bom", Words{
			EN: "The body begins with a byte order mark, which the platform does not send.",
			ZH: "请求体以 BOM 开头，平台不会发送 BOM。",
		}, Words{
			EN: "An editor or a proxy has added it: save as UTF-8 without a BOM.", ZH: "由编辑器或代理添加：请保存为无 BOM 的 UTF-8。",
		})
	}
	if !utf8.Valid(body) {
		j.found.error("body.utf8", Words{
			EN: "The body is not UTF-8.", ZH: "请求体不是 UTF-8。",
		}, Words{
			EN: "The platform sends UTF-8: something on the way has converted it (to GBK, say), or cut a character.",
			ZH: "平台发送 UTF-8：中途被转换成了其他编码（如 GBK），或字符被截断。",
		})
	}
	s.text = strings.TrimSpace(string(body))
	if isJSON(s.text) {
		var envelope struct{ Encrypt, MsgType string }
		s.broken = json.Unmarshal([]byte(s.text), &envelope) != nil
		s.encrypt, s.plain = envelope.Encrypt, envelope.MsgType != ""
	} else if doc, err := xmldoc.ScanLenient(s.text); err != nil {
		s.broken = s.text != ""
	} else {
		s.encrypt = doc.Value("Encrypt")
		s.plain = doc.Has("MsgType") || doc.Has("FromUserName") || doc.Has("CreateTime")
		doc.Release()
	}
	s.encrypt = j.repairEncrypt(s.encrypt)
	return s
}

// repairEncrypt undoes what form decoding and encoding do to the base64 of Encrypt, and says so.
func (j *judge) repairEncrypt(raw string) string {
	encrypt := raw
	whole := strings.Trim(encrypt, "\r\n\t")
	if encrypt = strings.TrimSpace(encrypt); len(encrypt)%4 != 0 && len(whole)%4 == 0 {
		encrypt = whole // a + at an end has become a space, too
	}
	if strings.Contains(encrypt, "%") {
		if plain, err := url.PathUnescape(encrypt); err == nil {
			j.found.error("encrypt.escaped", Words{
				EN: "Encrypt is URL-encoded: it has %2B, %2F or %3D in place of +, / or =.",
				ZH: "Encrypt 被做了 URL 编码：+、/、= 变成了 %2B、%2F、%3D。",
			}, cureRawBody)
			return plain
		}
	}
	if strings.Contains(encrypt, " ") {
		j.found.error("encrypt.space", Words{
			EN: "Encrypt has spaces in place of +: the body was decoded as a form.",
			ZH: "Encrypt 中的 + 变成了空格：请求体被当作表单解码。",
		}, cureRawBody)
		return strings.ReplaceAll(encrypt, " ", "+")
	}
	if encrypt != raw {
		j.found.error("encrypt.around", Words{
			EN: "Encrypt has white space around it, which its signature does not cover: the XML was formatted anew.",
			ZH: "Encrypt 首尾有空白，与签名不符：XML 被重新格式化过。",
		}, cureRawBody)
	}
	return encrypt
}

var cureRawBody = Words{
	EN: "Read the body as raw bytes. It is XML whatever its Content-Type says: no form parser, no encoding.",
	ZH: "请按原始字节读取请求体：无论 Content-Type 是什么，内容都是 XML，不要做表单解析或编码。",
}

func isJSON(text string) bool { return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") }

// mode compares how the push was sent with the account's mode.
func (j *judge) mode(s sealed) {
	sent := account.Plain
	switch {
	case s.broken: // the message's finding says so
		return
	case s.encrypt != "" && s.plain:
		sent = account.Compatible
	case s.encrypt != "":
		sent = account.Safe
	case s.text == "":
		j.found.error("body.empty", Words{EN: "There is no body.", ZH: "没有请求体。"}, Words{
			EN: "Capture the body before a middleware reads it.", ZH: "请在中间件读取之前抓取请求体。",
		})
		return
	}
	j.verdict.Mode = sent.String()
	if s.encrypt == "" && j.query.get("encrypt_type") == "aes" {
		j.found.error("encrypt.missing", Words{
			EN: "encrypt_type says sealed (aes), and the body has no Encrypt.",
			ZH: "encrypt_type 为 aes，请求体却没有 Encrypt。",
		}, cureOnePush)
	}
	want := j.account.PushMode()
	j.encryptType(s, want)
	if sent == want || sent == account.Compatible && want == account.Plain {
		return
	}
	cure := Words{
		EN: "Choose the same mode (消息加解密方式) in the console and in WECHAT_MODE.",
		ZH: "后台的“消息加解密方式”与 WECHAT_MODE 须一致。",
	}
	title := Words{
		EN: fmt.Sprintf("The push is in %s mode, and the account in %s mode.", sent, want),
		ZH: fmt.Sprintf("推送为%s，而账号配置为%s。", modeNames[sent], modeNames[want]),
	}
	switch {
	case sent == account.Plain:
		title.EN += " Anybody who has seen a query can forge such a push."
		title.ZH += "任何看到过查询串的人都能伪造这样的推送。"
		j.found.error("mode.plain", title, cure)
	case want == account.Plain:
		j.found.error("mode.sealed", title, cure)
	case want == account.Safe:
		j.found.error("mode.compatible", title, cure)
	default: // a callback in compatible mode reads the sealed part alone
		j.found.warn("mode.safe", title, cure)
	}
}

// encryptType compares the query's encrypt_type with the body. A callback goes by it, and not by the body.
func (j *judge) encryptType(s sealed, want account.Mode) {
	switch value := j.query.get("encrypt_type"); {
	case value == "aes":
	case value != "" && value != "raw":
		j.found.error("encrypt_type", Words{
			EN: fmt.Sprintf("encrypt_type is %q, and the platform sends aes, or raw.", shortened(value)),
			ZH: fmt.Sprintf("encrypt_type 为 %q，而平台只发送 aes 或 raw。", shortened(value)),
		}, cureProxyQuery)
	case s.encrypt != "" && want.Encrypted() && j.query.signed(): // a query that is not there is said to be missing
		j.found.error("encrypt_type", Words{
			EN: "The body is sealed, and the query has no encrypt_type=aes: a callback takes it for a plain push, whose signature does not cover the body.",
			ZH: "请求体已加密，而查询串没有 encrypt_type=aes：回调会当作明文推送，其签名不覆盖请求体。",
		}, cureProxyQuery)
	}
	if s.encrypt != "" && isJSON(s.text) {
		j.found.error("body.json", Words{
			EN: "The body is JSON, and a callback of an Official Account reads XML.",
			ZH: "请求体是 JSON，公众号的回调只处理 XML。",
		}, cureXML)
	}
}

var modeNames = map[account.Mode]string{account.Plain: "明文模式", account.Compatible: "兼容模式", account.Safe: "安全模式"}

// cloud judges a request of WeChat cloud hosting, which is neither signed nor sealed.
func (j *judge) cloud() {
	j.verdict.Mode = account.CloudHosting.String()
	if j.account.PushMode() != account.CloudHosting {
		j.found.error("mode.cloud", Words{
			EN: "The request comes from WeChat cloud hosting (微信云托管), and the account is not in cloud mode.",
			ZH: "请求来自微信云托管，而账号未配置为 cloud 模式。",
		}, Words{
			EN: "Set WECHAT_MODE to cloud, in programs that run there alone.",
			ZH: "仅在云托管中运行的程序里，将 WECHAT_MODE 设为 cloud。",
		})
	}
	if j.push.Header["X-Wx-Source"] == "" {
		j.found.error("cloud.source", Words{
			EN: "The request has no x-wx-source header, which the gateway of cloud hosting sets.",
			ZH: "请求没有 x-wx-source 请求头，该请求头由云托管网关添加。",
		}, Words{
			EN: "Let pushes come through the gateway; what lacks the header comes from the public network.",
			ZH: "推送须经由云托管网关；没有该请求头的请求来自公网。",
		})
	}
	j.verdict.XML = j.body().text
	j.message()
}
