package credential

import (
	"context"
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
	force   *forceLimit
}

// classicToken gets a token from /cgi-bin/token: always a new one.
func (p *platform) classicToken(ctx context.Context, _ string) (string, time.Duration, error) {
	out, err := endpoint.Call(ctx, p.client, base.Token, base.TokenIn{
		GrantType: base.GrantClient, AppID: p.account.AppID, Secret: p.account.Secret,
	})
	return granted(base.Token.Name(), out.AccessToken, out.ExpiresIn, err)
}

// stableToken gets a token from /cgi-bin/stable_token. A new one is forced
// only where the platform hands out the refused one again, and the limits
// allow it: the former token dies at once, for every instance.
func (p *platform) stableToken(ctx context.Context, failed string) (string, time.Duration, error) {
	out, err := p.askStable(ctx, false)
	if err == nil && failed != "" && out.AccessToken == failed && p.force.take(ctx) {
		out, err = p.askStable(ctx, true)
	}
	return granted(base.StableToken.Name(), out.AccessToken, out.ExpiresIn, err)
}

// forced is not repeated: a second force within 30 s would be refused.
var forced = base.StableToken.With(endpoint.Once())

func (p *platform) askStable(ctx context.Context, force bool) (base.AccessToken, error) {
	call := base.StableToken
	if force {
		call = forced
	}
	return endpoint.Call(ctx, p.client, call, base.StableTokenIn{
		GrantType: base.GrantClient, AppID: p.account.AppID, Secret: p.account.Secret, ForceRefresh: force,
	})
}

// ticket gets tickets of a kind. They do not end with the access_token that
// they were asked for with.
func (p *platform) ticket(kind string) fetchFunc {
	return func(ctx context.Context, _ string) (string, time.Duration, error) {
		out, err := endpoint.Call(ctx, p.client, ticket.Get, ticket.GetIn{Type: kind})
		return granted(ticket.Get.Name(), out.Ticket, out.ExpiresIn, err)
	}
}

// maxLife bounds what is believed of expires_in; the platform documents 7200
// seconds at most.
const maxLife = 24 * time.Hour

// granted checks an answer: one without a value or an end would be used for
// ever.
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
