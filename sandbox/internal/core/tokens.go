package core

import (
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Bounds of what is asked of access_tokens.
const (
	forcePause = 30 * time.Second
	maxForced  = 20 // a day
	// minTokenChars is what a token has at least: less is malformed, not merely
	// unknown.
	minTokenChars = 64
	// maxTokens is how many tokens of a family are known; beyond it the oldest
	// are unknown. The last one is always known.
	maxTokens = 1000
)

// AccessToken is one generation of a token.
type AccessToken struct {
	Value   string
	Expires time.Time       // its own end
	cut     time.Time       // when it was replaced for good; zero for never
	asked   *record.Problem // why it ended because somebody asked for it, nil for no such reason

	set    time.Time     // when its end was decided
	offset time.Duration // of the clock then
}

// end is when the token is over.
func (t *AccessToken) end() time.Time {
	if !t.cut.IsZero() && t.cut.Before(t.Expires) {
		return t.cut
	}
	return t.Expires
}

// decide remembers that the token's end was decided now.
func (t *AccessToken) decide(tx *Tx) { t.set, t.offset = tx.now, tx.p.Clock.ahead() }

// tokens are the account's access_tokens: two families that do not know each
// other.
type tokens struct {
	classics Recent[*AccessToken]
	stables  Recent[*AccessToken]
	classic  *AccessToken // the newest
	stable   *AccessToken

	forced    time.Time // the last force_refresh
	forcedDay string    // the day that is counted, in China
	forcedN   int
}

// CheckToken says what the platform answers to a call with this token.
func (tx *Tx) CheckToken(value string) error {
	if value == "" {
		return endpoint.ErrAccessTokenMissing
	}
	token := tx.tokens.find(value)
	switch {
	case token == nil && len(value) < minTokenChars:
		return endpoint.ErrInvalidAccessToken
	case token == nil:
		return endpoint.ErrInvalidCredential
	case !token.cut.IsZero() && !tx.now.Before(token.cut):
		return tx.ended(token, endpoint.ErrInvalidCredential)
	case !tx.now.Before(token.Expires):
		return tx.ended(token, endpoint.ErrAccessTokenExpired)
	}
	return nil
}

// ended refuses a token that was good once. Where that was asked for, or the clock
// was set ahead, the refusal says so.
func (tx *Tx) ended(token *AccessToken, code endpoint.Code) error {
	why := token.asked
	lived := tx.now.Sub(token.set) - (tx.p.Clock.ahead() - token.offset) // in real time
	if why == nil && lived < token.end().Sub(token.set) {
		why = &clockAhead
	}
	if why == nil {
		return code
	}
	return &Refusal{Code: code, Problem: *why, Asked: true}
}

// Why a token ended because somebody asked for it.
var (
	clockAhead = problem("The clock was set ahead, and the access_token's time is over. A program fetches a new one and calls again.",
		"时钟已拨快，该 access_token 的有效期已过。程序应获取新的 token 后重新调用。")
	expiredAsked = problem("Every access_token was ended, as it was asked to. A program fetches a new one and calls again.",
		"已按要求使所有 access_token 过期。程序应获取新的 token 后重新调用。")
	replacedAsked = problem("Somebody else renewed the token, as it was asked to, and this one is dead. A program fetches a new one and calls again.",
		"已按要求模拟其他程序更新 token，原 token 已失效。程序应获取新的 token 后重新调用。")
)

// ReplaceClassic lets somebody else fetch a classic token.
func (tx *Tx) ReplaceClassic(overlap time.Duration) {
	if former := tx.tokens.classic; former != nil && tx.now.Before(former.end()) {
		former.asked = &replacedAsked
	}
	tx.RenewClassic(overlap)
}

// ReplaceStable lets somebody else force a refresh of the stable token.
func (tx *Tx) ReplaceStable() {
	if former := tx.tokens.stable; former != nil && tx.now.Before(former.end()) {
		former.asked = &replacedAsked
	}
	tx.RenewStable()
}

// CheckSecret checks who calls.
func (tx *Tx) CheckSecret(appID, secret string) error {
	own := tx.p.config.Account
	switch {
	case appID == "":
		return endpoint.ErrAppIDMissing
	case appID != own.AppID:
		return endpoint.ErrInvalidAppID
	case secret == "":
		return endpoint.ErrAppSecretMissing
	case secret != own.Secret:
		return endpoint.ErrInvalidAppSecret
	case tx.rules.SecretFrozen:
		return endpoint.ErrAppSecretFrozen
	}
	return nil
}

func (t *tokens) find(value string) *AccessToken {
	if token := t.stables.Get(value); token != nil {
		return token
	}
	return t.classics.Get(value)
}

// newToken makes a token of a family.
func (tx *Tx) newToken(family *Recent[*AccessToken]) *AccessToken {
	token := &AccessToken{Value: tx.IDs.Token("97"), Expires: tx.now.Add(TokenLife)}
	token.decide(tx)
	family.Put(token.Value, token, maxTokens)
	return token
}

// RenewClassic makes a classic token; the former one works for overlap more.
func (tx *Tx) RenewClassic(overlap time.Duration) *AccessToken {
	if former := tx.tokens.classic; former != nil {
		former.cut = tx.now.Add(overlap)
		former.decide(tx)
	}
	tx.tokens.classic = tx.newToken(&tx.tokens.classics)
	return tx.tokens.classic
}

// StableToken is the stable token: the same one until its last five minutes.
func (tx *Tx) StableToken() *AccessToken {
	t := &tx.tokens
	if t.stable == nil || t.stable.Expires.Sub(tx.now) <= TokenOverlap {
		t.stable = tx.newToken(&t.stables)
	}
	return t.stable
}

// RenewStable kills every stable token at once and makes a new one.
func (tx *Tx) RenewStable() {
	for token := range tx.tokens.stables.Values() {
		if token.cut.IsZero() {
			token.cut = tx.now
			token.decide(tx)
		}
	}
	tx.tokens.stable = tx.newToken(&tx.tokens.stables)
}

// ExpireTokens lets every access_token end now.
func (tx *Tx) ExpireTokens() {
	for _, family := range []*Recent[*AccessToken]{&tx.tokens.classics, &tx.tokens.stables} {
		for t := range family.Values() {
			if t.end().After(tx.now) {
				t.Expires, t.asked = tx.now, &expiredAsked
			}
		}
	}
}

// CountForce counts a force_refresh: 20 a day, 30 seconds apart.
func (tx *Tx) CountForce() error {
	t := &tx.tokens
	if !t.forced.IsZero() && tx.now.Sub(t.forced) < forcePause {
		return Refuse(endpoint.ErrAPIMinuteQuota,
			"force_refresh works once in 30 seconds. Ask without it: the token in force is still good.",
			"force_refresh 须间隔 30 秒。请不带该参数获取当前有效的 token。")
	}
	day := tx.now.In(China).Format(time.DateOnly)
	if day != t.forcedDay {
		t.forcedDay, t.forcedN = day, 0
	}
	if t.forcedN == maxForced {
		return Refuse(endpoint.ErrAPIDailyQuota,
			"force_refresh works 20 times a day. Ask without it.",
			"force_refresh 每天限用 20 次。请不带该参数调用。")
	}
	t.forced = tx.now
	t.forcedN++
	return nil
}
