package phone

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// revocable has the authorisations that a user can revoke: address, invoice, card, microphone, nickname and avatar,
// location, chosen pictures and videos, and 301 for everything in a mobile app.
var revocable = []string{"201", "202", "203", "204", profileInfo, "206", "207", "301"}

// profileInfo is the authorisation for the nickname and the avatar, which snsapi_userinfo grants.
const profileInfo = "205"

// Revoke makes the user revoke an authorisation in WeChat's settings.
func Revoke(info string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if !slices.Contains(revocable, info) {
			return core.RefuseAction(
				fmt.Sprintf("an authorisation is one of %s, not %q", strings.Join(revocable, ", "), info),
				fmt.Sprintf("授权类型须为 %s 之一，而不是 %q", strings.Join(revocable, "、"), info),
			)
		}
		if info == profileInfo {
			u.Authorized = false
		}
		tx.PushEvent(u, &message.UserAuthorizationRevokeEvent{Authorization: authorization(tx, u), RevokeInfo: info})
		return nil
	}
}

// CloseAccount makes the user close the WeChat account (注销). The documents do not say that the account gets any other
// event, so the user still follows it.
func CloseAccount(tx *core.Tx, u *core.Person) error {
	u.Authorized = false
	tx.PushEvent(u, &message.UserAuthorizationCancellationEvent{Authorization: authorization(tx, u)})
	return nil
}

// CleanProfile makes the platform remove risky data from the user's profile.
func CleanProfile(tx *core.Tx, u *core.Person) error {
	tx.PushEvent(u, &message.UserInfoModifiedEvent{Authorization: authorization(tx, u)})
	return nil
}

// authorization returns the common fields of an event about an authorisation of u. Such an event comes from a service
// of the platform, not from the user.
func authorization(tx *core.Tx, u *core.Person) message.Authorization {
	common := tx.Common(u)
	common.FromUserName = tx.IDs.DerivedID("service", "privacy")
	return message.Authorization{Common: common, OpenID: u.OpenID, UnionID: u.UnionID, AppID: tx.Account().AppID}
}
