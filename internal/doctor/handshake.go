package doctor

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/msgcrypt"
)

// hesitation is the time from which an answer is called slow: a user's message takes longer than a handshake, and has
// five seconds.
const hesitation = 2 * time.Second

var (
	handshakeOK = known{
		id: "callback.ok", level: OK,
		title: text{
			"The callback answers the handshake byte for byte, and refuses a wrong signature.",
			"回调逐字节返回 echostr，并拒绝错误的签名。",
		},
	}
	handshakeBroken = known{
		"callback.broken", Error,
		text{"The callback gave no complete answer.", "没有收到完整的应答。"},
		text{"Look into the program's and the proxy's log.", "请查看程序与反向代理的日志。"},
	}
	handshakeLate = known{
		"callback.late", Error,
		text{"The callback did not answer in time; the platform hangs up after 5 seconds.", "回调没有及时应答，平台 5 秒后断开。"},
		text{
			"Answer at once, before anything slow: the handshake needs the Token alone.",
			"请立即应答：验证只用到 Token，不要先做耗时的事。",
		},
	}
	handshakeSlow = known{
		"callback.slow", Warning,
		text{"The callback takes long for a handshake.", "回调的应答偏慢。"},
		text{
			"Look what it waits for: a user's message takes longer still, and has 5 seconds.",
			"请查明慢在何处：用户消息耗时更长，而期限只有 5 秒。",
		},
	}
	handshakeRedirect = known{
		"callback.redirect", Error,
		text{"The callback redirects, and the platform does not follow.", "回调返回重定向，平台不会跟随。"},
		text{
			"Put the final address into the console: https or http, with or without www and the slash at the end.",
			"请在后台直接填写最终地址：注意 https 与 http、www 与末尾的斜杠。",
		},
	}
	handshakeToken = known{
		"callback.token", Error,
		text{
			"The callback refuses the right signature, which is made with the Token alone.",
			"回调拒绝了正确的签名，而签名只用到 Token。",
		},
		text{
			"Give the program the Token of the console, and the same in WECHAT_TOKEN here. If it is, a firewall, a " +
				"login or a proxy in front refuses: let GET and POST pass.",
			"程序中的 Token、此处的 WECHAT_TOKEN 须与后台一致；若已一致，则是前面的防火墙、登录或代理拒绝，请放行 GET 与 POST。",
		},
	}
	handshakePath = known{
		"callback.path", Error,
		text{"There is no callback at this path, or not for GET.", "该路径上没有回调，或不接受 GET。"},
		text{
			"Mount it at the path of the console, for GET and POST, also in the proxy.",
			"请在后台填写的路径上同时处理 GET 与 POST，反向代理也须转发。",
		},
	}
	handshakeStatus = known{
		"callback.status",
		Error,
		text{
			"The callback answers with another status than 200, which counts as no answer.",
			"回调返回的状态码不是 200，等同于没有应答。",
		},
		text{"Look into the program's and the proxy's log.", "请查看程序与反向代理的日志。"},
	}
	handshakeUnchecked = known{
		"callback.unchecked", Error,
		text{
			"The callback answers a wrong signature with the echostr: it checks nothing, and anybody can forge pushes.",
			"签名错误时回调仍返回 echostr：没有校验签名，任何人都能伪造推送。",
		},
		text{
			"Check the signature of each request before answering, and refuse wrong ones with 403.",
			"每个请求都要先校验签名，错误的返回 403。",
		},
	}
	// handshakeUnrefused is for a program that hangs or breaks at a wrong signature: that is no refusal.
	handshakeUnrefused = known{
		"callback.unrefused", Warning,
		text{
			"The callback answers the handshake byte for byte, but gives no complete answer to a wrong signature.",
			"回调逐字节返回 echostr，但签名错误时没有完整的应答。",
		},
		text{
			"Refuse wrong signatures at once with 403; whether the callback checks them is not known so.",
			"签名错误时请立即返回 403；否则无法得知回调是否校验签名。",
		},
	}
)

