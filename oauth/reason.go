package oauth

import (
	"errors"
	"net/http"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Reason says why a login failed.
type Reason string

// The reasons. The number at the end is the HTTP status of the page.
const (
	// ReasonBrowser: the page was opened outside WeChat. 403
	ReasonBrowser Reason = "browser"
	// ReasonRefused: the user did not agree. 403
	ReasonRefused Reason = "refused"
	// ReasonState: the login took longer than 10 minutes, began in another browser or for another page, or the browser
	// keeps no cookies. 400
	ReasonState Reason = "state"
	// ReasonForm: a form was sent without a login, and its content would be lost on the way through WeChat. 401
	ReasonForm Reason = "form"
	// ReasonCode: the platform does not accept the code any more: 40029, 40163, 42003. 400
	ReasonCode Reason = "code"
	// ReasonCookies: the login went well, and the browser did not keep the session. 400
	ReasonCookies Reason = "cookies"
	// ReasonSnapshot: the page is a snapshot page, whose virtual user has no data. 403
	ReasonSnapshot Reason = "snapshot"
	// ReasonBlocked: the platform considers the user a risk: 40226. 403
	ReasonBlocked Reason = "blocked"
	// ReasonAddress: the page's address is too long for a cookie (more than about 2,500 bytes), or WeChat cannot
	// redirect to it. 400
	ReasonAddress Reason = "address"
	// ReasonConfig: the account's values or rights are wrong (40013, 40125, 48001), or the code and the state of
	// WeChat's redirects do not arrive. 500
	ReasonConfig Reason = "config"
	// ReasonSession: the session store failed. 500
	ReasonSession Reason = "session"
	// ReasonUnavailable: the platform could not be reached or was busy. 503
	ReasonUnavailable Reason = "unavailable"
)

func (r Reason) status() int {
	switch r {
	case ReasonForm:
		return http.StatusUnauthorized
	case ReasonBrowser, ReasonRefused, ReasonSnapshot, ReasonBlocked:
		return http.StatusForbidden
	case ReasonConfig, ReasonSession:
		return http.StatusInternalServerError
	case ReasonUnavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadRequest
	}
}

// These are the first and the last of the platform's codes for a wrong redirect_uri, account or scope. The authorize
// page itself shows them.
const (
	firstAuthorizeCode endpoint.Code = 10003
	lastAuthorizeCode  endpoint.Code = 10016
)

func reasonOf(err error) Reason {
	var refusal *endpoint.Error
	if errors.Is(err, ErrSnapshot) {
		return ReasonSnapshot
	}
	if !errors.As(err, &refusal) {
		return ReasonUnavailable
	}
	switch refusal.Code {
	case endpoint.ErrInvalidCode, endpoint.ErrCodeUsed, endpoint.ErrCodeExpired, endpoint.ErrCodeMissing:
		return ReasonCode
	case endpoint.ErrHighRiskUser:
		return ReasonBlocked
	case endpoint.ErrInvalidAppID, endpoint.ErrInvalidAppSecret, endpoint.ErrAppIDMissing, endpoint.ErrAppSecretMissing,
		endpoint.ErrInvalidCredential, endpoint.ErrIPNotWhitelisted, endpoint.ErrAPIUnauthorized:
		return ReasonConfig
	}
	if refusal.Code >= firstAuthorizeCode && refusal.Code <= lastAuthorizeCode {
		return ReasonConfig
	}
	return ReasonUnavailable
}
