package user

import (
	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Limits of the blacklist.
const (
	maxBlacklistPage  = 1_000
	maxBlacklistBatch = 20
)

// getBlacklist handles user.getblacklist.
func getBlacklist(tx *core.Tx, _ *tags, in api.BlacklistIn) (api.Page, error) {
	return pageOf(tx, in.BeginOpenID, maxBlacklistPage, func(u *core.Person) bool { return u.Blacklisted })
}

// batchBlacklist handles user.batchblacklist. It takes users who do not follow as well (a choice).
func batchBlacklist(tx *core.Tx, _ *tags, in api.OpenIDsIn) (endpoint.None, error) {
	return setBlacklisted(tx, in, true)
}

// batchUnblacklist handles user.batchunblacklist.
func batchUnblacklist(tx *core.Tx, _ *tags, in api.OpenIDsIn) (endpoint.None, error) {
	return setBlacklisted(tx, in, false)
}

func setBlacklisted(tx *core.Tx, in api.OpenIDsIn, blacklisted bool) (endpoint.None, error) {
	users, err := findAll(tx, in.OpenIDs, maxBlacklistBatch)
	if err != nil {
		return endpoint.None{}, err
	}
	for _, u := range users {
		u.Blacklisted = blacklisted
	}
	tx.Changed()
	return endpoint.None{}, nil
}
