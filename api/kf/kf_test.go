package kf_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	messages := map[string]kf.Message{
		"send_text":    kf.From("test1@kftest", kf.Text(`文本内容<a href="http://www.qq.com" data-miniprogram-appid="appid" data-miniprogram-path="pages/index/index">点击跳小程序</a>`)),
		"send_text_ai": kf.FromAI(kf.Text("Hello")),
		"send_image":   kf.Image{MediaID: "MEDIA_ID"},
		"send_voice":   kf.Voice{MediaID: "MEDIA_ID"},
		"send_video":   kf.Video{MediaID: "MEDIA_ID", ThumbMediaID: "MEDIA_ID", Title: "TITLE", Description: "DESCRIPTION"},
		"send_music": kf.Music{
			Title: "MUSIC_TITLE", Description: "MUSIC_DESCRIPTION",
			URL: "MUSIC_URL", HQURL: "HQ_MUSIC_URL", ThumbMediaID: "THUMB_MEDIA_ID",
		},
		"send_news":          kf.Article{Title: "Happy Day", Description: "Is Really A Happy Day", URL: "URL", PicURL: "PIC_URL"},
		"send_mpnews":        kf.MPNews{MediaID: "MEDIA_ID"},
		"send_mpnewsarticle": kf.MPNewsArticle{ArticleID: "ARTICLE_ID"},
		"send_msgmenu": kf.Menu{
			Head: "您对本次服务是否满意呢? ", Tail: "欢迎再次光临",
			Items: []kf.MenuItem{{ID: "101", Content: "满意"}, {ID: "102", Content: "不满意"}},
		},
		"send_wxcard":          kf.Card{CardID: "123dsdajkasd231jhksad"},
		"send_miniprogrampage": kf.MiniProgramPage{Title: "title", AppID: "appid", PagePath: "pagepath", ThumbMediaID: "thumb_media_id"},
	}
	cases := append(agentCases(),
		apitest.Case{Sample: "typing", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return kf.New(c).Typing(ctx, "OPENID")
		})},
		apitest.Case{Sample: "typing_cancel", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return kf.New(c).CancelTyping(ctx, "OPENID")
		})},
	)
	for sample, m := range messages {
		cases = append(cases, apitest.Case{Sample: sample, Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return kf.New(c).Send(ctx, "OPENID", m)
		})})
	}
	apitest.Run(t, kf.Endpoints(), cases)
}

func TestSendRefusesNoMessage(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]kf.Message{"nil": nil, "nil from an agent": kf.From("test1@kftest", nil), "nil from an AI": kf.FromAI(nil), "a nil pointer": (*kf.Image)(nil)} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
		if err := kf.New(client).Send(t.Context(), "OPENID", m); !errors.Is(err, kf.ErrNoMessage) || requests() != 0 {
			t.Errorf("%s: got %v after %d requests, want ErrNoMessage before the first", name, err, requests())
		}
	}
}

// From and FromAI can be combined in either order.
func TestForAgentWithAI(t *testing.T) {
	t.Parallel()
	want := kf.SendIn{
		ToUser: "OPENID", MsgType: "text", Text: &kf.TextContent{Content: "hi"},
		CustomService: &kf.Agent{KfAccount: "test1@kftest"}, AIMsgContext: &kf.AIContext{IsAIMsg: true},
	}
	for _, m := range []kf.Message{
		kf.From("test1@kftest", kf.FromAI(kf.Text("hi"))),
		kf.FromAI(kf.From("test1@kftest", kf.Text("hi"))),
	} {
		if diff := cmp.Diff(want, kf.For("OPENID", m)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// A user must not get a message twice.
func TestSendIsSentOnce(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	})
	err := kf.New(client).Send(t.Context(), "OPENID", kf.Text("hi"))
	if !errors.Is(err, endpoint.ErrSystemBusy) || requests() != 1 {
		t.Errorf("got %v after %d requests, want -1 after one", err, requests())
	}
}

// A text that was cut at the limit, in the middle of a character, is not longer than the limit.
func TestTextDropsHalfACharacter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		strings.Repeat("中", 1000)[:2048]: strings.Repeat("中", 682),
		"a😀"[:4]:                         "a",
		"中\xff":                          "中\xff",
		"\x80\x80":                       "\x80\x80",
	} {
		if got := kf.For("OPENID", kf.Text(text)).Text.Content; got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
