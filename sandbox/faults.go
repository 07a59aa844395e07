package sandbox

import (
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
)

// DelayAnswers makes the callback slow: from now on the answer to every push is
// held back for d before the platform sees it, on top of what the callback
// itself takes. Beyond 5 seconds in all the push is late, and WeChat pushes
// again. Zero ends it, and so does [Platform.Reset].
func (p *Platform) DelayAnswers(d time.Duration) {
	p.core.Do(func(tx *core.Tx) { delivery.Delay(tx, d, 0) })
}

// DelayNextAnswers is [Platform.DelayAnswers] for the next n pushes alone.
func (p *Platform) DelayNextAnswers(d time.Duration, n int) {
	if n > 0 {
		p.core.Do(func(tx *core.Tx) { delivery.Delay(tx, d, n) })
	}
}

// CutNextPushes lets the next n pushes lose their connection: the callback
// answers, and the platform never reads it. WeChat pushes such a message again
// at once. Zero ends it, and so does [Platform.Reset].
func (p *Platform) CutNextPushes(n int) { p.core.Do(func(tx *core.Tx) { delivery.Cut(tx, n) }) }

// PushAgain makes the push of an exchange once more: the very same message,
// with a timestamp, a nonce, a signature and a seal of its own. It goes at
// once, beside whatever is under way, is tried once, and returns its exchange.
//
// WeChat itself repeats a push only for want of an answer, but networks repeat
// at will. The phone shows the answer only if no push of the message had one,
// and the exchange warns where the two answers differ. The error says that
// there is no such push, or no callback.
func (p *Platform) PushAgain(exchange int64) (Exchange, error) {
	again, err := p.delivery.Repeat(exchange)
	if err != nil {
		return Exchange{}, err
	}
	return again(), nil
}

// ExpireTokens lets every access_token end now, classic and stable ones: a call
// with one of them is answered 42001, and the next request for one makes a new
// one. Tickets and the web login's tokens go on.
func (p *Platform) ExpireTokens() { p.core.Do((*core.Tx).ExpireTokens) }

// RenewClassicToken lets somebody else fetch a token from /cgi-bin/token, as a
// second program with the same AppSecret does. The account's own classic token
// works for five more minutes with overlap, as the platform promises, and is
// dead at once without, as it is seen to be. Stable tokens are not touched.
func (p *Platform) RenewClassicToken(overlap bool) {
	life := core.TokenOverlap
	if !overlap {
		life = 0
	}
	p.core.Do(func(tx *core.Tx) { tx.ReplaceClassic(life) })
}

// RenewStableToken lets somebody else fetch a stable token by force_refresh,
// which ends the account's own stable token at once.
func (p *Platform) RenewStableToken() { p.core.Do((*core.Tx).ReplaceStable) }

// FailNext lets the next call of an endpoint, such as "menu.create", be answered
// with a code; nothing is done. A pattern such as "menu.*" takes whichever of
// them comes next. In a test, the name of no endpoint ends it.
func (p *Platform) FailNext(name string, code endpoint.Code) error {
	if p.tb != nil {
		p.tb.Helper()
	}
	return p.FailCalls(CallFault{Endpoint: name, Code: code, Times: 1})
}

// AnswerNext lets the next call of an endpoint be answered with these bytes, and
// HTTP status 200; nothing is done, and the state stays.
func (p *Platform) AnswerNext(name, body string) error {
	if p.tb != nil {
		p.tb.Helper()
	}
	return p.FailCalls(CallFault{Endpoint: name, Status: http.StatusOK, Body: body, Times: 1})
}

// FailCalls lets calls of the API go wrong: an errcode, an HTTP status, wrong
// bytes, a delay, a broken connection; for the next calls or with a probability.
// The first fault that was asked for strikes first. [Platform.ClearFailures]
// ends them, and so does [Platform.Reset].
func (p *Platform) FailCalls(f CallFault) (err error) {
	if p.tb != nil {
		p.tb.Helper()
	}
	p.core.Do(func(tx *core.Tx) { err = tx.AddCallFault(f) })
	if err != nil {
		p.fatalf("%v", err)
	}
	return err
}

// ClearFailures ends what [Platform.FailCalls] and its kin began.
func (p *Platform) ClearFailures() { p.core.Do((*core.Tx).ClearCallFaults) }
