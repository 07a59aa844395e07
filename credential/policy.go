package credential

import (
	"errors"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// policy gives the lengths of the pauses after failed fetches of a value. The first failure is followed by a pause of
// [firstPause]. Each further failure in a row doubles the pause, up to longest.
type policy struct {
	codes   []endpoint.Code // of the platform's refusals that the policy is for
	longest time.Duration
	shared  bool // the pause is also kept in the store, for the other instances
}

// fetchPolicies lists the policies by the code of the platform's refusal. The first policy with the code applies, and
// transientPolicy where none has it.
//
// A policy is shared where the platform refuses the account. It is not shared where the platform refuses the address
// that one instance calls from.
//
// Where longest is 8 s, ten requests are sent in the first minute of an outage, at 0, 1, 3, 7, 15, 23, 31, 39, 47 and
// 55 s. Where it is a minute, six are sent. No policy should have less than 8 s.
var fetchPolicies = []policy{
	// The daily quota is used up. It is reset at midnight in China, or when somebody clears it: Source.QuotaCleared
	// ends this pause.
	{codes: []endpoint.Code{endpoint.ErrAPIDailyQuota}, longest: 10 * time.Minute, shared: true},
	// The quota per minute is used up.
	{codes: []endpoint.Code{endpoint.ErrAPIMinuteQuota}, longest: time.Minute, shared: true},
	// A person must correct the account: its AppID, its AppSecret or its permission.
	{codes: []endpoint.Code{
		endpoint.ErrInvalidAppID,
		endpoint.ErrInvalidAppSecret,
		endpoint.ErrAppSecretFrozen,
		endpoint.ErrAPIUnauthorized,
	}, longest: time.Minute, shared: true},
	// A person must allow this instance's address.
	{codes: []endpoint.Code{
		endpoint.ErrIPNotWhitelisted, endpoint.ErrAdminConfirmPending, endpoint.ErrAdminConfirmWait,
		endpoint.ErrAdminConfirmRequired, endpoint.ErrIPRefusedForDay, endpoint.ErrIPRefusedForHour,
	}, longest: time.Minute},
	// A ticket is refused with these codes because of the access_token, whose renewals have their own pauses. A token
	// is refused with them because the AppSecret is wrong.
	{codes: []endpoint.Code{
		endpoint.ErrInvalidCredential, endpoint.ErrInvalidAccessToken, endpoint.ErrAccessTokenExpired,
	}, longest: time.Minute},
}

var (
	// transientPolicy is for every failure that fetchPolicies does not list: a network that is down or does not answer,
	// the code -1, an HTTP status 5xx, an answer that cannot be decoded, a failed token server, any other code.
	transientPolicy = policy{longest: 8 * time.Second}
	// renewalPolicy gives the gaps between renewals of refused values. The fetches succeed, but the platform refuses
	// the new value as well. With a gap of a minute, classic tokens stay within their daily quota: 1,440 renewals of
	// 2,000.
	renewalPolicy = policy{longest: time.Minute, shared: true}
)

const (
	// firstPause is the length of the pause after the first failure.
	firstPause = time.Second
	// maxImmediateRenewals is how many renewals of a limited value may follow each other without a gap, each after a
	// call has succeeded with the value. With one renewal a minute after them, a day has 1,470 of the 2,000 that the
	// platform allows.
	maxImmediateRenewals = 30
	// longestPause bounds the pause that another program or another instance asks for.
	longestPause = 10 * time.Minute
	// resetAfter is how long after its end a pause still counts for the length of the next one. After that the next
	// pause is firstPause again.
	resetAfter = time.Minute
	// recheckEvery is how often an instance checks during a pause whether another instance has ended it.
	recheckEvery = time.Second
)

// pause returns the length of the pause after a number of failures in a row.
func (p policy) pause(failures int) time.Duration {
	pause := firstPause
	for range failures - 1 {
		if pause *= 2; pause >= p.longest {
			return p.longest
		}
	}
	return pause
}

// policyOf returns the policy for the error of a fetch.
func policyOf(err error) policy {
	code := codeOf(err)
	for _, p := range fetchPolicies {
		if slices.Contains(p.codes, code) {
			return p
		}
	}
	return transientPolicy
}

// codeOf returns the platform's code in err, or 0.
func codeOf(err error) endpoint.Code { return refusalIn(err).Code }

// refusalIn returns the platform's refusal in err, or a zero one. The error of an [Ask] may wrap a nil pointer to a
// refusal.
func refusalIn(err error) endpoint.Error {
	if refused, ok := errors.AsType[*endpoint.Error](err); ok && refused != nil {
		return *refused
	}
	return endpoint.Error{}
}
