package shop

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"

	"github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
)

// post has an article as an editor leaves it: HTML, and the pictures that it shows by relative addresses.
//
//go:embed post
var post embed.FS

// Published is an article that everybody can read.
type Published struct {
	URL     string
	Article comment.Article // names it in the calls about its comments
}

// PublishArticle puts the article of the folder post on the platform and publishes it, which tells no follower of it. The
// event PUBLISHJOBFINISH ends the wait.
func (s *Shop) PublishArticle(ctx context.Context) (Published, error) {
	cover, err := s.addPicture(ctx, "cover.png")
	if err != nil {
		return Published{}, err
	}
	html, err := post.ReadFile("post/article.html")
	if err != nil {
		return Published{}, err
	}
	content, err := s.withPictures(ctx, string(html))
	if err != nil {
		return Published{}, err
	}
	mediaID, err := s.wx.Draft.Add(ctx, draft.Article{
		Title:           "秋茶上市 · Autumn tea",
		Author:          "茶铺",
		Digest:          "今天到店的三种秋茶。Three teas that came in today.",
		Content:         content,
		ThumbMediaID:    cover,
		NeedOpenComment: true, // or Comment.Open later
		// Those who comment are followers then, to whom tags can be given.
		OnlyFansCanComment: true,
	})
	if err != nil {
		return Published{}, err
	}
	return s.publish(ctx, s.wx.FreePublish, mediaID)
}

// PublishPictures publishes an article that is pictures with a text. It waits by asking alone, as a program does that
// gets no events, such as a script beside the server: a Service of its own knows nothing of what the callback gets.
func (s *Shop) PublishPictures(ctx context.Context) (Published, error) {
	var pictures []string
	for _, name := range []string{"leaf.png", "cup.png"} {
		id, err := s.addPicture(ctx, name)
		if err != nil {
			return Published{}, err
		}
		pictures = append(pictures, id)
	}
	mediaID, err := s.wx.Draft.Add(ctx, draft.Pictures("今日茶席 · Today's table", "两张照片。Two pictures.", pictures...))
	if err != nil {
		return Published{}, err
	}
	return s.publish(ctx, freepublish.New(s.wx.Endpoint()), mediaID)
}

// publish publishes a draft, which is gone then, and returns its first article. A [*freepublish.PublishError] says why a
// publication failed, such as a review that refused it.
func (s *Shop) publish(ctx context.Context, service *freepublish.Service, mediaID string) (Published, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	job, err := service.Submit(ctx, mediaID)
	if err != nil {
		return Published{}, err
	}
	publication, err := service.Wait(ctx, job.PublishID)
	if err != nil {
		return Published{}, err
	}
	articles := publication.Articles()
	if len(articles) == 0 {
		return Published{}, fmt.Errorf("shop: publication %s has no articles", job.PublishID)
	}
	s.sayf("Published: %s", "已发布：%s", articles[0].URL)
	return Published{URL: articles[0].URL, Article: comment.Article{MsgDataID: endpoint.Number(job.MsgDataID)}}, nil
}

// addPicture puts a picture of the folder post into the permanent material, where covers are taken from, and shows how
// far the upload is.
func (s *Shop) addPicture(ctx context.Context, name string) (mediaID string, err error) {
	file, err := post.ReadFile(path.Join("post", name))
	if err != nil {
		return "", err
	}
	added, err := s.wx.Material.Add(ctx, material.KindImage, endpoint.File{
		Name:     name,
		Content:  bytes.NewReader(file),
		Progress: s.progress(name),
	})
	return added.MediaID, err
}

// progress returns a function that shows an upload's progress in steps of a quarter. It begins again if the upload is
// repeated with a new access_token.
func (s *Shop) progress(name string) func(sent, total int64) {
	var shown int64
	return func(sent, total int64) {
		quarter := 4 * sent / max(total, 1)
		if quarter != shown && total > 0 {
			s.sayf("Upload of %s: %d%%.", "上传 %s：%d%%。", name, 25*quarter)
		}
		shown = quarter
	}
}

// withPictures uploads the pictures of an article's HTML and puts their new addresses in it: the platform removes
// pictures of other hosts.
func (s *Shop) withPictures(ctx context.Context, html string) (string, error) {
	files, err := fs.Sub(post, "post")
	if err != nil {
		return "", err
	}
	count := 0
	images := draft.Images{
		Files: files,
		Upload: func(ctx context.Context, f endpoint.File) (string, error) {
			count++
			return s.wx.Material.UploadImage(ctx, f)
		},
	}
	html, err = images.Replace(ctx, html)
	if err == nil {
		s.sayf("Pictures of the text that are uploaded: %d.", "正文图片已上传：%d 张。", count)
	}
	return html, err
}
