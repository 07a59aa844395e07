package sns

import (
	"time"

	api "github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.AccessToken, accessToken, route.WebLogin),
		route.Handle(api.RefreshToken, refreshToken, route.WebLogin),
		route.Handle(api.UserInfo, userInfo, route.WebLogin),
		route.Handle(api.Auth, auth, route.WebLogin),
	}
}

// webToken is an access_token of a web login with its refresh_token.
type webToken struct {
	grant
	access         string
	expires        time.Time
	refresh        string
	refreshExpires time.Time
}

// answer returns the token as the platform answers it. Only the scope snsapi_userinfo has a unionid.
func (t *webToken) answer(tx *core.Tx) api.Token {
	out := api.Token{
		AccessToken: t.access, ExpiresIn: endpoint.Number(t.expires.Sub(tx.Now()).Round(time.Second) / time.Second),
		RefreshToken: t.refresh, OpenID: t.openID(tx), Scope: t.scope,
	}
	if t.snapshot {
		out.IsSnapshotUser = true
	}
	if t.scope == scopeUserInfo {
		out.UnionID = t.unionID(tx)
	}
	return out
}

func (g grant) unionID(tx *core.Tx) string {
	if g.snapshot {
		return tx.IDs.DerivedID("snapshot union", g.user.Name)
	}
	return g.user.UnionID
}

// newAccessToken replaces the access_token, which begins a new lifetime.
func (s *webLogin) newAccessToken(tx *core.Tx, t *webToken) {
	t.access, t.expires = tx.IDs.Token("98"), tx.Now().Add(core.TokenLife)
	s.access.Put(t.access, t, maxTokens)
}

// accessToken handles sns.access_token: a code works once, within five minutes.
func accessToken(tx *core.Tx, s *webLogin, in api.AccessTokenIn) (api.Token, error) {
	if err := tx.CheckSecret(in.AppID, in.Secret); err != nil {
		return api.Token{}, err
	}
	code := s.codes.Get(in.Code)
	switch {
	case in.Code == "":
		return api.Token{}, endpoint.ErrCodeMissing
	case in.GrantType != api.GrantCode:
		return api.Token{}, endpoint.ErrInvalidGrantType
	case code == nil:
		return api.Token{}, endpoint.ErrInvalidCode
	case code.used:
		return api.Token{}, endpoint.ErrCodeUsed
	case !tx.Now().Before(code.expires):
		return api.Token{}, endpoint.ErrInvalidCode
	}
	code.used = true
	t := &webToken{grant: code.grant, refresh: tx.IDs.Token("98"), refreshExpires: tx.Now().Add(refreshLife)}
	s.refresh.Put(t.refresh, t, maxTokens)
	s.newAccessToken(tx, t)
	return t.answer(tx), nil
}

// refreshToken handles sns.refresh_token: it extends an access_token that still works, and replaces one that has
// expired.
func refreshToken(tx *core.Tx, s *webLogin, in api.RefreshTokenIn) (api.Token, error) {
	t, now := s.refresh.Get(in.RefreshToken), tx.Now()
	switch {
	case in.AppID == "":
		return api.Token{}, endpoint.ErrAppIDMissing
	case in.AppID != tx.Account().AppID:
		return api.Token{}, endpoint.ErrInvalidAppID
	case in.GrantType != api.GrantRefresh:
		return api.Token{}, endpoint.ErrInvalidGrantType
	case in.RefreshToken == "":
		return api.Token{}, endpoint.ErrRefreshTokenMissing
	case t == nil:
		return api.Token{}, endpoint.ErrInvalidRefreshToken
	case !now.Before(t.refreshExpires):
		return api.Token{}, endpoint.ErrRefreshTokenExpired
	case now.Before(t.expires):
		t.expires = now.Add(core.TokenLife)
	default:
		s.newAccessToken(tx, t)
	}
	out := t.answer(tx)
	out.UnionID, out.IsSnapshotUser = "", false // the platform's answer has neither member
	return out, nil
}

// findToken returns the token with that access_token, and checks that it belongs to the OpenID.
func (s *webLogin) findToken(tx *core.Tx, access, openID string) (*webToken, error) {
	t := s.access.Get(access)
	switch {
	case access == "":
		return nil, endpoint.ErrAccessTokenMissing
	case t == nil:
		return nil, endpoint.ErrInvalidCredential
	case t.access != access || !tx.Now().Before(t.expires):
		return nil, endpoint.ErrAccessTokenExpired
	case openID != t.openID(tx):
		return nil, endpoint.ErrInvalidOpenID
	}
	return t, nil
}

// userInfo handles sns.userinfo.
func userInfo(tx *core.Tx, s *webLogin, in api.UserInfoIn) (api.User, error) {
	t, err := s.findToken(tx, in.AccessToken, in.OpenID)
	if err != nil {
		return api.User{}, err
	}
	if t.scope != scopeUserInfo {
		return api.User{}, endpoint.ErrAPIUnauthorized
	}
	out := api.User{OpenID: t.openID(tx), UnionID: t.unionID(tx), Privilege: []string{}}
	if t.snapshot {
		out.Nickname = "微信用户"
		return out, nil
	}
	out.Nickname, out.HeadImgURL = t.user.Nickname, tx.Config().Base+t.user.Avatar()
	return out, nil
}

// auth handles sns.auth.
func auth(tx *core.Tx, s *webLogin, in api.AuthIn) (endpoint.None, error) {
	_, err := s.findToken(tx, in.AccessToken, in.OpenID)
	return endpoint.None{}, err
}
