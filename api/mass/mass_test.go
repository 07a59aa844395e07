package mass_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func toTag(sample string, m mass.Message, want mass.Sent, opts ...mass.Option) apitest.Case {
	return apitest.Case{
		Sample: sample,
		Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).ToTag(ctx, 2, m, opts...)
		},
		Want: want,
	}
}

func toUsers(sample string, m mass.Message, want mass.Sent, opts ...mass.Option) apitest.Case {
	return apitest.Case{
		Sample: sample,
		Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).ToUsers(ctx, []string{"OPENID1", "OPENID2"}, m, opts...)
		},
		Want: want,
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	const media = "123dsdajkasd231jhksad"
	withData := mass.Sent{MsgID: 34182, MsgDataID: 206227730}
	sent := mass.Sent{MsgID: 34182}
	apitest.Run(t, mass.Endpoints(), []apitest.Case{
		toTag("sendall_mpnews", mass.MPNews{MediaID: media}, withData, nil, mass.WithClientMsgID("send_tag_2")),
		toTag("sendall_mpnews_reprint", mass.MPNews{MediaID: media}, withData, mass.WithReprint()),
		toTag("sendall_text", mass.Text("CONTENT"), sent),
		toTag("sendall_voice", mass.Voice{MediaID: media}, sent),
		toTag("sendall_image", mass.Images{
			MediaIDs: []string{"aaa", "bbb", "ccc"}, Recommend: "xxx", Title: "xxx", NeedOpenComment: true,
		}, withData),
		toTag("sendall_mpvideo", mass.MPVideo{MediaID: "IhdaAQXuvJtGzwwc0abfXnzeezfO0NgPK6AQYShD8RQYMTtfzbLdBIQkQziv2XJc"}, sent),
		toTag("sendall_wxcard", mass.Card{CardID: media}, sent),
		{Sample: "sendall_all", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).ToAll(ctx, mass.Text("CONTENT"))
		}, Want: sent},
		toUsers("send_openid", mass.MPNews{MediaID: media}, withData, mass.WithClientMsgID("send_openid_1")),
		toUsers("send_openid_text", mass.Text("hello from boxer."), sent),
		{Sample: "preview", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).Preview(ctx, "OPENID", mass.MPNews{MediaID: media})
		}, Want: int64(34182)},
		{Sample: "preview_image", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).PreviewToName(ctx, "WXNAME", mass.Images{MediaIDs: []string{media, "second"}, Title: "T"})
		}, Want: int64(0)},
		{Sample: "preview_wxcard", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).Preview(ctx, "OPENID", mass.Card{CardID: media, Ext: &mass.CardExt{
				Code: "CODE", OpenID: "OPENID", Timestamp: "1402057159", Signature: "SIGNATURE",
			}})
		}, Want: int64(34182)},
		{Sample: "get", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).Status(ctx, 201053012)
		}, Want: mass.StatusSuccess},
		{Sample: "delete", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return mass.New(c).DeleteArticle(ctx, 30124, 2)
		})},
		{Sample: "delete_all", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return mass.New(c).Delete(ctx, 30124)
		})},
		{Sample: "delete_url", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return mass.New(c).DeleteURL(ctx, "http://mp.weixin.qq.com/s?__biz=xxx")
		})},
		{Sample: "speed_get", Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return mass.New(c).Speed(ctx)
		}, Want: mass.SpeedOut{Speed: mass.Speed300000, RealSpeed: 15}},
		{Sample: "speed_set", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return mass.New(c).SetSpeed(ctx, mass.Speed600000)
		})},
	})
}

// The platform names the earlier message beside the errcode.
func TestDuplicate(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]struct {
		msgID int64
		text  string
	}{
		`{"errcode":45065,"errmsg":"same clientmsgid exist rid: 1-2-3","msg_id":34182}`: {34182, "mass: the message was sent before, as msg_id 34182: "},
		`{"errcode":45065,"errmsg":"same clientmsgid exist rid: 1-2-3"}`:                {0, "mass: the message was sent before: "},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(answer) })
		s := mass.New(client)
		for name, send := range map[string]func() (mass.Sent, error){
			"ToAll":   func() (mass.Sent, error) { return s.ToAll(t.Context(), mass.Text("hi")) },
			"ToTag":   func() (mass.Sent, error) { return s.ToTag(t.Context(), 2, mass.Text("hi")) },
			"ToUsers": func() (mass.Sent, error) { return s.ToUsers(t.Context(), []string{"A", "B"}, mass.Text("hi")) },
		} {
			before := requests()
			sent, err := send()
			var duplicate *mass.DuplicateError
			if !errors.As(err, &duplicate) || duplicate.MsgID != want.msgID || !errors.Is(err, endpoint.ErrClientMsgIDExists) || sent != (mass.Sent{}) {
				t.Errorf("%s: got %+v, %v, want the message %d", name, sent, err, want.msgID)
				continue
			}
			if got := err.Error(); got != want.text+duplicate.Err.Error() || requests() != before+1 {
				t.Errorf("%s: got %q after %d requests", name, got, requests()-before)
			}
		}
	}
}

// Followers must not get a message twice.
func TestMessagesAreSentOnce(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	})
	s := mass.New(client)
	_, all := s.ToAll(t.Context(), mass.Text("hi"))
	_, users := s.ToUsers(t.Context(), []string{"A", "B"}, mass.Text("hi"))
	_, preview := s.Preview(t.Context(), "A", mass.Text("hi"))
	for _, err := range []error{all, users, preview} {
		if !errors.Is(err, endpoint.ErrSystemBusy) {
			t.Errorf("got %v, want -1", err)
		}
	}
	if requests() != 3 {
		t.Errorf("%d requests, want one for each call", requests())
	}
}

// The platform writes numbers as strings at times.
func TestSpeedAsString(t *testing.T) {
	t.Parallel()
	client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"speed":"3","realspeed":"30"}`) })
	if got, err := mass.New(client).Speed(t.Context()); err != nil || got != (mass.SpeedOut{Speed: mass.Speed300000, RealSpeed: 30}) {
		t.Errorf("got %+v, %v", got, err)
	}
}
