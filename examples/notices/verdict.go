package main

import (
	"errors"
	"net"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// verdict says what a program does about the end of a call that sends a notice.
type verdict string

const (
	sent    verdict = "sent"    // the platform has it; how the delivery ended is pushed later
	refused verdict = "refused" // the user gets no such notice: say it on the order's page
	wrong   verdict = "wrong"   // the event can never be sent
	later   verdict = "later"   // nothing was sent, and will be: a quota is used up, or the platform cannot be reached
	unknown verdict = "unknown" // there was no answer: the platform may have sent it
	broken  verdict = "broken"  // the account or the program is not set up for it: a person has to act
)

// judge returns the verdict on the error of a call.
func judge(err error) verdict {
	field, network := new(endpoint.FieldError), new(net.OpError)
	switch {
	case err == nil:
		return sent
	case errors.Is(err, endpoint.ErrUserRefused), // 43101: no subscription, or it is used up
		errors.Is(err, endpoint.ErrRequireSubscribe),   // 43004: the user does not follow the account
		errors.Is(err, endpoint.ErrRequireUnblacklist): // 43019: the user is in the account's blacklist
		return refused
	case errors.As(err, &field), // refused before the call: a value that the platform would not take
		errors.Is(err, endpoint.ErrInvalidTemplateData), // 47003: the same, said by the platform
		errors.Is(err, endpoint.ErrInvalidOpenID):       // 40003: no openid, or one of another account
		return wrong
	case errors.Is(err, endpoint.ErrQuota), // 45009 and its like
		errors.Is(err, endpoint.ErrAccessTokenExpired),   // 42001, and a new token could not be fetched
		errors.As(err, &network) && network.Op == "dial": // there was no connection, so nothing was sent
		return later
	case endpoint.Transient(err):
		return unknown
	default: // 48001: no permission; 40037: another account's template; a secret that was changed
		return broken
	}
}

// again is when an event is to be sent whose verdict was later: in a minute, but for the daily quotas (45009), which are
// filled at midnight in China. A clock that is fast would ask before the platform's midnight, and then wait for the next
// one: so it asks a minute late, and in the first minutes of a day once more.
func again(err error, now time.Time) time.Time {
	if !errors.Is(err, endpoint.ErrAPIDailyQuota) {
		return now.Add(time.Minute)
	}
	const skew = 5 * time.Minute
	year, month, day := now.In(endpoint.China).Date()
	if now.Sub(time.Date(year, month, day, 0, 0, 0, 0, endpoint.China)) < skew {
		return now.Add(time.Minute)
	}
	return time.Date(year, month, day+1, 0, 1, 0, 0, endpoint.China)
}
