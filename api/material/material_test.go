package material_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// file returns an upload of that name with some content.
func file(name string) endpoint.File {
	return endpoint.File{Name: name, Content: strings.NewReader("content")}
}

// read returns the content of a download.
func read(d *endpoint.Download, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	defer d.Body.Close()
	raw, err := io.ReadAll(d.Body)
	return string(raw), err
}

// This is the article of the platform's samples.
var (
	listed = material.Article{
		Title: "TITLE", ThumbMediaID: "THUMB_MEDIA_ID", ShowCoverPic: true, Author: "AUTHOR", Digest: "DIGEST",
		Content: "CONTENT", URL: "URL", ContentSourceURL: "CONTENT_SOURCE_URL",
	}
	changed = material.Article{
		Title: "TITLE", ThumbMediaID: "THUMB_MEDIA_ID", ShowCoverPic: true, Author: "AUTHOR", Digest: "DIGEST",
		Content: "CONTENT", ContentSourceURL: "CONTENT_SOURCE_URL",
	}
)

func TestService(t *testing.T) {
	t.Parallel()
	discussed := changed
	discussed.NeedOpenComment, discussed.OnlyFansCanComment = true, true
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	type service = *material.Service
	on := func(call func(ctx context.Context, s service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, material.New(c)) }
	}
	apitest.Run(t, material.Endpoints(), []apitest.Case{
		{
			Sample: "media_upload", Want: material.Temporary{Type: material.KindImage, MediaID: "MEDIA_ID", CreatedAt: at(1672500000)},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Upload(ctx, material.KindImage, file("test.jpg"))
			}),
		},
		{
			Sample: "media_upload_thumb", Want: "MEDIA_ID",
			Call: on(func(ctx context.Context, s service) (any, error) {
				out, err := s.Upload(ctx, material.KindThumb, file("封面.jpg"))
				return out.ID(), err
			}),
		},
		{
			Sample: "media_get", Want: material.Media{VideoURL: "DOWN_URL"},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Get(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "media_get_file", Want: "JPEG",
			Call: on(func(ctx context.Context, s service) (any, error) {
				out, err := s.Get(ctx, "MEDIA_ID")
				return read(out.File, err)
			}),
		},
		{
			Sample: "media_get_jssdk", Want: "SPEEX",
			Call: on(func(ctx context.Context, s service) (any, error) { return read(s.Voice(ctx, "MEDIA_ID")) }),
		},
		{
			Sample: "media_uploadimg", Want: "http://mmbiz.qpic.cn/XXXXX",
			Call: on(func(ctx context.Context, s service) (any, error) { return s.UploadImage(ctx, file("test.jpg")) }),
		},
		{
			Sample: "media_uploadnews",
			Want: material.Temporary{
				Type: material.KindNews, MediaID: "CsEf3ldqkAYJAU6EJeIkStVDSvffUJ54vqbThMgplD-VJXXof6ctX5fI6-aYyUiQ", CreatedAt: at(1391857799),
			},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.UploadNews(ctx, material.Article{
					ThumbMediaID: "qI6_Ze_6PtV7svjolgs-rN6stStuHIjs9_DidOHaj0Q-mwvBelOXCFZiq2OsIU-p", Author: "xxx", Title: "Happy Day",
					ContentSourceURL: "www.qq.com", Content: "content", Digest: "digest", ShowCoverPic: true, NeedOpenComment: true, OnlyFansCanComment: true,
				})
			}),
		},
		{
			Sample: "media_uploadvideo",
			Want: material.Temporary{
				Type: material.KindVideo, MediaID: "IhdaAQXuvJtGzwwc0abfXnzeezfO0NgPK6AQYShD8RQYMTtfzbLdBIQkQziv2XJc", CreatedAt: at(1398848981),
			},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.UploadVideo(ctx, "rF4UdIMfYK3efUfyoddYRMU50zMiRmmt_l0kszupYh_SzrcW5Gaheq05p_lHuOTQ",
					material.Description{Title: "TITLE", Introduction: "Description"})
			}),
		},
		{
			Sample: "add_material", Want: material.Added{MediaID: "MEDIA_ID_654321", URL: "https://example.com/image.jpg"},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Add(ctx, material.KindImage, file("test.jpg"))
			}),
		},
		{
			Sample: "add_material_video", Want: material.Added{MediaID: "MEDIA_ID_654321"},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.AddVideo(ctx, file("视频.mp4"), material.Description{Title: "VIDEO_TITLE", Introduction: "INTRODUCTION"})
			}),
		},
		{
			Sample: "get_material", Want: material.Content{News: material.News{Articles: []material.Article{listed}}},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Content(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "get_material_video", Want: material.Content{Title: "TITLE", Description: "DESCRIPTION", DownURL: "DOWN_URL"},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Content(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "get_material_file", Want: "JPEG",
			Call: on(func(ctx context.Context, s service) (any, error) {
				out, err := s.Content(ctx, "MEDIA_ID")
				return read(out.File, err)
			}),
		},
		{
			Sample: "del_material",
			Call:   apitest.None(func(ctx context.Context, c *endpoint.Client) error { return material.New(c).Delete(ctx, "MEDIA_ID") }),
		},
		{
			Sample: "get_materialcount", Want: material.Counts{Voice: 5, Video: 3, Image: 10, News: 7},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Count(ctx) }),
		},
		{
			Sample: "batchget_material_news",
			Want: material.Item{
				MediaID: "MEDIA_ID", Content: &material.News{Articles: []material.Article{listed}}, UpdateTime: at(1620000000),
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return first(s.All(ctx, material.KindNews)) }),
		},
		{
			Sample: "batchget_material_image", Want: 50,
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				in := material.BatchGetIn{Type: material.KindImage, Window: endpoint.Window{Count: 10}}
				out, err := endpoint.Call(ctx, c, material.BatchGetMaterial, in)
				_, total := out.Page()
				return total, err
			},
		},
		{
			Sample: "add_news", Want: "MEDIA_ID",
			Call: on(func(ctx context.Context, s service) (any, error) { return s.AddNews(ctx, discussed) }),
		},
		{
			Sample: "update_news",
			Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
				return material.New(c).UpdateNews(ctx, "MEDIA_ID", 0, changed)
			}),
		},
	})
}

