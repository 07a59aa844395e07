// Package sns is the API area of web login (网页授权), for certified service accounts: the four calls under /sns that
// turn a login code into a user.
//
//	token, err := sns.New(client).AccessToken(ctx, appID, secret, code)
//	user, err := sns.New(client).UserInfo(ctx, token.AccessToken, token.OpenID, endpoint.LangZhCN)
//
// None of them takes the account's own access_token. Package oauth does the whole login as middleware, with the calls
// of this area.
//
// The guide is [docs/web-login.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/web-login.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/web-login.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#sns
package sns

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c, which needs no Tokens.
func New(c *endpoint.Client) *Service { return &Service{c} }

// AccessToken exchanges a login code for a web token. A code works once, within 5 minutes: a wrong or expired one gets
// [endpoint.ErrInvalidCode] (40029), a used one [endpoint.ErrCodeUsed] (40163). The call is not retried after a
// failure.
func (s *Service) AccessToken(ctx context.Context, appID, secret, code string) (Token, error) {
	return endpoint.Call(ctx, s.client, AccessToken, AccessTokenIn{
		AppID: appID, Secret: secret, Code: code, GrantType: GrantCode,
	})
}

// RefreshToken renews a web token, or extends its life if it is still valid. A refresh token lasts 30 days, and
// refreshing does not extend that: after 42002 the user has to authorise again.
func (s *Service) RefreshToken(ctx context.Context, appID, refreshToken string) (Token, error) {
	return endpoint.Call(ctx, s.client, RefreshToken, RefreshTokenIn{
		AppID: appID, GrantType: GrantRefresh, RefreshToken: refreshToken,
	})
}

// UserInfo reads the user who granted the scope snsapi_userinfo; a token of snsapi_base gets 48001. lang may be empty,
// for the platform's choice.
func (s *Service) UserInfo(ctx context.Context, accessToken, openID string, lang endpoint.Lang) (User, error) {
	return endpoint.Call(ctx, s.client, UserInfo, UserInfoIn{AccessToken: accessToken, OpenID: openID, Lang: lang})
}

// Auth returns nil if the web token is valid for the user, and an [*endpoint.Error] (40003 in the platform's documents)
// if it is not.
func (s *Service) Auth(ctx context.Context, accessToken, openID string) error {
	return endpoint.Do(ctx, s.client, Auth, AuthIn{AccessToken: accessToken, OpenID: openID})
}
