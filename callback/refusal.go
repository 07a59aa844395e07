package callback

import (
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// RequestError is a request that the callback refuses: it is not the platform's, or cannot be read in the account's
// mode. [Server.Parse] returns it; [Server.ServeHTTP] answers and logs it.
type RequestError struct {
	// Status is the HTTP status that answers the request.
	Status int
	// Reason is for the sender. It never says what was expected, which could help to forge a better request.
	Reason string
	// Cure is for the operator: what to do if the platform sent the request, or "".
	Cure string
	// Err is the cause where there is one, for the operator.
	Err error

	usual bool // nothing that an operator has to know
}

// Error says the reason, the cause and the cure: it is for a log, and Reason is for the sender.
func (e *RequestError) Error() string {
	text := "callback: " + e.Reason
	if e.Err != nil {
		text = fmt.Sprintf("%s: %v", text, e.Err)
	}
	if e.Cure != "" {
		text += ": " + e.Cure
	}
	return text
}

// Unwrap returns the cause.
func (e *RequestError) Unwrap() error { return e.Err }

// refusalReason is what is logged of a refusal, and so what has lines of its own: the first is logged, and then one a
// minute with the count. There are few reasons and cures, since none has anything of the request in it.
type refusalReason struct{ reason, cure string }

// refusalPause is the time between two lines about refusals for one reason.
const refusalPause = time.Minute

// refuse answers a request with the reason, and logs the rest. At level debug each refusal has its line.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, e *RequestError) {
	attrs := []slog.Attr{
		slog.Int("status", e.Status),
		slog.String("reason", e.Reason),
		slog.String("remote", r.RemoteAddr),
	}
	if e.Cure != "" {
		attrs = append(attrs, slog.String("cure", e.Cure))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.Any("err", e.Err))
	}
	level := slog.LevelWarn
	if e.usual {
		level = slog.LevelDebug
	} else {
		more, due := s.refusals.Due(refusalReason{e.Reason, e.Cure}, refusalPause)
		if !due {
			level = slog.LevelDebug
		} else if more > 0 {
			attrs = append(attrs, slog.Int("more_since_last", more))
		}
	}
	s.log.LogAttrs(r.Context(), level, "callback: request refused", attrs...)
	http.Error(w, "callback: "+e.Reason, e.Status)
}

// inConsole is where the platform keeps the values of the callback.
const inConsole = "the console (域名与消息推送配置, formerly 基本配置)"

const (
	cureToken   = "if the platform sent this: is Token the one in " + inConsole + "?"
	curePlain   = "the push came plain: choose 安全模式 in " + inConsole + ", or set Mode: Plain in the account"
	cureBoth    = "the push came in compatible mode: choose 安全模式 in " + inConsole + ", or set Mode: Compatible in the account"
	cureKey     = "the push came sealed: set EncodingAESKey (WECHAT_ENCODING_AES_KEY) and leave Mode out, or choose 明文模式 in " + inConsole
	cureFormat  = "choose XML as the data format in the console"
	cureCloud   = "the request has no signature: if WeChat cloud hosting (微信云托管) sent it and the program runs there, set Mode: CloudHosting (WECHAT_MODE=cloud) in the account"
	cureSource  = "it has no header x-wx-source: if cloud hosting sent it and the container has no public access (公网访问), use callback.WithPrivateContainer"
	cureSigned  = "it is signed, so it was sent to a server address (服务器地址) and not by cloud hosting: leave Mode CloudHosting out, or set the mode of " + inConsole
	cureCaller  = "the header x-wx-openid names another user than the push: a page or a mini program that may call this container sent it; give the callback a path that nobody guesses"
	cureMethod  = "a browser's visit or a health check ends here; if the console verifies a server address (服务器地址), leave Mode CloudHosting out: cloud hosting does not verify one"
	cureRead    = "if the platform sent this, a middleware has read the body: mount the callback before it, or give the body back (r.Body)"
	cureGzip    = "a proxy in front packs the body: switch that off for this address"
	cureAltered = "if the platform sent this, a proxy or a middleware alters the body: pass it on as it comes"
	cureSize    = "a genuine push that is longer needs WithMaxBody"
)

func badRequest(reason, cure string, err error) *RequestError {
	return &RequestError{Status: http.StatusBadRequest, Reason: reason, Cure: cure, Err: err}
}

func forbidden(reason, cure string) *RequestError {
	return &RequestError{Status: http.StatusForbidden, Reason: reason, Cure: cure}
}

// busy is the answer to a push that is not let in now. The platform pushes again.
func busy(reason, cure string) *RequestError {
	return &RequestError{Status: http.StatusServiceUnavailable, Reason: reason, Cure: cure}
}

// notAnswered is why a genuine push gets no answer, or nil.
func notAnswered(why once.Refusal) *RequestError {
	switch why {
	case once.TooMany:
		return busy("too many messages wait", "raise WithMaxConcurrent or WithMaxWaiting, or add instances")
	case once.ShuttingDown:
		return busy("shutting down", "")
	case once.HungUp:
		e := busy("the platform has hung up, and pushes again", "")
		e.usual = true
		return e
	}
	return nil
}
