package credential

import (
	"context"
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
)

// platform fetches one account's values from WeChat.
type platform struct {
	account account.Account
	client  *endpoint.Client
	tokens  endpoint.Tokens // for the requests for tickets
	force   *forceLimit     // nil for a classic token
}

// The endpoints without the client's retries, since the pauses of this package decide when the next request is sent.
var (
	tokenOnce  = base.Token.With(endpoint.Once())
	stableOnce = base.StableToken.With(endpoint.Once())
	ticketOnce = ticket.Get.With(endpoint.Once())
)

// classicToken fetches a token from /cgi-bin/token, which issues a new one for every request.
func (p *platform) classicToken(ctx context.Context, _ fetchRequest) (string, time.Duration, error) {
	out, err := endpoint.Call(ctx, p.client, tokenOnce, base.TokenIn{
		GrantType: base.GrantClient, AppID: p.account.AppID, Secret: p.account.Secret,
	})
	return checkAnswer(base.Token.Name(), out.AccessToken, out.ExpiresIn, err)
}

// stableToken fetches a token from /cgi-bin/stable_token. Where the platform returns the refused token again, a second
// request forces a new one, as far as the limits allow it. A forced renewal ends the former token at once, for every
// instance.
func (p *platform) stableToken(ctx context.Context, req fetchRequest) (string, time.Duration, error) {
	out, err := p.callStableToken(ctx, false)
	if err == nil && req.failed != "" && out.AccessToken == req.failed {
		sh := &sharedStore{env: p.force.env}
		if p.force.allow(ctx, sh) {
			out, err = p.callStableToken(ctx, true)
			p.force.finished(ctx, sh, err)
			if err != nil {
				err = &forceError{err}
			}
		}
	}
	return checkAnswer(base.StableToken.Name(), out.AccessToken, out.ExpiresIn, err)
}

func (p *platform) callStableToken(ctx context.Context, force bool) (base.AccessToken, error) {
	return endpoint.Call(ctx, p.client, stableOnce, base.StableTokenIn{
		GrantType: base.GrantClient, AppID: p.account.AppID, Secret: p.account.Secret, ForceRefresh: force,
	})
}

// ticket returns the fetch of the tickets of a kind. A ticket outlives the access_token that it was fetched with. Where
// the platform refuses the access_token, the token is renewed; the request is then sent a second time at once, or,
// where the last fetch failed, by the next fetch.
func (p *platform) ticket(kind string) fetchFunc {
	return func(ctx context.Context, req fetchRequest) (string, time.Duration, error) {
		if _, err := p.tokens.Token(ctx); err != nil {
			return "", 0, &noTokenError{err}
		}
		tokens := p.tokens
		if req.retry {
			tokens = renewWithoutRetry{tokens}
		}
		out, err := endpoint.Call(ctx, p.client.WithTokens(tokens), ticketOnce, ticket.GetIn{Type: ticket.Kind(kind)})
		return checkAnswer(ticket.Get.Name(), out.Ticket, out.ExpiresIn, err)
	}
}

// noTokenError says that no request for a ticket was sent, since there is no access_token.
type noTokenError struct{ err error }

func (e *noTokenError) Error() string { return e.err.Error() }
func (e *noTokenError) Unwrap() error { return e.err }

// renewWithoutRetry renews a refused token for the next fetch. It returns an error, so that the present call is not
// repeated and remains a single request.
type renewWithoutRetry struct{ endpoint.Tokens }

var errRenewedForNextTry = errors.New("credential: the token has been renewed for the next try")

func (r renewWithoutRetry) Renew(ctx context.Context, failed string) (string, error) {
	if _, err := r.Tokens.Renew(ctx, failed); err != nil {
		return "", err
	}
	return "", errRenewedForNextTry
}

// maxLife is the longest lifetime that the platform documents. A longer one is shortened to it, whoever claims it: the
// platform, another program, or an instance whose clock is ahead.
const maxLife = 7200 * time.Second

// checkAnswer returns the value and the lifetime of an answer. An answer without a value or with no lifetime is an
// error.
func checkAnswer(name, value string, expiresIn endpoint.Number, err error) (string, time.Duration, error) {
	switch {
	case err != nil:
		return "", 0, err
	case value == "":
		return "", 0, &endpoint.ResponseError{Endpoint: name, Reason: "the answer holds no value"}
	case expiresIn <= 0:
		return "", 0, &endpoint.ResponseError{Endpoint: name, Reason: "expires_in is missing or not above 0"}
	}
	return value, time.Duration(min(int64(expiresIn), int64(maxLife/time.Second))) * time.Second, nil
}
