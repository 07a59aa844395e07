package sns

import "github.com/wechatgo/wechatgo/endpoint"

// GrantType says what is exchanged for a web token.
type GrantType string

// The grant_type of each exchange.
const (
	GrantCode    GrantType = "authorization_code"
	GrantRefresh GrantType = "refresh_token"
)

// AccessTokenIn is what [AccessToken] takes.
type AccessTokenIn struct {
	AppID     string    `query:"appid"`
	Secret    string    `query:"secret"`
	Code      string    `query:"code"`
	GrantType GrantType `query:"grant_type"` // GrantCode
}

// RefreshTokenIn is what [RefreshToken] takes.
type RefreshTokenIn struct {
	AppID        string    `query:"appid"`
	GrantType    GrantType `query:"grant_type"` // GrantRefresh
	RefreshToken string    `query:"refresh_token"`
}

// Token is a web token: good for one user, and for the calls of this area
// alone. /cgi-bin/ calls refuse it with 40001.
type Token struct {
	AccessToken string `json:"access_token"`
	// ExpiresIn is in seconds, 7200 in the platform's sample.
	ExpiresIn    endpoint.Number `json:"expires_in"`
	RefreshToken string          `json:"refresh_token"`
	OpenID       string          `json:"openid"`
	// Scope is what was granted, separated by commas.
	Scope string `json:"scope"`
	// IsSnapshotUser is true for the virtual account of a snapshot page (快照页),
	// whose openid is no user's, and absent otherwise. Users report that it
	// comes with a real user's openid at times.
	IsSnapshotUser endpoint.Flag `json:"is_snapshotuser,omitempty"`
	// UnionID comes where the account is bound to an Open Platform account: by
	// the platform's page with snsapi_userinfo alone, in practice at times with
	// snsapi_base as well.
	UnionID string `json:"unionid,omitempty"`
}

// UserInfoIn is what [UserInfo] takes.
type UserInfoIn struct {
	AccessToken string        `query:"access_token"` // the web token
	OpenID      string        `query:"openid"`
	Lang        endpoint.Lang `query:"lang,omitempty"`
}

// User is who logged in.
type User struct {
	OpenID   string `json:"openid"`
	Nickname string `json:"nickname"`
	// Sex is 0 since 2021-10-20, and Province, City and Country are empty.
	Sex      endpoint.Number `json:"sex"`
	Province string          `json:"province"`
	City     string          `json:"city"`
	Country  string          `json:"country"`
	// HeadImgURL is the picture; its last number is the size in pixels (0 for
	// 640, 46, 64, 96 or 132). It is empty without a picture and dies when the
	// user changes it.
	HeadImgURL string   `json:"headimgurl"`
	Privilege  []string `json:"privilege,omitzero"`
	// UnionID comes where the account is bound to an Open Platform account.
	UnionID string `json:"unionid,omitempty"`
}

// AuthIn is what [Auth] takes.
type AuthIn struct {
	AccessToken string `query:"access_token"` // the web token
	OpenID      string `query:"openid"`
}
