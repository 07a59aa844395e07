package capture

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/message"
)

// Verdict is what was found out about a captured request.
type Verdict struct {
	// OK says that a callback of the account takes the request. There may be warnings all the same.
	OK bool `json:"ok"`
	// Kind is "push", or "handshake" for the verification of the server address.
	Kind     string    `json:"kind"`
	Findings []Finding `json:"findings"`
	// Mode is the mode in which the push was sent: "plain", "compatible", "safe" or "cloud".
	Mode string `json:"mode,omitempty"`
	// Key is the key that opened a sealed push: "EncodingAESKey" or "PreviousEncodingAESKey".
	Key string `json:"key,omitempty"`
	// Type is the message's type, such as "text" or "event subscribe", and GoType the type of package message for it.
	Type   string `json:"type,omitempty"`
	GoType string `json:"go_type,omitempty"`
	// XML is the message: the decrypted one of a sealed push. Whoever has the key can read it, whatever the signature is.
	XML string `json:"xml,omitempty"`
}

// judge is one judgement.
type judge struct {
	account account.Account
	push    Push
	query   query
	found   findings
	verdict Verdict
}

// Judge judges a captured request by the account's Token, AppID, EncodingAESKeys and mode. What the account lacks is a
// finding. No finding quotes a secret.
func Judge(a account.Account, p Push) Verdict {
	j := judge{account: a, push: p, verdict: Verdict{Kind: "push"}}
	j.query = readQuery(p.Query, &j.found)
	if a.PushMode() == account.CloudHosting || !j.query.signed() && p.Header["X-Wx-Source"] != "" {
		j.cloud()
		return j.end()
	}
	if j.handshake() {
		j.verdict.Kind = "handshake"
		j.signature("echostr")
		j.time()
		return j.end()
	}
	sealed := j.body()
	j.mode(sealed)
	if sealed.plain && j.account.PushMode() == account.Plain {
		sealed.encrypt = "" // a callback in plain mode reads the plain part alone, as its signature does
	}
	j.signatures(sealed.encrypt)
	j.time()
	if sealed.encrypt != "" {
		j.verdict.XML = j.open(sealed.encrypt)
	} else {
		j.verdict.XML = sealed.text
	}
	j.message()
	return j.end()
}

// handshake reports whether the request is a handshake, by its method, where that is known, and says if it is neither
// that nor a push. A server address may have a parameter of the name echostr itself.
func (j *judge) handshake() bool {
	switch method := j.push.Method; method {
	case "":
		return j.query.get("echostr") != ""
	case http.MethodGet:
		return true
	case http.MethodPost:
	default:
		j.found.error("method", Words{
			EN: "The request comes by " + shortened(method) + ", which a callback refuses with 405.",
			ZH: "请求方法为 " + shortened(method) + "，回调会以 405 拒绝。",
		}, Words{
			EN: "The platform sends a handshake by GET and a push by POST: this came from another program, or a proxy has changed it.",
			ZH: "平台用 GET 发送验证请求，用 POST 发送推送：该请求来自其他程序，或方法被代理改动。",
		})
		return j.query.get("echostr") != ""
	}
	return false
}

// Open decrypts the sealed part of a captured request and judges nothing but that: whether the request came from the
// platform is not known. The text is what [Parse] takes, or the Encrypt value alone. The verdict's OK says that a key
// of the account opened it, for this account.
func Open(a account.Account, text []byte) (Verdict, error) {
	j := judge{account: a, verdict: Verdict{Kind: "push"}}
	encrypt := strings.TrimSpace(string(text))
	if !isBase64(encrypt) {
		var err error
		if j.push, err = Parse(text); errors.Is(err, ErrForm) {
			return Verdict{}, fmt.Errorf("%w, or the Encrypt value alone", err)
		} else if err != nil {
			return Verdict{}, err
		}
		sealed := j.body()
		if encrypt = sealed.encrypt; encrypt == "" && j.found.ok() {
			j.found.error("mode.plain", Words{
				EN: "The push is not sealed: it has no Encrypt.", ZH: "该推送未加密：没有 Encrypt。",
			}, Words{EN: "It can be read as it is.", ZH: "可以直接阅读，无需解密。"})
		}
	}
	if encrypt != "" {
		j.verdict.XML = j.open(encrypt)
	}
	if j.verdict.XML != "" {
		j.message()
	}
	return j.end(), nil
}

