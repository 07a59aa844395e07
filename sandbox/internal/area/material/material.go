// Package material has the endpoints for the account's files (temporary media and permanent material) and for articles
// as they were before drafts existed.
package material

import (
	"bytes"
	"cmp"
	"fmt"
	"io"

	"github.com/wechatgo/wechatgo/api/draft"
	api "github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// maxNewsBody is enough for eight articles of 1 MB, in bytes.
const maxNewsBody = 9 << 20

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.MediaUpload, upload),
		route.Handle(api.MediaGet, get),
		route.Handle(api.MediaGetJSSDK, getVoice),
		route.Handle(api.MediaUploadImage, uploadImage),
		route.Handle(api.MediaUploadNews, uploadNews, route.LargeBody(maxNewsBody), route.KeepsEscapes),
		route.Handle(api.MediaUploadVideo, uploadVideo),
		route.Handle(api.AddMaterial, add),
		route.Handle(api.GetMaterial, content),
		route.Handle(api.DelMaterial, remove),
		route.Handle(api.GetMaterialCount, count),
		route.Handle(api.BatchGetMaterial, list),
		route.Handle(api.AddNews, addNews, route.LargeBody(maxNewsBody), route.KeepsEscapes),
		route.Handle(api.UpdateNews, updateNews, route.LargeBody(maxNewsBody), route.KeepsEscapes),
	}
}

// state is empty: this area has no state of its own. Files and articles are in package core.
type state struct{}

// upload handles media/upload.
func upload(tx *core.Tx, _ *state, in api.UploadIn) (api.Temporary, error) {
	f, err := checkUpload(temporary, in.Type, in.Media)
	if err != nil {
		return api.Temporary{}, err
	}
	return answerTemporary(tx.AddTemporary(f)), nil
}

func answerTemporary(f *core.File) api.Temporary {
	out := api.Temporary{Type: api.Kind(f.Kind), MediaID: f.MediaID, CreatedAt: endpoint.At(f.Created)}
	if out.Type == api.KindThumb {
		out.MediaID, out.ThumbMediaID = "", f.MediaID
	}
	return out
}

// temporaryFile returns a temporary file of the account or of a user.
func temporaryFile(tx *core.Tx, kind, mediaID string) (*core.File, error) {
	f := tx.FindFile(kind, mediaID)
	switch {
	case f == nil:
		return nil, core.Refuse(
			endpoint.ErrInvalidMediaID,
			fmt.Sprintf(
				"There is no temporary file of the media_id %q, or not of the kind that is asked for, or its three days are over.",
				core.Short(mediaID),
			),
			fmt.Sprintf("没有 media_id 为 %q 的临时素材，或类型不符，或已超过三天。", core.Short(mediaID)),
		)
	case f.Expires.IsZero():
		return nil, core.Refuse(endpoint.ErrInvalidMediaID,
			"The media_id is that of permanent material: see material/get_material.",
			"该 media_id 属于永久素材，请用 material/get_material 获取。")
	}
	return f, nil
}

// get handles media/get.
func get(tx *core.Tx, _ *state, in api.MediaGetIn) (api.Media, error) {
	f, err := temporaryFile(tx, "", in.MediaID)
	switch {
	case err != nil:
		return api.Media{}, err
	case f.Kind == string(api.KindVideo):
		return api.Media{VideoURL: address(tx, f)}, nil
	}
	return api.Media{File: download(f, "")}, nil
}

// getVoice handles media/get/jssdk. It answers a voice as it was recorded; the sandbox does not convert it to Speex.
func getVoice(tx *core.Tx, _ *state, in api.MediaGetIn) (*endpoint.Download, error) {
	f, err := temporaryFile(tx, string(api.KindVoice), in.MediaID)
	if err != nil {
		return nil, err
	}
	return download(f, ""), nil
}

// address returns the address at which a browser gets the file.
func address(tx *core.Tx, f *core.File) string { return tx.Config().Base + core.MediaPath(f.MediaID) }

// download returns the file as a download with that name. For the name "" it uses the media_id.
func download(f *core.File, name string) *endpoint.Download {
	return &endpoint.Download{
		ContentType: f.ContentType,
		Filename:    cmp.Or(name, f.MediaID+string(formatOf(f.Data))),
		Size:        int64(len(f.Data)),
		Body:        io.NopCloser(bytes.NewReader(f.Data)),
	}
}

