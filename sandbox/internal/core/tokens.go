package core

import (
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Limits of access_tokens and of force_refresh.
const (
	forcePause = 30 * time.Second
	maxForced  = 20 // in a day
	// minTokenChars is the smallest length of a token. A shorter value is refused as malformed, a longer one as
	// unknown.
	minTokenChars = 64
	// maxTokens is how many tokens of a family the platform remembers. It forgets the oldest first, never the current
	// one.
	maxTokens = 1000
)

// AccessToken is a token that the platform has issued.
type AccessToken struct {
	Value   string
	Expires time.Time       // the end of its regular lifetime
	revoked time.Time       // when a replacement ended it, which may be in the future; zero for never
	reason  *record.Problem // the request that ended it, in words; nil if it ended by itself

	decided       time.Time     // when its end was set
	decidedOffset time.Duration // how far the clock was ahead at that time
}

// end returns the time at which the token stops working.
func (t *AccessToken) end() time.Time {
	if !t.revoked.IsZero() && t.revoked.Before(t.Expires) {
		return t.revoked
	}
	return t.Expires
}

// noteDecision stores that the token's end was set now.
func (t *AccessToken) noteDecision(tx *Tx) { t.decided, t.decidedOffset = tx.now, tx.p.Clock.ahead() }

// tokens are the account's access_tokens. The two families, classic and stable, do not affect each other.
type tokens struct {
	classics Recent[*AccessToken]
	stables  Recent[*AccessToken]
	classic  *AccessToken // the newest
	stable   *AccessToken

	lastForced  time.Time // the last force_refresh
	forcedDay   string    // the day of forcedCount, in China
	forcedCount int
}

// CheckToken returns the platform's error for a call with this token, or nil.
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
	case !token.revoked.IsZero() && !tx.now.Before(token.revoked):
		return tx.refuseEnded(token, endpoint.ErrInvalidCredential)
	case !tx.now.Before(token.Expires):
		return tx.refuseEnded(token, endpoint.ErrAccessTokenExpired)
	}
	return nil
}

// refuseEnded refuses a token that used to be valid. If a request ended it, or it ended because the clock was set
// ahead, the refusal explains that.
func (tx *Tx) refuseEnded(token *AccessToken, code endpoint.Code) error {
	reason := token.reason
	lived := tx.now.Sub(token.decided) - (tx.p.Clock.ahead() - token.decidedOffset) // in real time
	if reason == nil && lived < token.end().Sub(token.decided) {
		reason = &clockAhead
	}
	if reason == nil {
		return code
	}
	return &Refusal{Code: code, Problem: *reason, Asked: true}
}

// The explanations for a token that ended because of a request.
var (
	clockAhead = problem(
		"The clock was set ahead, and the access_token's time is over. A program fetches a new one and calls again.",
		"时钟已拨快，该 access_token 的有效期已过。程序应获取新的 token 后重新调用。",
	)
	expiredAsked = problem("Every access_token was ended on request. A program fetches a new one and calls again.",
		"已按要求使所有 access_token 过期。程序应获取新的 token 后重新调用。")
	replacedAsked = problem(
		"On request, the token was renewed as if by another program, and this one is no longer valid. A program fetches a new one and calls again.",
		"已按要求模拟其他程序更新 token，原 token 已失效。程序应获取新的 token 后重新调用。",
	)
)

// ReplaceClassic makes a new classic token, as if another program had fetched it. The old one keeps working for the
// duration overlap.
func (tx *Tx) ReplaceClassic(overlap time.Duration) {
	if old := tx.tokens.classic; old != nil && tx.now.Before(old.end()) {
		old.reason = &replacedAsked
	}
	tx.RenewClassic(overlap)
}

// ReplaceStable makes a new stable token, as if another program had forced a refresh. The old one ends at once.
func (tx *Tx) ReplaceStable() {
	if old := tx.tokens.stable; old != nil && tx.now.Before(old.end()) {
		old.reason = &replacedAsked
	}
	tx.RenewStable()
}

