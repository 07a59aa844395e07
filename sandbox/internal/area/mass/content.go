package mass

import (
	"fmt"

	api "github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// content is what a mass message shows.
type content struct {
	entries   []record.Entry // what the phone shows; for articles one entry, whose Articles are those of the set
	newsID    string         // the media_id of the articles, "" for other types
	hasData   bool           // the message has a msg_data_id
	deletable bool           // mass/delete takes the message
}

// contentOf checks the content of a mass message.
func contentOf(tx *core.Tx, in api.Content) (content, error) {
	switch {
	case in.MsgType == api.TypeImage && in.Images == nil && in.Image != nil:
		tx.Warn(
			"The object of a picture is images, with a list media_ids. An older page has image, with a media_id.",
			"图片消息的字段现为 images（media_ids 列表），image（media_id）为旧文档写法。",
		)
		in.Images, in.Image = &api.Images{MediaIDs: []string{in.Image.MediaID}}, nil
	case in.MsgType == "video": // as a table of the page for OpenIDs has it
		in.MsgType = api.TypeMPVideo
	case in.MsgType == api.TypeWxCard:
		return content{}, endpoint.ErrCardMessageRetired
	}
	if in.MsgType == api.TypeImage && in.Images != nil {
		return imagesOf(tx, in.Images)
	}
	c, err := anyOf(tx, in)
	if err == nil && in.MPVideo != nil {
		tx.Warn(
			"By its list of errors the platform refuses a video that was uploaded through the API (48022). An older page says how to send one.",
			"现行错误码表中有 48022：通过接口上传的视频不允许通过接口发表。旧文档则说明了发送方法。",
		)
	}
	return c, err
}

// previewOf checks the content of a preview.
func previewOf(tx *core.Tx, in api.Content) (content, error) {
	switch {
	case in.MsgType == api.TypeImage && in.Image != nil:
		return imagesOf(tx, &api.Images{MediaIDs: []string{in.Image.MediaID}})
	case in.MsgType == api.TypeWxCard && in.WxCard != nil:
		return one(record.Entry{Description: in.WxCard.CardID}, in.MsgType), nil
	}
	return anyOf(tx, in)
}

// anyOf checks the types that a mass message and its preview have in common.
func anyOf(tx *core.Tx, in api.Content) (content, error) {
	switch {
	case in.MsgType == api.TypeMPNews && in.MPNews != nil:
		set := findNews(tx, in.MPNews.MediaID)
		if set == nil {
			return content{}, core.Refuse(
				endpoint.ErrInvalidMediaID,
				fmt.Sprintf(
					"There is no draft of the media_id %q: it was deleted, published, sent or never made.",
					core.Short(in.MPNews.MediaID),
				),
				fmt.Sprintf("没有 media_id 为 %q 的草稿：可能已删除、已发布、已群发或从未创建。", core.Short(in.MPNews.MediaID)),
			)
		}
		c := one(record.Entry{Articles: tx.NewsCard(set)}, in.MsgType)
		c.newsID, c.hasData, c.deletable = set.MediaID, true, true
		return c, nil
	case in.MsgType == api.TypeText && in.Text != nil:
		if in.Text.Content == "" {
			return content{}, endpoint.ErrEmptyContent
		}
		if p := core.LinkProblem(in.Text.Content); p != nil {
			tx.Warn(p.EN, p.ZH)
		}
		return one(record.Entry{Text: in.Text.Content}, in.MsgType), nil
	case in.MsgType == api.TypeVoice && in.Voice != nil:
		return file(tx, record.Entry{Duration: core.VoiceSeconds}, "voice", in.Voice.MediaID)
	case in.MsgType == api.TypeMPVideo && in.MPVideo != nil:
		e := record.Entry{Title: in.MPVideo.Title, Description: in.MPVideo.Description}
		if f := tx.FindFile("video", in.MPVideo.MediaID); f != nil && e.Title == "" {
			e.Title, e.Description = f.Title, f.Introduction
		}
		c, err := file(tx, e, "video", in.MPVideo.MediaID)
		c.deletable = true
		return c, err
	case in.MsgType == api.TypeMusic && in.Music != nil:
		return content{}, core.Refuse(endpoint.ErrInvalidMediaID,
			"The sandbox has no music in its material: the platform's pages do not say how it gets there.",
			"沙箱的素材中没有音乐：官方文档未说明如何上传。")
	}
	return content{}, core.Refuse(
		endpoint.ErrInvalidMessageType,
		fmt.Sprintf(
			"msgtype is %q. It is mpnews, text, voice, image or mpvideo, and the body has an object of that name with the content (images for a mass message of the type image).",
			core.Short(string(in.MsgType)),
		),
		fmt.Sprintf(
			"msgtype 为 %q，须为 mpnews、text、voice、image 或 mpvideo，且请求体须有同名的内容字段（群发图片为 images）。",
			core.Short(string(in.MsgType)),
		),
	)
}

// one returns the content of one entry.
func one(e record.Entry, kind api.Type) content {
	e.From, e.Type = "account", string(kind)
	return content{entries: []record.Entry{e}}
}

// file returns the content of one file of a kind.
func file(tx *core.Tx, e record.Entry, kind, mediaID string) (content, error) {
	f := tx.FindFile(kind, mediaID)
	e.MediaID, e.MediaURL = mediaID, core.MediaPath(mediaID)
	if f == nil {
		return content{}, core.Refuse(
			endpoint.ErrInvalidMediaID,
			fmt.Sprintf(
				"The material has no %s of the media_id %q, or its three days are over.",
				kind,
				core.Short(mediaID),
			),
			fmt.Sprintf("素材中没有 media_id 为 %q 的 %s，或已超过三天。", core.Short(mediaID), kind),
		)
	}
	return one(e, api.Type(kind)), nil
}

// maxImages is how many pictures a message may have. The documents do not say; it is what a draft of pictures may have.
const maxImages = 20

// imagesOf returns the content of pictures: an entry for each of them.
func imagesOf(tx *core.Tx, in *api.Images) (content, error) {
	if n := len(in.MediaIDs); n > maxImages {
		return content{}, core.Refuse(
			endpoint.ErrInvalidArgs,
			fmt.Sprintf(
				"images.media_ids has %d pictures; the sandbox takes %d. The platform's limit is not known.",
				n,
				maxImages,
			),
			fmt.Sprintf("images.media_ids 有 %d 张图片，沙箱最多接受 %d 张。平台的上限尚不清楚。", n, maxImages),
		)
	}
	all := content{hasData: true}
	for _, id := range in.MediaIDs {
		c, err := file(tx, record.Entry{}, "image", id)
		if err != nil {
			return content{}, err
		}
		all.entries = append(all.entries, c.entries...)
	}
	if len(all.entries) == 0 {
		return content{}, core.Refuse(endpoint.ErrInvalidMediaID,
			"images.media_ids needs one picture at least.", "images.media_ids 至少须有一张图片。")
	}
	all.entries[0].Title, all.entries[0].Description = in.Title, in.Recommend
	return all, nil
}

// findNews returns the articles with that media_id that can be sent, or nil.
func findNews(tx *core.Tx, mediaID string) *core.News {
	for _, from := range []core.Collection{core.Drafts, core.ForMass, core.Library} {
		if set := tx.FindNews(from, mediaID); set != nil {
			return set
		}
	}
	return nil
}
