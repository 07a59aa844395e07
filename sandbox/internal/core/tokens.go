package core

import (
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
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
	Expires time.Time // its own end
	cut     time.Time // when it was replaced for good; zero for never
}

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
		return endpoint.ErrInvalidCredential
	case !tx.now.Before(token.Expires):
		return endpoint.ErrAccessTokenExpired
	}
	return nil
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
	family.Put(token.Value, token, maxTokens)
	return token
}

// RenewClassic makes a classic token; the former one works for overlap more.
func (tx *Tx) RenewClassic(overlap time.Duration) *AccessToken {
	if former := tx.tokens.classic; former != nil {
		former.cut = tx.now.Add(overlap)
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
		}
	}
	tx.tokens.stable = tx.newToken(&tx.tokens.stables)
}

// ExpireTokens lets every access_token end now.
func (tx *Tx) ExpireTokens() {
	for _, family := range []*Recent[*AccessToken]{&tx.tokens.classics, &tx.tokens.stables} {
		for t := range family.Values() {
			if t.Expires.After(tx.now) {
				t.Expires = tx.now
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
