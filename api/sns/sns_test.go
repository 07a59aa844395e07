package sns_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo/api/sns"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	token := sns.Token{AccessToken: "ACCESS_TOKEN", ExpiresIn: 7200, RefreshToken: "REFRESH_TOKEN", OpenID: "OPENID", Scope: "SCOPE"}
	snapshot := token
	snapshot.IsSnapshotUser, snapshot.UnionID = true, "UNIONID"
	user := sns.User{
		OpenID: "OPENID", Nickname: "NICKNAME", Sex: 1, Province: "PROVINCE", City: "CITY", Country: "COUNTRY",
		HeadImgURL: "https://thirdwx.qlogo.cn/mmopen/g3MonUZtNHkdmzicIlibx6iaFqAc56vxLSUfpb6n5WKSYVY0ChQKkiaJSgQ1dZuTOgvLLrhJbERQQ4eMsv84eavHiaiceqxibJxCfHe/46",
		Privilege:  []string{"PRIVILEGE1", "PRIVILEGE2"}, UnionID: "o6_bmasdasdsad6_2sgVt7hMZOPfL",
	}
	apitest.Run(t, sns.Endpoints(), []apitest.Case{
		{Sample: "access_token", Want: snapshot, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return sns.New(c).AccessToken(ctx, "APPID", "SECRET", "CODE")
		}},
		{Sample: "refresh_token", Want: token, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return sns.New(c).RefreshToken(ctx, "APPID", "REFRESH_TOKEN")
		}},
		{Sample: "userinfo", Want: user, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return sns.New(c).UserInfo(ctx, "ACCESS_TOKEN", "OPENID", "zh_CN")
		}},
		{Sample: "auth", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return sns.New(c).Auth(ctx, "ACCESS_TOKEN", "OPENID")
		})},
	})
}

// A code is valid for one use: an exchange whose answer was lost must not be sent again.
func TestAccessTokenIsSentOnce(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	})
	_, err := sns.New(client).AccessToken(t.Context(), "APPID", "SECRET", "CODE")
	if !errors.Is(err, endpoint.ErrSystemBusy) || requests() != 1 {
		t.Errorf("got %v after %d requests, want -1 after one", err, requests())
	}
}