// CheckSecret checks an AppID and an AppSecret. It returns the platform's error, or nil.
func (tx *Tx) CheckSecret(appID, secret string) error {
	own := tx.p.config.Account
	switch {
	case appID == "":
		return endpoint.ErrAppIDMissing
	case appID != own.AppID:
		return Refuse(
			endpoint.ErrInvalidAppID,
			fmt.Sprintf(
				"The AppID is not that of the sandbox's account, %s. Give the program the account that the sandbox prints (WECHAT_APPID, WECHAT_SECRET), or start the sandbox with yours (--appid, --secret).",
				own.AppID,
			),
			fmt.Sprintf(
				"AppID 不是沙箱账号的 AppID（%s）。请在程序中使用沙箱打印的账号（WECHAT_APPID、WECHAT_SECRET），或用 --appid、--secret 以你的账号启动沙箱。",
				own.AppID,
			),
		)
	case secret == "":
		return endpoint.ErrAppSecretMissing
	case secret != own.Secret:
		return Refuse(
			endpoint.ErrInvalidAppSecret,
			"The AppSecret is not that of the sandbox's account. Give the program the one that the sandbox prints (WECHAT_SECRET), or start the sandbox with yours (--secret).",
			"AppSecret 不是沙箱账号的 AppSecret。请在程序中使用沙箱打印的值（WECHAT_SECRET），或用 --secret 以你的值启动沙箱。",
		)
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

// newToken makes a token and adds it to a family.
func (tx *Tx) newToken(family *Recent[*AccessToken]) *AccessToken {
	token := &AccessToken{Value: tx.IDs.Token("97"), Expires: tx.now.Add(TokenLife)}
	token.noteDecision(tx)
	family.Put(token.Value, token, maxTokens)
	return token
}

// RenewClassic makes a classic token. The old one keeps working for the duration overlap.
func (tx *Tx) RenewClassic(overlap time.Duration) *AccessToken {
	if old := tx.tokens.classic; old != nil {
		old.revoked = tx.now.Add(overlap)
		old.noteDecision(tx)
	}
	tx.tokens.classic = tx.newToken(&tx.tokens.classics)
	return tx.tokens.classic
}

// StableToken returns the stable token. It is the same one until the last five minutes of its lifetime.
func (tx *Tx) StableToken() *AccessToken {
	t := &tx.tokens
	if t.stable == nil || t.stable.Expires.Sub(tx.now) <= TokenOverlap {
		t.stable = tx.newToken(&t.stables)
	}
	return t.stable
}

// RenewStable ends every stable token at once and makes a new one.
func (tx *Tx) RenewStable() {
	for token := range tx.tokens.stables.Values() {
		if token.revoked.IsZero() {
			token.revoked = tx.now
			token.noteDecision(tx)
		}
	}
	tx.tokens.stable = tx.newToken(&tx.tokens.stables)
}

// ExpireTokens ends every access_token now.
func (tx *Tx) ExpireTokens() {
	for _, family := range []*Recent[*AccessToken]{&tx.tokens.classics, &tx.tokens.stables} {
		for t := range family.Values() {
			if t.end().After(tx.now) {
				t.Expires, t.reason = tx.now, &expiredAsked
			}
		}
	}
}

// CountForcedRefresh counts a force_refresh. The error says that it is more than 20 a day, or less than 30 seconds
// after the last one.
func (tx *Tx) CountForcedRefresh() error {
	t := &tx.tokens
	if !t.lastForced.IsZero() && tx.now.Sub(t.lastForced) < forcePause {
		return Refuse(endpoint.ErrAPIMinuteQuota,
			"force_refresh works once in 30 seconds. Call without it: the current token is still valid.",
			"force_refresh 须间隔 30 秒。请不带该参数获取当前有效的 token。")
	}
	day := tx.now.In(China).Format(time.DateOnly)
	if day != t.forcedDay {
		t.forcedDay, t.forcedCount = day, 0
	}
	if t.forcedCount == maxForced {
		return Refuse(endpoint.ErrAPIDailyQuota,
			"force_refresh works 20 times a day. Call without it.",
			"force_refresh 每天限用 20 次。请不带该参数调用。")
	}
	t.lastForced = tx.now
	t.forcedCount++
	return nil
}
