package oauth

import (
	"slices"
	"strings"
)

// Scope says how much of the user a page wants to know.
type Scope string

// The scopes of web login.
const (
	// Base gives the OpenID, without asking the user.
	Base Scope = "snsapi_base"
	// UserInfo gives nickname and picture as well, and asks the user first, follower or not. WeChat shows a page that
	// asks on arrival, without a word of explanation, as a snapshot page ([Identity.Snapshot]).
	UserInfo Scope = "snsapi_userinfo"
)

// covers reports whether a login for s serves a page that asks for asked.
func (s Scope) covers(asked Scope) bool {
	return s == asked || s == UserInfo && asked == Base
}

// granted reads the token's comma-separated list.
func granted(list string) Scope {
	if slices.Contains(strings.Split(list, ","), string(UserInfo)) {
		return UserInfo
	}
	return Base
}