func first(items func(func(material.Item, error) bool)) (item material.Item, err error) {
	items(func(i material.Item, e error) bool {
		item, err = i, e
		return false
	})
	return item, err
}

// The list is fetched page by page, as the loop needs it.
func TestAll(t *testing.T) {
	t.Parallel()
	const item = `{"media_id":"M","name":"a.jpg","update_time":1620000000,"url":"u"}`
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		items := []int{20, 1}[len(asked)-1]
		return fmt.Appendf(nil, `{"total_count":21,"item_count":%d,"item":[%s]}`, items, strings.Repeat(item+",", items-1)+item)
	})
	n := 0
	for item, err := range material.New(client).All(t.Context(), material.KindImage) {
		if err != nil || item.Name != "a.jpg" {
			t.Fatal(item, err)
		}
		n++
	}
	want := []string{`{"type":"image","offset":0,"count":20}`, `{"type":"image","offset":20,"count":20}`}
	if diff := cmp.Diff(want, asked); diff != "" || n != 21 {
		t.Errorf("%d items, %s", n, diff)
	}
}

// An article that was read can be sent back: the fields that only answers have are left out.
func TestReadArticleIsSentBack(t *testing.T) {
	t.Parallel()
	var sent []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		sent = append(sent, string(body))
		return []byte(`{"media_id":"M"}`)
	})
	read := material.Article{Title: "t", Content: "c", ThumbMediaID: "T", URL: "URL", ThumbURL: "TU"}
	s := material.New(client)
	_, added := s.AddNews(t.Context(), read)
	_, uploaded := s.UploadNews(t.Context(), read)
	if updated := s.UpdateNews(t.Context(), "M", 0, read); added != nil || uploaded != nil || updated != nil {
		t.Fatal(added, uploaded, updated)
	}
	const article = `{"title":"t","thumb_media_id":"T","content":"c"}`
	want := []string{`{"articles":[` + article + `]}`, `{"articles":[` + article + `]}`, `{"media_id":"M","index":0,"articles":` + article + `}`}
	if diff := cmp.Diff(want, sent); diff != "" || read.URL != "URL" {
		t.Errorf("%s, the article is now %+v", diff, read)
	}
}

// A download has its reader, name, type and length.
func TestDownload(t *testing.T) {
	t.Parallel()
	picture := bytes.Repeat([]byte{0xff, 0xd8}, 1000)
	transport := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusOK, ContentLength: int64(len(picture)), Body: io.NopCloser(bytes.NewReader(picture)),
			Header: http.Header{"Content-Type": {"image/jpeg"}, "Content-Disposition": {`attachment; filename="汉字.jpg"`}},
		}, nil
	})
	service := material.New(&endpoint.Client{HTTP: &http.Client{Transport: transport}, Tokens: fixedTokens{}})
	for name, get := range map[string]func() (*endpoint.Download, error){
		"temporary": func() (*endpoint.Download, error) {
			out, err := service.Get(t.Context(), "M")
			return out.File, err
		},
		"permanent": func() (*endpoint.Download, error) {
			out, err := service.Content(t.Context(), "M")
			return out.File, err
		},
		"voice": func() (*endpoint.Download, error) { return service.Voice(t.Context(), "M") },
	} {
		d, err := get()
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := io.ReadAll(d.Body)
		if err != nil || !bytes.Equal(got, picture) || d.Filename != "汉字.jpg" || d.ContentType != "image/jpeg" || d.Size != int64(len(picture)) {
			t.Errorf("%s: %d bytes of %+v, %v", name, len(got), d, err)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// fixedTokens is a source that always has the same token.
type fixedTokens struct{}

func (fixedTokens) Token(context.Context) (string, error)         { return "ACCESS_TOKEN", nil }
func (fixedTokens) Renew(context.Context, string) (string, error) { return "ACCESS_TOKEN", nil }
