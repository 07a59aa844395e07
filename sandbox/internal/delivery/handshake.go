package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// answerTime is how long the platform waits for the answer of a callback.
const answerTime = 5 * time.Second

// maxAnswer is the longest answer of a callback that is read, in bytes.
const maxAnswer = 256 << 10

// signedQuery is the query that the platform adds to the callback's address.
type signedQuery struct {
	timestamp, nonce string
	values           []string // key=value, in the platform's order
	signatures       []record.Signature
}

func newSignedQuery(token, timestamp, nonce string) *signedQuery {
	q := &signedQuery{timestamp: timestamp, nonce: nonce}
	signature := msgcrypt.Signature(token, timestamp, nonce)
	q.add("signature", signature)
	q.add("timestamp", timestamp)
	q.add("nonce", nonce)
	q.signatures = append(q.signatures, record.Signature{
		Name: "signature", Value: signature, OK: true,
		Parts: record.Parts("token", token, "timestamp", timestamp, "nonce", nonce),
	})
	return q
}

func (q *signedQuery) add(key, value string) {
	q.values = append(q.values, key+"="+url.QueryEscape(value))
}

// on returns the callback's address with the query. A query that the address already has is kept.
func (q *signedQuery) on(callback *url.URL) string {
	u := *callback
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += strings.Join(q.values, "&")
	return u.String()
}

// handshake does the handshake with a and stores its result. In cloud hosting the probe stands for it.
func (d *Delivery) handshake(a core.App) record.Handshake {
	var w *core.World
	var x *core.Exchange
	var echo string
	var req request
	d.p.Do(func(tx *core.Tx) {
		w = tx.World
		x = &core.Exchange{}
		x.Kind, x.Title, x.Pending = "handshake", a.Callback.Path, true
		if tx.Account().Mode == account.CloudHosting {
			req = probeOf(a)
			x.Mode = account.CloudHosting.String()
		} else {
			echo = tx.IDs.Echo()
			q := newSignedQuery(tx.Account().Token, strconv.FormatInt(tx.Now().Unix(), 10), tx.IDs.Nonce())
			q.add("echostr", echo)
			req = request{method: http.MethodGet, url: q.on(a.Callback), header: pushHeader}
			x.Signatures = q.signatures
		}
		x.Request = req.record()
		x = tx.Record(*x)
	})

	start := time.Now()
	got := send(w.Context(), a, req, fault{})
	problem := got.problem
	switch isProbe := echo == ""; {
	case problem == nil && isProbe:
		problem = compareProbe(got.body)
	case problem == nil:
		problem = compareEcho(got.body, echo)
	case isProbe:
		problem = problem.And(cloudHint(got.status))
	default:
		problem = problem.And(handshakeHint(got))
	}

	h := record.Handshake{OK: problem == nil, Problem: problem}
	d.p.DoIn(w, func(tx *core.Tx) {
		x.Pending, x.OK, x.Problem = false, problem == nil, problem
		x.Outcome = got.outcome
		switch {
		case problem == nil:
			x.Outcome = "success"
		case x.Outcome == "":
			x.Outcome = "refused"
		}
		recordAnswer(x, got, time.Since(start))
		tx.Update(x)
		h.At = tx.Now()
	})
	d.p.SetHandshake(a, h)
	return h
}

// recordAnswer stores an answer in its exchange.
func recordAnswer(x *core.Exchange, got answer, took time.Duration) {
	x.DurationMS = float64(took.Microseconds()) / 1000
	x.Status = got.status
	x.Response = record.HTTPMessage{
		Status:  got.status,
		Headers: core.FlattenHeader(got.header),
		Body:    core.Recorded(got.body),
	}
}

