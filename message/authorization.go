package message

import (
	"cmp"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// Authorization holds the fields that every event about a user's authorisation has. FromUserName is the platform's push
// service, not the user. A reply is not shown.
type Authorization struct {
	Common
	// OpenID is the user's OpenID. There are reports that user_info_modified came without it.
	OpenID string
	// UnionID identifies the user across the owner's accounts. Only the newer page lists it, so expect it to be empty.
	UnionID string
	// AppID is the account's AppID.
	AppID string
}

// Key returns OpenID, or UnionID if OpenID is missing.
func (a *Authorization) Key() string { return cmp.Or(a.OpenID, a.UnionID) }

func (a *Authorization) fields(b *xmldoc.Binder) {
	b.Text("OpenID", &a.OpenID)
	b.OptText("UnionID", &a.UnionID)
	b.Text("AppID", &a.AppID)
}

// UserInfoModifiedEvent reports that the platform cleaned risky data from a user's profile. It goes to accounts that
// the user authorised within the last 30 days.
type UserInfoModifiedEvent struct {
	Authorization
	event
}

// EventName returns "user_info_modified".
func (*UserInfoModifiedEvent) EventName() string { return "user_info_modified" }

// UserAuthorizationRevokeEvent reports that a user revoked an authorisation. The user's data must be deleted.
type UserAuthorizationRevokeEvent struct {
	Authorization
	event
	// RevokeInfo is what was revoked: "201" address, "202" invoice, "203" card, "204" microphone, "205" nickname and
	// avatar, "206" location, "207" chosen pictures and videos (all of them on the web); "301" everything, in a mobile
	// app. The platform's own sample still shows "1".
	RevokeInfo string
}

// EventName returns "user_authorization_revoke".
func (*UserAuthorizationRevokeEvent) EventName() string { return "user_authorization_revoke" }

// Key returns the user and what was revoked.
func (m *UserAuthorizationRevokeEvent) Key() string {
	return joinKey(m.Authorization.Key(), m.RevokeInfo)
}

func (m *UserAuthorizationRevokeEvent) fields(b *xmldoc.Binder) {
	m.Authorization.fields(b)
	b.Text("RevokeInfo", &m.RevokeInfo)
}

// UserAuthorizationCancellationEvent reports that a user closed the WeChat account. The user's data must be deleted.
type UserAuthorizationCancellationEvent struct {
	Authorization
	event
}

// EventName returns "user_authorization_cancellation".
func (*UserAuthorizationCancellationEvent) EventName() string {
	return "user_authorization_cancellation"
}
