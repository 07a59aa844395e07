package sandbox

import (
	"time"

	api "github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/endpoint"
)

// webToken is a web login's access_token with its refresh_token.
type webToken struct {
	grant
	access         string
	expires        time.Time
	refresh        string
	refreshExpires time.Time
}

// answer is the token as the platform sends it. unionid comes with
// snsapi_userinfo alone.
func (t *webToken) answer(w *world) api.Token {
	out := api.Token{
		AccessToken: t.access, ExpiresIn: endpoint.Number(t.expires.Sub(w.now()).Round(time.Second) / time.Second),
		RefreshToken: t.refresh, OpenID: t.openID(w), Scope: t.scope,
	}
	if t.snapshot {
		out.IsSnapshotUser = true
	}
	if t.scope == scopeUserInfo {
		out.UnionID = t.unionID(w)
	}
	return out
}

func (g grant) unionID(w *world) string {
	if g.snapshot {
		return w.ids.of("snapshot union", g.user.name)
	}
	return g.user.unionID
}

// newAccess gives the token a new life.
func (w *world) newAccess(t *webToken) {
	t.access, t.expires = w.ids.token("98"), w.now().Add(tokenLife)
	w.web.access[t.access] = t
}

// snsAccessToken is sns.access_token: a code works once, for five minutes.
func (w *world) snsAccessToken(in api.AccessTokenIn) (api.Token, error) {
	if err := w.checkAccount(in.AppID, in.Secret); err != nil {
		return api.Token{}, err
	}
	code := w.web.codes[in.Code]
	switch {
	case in.Code == "":
		return api.Token{}, endpoint.ErrCodeMissing
	case in.GrantType != api.GrantCode:
		return api.Token{}, endpoint.ErrInvalidGrantType
	case code == nil:
		return api.Token{}, endpoint.ErrInvalidCode
	case code.used:
		return api.Token{}, endpoint.ErrCodeUsed
	case !w.now().Before(code.expires):
		return api.Token{}, endpoint.ErrInvalidCode
	}
	code.used = true
	t := &webToken{grant: code.grant, refresh: w.ids.token("98"), refreshExpires: w.now().Add(refreshLife)}
	w.web.refresh[t.refresh] = t
	w.newAccess(t)
	return t.answer(w), nil
}

// snsRefreshToken is sns.refresh_token: a token that still works gets its time
// anew, one that is over is replaced.
func (w *world) snsRefreshToken(in api.RefreshTokenIn) (api.Token, error) {
	t, now := w.web.refresh[in.RefreshToken], w.now()
	switch {
	case in.AppID == "":
		return api.Token{}, endpoint.ErrAppIDMissing
	case in.AppID != w.p.config.Account.AppID:
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
		t.expires = now.Add(tokenLife)
	default:
		w.newAccess(t)
	}
	out := t.answer(w)
	out.UnionID, out.IsSnapshotUser = "", false // the platform's answer has neither
	return out, nil
}

// webGrant checks a web token and whose it is.
func (w *world) webGrant(access, openID string) (*webToken, error) {
	t := w.web.access[access]
	switch {
	case access == "":
		return nil, endpoint.ErrAccessTokenMissing
	case t == nil:
		return nil, endpoint.ErrInvalidCredential
	case t.access != access || !w.now().Before(t.expires):
		return nil, endpoint.ErrAccessTokenExpired
	case openID != t.openID(w):
		return nil, endpoint.ErrInvalidOpenID
	}
	return t, nil
}

// snsUserInfo is sns.userinfo.
func (w *world) snsUserInfo(in api.UserInfoIn) (api.User, error) {
	t, err := w.webGrant(in.AccessToken, in.OpenID)
	if err != nil {
		return api.User{}, err
	}
	if t.scope != scopeUserInfo {
		return api.User{}, endpoint.ErrAPIUnauthorized
	}
	out := api.User{OpenID: t.openID(w), UnionID: t.unionID(w), Privilege: []string{}}
	if t.snapshot {
		out.Nickname = "微信用户"
		return out, nil
	}
	out.Nickname, out.HeadImgURL = t.user.nickname, w.p.config.Base+t.user.avatar()
	return out, nil
}

// snsAuth is sns.auth.
func (w *world) snsAuth(in api.AuthIn) (endpoint.None, error) {
	_, err := w.webGrant(in.AccessToken, in.OpenID)
	return endpoint.None{}, err
}
