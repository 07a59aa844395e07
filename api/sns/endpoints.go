package sns

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area. Certified 公众号 of governments and media may call it as well. Users
// of a test account must follow it first (otherwise 10006).
var access = endpoint.MayCall(endpoint.No, endpoint.No, endpoint.No, endpoint.Yes, endpoint.Yes)

// AccessToken exchanges a login code for a web token. A code is valid for one use, so the call is not retried.
var AccessToken = endpoint.Get[AccessTokenIn, Token](
	"sns.access_token",
	"/sns/oauth2/access_token",
	"换取网页授权access_token",
	endpoint.Secret,
	endpoint.Once(),
	endpoint.NoToken(),
	access,
	endpoint.Daily(endpoint.Unlimited, endpoint.Unlimited),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken.html"),
)

// RefreshToken renews a web token.
var RefreshToken = endpoint.Get[RefreshTokenIn, Token](
	"sns.refresh_token",
	"/sns/oauth2/refresh_token",
	"刷新网页授权access_token",
	endpoint.Secret,
	endpoint.Idempotent(),
	endpoint.NoToken(),
	access,
	endpoint.Daily(endpoint.Unlimited, endpoint.Unlimited),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsrefreshtoken.html"),
)

// UserInfo reads the user of a web token.
var UserInfo = endpoint.Get[UserInfoIn, User]("sns.userinfo", "/sns/userinfo", "拉取用户信息",
	endpoint.Personal, endpoint.NoToken(), access, endpoint.Daily(endpoint.Unlimited, endpoint.Unlimited),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo.html"))

// Auth checks a web token.
var Auth = endpoint.Get[AuthIn, endpoint.None]("sns.auth", "/sns/auth", "检验授权凭证",
	endpoint.Read, endpoint.NoToken(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsauth.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{AccessToken, RefreshToken, UserInfo, Auth}
}
