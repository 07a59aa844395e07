package credential

import (
	"errors"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// policy says how long nobody asks for a value again after a fetch has failed. The first failure costs a pause of
// [firstPause], and each further one in a row twice the pause before, up to most.
type policy struct {
	codes  []endpoint.Code
	most   time.Duration
	shared bool // the other instances on the store keep the pause too
}

// policies is the whole table: the first row that has the code of the platform's refusal counts. Whoever wants to
// change a pause finds it here.
//
// A row is shared where the platform refuses the account, and not where it refuses the address that one instance calls
// from.
//
// With most at 8 s, ten requests go out in the first minute of an outage, at 0, 1, 3, 7, 15, 23, 31, 39, 47 and 55 s;
// with a minute it is six. No row should have less than 8 s.
var policies = []policy{
	// The quota of a day is used up, until midnight in China or until somebody clears it. Source.QuotaCleared ends this
	// pause.
	{codes: []endpoint.Code{endpoint.ErrAPIDailyQuota}, most: 10 * time.Minute, shared: true},
	// The quota of a minute.
	{codes: []endpoint.Code{endpoint.ErrAPIMinuteQuota}, most: time.Minute, shared: true},
	// A person must mend the account: its AppID, its AppSecret, its permission.
	{codes: []endpoint.Code{
		endpoint.ErrInvalidAppID,
		endpoint.ErrInvalidAppSecret,
		endpoint.ErrAppSecretFrozen,
		endpoint.ErrAPIUnauthorized,
	}, most: time.Minute, shared: true},
	// A person must mend what belongs to one address.
	{codes: []endpoint.Code{
		endpoint.ErrIPNotWhitelisted, endpoint.ErrAdminConfirmPending, endpoint.ErrAdminConfirmWait,
		endpoint.ErrAdminConfirmRequired, endpoint.ErrIPRefusedForDay, endpoint.ErrIPRefusedForHour,
	}, most: time.Minute},
	// A ticket was refused because of the access_token, which is renewed at its own pace; a token, because the
	// AppSecret is wrong.
	{codes: []endpoint.Code{
		endpoint.ErrInvalidCredential, endpoint.ErrInvalidAccessToken, endpoint.ErrAccessTokenExpired,
	}, most: time.Minute},
}

var (
	// passing is for all that is not in the table: a broken or silent network,
	// -1, HTTP 5xx, an answer that cannot be read, a token server, any other code.
	passing = policy{most: 8 * time.Second}
	// renewing spaces the renewals of a value that the platform refuses: they are asked for with success, and the new
	// one is refused as well. A minute is what keeps classic tokens below their quota: 1,440 of 2,000 a day.
	renewing = policy{most: time.Minute, shared: true}
)

const (
	// firstPause follows the first failure.
	firstPause = time.Second
	// freeRenewals is how many renewals of a scarce token that has worked may follow each other without a gap. With one
	// a minute afterwards a day has 1,470, of the 2,000 that may be.
	freeRenewals = 30
	// longestPause bounds what another program or another instance can make this one wait for.
	longestPause = 10 * time.Minute
	// forgotten is how long after its end a pause still counts as the one before the next. Whoever has not asked for so
	// long starts with firstPause again.
	forgotten = time.Minute
	// lookEvery is how often an instance that keeps a pause looks whether another one has ended it.
	lookEvery = time.Second
)

// pause returns how long to wait after so many failures in a row.
func (p policy) pause(failures int) time.Duration {
	pause := firstPause
	for range failures - 1 {
		if pause *= 2; pause >= p.most {
			return p.most
		}
	}
	return pause
}

// policyOf returns the policy for the error of a fetch.
func policyOf(err error) policy {
	code := codeOf(err)
	for _, p := range policies {
		if slices.Contains(p.codes, code) {
			return p
		}
	}
	return passing
}

// codeOf returns the platform's code in err, or 0.
func codeOf(err error) endpoint.Code { return refusalIn(err).Code }

// refusalIn returns the platform's refusal in err, or a zero one. An [Ask] may wrap a nil pointer to one.
func refusalIn(err error) endpoint.Error {
	if refused, ok := errors.AsType[*endpoint.Error](err); ok && refused != nil {
		return *refused
	}
	return endpoint.Error{}
}
