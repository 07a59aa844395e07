package autoreply_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/autoreply"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func rule(name string, created int64, mode autoreply.ReplyMode, keyword string, c autoreply.Content) autoreply.Rule {
	return autoreply.Rule{
		Name: name, CreateTime: endpoint.At(time.Unix(created, 0)), ReplyMode: mode,
		Keywords: []autoreply.Keyword{{Type: "text", MatchMode: autoreply.Contain, Content: keyword}},
		Replies:  []autoreply.Reply{{Content: c}},
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, autoreply.Endpoints(), []apitest.Case{{
		Sample: "get_current_autoreply_info",
		Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return autoreply.New(c).Get(ctx)
		},
		Want: autoreply.Info{
			IsAddFriendReplyOpen: true,
			IsAutoReplyOpen:      true,
			AddFriend:            autoreply.Reply{Content: autoreply.Text("Thanks for your attention!")},
			MessageDefault:       autoreply.Reply{Content: autoreply.Text("Hello, this is autoreply!")},
			Keywords: autoreply.Keywords{Rules: []autoreply.Rule{
				rule("autoreply-news", 1423028166, autoreply.ReplyAll, "news测试", autoreply.News{Articles: []autoreply.Article{{
					Title: "it's news", Author: "jim", Digest: "it's digest", ShowCover: true,
					CoverURL:   "http://mmbiz.qpic.cn/mmbiz/xxx/0",
					ContentURL: "http://mp.weixin.qq.com/s?__biz=MjM5ODUwNTM3Ng==&mid=203929886&idx=1&sn=628f964cf0c6d84c026881b6959aea8b#rd",
					SourceURL:  "http://www.url.com",
				}}}),
				rule("autoreply-voice", 1423027971, autoreply.RandomOne, "voice测试",
					autoreply.Voice("NESsxgHEvAcg3egJTtYj4uG1PTL6iPhratdWKDLAXYErhN6oEEfMdVyblWtBY5vp")),
			}},
		},
	}})
}

// Each kind of reply is read from its wire form, and written in the same form again.
func TestReplies(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string]autoreply.Content{
		`{"type":"text","content":"a<b"}`:                         autoreply.Text("a<b"),
		`{"type":"img","content":"M"}`:                            autoreply.Image("M"),
		`{"type":"voice","content":"M"}`:                          autoreply.Voice("M"),
		`{"type":"video","content":"M"}`:                          autoreply.Video("M"),
		`{"type":"news","content":"M","news_info":{"list":[]}}`:   autoreply.News{MediaID: "M", Articles: []autoreply.Article{}},
		`{"type":"card","content":"C","card_info":{"card_id":1}}`: autoreply.Unknown{Type: "card", Raw: json.RawMessage(`{"type":"card","content":"C","card_info":{"card_id":1}}`)},
		`null`: nil,
	} {
		var r autoreply.Reply
		if err := json.Unmarshal([]byte(wire), &r); err != nil {
			t.Errorf("%s: %v", wire, err)
			continue
		}
		if diff := cmp.Diff(want, r.Content); diff != "" {
			t.Errorf("%s (-want +got):\n%s", wire, diff)
		}
		if got, err := endpoint.EncodeJSON(r); string(got) != wire || err != nil {
			t.Errorf("%s became %s, %v", wire, got, err)
		}
	}
}

// An account without rules has no replies, which are left out where they are written.
func TestNoRules(t *testing.T) {
	t.Parallel()
	const wire = `{"is_add_friend_reply_open":0,"is_autoreply_open":0}`
	var info autoreply.Info
	if err := json.Unmarshal([]byte(wire), &info); err != nil || !info.AddFriend.IsZero() || !info.Keywords.IsZero() {
		t.Errorf("got %+v, %v", info, err)
	}
	if got, err := endpoint.EncodeJSON(info); string(got) != wire || err != nil {
		t.Errorf("became %s, %v", got, err)
	}
}
