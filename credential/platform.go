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

// platform asks WeChat for one account's values.
type platform struct {
	account account.Account
	client  *endpoint.Client
	tokens  endpoint.Tokens // for tickets
	force   *forceLimit
}

// The endpoints as they are asked here: with one request a call, since the pauses of this package decide when the next
// one goes out.
var (
	tokenOnce  = base.Token.With(endpoint.Once())
	stableOnce = base.StableToken.With(endpoint.Once())
	ticketOnce = ticket.Get.With(endpoint.Once())
)

// classicToken gets a token from /cgi-bin/token: always a new one.
func (p *platform) classicToken(ctx context.Context, _ question) (string, time.Duration, error) {
	out, err := endpoint.Call(ctx, p.client, tokenOnce, base.TokenIn{
		GrantType: base.GrantClient, AppID: p.account.AppID, Secret: p.account.Secret,
	})
	return granted(base.Token.Name(), out.AccessToken, out.ExpiresIn, err)
}

// stableToken gets a token from /cgi-bin/stable_token. A new one is forced only where the platform hands out the
// refused one again, and the limits allow it: the former token dies at once, for every instance. That is a second
// request.
func (p *platform) stableToken(ctx context.Context, q question) (string, time.Duration, error) {
	out, err := p.askStable(ctx, false)
	if err == nil && q.failed != "" && out.AccessToken == q.failed {
		sh := &shared{keeper: p.force.keeper}
		if p.force.take(ctx, sh) {
			out, err = p.askStable(ctx, true)
			p.force.ended(ctx, sh, err)
			if err != nil {
				err = &forceError{err}
			}
		}
	}
	return granted(base.StableToken.Name(), out.AccessToken, out.ExpiresIn, err)
}

func (p *platform) askStable(ctx context.Context, force bool) (base.AccessToken, error) {
	return endpoint.Call(ctx, p.client, stableOnce, base.StableTokenIn{
		GrantType: base.GrantClient, AppID: p.account.AppID, Secret: p.account.Secret, ForceRefresh: force,
	})
}

// ticket gets tickets of a kind. They do not end with the access_token that they were asked for with. Where that is
// refused, it is renewed, and the first fetch goes out a second time.
func (p *platform) ticket(kind string) fetchFunc {
	return func(ctx context.Context, q question) (string, time.Duration, error) {
		if _, err := p.tokens.Token(ctx); err != nil {
			return "", 0, &noTokenError{err}
		}
		tokens := p.tokens
		if q.again {
			tokens = nextTime{tokens}
		}
		out, err := endpoint.Call(ctx, p.client.WithTokens(tokens), ticketOnce, ticket.GetIn{Type: ticket.Kind(kind)})
		return granted(ticket.Get.Name(), out.Ticket, out.ExpiresIn, err)
	}
}

// noTokenError says that a ticket was not asked for, since there is no access_token.
type noTokenError struct{ err error }

func (e *noTokenError) Error() string { return e.err.Error() }
func (e *noTokenError) Unwrap() error { return e.err }

// nextTime renews a refused token for the fetch after this one, which stays a single request.
type nextTime struct{ endpoint.Tokens }

var errNextTime = errors.New("credential: the token has been renewed for the next try")

func (n nextTime) Renew(ctx context.Context, failed string) (string, error) {
	if _, err := n.Tokens.Renew(ctx, failed); err != nil {
		return "", err
	}
	return "", errNextTime
}

// maxLife bounds what is believed of expires_in; the platform documents 7200 seconds at most.
const maxLife = 24 * time.Hour

// granted checks an answer: one without a value or an end would be used for ever.
func granted(name, value string, expiresIn endpoint.Number, err error) (string, time.Duration, error) {
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
