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

// Limits of an article, in characters but for what says bytes.
const (
	maxTitle        = 32
	maxAuthor       = 16
	maxDigest       = 128
	maxContent      = 20_000 // documented; more has been taken
	maxContentBytes = 1 << 20
	maxSourceBytes  = 1 << 10
	maxPictures     = 20
	maxProducts     = 50
)

// draftDigest and formerDigest are how many characters of the text an empty
// digest becomes.
const (
	draftDigest  = 54
	formerDigest = 64
)

// accept returns an article as the platform keeps it on a shelf: without
// scripts and pictures of other hosts, and with a digest where it is the only
// one of its set. where is how the request names it.
func (tx *Tx) accept(on Shelf, a draft.Article, where string, only bool) (draft.Article, error) {
	if err := checkLengths(a, where); err != nil {
		return a, err
	}
	a.URL, a.ThumbURL = "", ""
	switch a.Type {
	case "", draft.News:
		a.Type = draft.News
	case draft.NewsPic:
		return tx.acceptPictures(a, where)
	default:
		return a, Refuse(endpoint.ErrInvalidArgs,
			fmt.Sprintf("%s.article_type is %q; it is news or newspic.", where, a.Type),
			fmt.Sprintf("%s.article_type 为 %q，须为 news 或 newspic。", where, a.Type))
	}
	a.ImageInfo, a.CoverInfo, a.ProductInfo = nil, nil, nil
	for _, crop := range []struct{ name, value string }{{"pic_crop_235_1", a.PicCrop235x1}, {"pic_crop_1_1", a.PicCrop1x1}} {
		if crop.value != "" && !isCrop(strings.Split(crop.value, "_")) {
			return a, badCrop(where + "." + crop.name)
		}
	}
	cover, err := tx.picture(where+".thumb_media_id", a.ThumbMediaID, on == ForMass, "image", "thumb")
	if err != nil {
		return a, err
	}
	a.ThumbURL = tx.Config().Base + MediaPath(cover.MediaID)
	var text string
	a.Content, text = tx.cleaned(a.Content, where)
	if a.Digest == "" && only {
		most := formerDigest
		if on == Drafts {
			most = draftDigest
		}
		a.Digest = first(text, most)
	}
	return a, nil
}

// first is the beginning of a text, of most characters.
func first(text string, most int) string {
	for i := range text {
		if most--; most < 0 {
			return strings.Clone(text[:i])
		}
	}
	return text
}

func checkLengths(a draft.Article, where string) error {
	for _, f := range []struct {
		name, value string
		least, most int
		code        endpoint.Code
		text        string // of the answer, "" for the code's own
	}{
		{"title", a.Title, 1, maxTitle, endpoint.ErrTitleTooLong, ""},
		{"author", a.Author, 0, maxAuthor, endpoint.ErrRefuseLimit, "author size out of limit"}, // practice
		{"digest", a.Digest, 0, maxDigest, endpoint.ErrDescriptionTooLong, ""},
	} {
		if n := utf8.RuneCountInString(f.value); n < f.least || n > f.most {
			return &Refusal{Code: f.code, Text: f.text, Problem: problem(
				fmt.Sprintf("%s.%s has %d characters; it must have %d to %d.", where, f.name, n, f.least, f.most),
				fmt.Sprintf("%s.%s 为 %d 个字符，须为 %d 到 %d 个字符。", where, f.name, n, f.least, f.most))}
		}
	}
	if n := len(a.Content); n < 1 || n > maxContentBytes {
		return Refuse(endpoint.ErrInvalidContent,
			fmt.Sprintf("%s.content has %d bytes; it must have 1 to %d.", where, n, maxContentBytes),
			fmt.Sprintf("%s.content 为 %d 字节，须为 1 到 %d 字节。", where, n, maxContentBytes))
	}
	if n := strings.Count(a.Content, "<mp-common-product"); n > maxProducts {
		return Refuse(endpoint.ErrInvalidProductInfo,
			fmt.Sprintf("%s.content has %d product cards; it may have %d.", where, n, maxProducts),
			fmt.Sprintf("%s.content 有 %d 个商品卡片，最多 %d 个。", where, n, maxProducts))
	}
	if u, err := url.Parse(a.ContentSourceURL); len(a.ContentSourceURL) > maxSourceBytes || err != nil || u.Scheme != "" && !IsPage(a.ContentSourceURL) {
		return Refuse(endpoint.ErrInvalidContentSourceURL,
			where+".content_source_url is no address of a web page, or longer than 1024 bytes.",
			where+".content_source_url 不是网页地址，或超过 1024 字节。")
	}
	return nil
}

