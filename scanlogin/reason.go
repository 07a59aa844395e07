package scanlogin

import "net/http"

// Reason says why a login has ended, or did not begin.
type Reason string

// The reasons.
const (
	// ReasonExpired says that nobody has confirmed the login within two minutes, or that there is no such login.
	ReasonExpired Reason = "expired"
	// ReasonWrong says that the phone has answered with wrong digits.
	ReasonWrong Reason = "wrong"
	// ReasonRefused says that the user has refused on the phone, or canceled on the page.
	ReasonRefused Reason = "refused"
	// ReasonScanners says that two users have scanned the code.
	ReasonScanners Reason = "scanners"
	// ReasonReplaced says that the browser has begun another login.
	ReasonReplaced Reason = "replaced"
	// ReasonCollected says that the browser has collected the login before.
	ReasonCollected Reason = "collected"
	// ReasonDenied says that [Config.Accept] has refused the user.
	ReasonDenied Reason = "denied"
	// ReasonBrowser says that the request does not have the cookie of the browser that began this login, since it comes
	// from another one, or since the browser keeps no cookies.
	ReasonBrowser Reason = "browser"
	// ReasonUser says that the user who has opened the page for the answer is not the one who has scanned the code.
	ReasonUser Reason = "user"
	// ReasonTooMany says that too many codes were made from one address.
	ReasonTooMany Reason = "too_many"
	// ReasonOrigin says that a page of another site has sent the request.
	ReasonOrigin Reason = "origin"
	// ReasonUnavailable says that WeChat, or the store, could not be reached.
	ReasonUnavailable Reason = "unavailable"
	// ReasonConfig says that the login is not set up: the platform refuses the account, or [New] has returned an error.
	ReasonConfig Reason = "config"
)

// status returns the HTTP status of an answer that says so.
func (r Reason) status() int {
	switch r {
	case ReasonExpired, ReasonWrong, ReasonRefused, ReasonScanners, ReasonReplaced, ReasonCollected:
		return http.StatusGone
	case ReasonTooMany:
		return http.StatusTooManyRequests
	case ReasonUnavailable:
		return http.StatusServiceUnavailable
	case ReasonConfig:
		return http.StatusInternalServerError
	}
	return http.StatusForbidden
}
