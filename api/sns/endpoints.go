package sns

import "github.com/wechatgo/wechatgo/endpoint"

// AccessToken exchanges a login code for a web token (换取网页授权access_token).
// A code is single use, so that the call is not idempotent although it is a
// GET.
var AccessToken = endpoint.Get[AccessTokenIn, Token]("sns.access_token", "/sns/oauth2/access_token",
	endpoint.NoToken(), endpoint.Once())

// RefreshToken renews a web token (刷新网页授权access_token).
var RefreshToken = endpoint.Get[RefreshTokenIn, Token]("sns.refresh_token", "/sns/oauth2/refresh_token", endpoint.NoToken())

// UserInfo reads the user of a web token (拉取用户信息).
var UserInfo = endpoint.Get[UserInfoIn, User]("sns.userinfo", "/sns/userinfo", endpoint.NoToken())

// Auth checks a web token (检验授权凭证).
var Auth = endpoint.Get[AuthIn, endpoint.None]("sns.auth", "/sns/auth", endpoint.NoToken())

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{AccessToken, RefreshToken, UserInfo, Auth}
}
