package oauth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/endpoint"
)

// ErrSnapshot is wrapped together with error 48001 if the login of a snapshot page's virtual user asked for data that
// only a real user has.
var ErrSnapshot = errors.New("oauth: snapshot page")

// Exchange exchanges a code, once, and asks for nickname and picture if the user granted them. [Login.Require] does
// this by itself. A program whose front end fetched the code calls Exchange, and must check the state itself: a code
// that is not bound to the browser may log it in as another user.
//
// A code lives for 5 minutes. Errors are those of [endpoint.Call], such as [endpoint.ErrInvalidCode] and
// [endpoint.ErrCodeUsed].
func (l *Login) Exchange(ctx context.Context, code string) (Identity, error) {
	if !l.isSetUp() {
		return Identity{}, errNotSetUp
	}
	web := sns.New(l.client)
	token, err := web.AccessToken(ctx, l.config.AppID, l.config.Secret, code)
	if err != nil {
		return Identity{}, err
	}
	if token.OpenID == "" {
		return Identity{}, &endpoint.ResponseError{Endpoint: sns.AccessToken.Name(), Reason: "the answer has no openid"}
	}
	id := Identity{
		OpenID:   token.OpenID,
		UnionID:  token.UnionID,
		Scope:    granted(token.Scope),
		Snapshot: bool(token.IsSnapshotUser),
		At:       time.Now().UTC().Truncate(time.Second),
	}
	if id.Scope != UserInfo {
		return id, nil
	}
	user, err := web.UserInfo(ctx, token.AccessToken, token.OpenID, "zh_CN")
	if err != nil {
		if id.Snapshot && errors.Is(err, endpoint.ErrAPIUnauthorized) {
			err = fmt.Errorf("%w: %w", ErrSnapshot, err)
		}
		return Identity{}, err
	}
	id.Nickname, id.HeadImgURL = user.Nickname, user.HeadImgURL
	id.UnionID = cmp.Or(user.UnionID, id.UnionID)
	return id, nil
}