// compareEcho returns nil if an answer is the echostr, and otherwise explains how it differs.
func compareEcho(body []byte, echo string) *record.Problem {
	got := string(body)
	if got == echo {
		return nil
	}
	const bom = "\ufeff"
	withoutBOM := strings.TrimPrefix(got, bom)
	trimmed := strings.TrimSpace(withoutBOM)
	switch {
	case got == "":
		return &record.Problem{
			EN: "The answer to the GET handshake is empty. Check the signature and answer with the echostr of the query, nothing else.",
			ZH: "GET 验证请求的应答为空。校验签名后，请原样返回查询参数 echostr。",
		}
	case withoutBOM != got && strings.Contains(got, echo):
		return &record.Problem{
			EN: "The answer begins with a byte order mark (BOM) before the echostr. Save the source files without a BOM.",
			ZH: "应答在 echostr 之前带有 BOM。请将源码文件保存为无 BOM 的 UTF-8。",
		}
	case trimmed == strconv.Quote(echo) || trimmed == "'"+echo+"'":
		return &record.Problem{
			EN: "The answer is the echostr in quotes. Write it as plain text, not as JSON.",
			ZH: "应答中的 echostr 带有引号。请以纯文本返回，不要编码为 JSON。",
		}
	case trimmed == echo:
		return &record.Problem{
			EN: "The answer has a line break or a space besides the echostr. Write only the echostr, for example with fmt.Fprint instead of fmt.Fprintln.",
			ZH: "应答在 echostr 前后带有换行或空格。请只返回 echostr 本身，例如使用 fmt.Fprint 而不是 fmt.Fprintln。",
		}
	case isPacked(body):
		return packedProblem()
	case isHTML(body) && strings.Contains(got, echo):
		return &record.Problem{
			EN: "The answer has the echostr in a web page (HTML). Write only the echostr, as plain text: no template, layout or debug page around it.",
			ZH: "应答把 echostr 放在了网页（HTML）里。请以纯文本只返回 echostr 本身，不要套用模板、布局或调试页面。",
		}
	case isHTML(body):
		return &record.Problem{
			EN: "The answer is a web page (HTML), and not the echostr of the query. Something else answers at this address: a proxy, another program, or the sandbox itself. Set the address and the path of the program's callback.",
			ZH: "应答是网页（HTML），不是查询参数中的 echostr。该地址由其他程序应答：代理、别的网站或沙箱自身。请填写程序回调的地址和路径。",
		}
	case strings.HasPrefix(trimmed, `{"errcode"`):
		return &record.Problem{
			EN: "The answer is a refusal of the platform's API: this is the address of a sandbox, and not of the program. Set the address of the program's callback.",
			ZH: "应答是平台接口的错误：该地址是沙箱的地址，不是程序的地址。请填写程序回调的地址。",
		}
	case strings.Contains(got, echo):
		return &record.Problem{
			EN: "The answer has something besides the echostr. Write only the echostr.",
			ZH: "应答除 echostr 外还有其他内容。请只返回 echostr 本身。",
		}
	}
	return &record.Problem{
		EN: "The answer is not the echostr of the query. Is the callback mounted at this path, and is its Token the account's?",
		ZH: "应答不是查询参数中的 echostr。请检查回调是否挂载在该路径，Token 是否与公众号一致。",
	}
}

// pushHeader is the header of the platform's requests to a callback.
var pushHeader = http.Header{
	"User-Agent": {"Mozilla/4.0"},
	"Accept":     {"*/*"},
	"Pragma":     {"no-cache"},
}

// postHeader is the header of a request that carries a push.
var postHeader = func() http.Header {
	h := pushHeader.Clone()
	h.Set("Content-Type", "text/xml")
	return h
}()

// request is a request of the platform to a callback.
type request struct {
	method, url string
	header      http.Header
	body        []byte
}

// record returns the request as an exchange shows it.
func (r *request) record() record.HTTPMessage {
	return record.HTTPMessage{
		Method: r.method, URL: r.url, Headers: core.FlattenHeader(r.header), Body: core.Recorded(r.body),
	}
}

// answer is the answer of a callback, or the reason why there is none.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	outcome string          // "late", "status" or "broken"; "" if the status is 200 and the answer came in time
	problem *record.Problem // nil if outcome is ""
	asked   bool            // the problem comes from a requested fault
}

// send sends one request to the app, waits for the answer for at most five seconds, and applies the fault.
func send(ctx context.Context, a core.App, req request, f fault) answer {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	return f.apply(ctx, roundTrip(ctx, a, req))
}

func roundTrip(ctx context.Context, a core.App, req request) answer {
	r, err := http.NewRequestWithContext(ctx, req.method, req.url, bytes.NewReader(req.body))
	if err != nil {
		return brokenAnswer(err)
	}
	r.Header = req.header.Clone()
	resp, err := Transport(a).RoundTrip(r)
	if err != nil {
		return noAnswer(ctx, err)
	}
	defer resp.Body.Close()
	got := answer{status: resp.StatusCode, header: resp.Header}
	got.body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		failed := noAnswer(ctx, err)
		got.outcome, got.problem = failed.outcome, failed.problem
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		got.outcome = "status"
		got.problem = &record.Problem{
			EN: fmt.Sprintf(
				"The callback redirects (HTTP %d) to %s, and WeChat does not follow. Set the callback's final address, with or without the slash at its end; if that is a login, leave the callback's path out of it.",
				resp.StatusCode,
				printable(resp.Header.Get("Location")),
			),
			ZH: fmt.Sprintf(
				"回调返回了重定向（HTTP %d）到 %s，微信不会跟随。请直接填写最终地址，注意末尾的斜杠；若重定向到登录页，请将回调路径排除在外。",
				resp.StatusCode,
				printable(resp.Header.Get("Location")),
			),
		}
	case resp.StatusCode != http.StatusOK:
		got.outcome, got.problem = "status", statusProblem(resp.StatusCode, got.body)
	}
	return got
}

