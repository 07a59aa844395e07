package core

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of an article, in characters, except for the constants whose name ends in Bytes, which are in bytes.
const (
	maxTitle        = 32
	maxAuthor       = 16
	maxDigest       = 128
	maxContent      = 20_000 // the documented limit; the platform has accepted more
	maxContentBytes = 1 << 20
	maxSourceBytes  = 1 << 10
	maxPictures     = 20
	maxProducts     = 50
)

// An empty digest is filled with the beginning of the text: draftDigest characters in a draft, formerDigest characters
// in news made by the older endpoints.
const (
	draftDigest  = 54
	formerDigest = 64
)

// acceptArticle checks an article and returns it as the platform stores it: without scripts and pictures of other
// hosts, and with a digest if the set has no other article. field is the article's name in the request, for error
// texts.
func (tx *Tx) acceptArticle(in Collection, a draft.Article, field string, only bool) (draft.Article, error) {
	if err := checkLengths(a, field); err != nil {
		return a, err
	}
	a.URL, a.ThumbURL = "", ""
	switch a.Type {
	case "", draft.News:
		a.Type = draft.News
	case draft.NewsPic:
		return tx.acceptNewsPic(a, field)
	default:
		return a, Refuse(endpoint.ErrInvalidArgs,
			fmt.Sprintf("%s.article_type is %q; it is news or newspic.", field, a.Type),
			fmt.Sprintf("%s.article_type 为 %q，须为 news 或 newspic。", field, a.Type))
	}
	a.ImageInfo, a.CoverInfo, a.ProductInfo = nil, nil, nil
	for _, crop := range []struct{ name, value string }{{"pic_crop_235_1", a.PicCrop235x1}, {"pic_crop_1_1", a.PicCrop1x1}} {
		if crop.value != "" && !isCrop(strings.Split(crop.value, "_")) {
			return a, badCrop(field + "." + crop.name)
		}
	}
	cover, err := tx.picture(field+".thumb_media_id", a.ThumbMediaID, in == ForMass, "image", "thumb")
	if err != nil {
		return a, err
	}
	a.ThumbURL = tx.Config().Base + MediaPath(cover.MediaID)
	var text string
	a.Content, text = tx.cleanContent(a.Content, field)
	if a.Digest == "" && only {
		limit := formerDigest
		if in == Drafts {
			limit = draftDigest
		}
		a.Digest = prefix(text, limit)
	}
	return a, nil
}

// prefix returns the first characters of a text, at most limit of them.
func prefix(text string, limit int) string {
	for i := range text {
		if limit--; limit < 0 {
			return strings.Clone(text[:i])
		}
	}
	return text
}

func checkLengths(a draft.Article, field string) error {
	for _, f := range []struct {
		name, value string
		min, max    int
		code        endpoint.Code
		text        string // the errmsg; "" means the usual one of the code
	}{
		{"title", a.Title, 1, maxTitle, endpoint.ErrTitleTooLong, ""},
		{"author", a.Author, 0, maxAuthor, endpoint.ErrRefuseLimit, "author size out of limit"}, // not documented, but observed
		{"digest", a.Digest, 0, maxDigest, endpoint.ErrDescriptionTooLong, ""},
	} {
		if n := utf8.RuneCountInString(f.value); n < f.min || n > f.max {
			return &Refusal{Code: f.code, Text: f.text, Problem: problem(
				fmt.Sprintf("%s.%s has %d characters; it must have %d to %d.", field, f.name, n, f.min, f.max),
				fmt.Sprintf("%s.%s 为 %d 个字符，须为 %d 到 %d 个字符。", field, f.name, n, f.min, f.max))}
		}
	}
	if n := len(a.Content); n < 1 || n > maxContentBytes {
		return Refuse(endpoint.ErrInvalidContent,
			fmt.Sprintf("%s.content has %d bytes; it must have 1 to %d.", field, n, maxContentBytes),
			fmt.Sprintf("%s.content 为 %d 字节，须为 1 到 %d 字节。", field, n, maxContentBytes))
	}
	if n := strings.Count(a.Content, "<mp-common-product"); n > maxProducts {
		return Refuse(endpoint.ErrInvalidProductInfo,
			fmt.Sprintf("%s.content has %d product cards; it may have %d.", field, n, maxProducts),
			fmt.Sprintf("%s.content 有 %d 个商品卡片，最多 %d 个。", field, n, maxProducts))
	}
	if u, err := url.Parse(
		a.ContentSourceURL,
	); len(a.ContentSourceURL) > maxSourceBytes || err != nil ||
		u.Scheme != "" && !IsPage(a.ContentSourceURL) {
		return Refuse(endpoint.ErrInvalidContentSourceURL,
			field+".content_source_url is not the address of a web page, or is longer than 1024 bytes.",
			field+".content_source_url 不是网页地址，或超过 1024 字节。")
	}
	return nil
}

