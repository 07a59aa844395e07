package sandbox

import (
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
)

// DelayAnswers makes the callback slow: from now on the platform gets the answer to every push later by d, in addition
// to the time that the callback itself takes. If both together exceed 5 seconds, the push is late, and WeChat pushes
// again. A d of zero ends the delays, and so does [Platform.Reset].
func (p *Platform) DelayAnswers(d time.Duration) {
	p.core.Do(func(tx *core.Tx) { delivery.Delay(tx, d, 0) })
}

// DelayNextAnswers is [Platform.DelayAnswers] for the next n pushes only.
func (p *Platform) DelayNextAnswers(d time.Duration, n int) {
	if n > 0 {
		p.core.Do(func(tx *core.Tx) { delivery.Delay(tx, d, n) })
	}
}

// CutNextPushes makes the next n pushes lose their connection: the callback answers, but the platform does not read the
// answer. WeChat pushes such a message again at once. An n of zero ends this, and so does [Platform.Reset].
func (p *Platform) CutNextPushes(n int) { p.core.Do(func(tx *core.Tx) { delivery.Cut(tx, n) }) }

// PushAgain pushes the message of an exchange again, with a new timestamp, nonce, signature and encryption. It makes
// one attempt at once, at the same time as any other delivery, and returns the exchange of the attempt.
//
// WeChat itself only repeats a push that got no answer, but networks can repeat any request. The phone shows the answer
// only if no earlier push of the message had one, and the exchange has a warning if the two answers differ. The error
// says that there is no such push, or no callback.
func (p *Platform) PushAgain(exchange int64) (Exchange, error) {
	push, err := p.delivery.Repeat(exchange)
	if err != nil {
		return Exchange{}, err
	}
	return push(), nil
}

// ExpireTokens ends every access_token now, both classic and stable ones. A call with one of them gets 42001, and the
// next request for a token makes a new one. Tickets and the tokens of the web login stay valid.
func (p *Platform) ExpireTokens() { p.core.Do((*core.Tx).ExpireTokens) }

// RenewClassicToken fetches a token from /cgi-bin/token as a second program with the same AppSecret would. If overlap
// is true, the account's own classic token works for five more minutes, as the platform promises. Otherwise it ends at
// once, which has been observed as well. Stable tokens stay valid.
func (p *Platform) RenewClassicToken(overlap bool) {
	life := core.TokenOverlap
	if !overlap {
		life = 0
	}
	p.core.Do(func(tx *core.Tx) { tx.ReplaceClassic(life) })
}

// RenewStableToken fetches a stable token by force_refresh as a second program would. The account's own stable token
// ends at once.
func (p *Platform) RenewStableToken() { p.core.Do((*core.Tx).ReplaceStable) }

// FailNext answers the next call of an endpoint, such as "menu.create", with an errcode, and the call does nothing. A
// pattern such as "menu.*" applies to the next call of any endpoint that it matches. If no endpoint has the name, the
// error says so; in a test it ends the test.
func (p *Platform) FailNext(name string, code endpoint.Code) error {
	if p.tb != nil {
		p.tb.Helper()
	}
	return p.FailCalls(CallFault{Endpoint: name, Code: code, Times: 1})
}

// AnswerNext answers the next call of an endpoint with the given body and HTTP status 200. The call does nothing.
// Errors are as for [Platform.FailNext].
func (p *Platform) AnswerNext(name, body string) error {
	if p.tb != nil {
		p.tb.Helper()
	}
	return p.FailCalls(CallFault{Endpoint: name, Status: http.StatusOK, Body: body, Times: 1})
}

// FailCalls makes calls of the API fail: with an errcode, an HTTP status, another body, a delay or a broken connection,
// for the next calls or with a probability. If several faults apply to a call, the one that was added first counts.
// [Platform.ClearFailures] removes the faults, and so does [Platform.Reset]. The error says why the fault is not
// possible; in a test it ends the test.
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

// ClearFailures removes the faults of [Platform.FailCalls], [Platform.FailNext] and [Platform.AnswerNext].
func (p *Platform) ClearFailures() { p.core.Do((*core.Tx).ClearCallFaults) }