func (j *judge) end() Verdict {
	j.verdict.Findings = append([]Finding{}, j.found...) // an empty list in JSON, not null
	j.verdict.OK = j.found.ok()
	return j.verdict
}

// message decodes the message.
func (j *judge) message() {
	if j.verdict.XML == "" {
		return
	}
	if isJSON(j.verdict.XML) {
		if j.found.has("body.json") {
			return
		}
		j.found.error("body.json", Words{
			EN: "The message is JSON, and a callback of an Official Account reads XML.",
			ZH: "消息是 JSON，公众号的回调只处理 XML。",
		}, cureXML)
		return
	}
	m, err := message.Decode([]byte(j.verdict.XML))
	if err != nil {
		j.found.error("body.xml", Words{
			EN: "The message is not a push: " + strings.TrimPrefix(err.Error(), "message: ") + ".",
			ZH: "消息不是合法的推送：" + strings.TrimPrefix(err.Error(), "message: ") + "。",
		}, Words{
			EN: "Capture the whole body, before a middleware reads or changes it.",
			ZH: "请抓取完整的请求体，并在任何中间件读取或修改之前抓取。",
		})
		return
	}
	j.verdict.Type, j.verdict.GoType = m.Type(), strings.TrimPrefix(fmt.Sprintf("%T", m), "*")
	if e, ok := m.(message.Event); ok {
		j.verdict.Type += " " + e.EventName()
	}
	if problem := m.Head().Problem; problem != nil {
		text := strings.ReplaceAll(problem.Error(), "\n", "; ")
		j.found.warn("message.field", Words{
			EN: "A field does not fit its type: " + text + ".", ZH: "字段与类型不符：" + text + "。",
		}, Words{
			EN: "The field is zero in the program; all others are as pushed.", ZH: "程序中该字段为零值，其余字段不受影响。",
		})
	}
	if openID := j.query.get("openid"); openID != "" && openID != m.Head().FromUserName {
		j.found.warn("openid", Words{
			EN: "The query's openid is not the message's FromUserName: query and body may be of two pushes.",
			ZH: "查询参数 openid 与消息的 FromUserName 不同：查询串和消息体可能来自两次推送。",
		}, cureOnePush)
	}
	j.otherQuery(m.Head().CreateTime)
}

var cureXML = Words{
	EN: "Choose XML as the data format (数据格式) where the console offers it, as for mini programs and cloud hosting.",
	ZH: "后台提供“数据格式”选项时（小程序、云托管）请选择 XML。",
}

var cureOnePush = Words{
	EN: "Take query and body from one request. If they are: somebody has used the query of another push.",
	ZH: "查询串和消息体必须取自同一请求；若确为同一请求，则有人盗用了其他推送的查询串。",
}

// otherQuery warns of a plain push whose query was made for another message, since its signature does not cover it.
func (j *judge) otherQuery(created time.Time) {
	sent, ok := j.sent()
	plain := j.verdict.Mode == account.Plain.String() || j.account.PushMode() == account.Plain
	if !ok || created.IsZero() || !plain {
		return
	}
	if sent.Sub(created).Abs() > maxAge {
		j.found.warn("replay.query", Words{
			EN: fmt.Sprintf(
				"The timestamp of the query is %s away from the message's CreateTime: the query may be that of another push.",
				roughly(sent.Sub(created).Abs()),
			),
			ZH: "查询参数 timestamp 与消息的 CreateTime 相差过大：查询串可能来自另一次推送。",
		}, Words{
			EN: "In plain mode the signature does not cover the body: choose the safe mode (安全模式).",
			ZH: "明文模式的签名不覆盖消息体，请改用安全模式。",
		})
	}
}
