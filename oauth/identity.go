package oauth

import (
	"cmp"
	"context"
	"time"
)

// Identity is the user who logged in.
type Identity struct {
	// OpenID names the user to this account. It is never empty behind [Login.Require].
	OpenID string `json:"openid"`
	// UnionID names the user to all accounts under one Open Platform account. It is empty if the account is not bound
	// to an Open Platform account, and usually with Base.
	UnionID string `json:"unionid,omitempty"`
	// Nickname is empty with Base.
	Nickname string `json:"nickname,omitempty"`
	// HeadImgURL is the picture's address, whose last number is its size: 0 (640 by 640), 46, 64, 96 or 132 pixels. It
	// is empty with Base and for users without a picture, and stops working when the user changes the picture.
	HeadImgURL string `json:"headimgurl,omitempty"`
	// Scope is what the user granted.
	Scope Scope `json:"scope"`
	// Snapshot tells that WeChat showed a snapshot page (快照页) and that all of the above may belong to a virtual
	// user: do not store it as a customer's. The virtual user is not logged in: it is the user of this one page and of
	// the requests of the page's scripts, for 10 minutes at most, and a session that there is stays as it is. The
	// page's button 使用完整服务 leads to the real login.
	Snapshot bool `json:"snapshot,omitempty"`
	// At is when the user logged in, in whole seconds.
	At time.Time `json:"at"`
	// Checked is when WeChat last confirmed that this user opened a page, in whole seconds. It is zero if that was at
	// the login.
	Checked time.Time `json:"checked,omitzero"`
}

// confirmed returns when WeChat last said that this user opened a page.
func (id Identity) confirmed() time.Time {
	if id.Checked.After(id.At) {
		return id.Checked
	}
	return id.At
}

// renewed returns the session of a user who has the session former and logs in again as id. It is never narrower than
// the former one.
func (id Identity) renewed(former Identity) Identity {
	unionID := cmp.Or(id.UnionID, former.UnionID)
	if !id.Scope.covers(former.Scope) {
		former.Checked = id.At
		id = former
	}
	id.UnionID = unionID
	return id
}

type userKey struct{}

// User returns the user who opened the page. Behind [Login.Require] there is always a user; without it the OpenID is
// empty.
func User(ctx context.Context) Identity {
	id, _ := ctx.Value(userKey{}).(Identity)
	return id
}

// WithUser returns a context in which [User] finds id. Tests of a handler that stands behind [Login.Require] use it.
func WithUser(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, userKey{}, id)
}