// pushHint returns the likely mistake of a program that passed the handshake but refuses a push with this status, or
// nil. It depends on the mode of the push.
func pushHint(got answer, a account.Account) *record.Problem {
	status := got.status
	if a.Mode == account.CloudHosting {
		return cloudHint(status)
	}
	if hint := pushHintOf(got); hint != nil {
		return hint
	}
	p := &record.Problem{}
	switch {
	case status == http.StatusInternalServerError && a.Mode.Encrypted():
		p.EN, p.ZH = "Perhaps it cannot decrypt the push. ", "可能是程序无法解密推送。"
	case !isRefusal(status):
		return nil
	}
	p.EN += "The Token was right when the handshake passed (verify again if the program was restarted since then)."
	p.ZH += "握手通过时 Token 是正确的（若程序此后重启过，请重新验证）。"
	if !a.Mode.Encrypted() {
		return p.And(&record.Problem{
			EN: "This push was plain: does the program expect sealed ones, because it has an EncodingAESKey or its mode is safe?",
			ZH: "本次推送是明文：程序是否配置了 EncodingAESKey 或安全模式，因而只接受密文？",
		})
	}
	key := a.EncodingAESKey[:min(4, len(a.EncodingAESKey))]
	return p.And(&record.Problem{
		EN: fmt.Sprintf(
			"This push was sealed in %s mode for the AppID %s with the EncodingAESKey %s…: which of the three is different in the program?",
			a.Mode,
			a.AppID,
			key,
		),
		ZH: fmt.Sprintf("本次推送为%s，AppID 为 %s，EncodingAESKey 以 %s 开头：请检查程序中的这三项哪一项不同。", modeZH[a.Mode], a.AppID, key),
	})
}

// pushHintOf returns the mistake that a refusal names and that is none of the account's values, or nil.
func pushHintOf(got answer) *record.Problem {
	const expired = 419 // of Laravel, for a form without its token
	body := bytes.ToLower(got.body)
	says := func(text string) bool { return bytes.Contains(body, []byte(text)) }
	switch {
	case got.status == expired, got.status == http.StatusForbidden && (says("csrf") || says("cross-origin")):
		return &record.Problem{
			EN: "A protection against forged forms (CSRF) stands before the callback, and a push has nothing of it: leave the callback's path out of it.",
			ZH: "回调之前有 CSRF 校验，而推送不会携带相应令牌：请将回调路径排除在外。",
		}
	case !isRefusal(got.status):
		return nil
	case says("callback: parameter "), says("callback: the body is "), says("callback: the body ended"),
		says("callback: the body has no encrypt"), says("callback: bad msg_signature"):
		return &record.Problem{
			EN: "The push does not reach the callback as it was sent. The app's log says more: a middleware or a proxy before it reads or alters the body, or drops the query.",
			ZH: "推送到达回调时已不完整或被改动，详见应用日志：之前的中间件或代理读取、改动了请求体，或丢弃了查询参数。",
		}
	}
	return nil
}

// modeZH has the names of the encrypted modes as in the console.
var modeZH = map[account.Mode]string{account.Compatible: "兼容模式", account.Safe: "安全模式"}

func isRefusal(status int) bool {
	return status == http.StatusForbidden || status == http.StatusUnauthorized || status == http.StatusBadRequest
}

// noAnswer returns the answer for a request that ended without a complete response.
func noAnswer(ctx context.Context, err error) answer {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return answer{outcome: "late", problem: &record.Problem{
			EN: "The callback did not answer within 5 seconds, and WeChat hung up. Answer at once, and bring what takes longer later: as a customer-service message, or, where the account may not send those, when the user asks for it.",
			ZH: "回调未在 5 秒内应答，微信已断开连接。请立即应答，耗时的结果稍后通过客服消息发送；没有客服消息权限的公众号，可在用户再次来问时回复。",
		}}
	}
	return brokenAnswer(err)
}