// uploadImage handles media/uploadimg.
func uploadImage(tx *core.Tx, _ *state, in api.UploadImageIn) (api.Image, error) {
	f, err := articlePicture.check(core.ArticlePicture, in.Media)
	if err != nil {
		return api.Image{}, err
	}
	if len(f.Data) >= maxArticlePicture || formatOf(f.Data) == ".gif" {
		tx.Warn(
			"The platform's page says that a picture of an article is a JPEG or PNG below 1 MB; others have been taken.",
			"文档要求图文图片为小于 1 MB 的 JPG 或 PNG，实际曾接受其他图片。",
		)
	}
	stored, err := tx.AddPermanent(f)
	if err != nil {
		return api.Image{}, err
	}
	return api.Image{URL: address(tx, stored)}, nil
}

// uploadVideo handles media/uploadvideo.
func uploadVideo(tx *core.Tx, _ *state, in api.UploadVideoIn) (api.Temporary, error) {
	f := tx.FindFile(string(api.KindVideo), in.MediaID)
	if f == nil {
		return api.Temporary{}, core.Refuse(endpoint.ErrInvalidMediaID,
			fmt.Sprintf("There is no video of the media_id %q, or its three days are over.", core.Short(in.MediaID)),
			fmt.Sprintf("没有 media_id 为 %q 的视频，或已超过三天。", core.Short(in.MediaID)))
	}
	video := *f
	video.Title, video.Introduction = in.Title, in.Description
	return answerTemporary(tx.AddTemporary(video)), nil
}

// maxMaterials is how many items of each kind the permanent material may have.
var maxMaterials = map[api.Kind]int{
	api.KindImage: 100_000, api.KindNews: 100_000,
	api.KindVoice: 1_000, api.KindVideo: 1_000, api.KindThumb: 1_000,
}

// checkCount refuses another item of a kind if the permanent material has as many as it may have. The documents name no
// code for that.
func checkCount(kind api.Kind, count int) error {
	if limit := maxMaterials[kind]; count >= limit {
		return core.Refuse(endpoint.ErrMediaTooLarge,
			fmt.Sprintf("The permanent material has %d of the kind %s, the most that it may have.", limit, kind),
			fmt.Sprintf("永久素材中 %s 类型已达上限 %d 个。", kind, limit))
	}
	return nil
}

// add handles material/add_material.
func add(tx *core.Tx, _ *state, in api.AddIn) (api.Added, error) {
	f, err := checkUpload(permanent, in.Type, in.Media)
	if err != nil {
		return api.Added{}, err
	}
	if in.Type == api.KindVideo && in.Description.Title == "" {
		return api.Added{}, core.Refuse(endpoint.ErrMediaDataMissing,
			`A video needs a form field called description beside the file: {"title":"…","introduction":"…"}.`,
			`上传视频须另带表单字段 description：{"title":"…","introduction":"…"}。`)
	}
	if in.Type == api.KindVideo {
		f.Title, f.Introduction = in.Description.Title, in.Description.Introduction
	}
	if err := checkCount(in.Type, len(tx.Permanent(f.Kind))); err != nil {
		return api.Added{}, err
	}
	stored, err := tx.AddPermanent(f)
	if err != nil {
		return api.Added{}, err
	}
	out := api.Added{MediaID: stored.MediaID}
	if in.Type == api.KindImage {
		out.URL = address(tx, stored)
	}
	return out, nil
}

// find returns the file or the set of articles with that media_id in the permanent material. The other value is nil.
func find(tx *core.Tx, mediaID string) (*core.File, *core.News, error) {
	f, news := tx.FindFile("", mediaID), tx.FindNews(core.Library, mediaID)
	switch {
	case news != nil:
		return nil, news, nil
	case f == nil || !f.Expires.IsZero() || f.Kind == core.ArticlePicture:
		return nil, nil, core.Refuse(
			endpoint.ErrInvalidMediaID,
			fmt.Sprintf(
				"The permanent material has nothing of the media_id %q. Temporary files are got by media/get, drafts by draft/get.",
				core.Short(mediaID),
			),
			fmt.Sprintf("永久素材中没有 media_id 为 %q 的内容。临时素材请用 media/get，草稿请用 draft/get。", core.Short(mediaID)),
		)
	}
	return f, nil, nil
}

// content handles material/get_material.
func content(tx *core.Tx, _ *state, in api.MediaID) (api.Content, error) {
	f, set, err := find(tx, in.MediaID)
	switch {
	case err != nil:
		return api.Content{}, err
	case set != nil:
		return api.Content{News: answerNews(set)}, nil
	case f.Kind == string(api.KindVideo):
		return api.Content{Title: f.Title, Description: f.Introduction, DownURL: address(tx, f)}, nil
	}
	return api.Content{File: download(f, f.Name)}, nil
}

// remove handles material/del_material.
func remove(tx *core.Tx, _ *state, in api.MediaID) (endpoint.None, error) {
	f, set, err := find(tx, in.MediaID)
	switch {
	case err != nil:
	case set != nil:
		tx.RemoveNews(set)
	default:
		tx.RemovePermanent(f)
	}
	return endpoint.None{}, err
}

