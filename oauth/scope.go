package oauth

import (
	"fmt"
	"slices"
	"strings"
)

// Scope is how much a page wants to know about the user.
type Scope string

// The scopes of web login.
const (
	// Base gives the OpenID, without asking the user.
	Base Scope = "snsapi_base"
	// UserInfo gives nickname and picture as well. WeChat asks the user first, whether the user follows the account or
	// not. It shows a page that asks as soon as it is opened, without an explanation, as a snapshot page
	// ([Identity.Snapshot]).
	UserInfo Scope = "snsapi_userinfo"
)

// check returns a [*field.Error] if s is not a scope of web login.
func (s Scope) check() error {
	if s == Base || s == UserInfo {
		return nil
	}
	return refuse.Field(
		"Scope",
		fmt.Sprintf("is %.40q, which is not a scope of web login", string(s)),
		"use oauth.Base (snsapi_base) or oauth.UserInfo (snsapi_userinfo)",
	)
}

// covers reports whether a login for s serves a page that asks for asked.
func (s Scope) covers(asked Scope) bool {
	return s == asked || s == UserInfo && asked == Base
}

// granted returns the scope in the token's comma-separated list.
func granted(list string) Scope {
	if slices.Contains(strings.Split(list, ","), string(UserInfo)) {
		return UserInfo
	}
	return Base
}