// acceptNewsPic is acceptArticle for an article of type newspic: pictures with a plain text.
func (tx *Tx) acceptNewsPic(a draft.Article, field string) (draft.Article, error) {
	a.Author, a.Digest, a.ContentSourceURL, a.PicCrop235x1, a.PicCrop1x1 = "", "", "", "", ""
	n := 0
	if a.ImageInfo != nil {
		n = len(a.ImageInfo.Images)
	}
	if n < 1 || n > maxPictures {
		return a, Refuse(endpoint.ErrInvalidArgs,
			fmt.Sprintf("%s.image_info.image_list has %d pictures; a newspic has 1 to %d.", field, n, maxPictures),
			fmt.Sprintf("%s.image_info.image_list 有 %d 张图片，图片消息须有 1 到 %d 张。", field, n, maxPictures))
	}
	for i, picture := range a.ImageInfo.Images {
		if _, err := tx.picture(
			fmt.Sprintf("%s.image_info.image_list[%d].image_media_id", field, i),
			picture.MediaID,
			false,
			"image",
		); err != nil {
			return a, err
		}
	}
	a.ThumbMediaID = a.ImageInfo.Images[0].MediaID
	if a.CoverInfo != nil {
		seen := map[draft.Ratio]bool{}
		for i, c := range a.CoverInfo.Crops {
			known := c.Ratio == draft.Ratio1x1 || c.Ratio == draft.Ratio16x9 || c.Ratio == draft.Ratio235x1
			if !known || seen[c.Ratio] || !isCrop([]string{c.X1, c.Y1, c.X2, c.Y2}) {
				return a, badCrop(fmt.Sprintf("%s.cover_info.crop_percent_list[%d]", field, i))
			}
			seen[c.Ratio] = true
		}
	}
	return a, nil
}

// picture returns the picture with that media_id if it has one of the given kinds. Only permanent material counts,
// unless temporary is true. field is the name of the media_id in the request, for error texts.
func (tx *Tx) picture(field, mediaID string, temporary bool, kinds ...string) (*File, error) {
	for _, kind := range kinds {
		if f := tx.FindFile(kind, mediaID); f != nil && (temporary || f.Expires.IsZero()) {
			return f, nil
		}
	}
	en, zh := "It is not a picture in the permanent material.", "它不是永久素材中的图片。"
	switch f := tx.FindFile("", mediaID); {
	case mediaID == "":
		en, zh = "It is missing.", "未填写。"
	case IsPage(mediaID):
		en, zh = "It is an address; it must be a media_id.", "它是网址，应填写 media_id。"
	case temporary:
		en, zh = "It is not a picture, or its three days are over.", "它不是图片，或已超过三天。"
	case f != nil && !f.Expires.IsZero():
		en, zh = "It is temporary; upload the picture by material/add_material.", "它是临时素材，请用 material/add_material 上传图片。"
	}
	return nil, Refuse(
		endpoint.ErrInvalidMediaID,
		fmt.Sprintf("%s is %q. %s", field, Short(mediaID), en),
		fmt.Sprintf("%s 为 %q。%s", field, Short(mediaID), zh),
	)
}

// isCrop reports whether the texts are the left, top, right and bottom edge of a crop, each as a fraction of the
// picture's size.
func isCrop(edges []string) bool {
	const maxDigits = 32
	var position [4]float64
	if len(edges) != len(position) {
		return false
	}
	for i, edge := range edges {
		f, err := strconv.ParseFloat(edge, 64)
		if err != nil || len(edge) > maxDigits || !(0 <= f && f <= 1) {
			return false
		}
		position[i] = f
	}
	return position[0] < position[2] && position[1] < position[3]
}

// badCrop returns the error for an invalid crop. The documents name no code for it.
func badCrop(field string) error {
	return Refuse(
		endpoint.ErrInvalidArgs,
		field+" is not a valid crop: it needs x1 < x2 and y1 < y2 between 0 and 1, and a ratio of 1_1, 16_9 or 2.35_1, each once.",
		field+" 裁剪参数不合法：须满足 x1 < x2、y1 < y2 且均在 0 到 1 之间，ratio 为 1_1、16_9 或 2.35_1 且不重复。",
	)
}
