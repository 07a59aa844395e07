package sandbox

import (
	"time"

	"github.com/wechatgo/wechatgo/api/base"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Lives of access_tokens.
const (
	tokenLife    = 7200 * time.Second
	tokenOverlap = 5 * time.Minute // how long a replaced classic token still works, and how early a stable one is renewed
	forcePause   = 30 * time.Second
	maxForced    = 20 // a day
)

// accessToken is one generation of a token.
type accessToken struct {
	value   string
	expires time.Time // its own end
	cut     time.Time // when it was replaced for good; zero for never
	stable  bool      // its family
}

// tokens are the account's access_tokens: two families that do not know each
// other.
type tokens struct {
	byValue map[string]*accessToken
	classic *accessToken // the newest
	stable  *accessToken

	forced    time.Time // the last force_refresh
	forcedDay string    // the day that is counted, in China
	forcedN   int
}

// check says what the platform answers to a call with this token.
func (t *tokens) check(value string, now time.Time) error {
	if value == "" {
		return endpoint.ErrAccessTokenMissing
	}
	token := t.byValue[value]
	switch {
	case token == nil && len(value) < minTokenChars:
		return endpoint.ErrInvalidAccessToken
	case token == nil:
		return endpoint.ErrInvalidCredential
	case !token.cut.IsZero() && !now.Before(token.cut):
		return endpoint.ErrInvalidCredential
	case !now.Before(token.expires):
		return endpoint.ErrAccessTokenExpired
	}
	return nil
}

// minTokenChars is what a token has at least: less is malformed, not merely
// unknown.
const minTokenChars = 64

// add makes a token.
func (w *world) addToken() *accessToken {
	if w.tokens.byValue == nil {
		w.tokens.byValue = map[string]*accessToken{}
	}
	token := &accessToken{value: w.ids.token("97"), expires: w.now().Add(tokenLife)}
	w.tokens.byValue[token.value] = token
	return token
}

// answer is what is left of the token's life.
func (t *accessToken) answer(now time.Time) base.AccessToken {
	left := t.expires.Sub(now).Round(time.Second)
	return base.AccessToken{AccessToken: t.value, ExpiresIn: endpoint.Number(left / time.Second)}
}

// checkAccount checks who calls.
func (w *world) checkAccount(appID, secret string) error {
	own := w.p.config.Account
	switch {
	case appID == "":
		return endpoint.ErrAppIDMissing
	case appID != own.AppID:
		return endpoint.ErrInvalidAppID
	case secret == "":
		return endpoint.ErrAppSecretMissing
	case secret != own.Secret:
		return endpoint.ErrInvalidAppSecret
	}
	return nil
}

// classicToken is base.token: each call makes a new one, and the former one
// works for five more minutes.
func (w *world) classicToken(in base.TokenIn) (base.AccessToken, error) {
	if in.GrantType != base.GrantClient {
		return base.AccessToken{}, endpoint.ErrInvalidGrantType
	}
	if err := w.checkAccount(in.AppID, in.Secret); err != nil {
		return base.AccessToken{}, err
	}
	w.renewClassic()
	return w.tokens.classic.answer(w.now()), nil
}

func (w *world) renewClassic() {
	if former := w.tokens.classic; former != nil {
		former.cut = w.now().Add(tokenOverlap)
	}
	w.tokens.classic = w.addToken()
}

// stableToken is base.stable_token: the same token until its last five minutes,
// unless it is replaced by force.
func (w *world) stableToken(in base.StableTokenIn) (base.AccessToken, error) {
	if in.GrantType != base.GrantClient {
		return base.AccessToken{}, endpoint.ErrInvalidGrantType
	}
	if err := w.checkAccount(in.AppID, in.Secret); err != nil {
		return base.AccessToken{}, err
	}
	t, now := &w.tokens, w.now()
	if in.ForceRefresh {
		if err := t.force(now); err != nil {
			return base.AccessToken{}, err
		}
		w.renewStable()
	}
	if t.stable == nil || t.stable.expires.Sub(now) <= tokenOverlap {
		t.stable = w.addToken()
		t.stable.stable = true
	}
	return t.stable.answer(now), nil
}

// renewStable kills every stable token at once and makes a new one.
func (w *world) renewStable() {
	for _, token := range w.tokens.byValue {
		if token.stable && token.cut.IsZero() {
			token.cut = w.now()
		}
	}
	w.tokens.stable = w.addToken()
	w.tokens.stable.stable = true
}

// ExpireTokens lets every access_token end now, classic and stable ones: a call
// with one of them is answered 42001, and the next request for one makes a new
// one. Tickets and the web login's tokens go on.
func (p *Platform) ExpireTokens() {
	p.do(func(w *world) {
		for _, t := range w.tokens.byValue {
			if now := w.now(); t.expires.After(now) {
				t.expires = now
			}
		}
	})
}

// RenewClassicToken lets somebody else fetch a token from /cgi-bin/token, as a
// second program with the same AppSecret does. The account's own classic token
// works for five more minutes with overlap, as the platform promises, and is
// dead at once without, as it is seen to be. Stable tokens are not touched.
func (p *Platform) RenewClassicToken(overlap bool) {
	p.do(func(w *world) {
		former := w.tokens.classic
		w.renewClassic()
		if former != nil && !overlap {
			former.cut = w.now()
		}
	})
}

// RenewStableToken lets somebody else fetch a stable token by force_refresh,
// which ends the account's own stable token at once.
func (p *Platform) RenewStableToken() { p.do((*world).renewStable) }

// force counts a force_refresh: 20 a day, 30 seconds apart.
func (t *tokens) force(now time.Time) error {
	if !t.forced.IsZero() && now.Sub(t.forced) < forcePause {
		return refuse(endpoint.ErrAPIMinuteQuota,
			"force_refresh works once in 30 seconds. Ask without it: the token in force is still good.",
			"force_refresh 须间隔 30 秒。请不带该参数获取当前有效的 token。")
	}
	day := now.In(china).Format(time.DateOnly)
	if day != t.forcedDay {
		t.forcedDay, t.forcedN = day, 0
	}
	if t.forcedN == maxForced {
		return refuse(endpoint.ErrAPIDailyQuota,
			"force_refresh works 20 times a day. Ask without it.",
			"force_refresh 每天限用 20 次。请不带该参数调用。")
	}
	t.forced = now
	t.forcedN++
	return nil
}

// china is where the platform's days begin.
var china = time.FixedZone("CST", 8*60*60)
