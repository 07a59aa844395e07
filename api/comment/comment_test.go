package comment_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// article is the article of most samples.
var article = comment.Article{MsgDataID: 2247483710}

func TestService(t *testing.T) {
	t.Parallel()
	none := func(call func(ctx context.Context, s *comment.Service) error) func(context.Context, *endpoint.Client) (any, error) {
		return apitest.None(func(ctx context.Context, c *endpoint.Client) error { return call(ctx, comment.New(c)) })
	}
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	apitest.Run(t, comment.Endpoints(), []apitest.Case{
		{
			Sample: "open",
			Call: none(func(ctx context.Context, s *comment.Service) error {
				return s.Open(ctx, comment.Article{MsgDataID: 123456})
			}),
		},
		{
			Sample: "close",
			Call: none(func(ctx context.Context, s *comment.Service) error {
				return s.Close(ctx, comment.Article{MsgDataID: 123456})
			}),
		},
		{
			Sample: "list",
			Want: comment.ListOut{Total: 1, Comments: []comment.Comment{{
				ID: 1, OpenID: "OPENID", CreateTime: at(1500000000), Content: "CONTENT",
				Reply: &comment.Reply{Content: "CONTENT", CreateTime: at(1500000001)},
			}}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, comment.List, comment.ListIn{Article: article, Count: comment.MaxList})
			},
		},
		{Sample: "markelect", Call: none(func(ctx context.Context, s *comment.Service) error { return s.Elect(ctx, article, 1) })},
		{Sample: "unmarkelect", Call: none(func(ctx context.Context, s *comment.Service) error { return s.Unelect(ctx, article, 1) })},
		{Sample: "delete", Call: none(func(ctx context.Context, s *comment.Service) error { return s.Delete(ctx, article, 1) })},
		{Sample: "reply_add", Call: none(func(ctx context.Context, s *comment.Service) error { return s.Reply(ctx, article, 1, "内容") })},
		{Sample: "reply_delete", Call: none(func(ctx context.Context, s *comment.Service) error { return s.DeleteReply(ctx, article, 1) })},
	})
}

// Comments are fetched page by page until a page is empty, since the total of an answer is not that of the article.
func TestList(t *testing.T) {
	t.Parallel()
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		if len(asked) == 3 {
			return []byte(`{"errcode":0,"errmsg":"ok","total":0,"comment":[]}`)
		}
		return []byte(`{"errcode":0,"errmsg":"ok","total":2,"comment":[{"user_comment_id":1,"comment_type":1},{"user_comment_id":2,"comment_type":1}]}`)
	})
	n := 0
	for c, err := range comment.New(client).List(t.Context(), article, comment.Elected) {
		if n++; err != nil || !bool(c.Elected) || c.Reply != nil {
			t.Fatal(c, err)
		}
	}
	want := []string{
		`{"msg_data_id":2247483710,"index":0,"begin":0,"count":49,"type":2}`,
		`{"msg_data_id":2247483710,"index":0,"begin":2,"count":49,"type":2}`,
		`{"msg_data_id":2247483710,"index":0,"begin":4,"count":49,"type":2}`,
	}
	if diff := cmp.Diff(want, asked); diff != "" || n != 4 {
		t.Errorf("%d comments (-want +got):\n%s", n, diff)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	client, calls := apitest.Serve(t, func(*http.Request, []byte) []byte { return nil })
	s, ctx := comment.New(client), t.Context()
	list := func(a comment.Article, kind comment.Kind) (err error) {
		for _, err = range s.List(ctx, a, kind) {
			break
		}
		return err
	}
	for _, tt := range []struct {
		err  error
		want string
		code endpoint.Code
	}{
		{s.Open(ctx, comment.Article{}), "comment: msg_data_id is 0", endpoint.ErrCommentArticleNotExist},
		{s.Close(ctx, comment.Article{MsgDataID: 1, Index: -1}), "comment: index is -1: count the articles from 0", endpoint.ErrCommentArticleNotExist},
		{s.Elect(ctx, article, 0), "comment: user_comment_id is 0", endpoint.ErrCommentNotExist},
		{s.Unelect(ctx, comment.Article{}, 1), "comment: msg_data_id is 0", endpoint.ErrCommentArticleNotExist},
		{s.Delete(ctx, article, -1), "comment: user_comment_id is -1", endpoint.ErrCommentNotExist},
		{s.Reply(ctx, article, 1, ""), "comment: content is empty", endpoint.ErrCommentReplyLength},
		{s.Reply(ctx, article, 0, "x"), "comment: user_comment_id is 0", endpoint.ErrCommentNotExist},
		{s.DeleteReply(ctx, article, 0), "comment: user_comment_id is 0", endpoint.ErrCommentNotExist},
		{list(comment.Article{}, comment.All), "comment: msg_data_id is 0", endpoint.ErrCommentArticleNotExist},
		{list(article, 3), "comment: type is 3: use All, Normal or Elected", 0},
		{comment.ListIn{Article: article, Begin: -1, Count: 49}.Check(), "comment: begin is -1: count the comments from 0", 0},
		{comment.ListIn{Article: article, Count: 50}.Check(), "comment: count has 50 comments: give 1 to 49", endpoint.ErrCommentCountRange},
	} {
		if tt.err == nil || !strings.HasPrefix(tt.err.Error(), tt.want) || tt.code != 0 && !errors.Is(tt.err, tt.code) {
			t.Errorf("got %v, want %q", tt.err, tt.want)
		}
	}
	if calls() != 0 {
		t.Errorf("%d calls were made", calls())
	}
}
