package sandbox

import "github.com/wechatgo/wechatgo/sandbox/internal/phone"

// RevokeAuthorization makes the user revoke an authorisation (撤回授权): "201" address, "202" invoice, "203" card,
// "204" microphone, "205" nickname and avatar, "206" location, "207" chosen pictures and videos, "301" everything in a
// mobile app. The account has to delete the data.
func (u *User) RevokeAuthorization(info string) []Entry { return u.do(phone.Revoke(info)) }

// CloseAccount makes the user close the WeChat account (注销). The account has to delete the user's data. The user
// still follows the account.
func (u *User) CloseAccount() []Entry { return u.do(phone.CloseAccount) }

// CleanProfile makes the platform remove risky data from the user's profile (用户资料变更). The account has to read the
// profile again.
func (u *User) CleanProfile() []Entry { return u.do(phone.CleanProfile) }
