package draft_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// These are the articles of the platform's samples.
var (
	news = draft.Article{
		Type: draft.News, Title: "TITLE", Author: "麦多多", Digest: "DIGEST", Content: "CONTENT", ContentSourceURL: "CONTENT_SOURCE_URL",
		ThumbMediaID: "R7Ifp6ogGOmtr3u-l6KIJfD6AX2foQ7Ktp4flZtYJbtO2H-Tmfg4xO0sl9mh9ByJ",
		PicCrop235x1: "0.1945_0_1_0.5236", PicCrop1x1: "0.1945_0_1_0.5236",
	}
	product = &draft.ProductInfo{Footer: draft.FooterProduct{ProductKey: "PRODUCT_KEY"}}

	readNews = draft.Article{
		Type: draft.News, Title: "TITLE", Author: "AUTHOR", Digest: "DIGEST", Content: "CONTENT", ContentSourceURL: "CONTENT_SOURCE_URL",
		ThumbMediaID: "THUMB_MEDIA_ID", URL: "URL",
	}
	readPictures = draft.Article{
		Type: draft.NewsPic, Title: "TITLE", Content: "CONTENT", ThumbMediaID: "THUMB_MEDIA_ID", URL: "URL",
		ImageInfo: &draft.ImageInfo{Images: []draft.Image{{MediaID: "IMAGE_MEDIA_ID"}}}, ProductInfo: product,
	}
)

func TestService(t *testing.T) {
	t.Parallel()
	pictures := draft.Pictures("TITLE", "CONTENT", "IMAGE_MEDIA_ID")
	pictures.CoverInfo = &draft.CoverInfo{Crops: []draft.Crop{{Ratio: draft.Ratio1x1, X1: "0.166454", Y1: "0", X2: "0.833545", Y2: "1"}}}
	pictures.ProductInfo = product
	practice := readNews
	practice.ThumbURL = "http://mmbiz.qpic.cn/xxx"
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	on := func(call func(ctx context.Context, s *draft.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, draft.New(c)) }
	}
	apitest.Run(t, draft.Endpoints(), []apitest.Case{
		{
			Sample: "add", Want: "MEDIA_ID",
			Call: on(func(ctx context.Context, s *draft.Service) (any, error) { return s.Add(ctx, news, pictures) }),
		},
		{
			Sample: "update",
			Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
				return draft.New(c).Update(ctx, "MEDIA_ID", 0, news)
			}),
		},
		{
			Sample: "get", Want: draft.Draft{Articles: []draft.Article{readNews, readPictures}},
			Call: on(func(ctx context.Context, s *draft.Service) (any, error) { return s.Get(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "get_practice",
			Want:   draft.Draft{Articles: []draft.Article{practice, readPictures}, CreateTime: at(1620000000), UpdateTime: at(1620000001)},
			Call:   on(func(ctx context.Context, s *draft.Service) (any, error) { return s.Get(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "delete",
			Call:   apitest.None(func(ctx context.Context, c *endpoint.Client) error { return draft.New(c).Delete(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "count", Want: 15,
			Call: on(func(ctx context.Context, s *draft.Service) (any, error) { return s.Count(ctx) }),
		},
		{
			Sample: "batchget",
			Want: endpoint.Batch[draft.Item]{Total: 2, Count: 1, Items: []draft.Item{{
				MediaID: "MEDIA_ID", Draft: draft.Draft{Articles: []draft.Article{readNews, readPictures}}, UpdateTime: at(1620000000),
			}}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, draft.BatchGet, draft.BatchGetIn{Window: endpoint.Window{Count: 10}, NoContent: true})
			},
		},
		{
			Sample: "switch_check", Want: false,
			Call: on(func(ctx context.Context, s *draft.Service) (any, error) { return s.IsOpen(ctx) }),
		},
		{
			Sample: "switch",
			Call:   apitest.None(func(ctx context.Context, c *endpoint.Client) error { return draft.New(c).Open(ctx) }),
		},
		{
			Sample: "product_getcardinfo", Want: draft.Product{ProductKey: "PRODUCT_KEY", DOM: "DOM"},
			Call: on(func(ctx context.Context, s *draft.Service) (any, error) {
				return s.ProductCard(ctx, "1000000000", draft.NewsPic, draft.CardText)
			}),
		},
	})
}

// The drafts are fetched page by page, with their content or without it.
func TestAll(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"with content":    {`{"offset":0,"count":20}`, `{"offset":1,"count":20}`},
		"without content": {`{"offset":0,"count":20,"no_content":1}`, `{"offset":1,"count":20,"no_content":1}`},
	} {
		var asked []string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			asked = append(asked, string(body))
			return []byte(`{"total_count":2,"item_count":1,"item":[{"media_id":"M","content":{"news_item":[{"title":"t"}]},"update_time":1620000000}]}`)
		})
		drafts := draft.New(client).All(t.Context())
		if name == "without content" {
			drafts = draft.New(client).AllWithoutContent(t.Context())
		}
		for item, err := range drafts {
			if err != nil || item.MediaID != "M" || item.Draft.Articles[0].Title != "t" {
				t.Fatal(item, err)
			}
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A draft that was read can be changed and sent back: the platform's escapes are undone, and the fields that only
// answers have are left out.
func TestReadChangeWrite(t *testing.T) {
	t.Parallel()
	var sent string
	client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
		if strings.HasSuffix(r.URL.Path, "/update") {
			sent = string(body)
			return []byte(`{"errcode":0,"errmsg":"ok"}`)
		}
		article := `{"article_type":"news","title":"old","content":"<p style=&#39;x&#39;>&lt;hi&gt;</p>","thumb_media_id":"T","show_cover_pic":1,"need_open_comment":1,"only_fans_can_comment":0,"url":"URL","thumb_url":"TU"}`
		if strings.HasSuffix(r.URL.Path, "/batchget") {
			return []byte(`{"total_count":1,"item_count":1,"item":[{"media_id":"M","content":{"news_item":[` + article + `]},"update_time":1620000000}]}`)
		}
		return []byte(`{"news_item":[` + article + `]}`)
	})
	s := draft.New(client)
	d, err := s.Get(t.Context(), "M")
	if err != nil {
		t.Fatal(err)
	}
	for item, err := range s.All(t.Context()) {
		if err != nil || item.Draft.Articles[0].Content != d.Articles[0].Content {
			t.Errorf("listed as %+v, %v", item, err)
		}
	}
	a := d.Articles[0]
	a.Title = "new"
	if err := s.Update(t.Context(), "M", 0, a); err != nil {
		t.Fatal(err)
	}
	want := `{"media_id":"M","index":0,"articles":{"article_type":"news","title":"new","content":"<p style='x'>&lt;hi&gt;</p>","thumb_media_id":"T","need_open_comment":1,"only_fans_can_comment":0}}`
	if sent != want {
		t.Errorf("sent %s\nwant %s", sent, want)
	}
}
