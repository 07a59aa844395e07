// Package base has the endpoints for the account's access_tokens, the platform's addresses and the API quotas.
package base

import (
	"regexp"
	"slices"
	"strings"
	"time"

	api "github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Token, token),
		route.Handle(api.StableToken, stableToken),
		route.Handle(api.CallbackIP, callbackIPs),
		route.Handle(api.APIDomainIP, apiDomainIPs),
		route.Handle(api.CallbackCheck, callbackCheck),
		route.Handle(api.QuotaGet, quota),
		route.Handle(api.QuotaClear, clearQuota),
		route.Handle(api.ClearQuota, clearAll),
		route.Handle(api.ClearQuotaV2, clearAllBySecret, route.InQueryOrBody),
		route.Handle(api.RIDGet, ridRequest),
	}
}

// state is empty: this area has no state of its own.
type state struct{}

// tokenAnswer returns a token with what is left of its lifetime.
func tokenAnswer(tx *core.Tx, t *core.AccessToken) api.AccessToken {
	left := t.Expires.Sub(tx.Now()).Round(time.Second)
	return api.AccessToken{AccessToken: t.Value, ExpiresIn: endpoint.Number(left / time.Second)}
}

// token handles base.token: each call makes a new token, and the old one works for five more minutes.
func token(tx *core.Tx, _ *state, in api.TokenIn) (api.AccessToken, error) {
	if in.GrantType != api.GrantClient {
		return api.AccessToken{}, endpoint.ErrInvalidGrantType
	}
	if err := tx.CheckSecret(in.AppID, in.Secret); err != nil {
		return api.AccessToken{}, err
	}
	return tokenAnswer(tx, tx.RenewClassic(core.TokenOverlap)), nil
}

// stableToken handles base.stable_token: it answers the same token until its last five minutes, unless force_refresh is
// set.
func stableToken(tx *core.Tx, _ *state, in api.StableTokenIn) (api.AccessToken, error) {
	if in.GrantType != api.GrantClient {
		return api.AccessToken{}, endpoint.ErrInvalidGrantType
	}
	if err := tx.CheckSecret(in.AppID, in.Secret); err != nil {
		return api.AccessToken{}, err
	}
	if in.ForceRefresh {
		if err := tx.CountForcedRefresh(); err != nil {
			return api.AccessToken{}, err
		}
		tx.RenewStable()
	}
	return tokenAnswer(tx, tx.StableToken()), nil
}

// callbackIPs handles base.getcallbackip. The sandbox pushes from this machine.
func callbackIPs(tx *core.Tx, _ *state, _ endpoint.None) (api.IPList, error) {
	return api.IPList{IPs: []string{"127.0.0.1"}}, nil
}

// apiDomainIPs handles base.get_api_domain_ip.
func apiDomainIPs(tx *core.Tx, _ *state, _ endpoint.None) (api.IPList, error) {
	return api.IPList{IPs: []string{"127.0.0.1"}}, nil
}

// callbackCheck handles base.callback_check. It always finds the connection to the callback in order.
func callbackCheck(tx *core.Tx, _ *state, in api.CallbackCheckIn) (api.CallbackCheckOut, error) {
	var out api.CallbackCheckOut
	operators := []api.Operator{api.OperatorDefault, api.OperatorTelecom, api.OperatorUnicom, api.OperatorTencent}
	switch {
	case tx.App().Callback == nil:
		return out, endpoint.ErrInvalidCheckURL
	case !slices.Contains([]api.CheckAction{api.CheckDNS, api.CheckPing, api.CheckAll}, in.Action):
		return out, endpoint.ErrInvalidCheckAction
	case !slices.Contains(operators, in.Operator):
		return out, endpoint.ErrInvalidCheckOperator
	}
	if in.Action != api.CheckPing {
		out.DNS = []api.DNSResult{{IP: "127.0.0.1", RealOperator: "UNICOM"}}
	}
	if in.Action != api.CheckDNS {
		out.Ping = []api.PingResult{{IP: "127.0.0.1", FromOperator: "UNICOM", PackageLoss: "0%", Time: "0.042ms"}}
	}
	return out, nil
}

// knownPath returns the endpoint of a cgi_path, or the platform's error.
func knownPath(tx *core.Tx, path string) (endpoint.Spec, error) {
	e, known := tx.Endpoint(path)
	switch {
	case strings.HasPrefix(path, "/sns/"):
		return e, endpoint.ErrPathUnauthorized
	case !known:
		return e, endpoint.ErrPathNotFound
	}
	return e, nil
}

// quota handles base.quota_get.
func quota(tx *core.Tx, _ *state, in api.QuotaIn) (api.QuotaOut, error) {
	e, err := knownPath(tx, in.CGIPath)
	if err != nil {
		return api.QuotaOut{}, err
	}
	limit, used := tx.DailyLimit(e), tx.UsedToday(e.Path)
	return api.QuotaOut{Quota: api.Quota{
		DailyLimit: endpoint.Number(limit), Used: endpoint.Number(used), Remain: endpoint.Number(max(0, limit-used)),
	}}, nil
}

// clearQuota handles base.quota_clear.
func clearQuota(tx *core.Tx, _ *state, in api.QuotaIn) (endpoint.None, error) {
	e, err := knownPath(tx, in.CGIPath)
	if err != nil {
		return endpoint.None{}, err
	}
	return endpoint.None{}, tx.ClearPath(e.Path)
}

// clearAll handles base.clear_quota.
func clearAll(tx *core.Tx, _ *state, in api.ClearQuotaIn) (endpoint.None, error) {
	if in.AppID != tx.Account().AppID {
		return endpoint.None{}, endpoint.ErrInvalidAppID
	}
	return endpoint.None{}, tx.ClearQuotas()
}

// clearAllBySecret handles base.clear_quota_v2.
func clearAllBySecret(tx *core.Tx, _ *state, in api.ClearQuotaV2In) (endpoint.None, error) {
	if err := tx.CheckSecret(in.AppID, in.AppSecret); err != nil {
		return endpoint.None{}, err
	}
	return endpoint.None{}, tx.ClearQuotas()
}

// ridLife is how long a request can be looked up by its rid.
const ridLife = 7 * 24 * time.Hour

// ridPattern matches a well-formed rid.
var ridPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$`)

// ridRequest handles base.rid_get. It finds the requests among the recorded exchanges.
func ridRequest(tx *core.Tx, _ *state, in api.RIDGetIn) (api.RIDGetOut, error) {
	if !ridPattern.MatchString(in.RID) {
		return api.RIDGetOut{}, endpoint.ErrRIDError
	}
	for _, x := range tx.Exchanges() {
		if x.RID != in.RID {
			continue
		}
		if tx.Now().Sub(x.At) > ridLife {
			return api.RIDGetOut{}, endpoint.ErrRIDTime
		}
		_, query, _ := strings.Cut(x.Request.URL, "?")
		return api.RIDGetOut{Request: api.Request{
			InvokeTime: endpoint.At(x.At), CostInMS: endpoint.Number(x.DurationMS), RequestURL: query,
			RequestBody: x.Request.Body, ResponseBody: x.Response.Body, ClientIP: "127.0.0.1",
		}}, nil
	}
	return api.RIDGetOut{}, endpoint.ErrRIDNotFound
}