// acceptPictures is accept for pictures with a plain text.
func (tx *Tx) acceptPictures(a draft.Article, where string) (draft.Article, error) {
	a.Author, a.Digest, a.ContentSourceURL, a.PicCrop235x1, a.PicCrop1x1 = "", "", "", "", ""
	n := 0
	if a.ImageInfo != nil {
		n = len(a.ImageInfo.Images)
	}
	if n < 1 || n > maxPictures {
		return a, Refuse(endpoint.ErrInvalidArgs,
			fmt.Sprintf("%s.image_info.image_list has %d pictures; a newspic has 1 to %d.", where, n, maxPictures),
			fmt.Sprintf("%s.image_info.image_list 有 %d 张图片，图片消息须有 1 到 %d 张。", where, n, maxPictures))
	}
	for i, picture := range a.ImageInfo.Images {
		if _, err := tx.picture(fmt.Sprintf("%s.image_info.image_list[%d].image_media_id", where, i), picture.MediaID, false, "image"); err != nil {
			return a, err
		}
	}
	a.ThumbMediaID = a.ImageInfo.Images[0].MediaID
	if a.CoverInfo != nil {
		seen := map[draft.Ratio]bool{}
		for i, c := range a.CoverInfo.Crops {
			known := c.Ratio == draft.Ratio1x1 || c.Ratio == draft.Ratio16x9 || c.Ratio == draft.Ratio235x1
			if !known || seen[c.Ratio] || !isCrop([]string{c.X1, c.Y1, c.X2, c.Y2}) {
				return a, badCrop(fmt.Sprintf("%s.cover_info.crop_percent_list[%d]", where, i))
			}
			seen[c.Ratio] = true
		}
	}
	return a, nil
}

// picture finds a picture of one of the kinds that an article names: of the
// permanent material, or where temporary says so of the other as well.
func (tx *Tx) picture(field, mediaID string, temporary bool, kinds ...string) (*File, error) {
	for _, kind := range kinds {
		if f := tx.FindFile(kind, mediaID); f != nil && (temporary || f.Expires.IsZero()) {
			return f, nil
		}
	}
	en, zh := "It is no picture of the permanent material.", "它不是永久素材中的图片。"
	switch f := tx.FindFile("", mediaID); {
	case mediaID == "":
		en, zh = "It is missing.", "未填写。"
	case IsPage(mediaID):
		en, zh = "It is an address, and has to be a media_id.", "它是网址，应填写 media_id。"
	case temporary:
		en, zh = "It is no picture, or its three days are over.", "它不是图片，或已超过三天。"
	case f != nil && !f.Expires.IsZero():
		en, zh = "It is temporary; upload the picture by material/add_material.", "它是临时素材，请用 material/add_material 上传图片。"
	}
	return nil, Refuse(endpoint.ErrInvalidMediaID, fmt.Sprintf("%s is %q. %s", field, Short(mediaID), en), fmt.Sprintf("%s 为 %q。%s", field, Short(mediaID), zh))
}

// isCrop reports whether the texts are the left, upper, right and lower edge of
// what is cut out, as parts of a picture.
func isCrop(edges []string) bool {
	const maxDigits = 32
	var at [4]float64
	if len(edges) != len(at) {
		return false
	}
	for i, edge := range edges {
		f, err := strconv.ParseFloat(edge, 64)
		if err != nil || len(edge) > maxDigits || !(0 <= f && f <= 1) {
			return false
		}
		at[i] = f
	}
	return at[0] < at[2] && at[1] < at[3]
}

// badCrop is a refusal without a documented code.
func badCrop(field string) error {
	return Refuse(endpoint.ErrInvalidArgs,
		field+" cuts nothing out: it needs x1 < x2 and y1 < y2 between 0 and 1, and a ratio of 1_1, 16_9 or 2.35_1, each once.",
		field+" 裁剪参数不合法：须满足 x1 < x2、y1 < y2 且均在 0 到 1 之间，ratio 为 1_1、16_9 或 2.35_1 且不重复。")
}