// count handles material/get_materialcount.
func count(tx *core.Tx, _ *state, _ endpoint.None) (out api.Counts, err error) {
	out.News = endpoint.Number(len(tx.News(core.Library)))
	for kind, n := range map[api.Kind]*endpoint.Number{api.KindVoice: &out.Voice, api.KindVideo: &out.Video, api.KindImage: &out.Image} {
		*n = endpoint.Number(len(tx.Permanent(string(kind))))
	}
	return out, nil
}

// list handles material/batchget_material.
func list(tx *core.Tx, _ *state, in api.BatchGetIn) (endpoint.Batch[api.Item], error) {
	switch in.Type {
	case api.KindNews:
		return route.Page(tx.News(core.Library), in.Window, api.MaxBatch, func(set *core.News) api.Item {
			content := answerNews(set)
			return api.Item{MediaID: set.MediaID, UpdateTime: endpoint.At(set.Updated), Content: &content}
		})
	case api.KindImage, api.KindVoice, api.KindVideo:
		return route.Page(tx.Permanent(string(in.Type)), in.Window, api.MaxBatch, func(f *core.File) api.Item {
			item := api.Item{MediaID: f.MediaID, UpdateTime: endpoint.At(f.Created), Name: f.Name}
			if in.Type == api.KindImage {
				item.URL = address(tx, f)
			}
			return item
		})
	}
	return endpoint.Batch[api.Item]{}, core.Refuse(endpoint.ErrInvalidMediaType,
		fmt.Sprintf("type is %q; the lists are those of image, voice, video and news.", in.Type),
		fmt.Sprintf("type 为 %q，须为 image、voice、video 或 news。", in.Type))
}

// addNews handles material/add_news.
func addNews(tx *core.Tx, _ *state, in api.NewsIn) (api.MediaID, error) {
	if err := checkCount(api.KindNews, len(tx.News(core.Library))); err != nil {
		return api.MediaID{}, err
	}
	set, err := tx.AddNews(core.Library, coreArticles(in.Articles))
	if err != nil {
		return api.MediaID{}, err
	}
	return api.MediaID{MediaID: set.MediaID}, nil
}

// updateNews handles material/update_news.
func updateNews(tx *core.Tx, _ *state, in api.UpdateNewsIn) (endpoint.None, error) {
	_, set, err := find(tx, in.MediaID)
	if err == nil && set == nil {
		err = core.Refuse(
			endpoint.ErrInvalidMediaID,
			"The media_id is that of a file, and not of articles.",
			"该 media_id 是文件素材，不是图文素材。",
		)
	}
	if err != nil {
		return endpoint.None{}, err
	}
	return endpoint.None{}, tx.UpdateNews(set, int(in.Index), coreArticles([]api.Article{in.Article})[0])
}

// uploadNews handles media/uploadnews.
func uploadNews(tx *core.Tx, _ *state, in api.NewsIn) (api.Temporary, error) {
	set, err := tx.AddNews(core.ForMass, coreArticles(in.Articles))
	if err != nil {
		return api.Temporary{}, err
	}
	return api.Temporary{Type: api.KindNews, MediaID: set.MediaID, CreatedAt: endpoint.At(set.Created)}, nil
}

// coreArticles converts articles of this area's type to the type of package core.
func coreArticles(articles []api.Article) []draft.Article {
	list := make([]draft.Article, len(articles))
	for i, a := range articles {
		list[i] = draft.Article{
			Title:              a.Title,
			Author:             a.Author,
			Digest:             a.Digest,
			Content:            a.Content,
			ContentSourceURL:   a.ContentSourceURL,
			ThumbMediaID:       a.ThumbMediaID,
			ShowCoverPic:       a.ShowCoverPic,
			NeedOpenComment:    a.NeedOpenComment,
			OnlyFansCanComment: a.OnlyFansCanComment,
		}
	}
	return list
}

// answerNews returns a set of articles as this area answers it.
func answerNews(set *core.News) api.News {
	out := api.News{CreateTime: endpoint.At(set.Created), UpdateTime: endpoint.At(set.Updated)}
	for _, a := range set.Articles {
		out.Articles = append(out.Articles, api.Article{
			Title:              a.Title,
			Author:             a.Author,
			Digest:             a.Digest,
			Content:            a.Content,
			ContentSourceURL:   a.ContentSourceURL,
			ThumbMediaID:       a.ThumbMediaID,
			ShowCoverPic:       a.ShowCoverPic,
			NeedOpenComment:    a.NeedOpenComment,
			OnlyFansCanComment: a.OnlyFansCanComment,
			URL:                a.URL,
			ThumbURL:           a.ThumbURL,
		})
	}
	return out
}
