package freepublish_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
	"github.com/wechatgo/wechatgo/message"
)

// documented is the article of the platform's samples.
var documented = freepublish.Article{
	Title: "示例标题", Author: "作者名", Digest: "摘要内容", Content: "HTML内容", ContentSourceURL: "https://example.com/source",
	ThumbMediaID: "MEDIA_ID_123", ThumbURL: "THUMB_URL", ShowCoverPic: true, URL: "https://example.com/article",
}

func TestService(t *testing.T) {
	t.Parallel()
	on := func(call func(ctx context.Context, s *freepublish.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, freepublish.New(c)) }
	}
	apitest.Run(t, freepublish.Endpoints(), []apitest.Case{
		{
			Sample: "submit", Want: freepublish.SubmitOut{PublishID: "100000001", MsgDataID: 2247483710},
			Call: on(func(ctx context.Context, s *freepublish.Service) (any, error) { return s.Submit(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "get",
			Want: freepublish.Publication{
				PublishID: "100000001", ArticleID: "ARTICLE_ID",
				Detail:  &freepublish.Detail{Count: 1, Articles: []freepublish.PublishedArticle{{Idx: 1, URL: "ARTICLE_URL"}}},
				FailIdx: []endpoint.Number{},
			},
			Call: on(func(ctx context.Context, s *freepublish.Service) (any, error) { return s.Get(ctx, "100000001") }),
		},
		{
			Sample: "getarticle", Want: []freepublish.Article{documented},
			Call: on(func(ctx context.Context, s *freepublish.Service) (any, error) { return s.Article(ctx, "ARTICLE_ID") }),
		},
		{
			Sample: "batchget",
			Want: endpoint.Batch[freepublish.Item]{Total: 100, Count: 10, Items: []freepublish.Item{{
				ArticleID: "ARTICLE_ID_1", News: freepublish.News{Articles: []freepublish.Article{documented}},
				UpdateTime: endpoint.At(time.Unix(1627891234, 0)),
			}}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, freepublish.BatchGet, freepublish.BatchGetIn{Window: endpoint.Window{Count: 10}})
			},
		},
		{
			Sample: "delete",
			Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
				return freepublish.New(c).Delete(ctx, "ARTICLE_ID", 1)
			}),
		},
	})
}

// What was published is fetched page by page, with its content or without it; the platform's escapes are undone.
func TestAll(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"with content":    {`{"offset":0,"count":20,"no_content":0}`, `{"offset":1,"count":20,"no_content":0}`},
		"without content": {`{"offset":0,"count":20,"no_content":1}`, `{"offset":1,"count":20,"no_content":1}`},
	} {
		var asked []string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			asked = append(asked, string(body))
			return []byte(`{"total_count":2,"item_count":1,"item":[{"article_id":"A","content":{"news_item":[{"content":"a&#39;b"}]},"update_time":1}]}`)
		})
		all := freepublish.New(client).All(t.Context())
		if name == "without content" {
			all = freepublish.New(client).AllWithoutContent(t.Context())
		}
		for item, err := range all {
			if err != nil || item.ArticleID != "A" || item.News.Articles[0].Content != "a'b" {
				t.Fatal(item, err)
			}
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// DeleteAll names no index; what cannot be right is not sent.
func TestDelete(t *testing.T) {
	t.Parallel()
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		return []byte(`{"errcode":0,"errmsg":"ok"}`)
	})
	s := freepublish.New(client)
	if err := s.DeleteAll(t.Context(), "A"); err != nil {
		t.Error(err)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{s.Delete(t.Context(), "A", 0), "freepublish: index is 0: count from 1"},
		{s.DeleteAll(t.Context(), ""), "freepublish: article_id is empty"},
		{freepublish.DeleteIn{ArticleID: "A", Index: -1}.Check(), "freepublish: index is -1"},
		{second(s.Submit(t.Context(), "")), "freepublish: media_id is empty"},
		{second(s.Get(t.Context(), "")), "freepublish: publish_id is empty"},
		{second(s.Wait(t.Context(), "")), "freepublish: publish_id is empty"},
		{second(s.Article(t.Context(), "")), "freepublish: article_id is empty"},
	} {
		if tt.err == nil || !strings.HasPrefix(tt.err.Error(), tt.want) {
			t.Errorf("got %v, want %q", tt.err, tt.want)
		}
	}
	if diff := cmp.Diff([]string{`{"article_id":"A"}`}, asked); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func second[T any](_ T, err error) error { return err }

