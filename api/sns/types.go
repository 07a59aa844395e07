package sns

import "github.com/wechatgo/wechatgo/endpoint"

// GrantType is the kind of credential that is exchanged for a web token.
type GrantType string

// The grant_type of each exchange.
const (
	GrantCode    GrantType = "authorization_code"
	GrantRefresh GrantType = "refresh_token"
)

// AccessTokenIn is the input of [AccessToken].
type AccessTokenIn struct {
	AppID     string    `query:"appid"`
	Secret    string    `query:"secret"`
	Code      string    `query:"code"`
	GrantType GrantType `query:"grant_type"` // GrantCode
}

// RefreshTokenIn is the input of [RefreshToken].
type RefreshTokenIn struct {
	AppID        string    `query:"appid"`
	GrantType    GrantType `query:"grant_type"` // GrantRefresh
	RefreshToken string    `query:"refresh_token"`
}

// Token is a web token. It is valid for one user, and only for the calls of this area: /cgi-bin/ calls refuse it with
// 40001.
type Token struct {
	AccessToken string `json:"access_token"`
	// ExpiresIn is in seconds, 7200 in the platform's sample.
	ExpiresIn    endpoint.Number `json:"expires_in"`
	RefreshToken string          `json:"refresh_token"`
	OpenID       string          `json:"openid"`
	// Scope has the granted scopes, separated by commas.
	Scope string `json:"scope"`
	// IsSnapshotUser is true for the virtual account of a snapshot page (快照页), whose openid is not a user's;
	// otherwise it is absent. Developers report that it sometimes comes with a real user's openid.
	IsSnapshotUser endpoint.Flag `json:"is_snapshotuser,omitempty"`
	// UnionID is set if the account is bound to an Open Platform account: by the platform's page only with
	// snsapi_userinfo, in practice sometimes with snsapi_base as well.
	UnionID string `json:"unionid,omitempty"`
}

// UserInfoIn is the input of [UserInfo].
type UserInfoIn struct {
	AccessToken string        `query:"access_token"` // the web token
	OpenID      string        `query:"openid"`
	Lang        endpoint.Lang `query:"lang,omitempty"`
}

// User is the user who logged in.
type User struct {
	OpenID   string `json:"openid"`
	Nickname string `json:"nickname"`
	// Sex is 0 since 2021-10-20, and Province, City and Country are empty.
	Sex      endpoint.Number `json:"sex"`
	Province string          `json:"province"`
	City     string          `json:"city"`
	Country  string          `json:"country"`
	// HeadImgURL is the picture's address; its last number is the size in pixels (0 for 640, 46, 64, 96 or 132). It is
	// empty if the user has no picture, and stops working when the user changes the picture.
	HeadImgURL string   `json:"headimgurl"`
	Privilege  []string `json:"privilege,omitzero"`
	// UnionID is set if the account is bound to an Open Platform account.
	UnionID string `json:"unionid,omitempty"`
}

// AuthIn is the input of [Auth].
type AuthIn struct {
	AccessToken string `query:"access_token"` // the web token
	OpenID      string `query:"openid"`
}
