package menu

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
)

// ConditionalMenu is a menu for the users that the rule matches.
type ConditionalMenu struct {
	Menu
	MatchRule MatchRule `json:"matchrule"`
}

// MatchRule selects the users of a conditional menu. At least one field is set, and all fields that are set must match.
// If a user has several tags, only the tag added last counts.
type MatchRule struct {
	TagID              endpoint.Number `json:"tag_id,omitempty"` // of the account's tags: see user.Tag
	ClientPlatformType Platform        `json:"client_platform_type,omitempty"`
}

// Platform is a phone's system.
type Platform int64

// The platforms.
const (
	IOS     Platform = 1
	Android Platform = 2
	Others  Platform = 3
)

// UnmarshalJSON reads a platform from a number or a string.
func (p *Platform) UnmarshalJSON(raw []byte) error {
	return (*endpoint.Number)(p).UnmarshalJSON(raw)
}

// MarshalJSON writes the numbers as strings, as in the platform's sample.
func (r MatchRule) MarshalJSON() ([]byte, error) {
	return endpoint.EncodeJSON(struct {
		TagID              endpoint.Number `json:"tag_id,omitempty,string"`
		ClientPlatformType Platform        `json:"client_platform_type,omitempty,string"`
	}(r))
}

// ConditionalID identifies a conditional menu. [AddConditional] returns it and [DelConditional] takes it.
type ConditionalID struct {
	MenuID endpoint.Number `json:"menuid"` // the platform's id of the menu
}

// MarshalJSON writes the number as a string, as in the platform's sample.
func (id ConditionalID) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"menuid":"%d"}`, id.MenuID), nil
}

// TryMatchIn is the input of [TryMatch].
type TryMatchIn struct {
	// UserID is a follower's openid or WeChat ID (微信号).
	UserID string `json:"user_id"`
}

// TryMatchOut is the output of [TryMatch]. Copies of the platform's page differ: in some the menu is in Menu, in others
// its buttons are at the top level. [TryMatchOut.Matched] reads both.
type TryMatchOut struct {
	Menu    *Menu    `json:"menu,omitempty"`
	Buttons []Button `json:"button,omitempty"`
}

// Matched returns the menu of either form.
func (out TryMatchOut) Matched() Menu {
	if out.Menu != nil {
		return *out.Menu
	}
	return Menu{Buttons: out.Buttons}
}