// platform answers the n-th question about a publication with the n-th status, and later ones with the last one.
func platform(statuses ...string) *http.Client {
	n := 0
	return &http.Client{Transport: roundTrip(func(*http.Request) string {
		n++
		return `{"publish_id":"P","publish_status":` + statuses[min(n, len(statuses))-1] + `,"fail_idx":[2]}`
	})}
}

// Real accounts get the publish_id as a number, where the platform's pages have a string.
func TestNumericPublishID(t *testing.T) {
	t.Parallel()
	answer := func(text string) *freepublish.Service {
		return freepublish.New(client(&http.Client{Transport: roundTrip(func(*http.Request) string { return text })}))
	}
	const id freepublish.ID = "2247483949"
	submitted, err := answer(`{"errcode":0,"errmsg":"ok","publish_id":2247483949,"msg_data_id":2247483949}`).Submit(t.Context(), "M")
	if err != nil || submitted.PublishID != id {
		t.Errorf("submit: %+v, %v", submitted, err)
	}
	got, err := answer(`{"publish_id":2247483949,"publish_status":1,"fail_idx":[]}`).Get(t.Context(), id)
	if err != nil || got.PublishID != id {
		t.Errorf("get: %+v, %v", got, err)
	}
	if got, err = answer(`{"publish_id":null,"publish_status":1}`).Get(t.Context(), id); err != nil || got.PublishID != "" {
		t.Errorf("null: %+v, %v", got, err)
	}
}

func TestWait(t *testing.T) {
	for _, tt := range []struct {
		statuses []string
		after    time.Duration
		want     string // the error
	}{
		{[]string{"0"}, 2 * time.Second, ""},
		{[]string{`"1"`, `"0"`}, 5 * time.Second, ""},
		{[]string{"1", "1", "0"}, 9500 * time.Millisecond, ""},
		{[]string{"1", "2"}, 5 * time.Second, "freepublish: publication P: the check of originality failed (status 2); the articles [2] failed, counted from 1"},
		{[]string{"4"}, 2 * time.Second, "freepublish: publication P: refused by the platform's review (status 4); the articles [2] failed, counted from 1"},
		{[]string{"9"}, 2 * time.Second, "freepublish: publication P: has a status that is not documented (status 9); the articles [2] failed, counted from 1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, start := freepublish.New(client(platform(tt.statuses...))), time.Now()
			_, err := s.Wait(t.Context(), "P")
			if got := time.Since(start); got != tt.after {
				t.Errorf("%v: ended after %v, want %v", tt.statuses, got, tt.after)
			}
			if got := errText(err); got != tt.want {
				t.Errorf("%v: got %q, want %q", tt.statuses, got, tt.want)
			}
			if _, failed := errors.AsType[*freepublish.PublishError](err); failed != (tt.want != "") {
				t.Errorf("%v: %T is not a PublishError", tt.statuses, err)
			}
		})
	}
}

// The event ends a Wait at once, with what the event says.
func TestFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, start := freepublish.New(client(platform("1"))), time.Now()
		go func() {
			s.Finished(nil)
			s.Finished(&message.PublishJobFinishEvent{PublishID: "P", Status: 1})
			s.Finished(&message.PublishJobFinishEvent{PublishID: "P"}) // without a status
			time.Sleep(3 * time.Second)
			s.Finished(&message.PublishJobFinishEvent{
				PublishID: "P", ArticleID: "A", ArticleCount: 1, Articles: []message.PublishedArticle{{Idx: 1, URL: "U"}},
			})
			s.Finished(&message.PublishJobFinishEvent{PublishID: "Q", Status: 4, FailIdx: []int64{1, 3}})
		}()
		got, err := s.Wait(t.Context(), "P")
		want := freepublish.Publication{
			PublishID: "P", ArticleID: "A",
			Detail: &freepublish.Detail{Count: 1, Articles: []freepublish.PublishedArticle{{Idx: 1, URL: "U"}}},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v (-want +got):\n%s", err, time.Since(start), diff)
		}
		_, err = s.Wait(t.Context(), "Q")
		if failed, ok := errors.AsType[*freepublish.PublishError](err); !ok || len(failed.FailIdx) != 2 {
			t.Errorf("got %v", err)
		}
	})
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	for status := freepublish.StatusPublished; status <= freepublish.StatusBanned; status++ {
		if en, zh := status.Meaning(); en == "" || zh == "" {
			t.Errorf("status %d has no meaning", status)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

type roundTrip func(*http.Request) string

func (answer roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(answer(r))), Request: r,
	}, nil
}

func client(h *http.Client) *endpoint.Client {
	return &endpoint.Client{HTTP: h, Tokens: token{}}
}

type token struct{}

func (token) Token(context.Context) (string, error)         { return "T", nil }
func (token) Renew(context.Context, string) (string, error) { return "T", nil }