// signedURL returns the callback's address with the platform's query. A query that the address has is kept.
func signedURL(p place, signature, timestamp, nonce, echo string) string {
	u := *p.url
	if u.RawQuery != "" {
		u.RawQuery += "&"
	}
	u.RawQuery += strings.Join([]string{
		"signature=" + signature, "timestamp=" + timestamp, "nonce=" + nonce, "echostr=" + url.QueryEscape(echo),
	}, "&")
	return u.String()
}

// digits returns a random number, as the platform's nonce and echostr are.
func digits() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return strconv.FormatUint(binary.BigEndian.Uint64(b[:])>>1, 10)
}

// shakeHands verifies the callback as the console does when the address is saved, and once more with a signature that
// is wrong.
func (x *exam) shakeHands(ctx context.Context, p place) {
	if x.Account.Token == "" {
		x.skip("callback", text{
			"The handshake is not examined: set WECHAT_TOKEN to the console's Token.",
			"未检查握手：请将 WECHAT_TOKEN 设为后台的 Token。",
		})
		return
	}
	timestamp, nonce, echo := strconv.FormatInt(x.World.Now().Unix(), 10), digits(), digits()
	right := msgcrypt.Signature(x.Account.Token, timestamp, nonce)
	got := x.get(ctx, signedURL(p, right, timestamp, nonce, echo))
	if ctx.Err() != nil {
		return
	}
	if k, evidence, ok := got.problem(echo); ok {
		x.add(k, evidence)
		return
	}
	if got.took > hesitation {
		x.add(handshakeSlow, got.took.Round(time.Millisecond).String())
	}
	wrong := msgcrypt.Signature(digits(), timestamp, nonce)
	echo = digits()
	forged := x.get(ctx, signedURL(p, wrong, timestamp, nonce, echo))
	switch {
	case ctx.Err() != nil:
	case strings.Contains(string(forged.body), echo) && forged.status == http.StatusOK:
		x.add(handshakeUnchecked, "")
	case forged.err != nil:
		x.add(handshakeUnrefused, forged.err.Error())
	default:
		x.add(handshakeOK, fmt.Sprintf("%d ms", got.took.Milliseconds()))
	}
}

// answer is what a server answered, or err.
type answer struct {
	status   int
	location string
	body     []byte
	took     time.Duration
	err      error
}

// get makes a request with the platform's header.
func (x *exam) get(ctx context.Context, address string) (a answer) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return answer{err: err}
	}
	req.Header = http.Header{"User-Agent": {"Mozilla/4.0"}, "Accept": {"*/*"}, "Pragma": {"no-cache"}}
	start := time.Now()
	defer func() { a.took = time.Since(start) }()
	resp, err := x.World.direct().RoundTrip(req)
	if err != nil {
		return answer{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	return answer{status: resp.StatusCode, location: resp.Header.Get("Location"), body: body, err: err}
}

// problem says what is wrong with an answer to the handshake; ok is false if nothing is.
func (a answer) problem(echo string) (k known, evidence string, ok bool) {
	status := fmt.Sprintf("HTTP %d", a.status)
	switch {
	case errors.Is(a.err, os.ErrDeadlineExceeded), errors.Is(a.err, context.DeadlineExceeded):
		return handshakeLate, a.took.Round(time.Millisecond).String(), true
	case a.err != nil:
		return handshakeBroken, a.err.Error(), true
	case a.status >= 300 && a.status < 400:
		return handshakeRedirect, status + " " + withoutQuery(a.location), true
	}
	if a.status != http.StatusOK && strings.Contains(string(a.body), echo) {
		return handshakeStatus, status + " with the echostr", true // the Token and the path are right
	}
	switch a.status {
	case http.StatusOK:
		return compareEcho(a.body, echo)
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return handshakeToken, status, true
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return handshakePath, status, true
	}
	return handshakeStatus, status, true
}

// withoutQuery returns an address without its query, which has the signature, and without its fragment. The address may
// be one that cannot be parsed.
func withoutQuery(address string) string {
	if end := strings.IndexAny(address, "?#"); end >= 0 {
		return address[:end]
	}
	return address
}
