package draft

import "github.com/wechatgo/wechatgo/endpoint"

// ArticleType is the type of an article. The zero value means [News].
type ArticleType string

// The types of article.
const (
	News    ArticleType = "news"    // a text with a cover (图文)
	NewsPic ArticleType = "newspic" // pictures with a text (图片)
)

// Article is an article of a draft: a text in HTML with a cover ([News]), or pictures with a plain text ([NewsPic]),
// which [Pictures] makes.
type Article struct {
	Type ArticleType `json:"article_type,omitempty"`
	// Title has at most 32 characters.
	Title string `json:"title"`
	// Author has at most 16 characters. Only a News has one.
	Author string `json:"author,omitempty"`
	// Digest is the summary of a News, of at most 128 characters; an empty one becomes the first 54 characters of the
	// text. It is shown if the draft has one article.
	Digest string `json:"digest,omitempty"`
	// Content is HTML for News, plain text for NewsPic, with at most 50 product cards. The platform's page says below
	// 20,000 characters and 1 MB; more characters have been accepted. The platform removes scripts and pictures of
	// other hosts: see material.UploadImage.
	Content string `json:"content"`
	// ContentSourceURL is the link 阅读原文 of a News, of at most 1,024 bytes.
	ContentSourceURL string `json:"content_source_url,omitempty"`
	// ThumbMediaID is the cover, a picture of the permanent material. A News needs one; a NewsPic has one in answers
	// only.
	ThumbMediaID string `json:"thumb_media_id,omitempty"`
	// PicCrop235x1 and PicCrop1x1 crop the cover of a News, as X1_Y1_X2_Y2 with parts of its width and height between 0
	// and 1, such as "0.1945_0_1_0.5236".
	PicCrop235x1 string `json:"pic_crop_235_1,omitempty"`
	PicCrop1x1   string `json:"pic_crop_1_1,omitempty"`
	// NeedOpenComment allows comments, and OnlyFansCanComment allows them to followers only. The account must be
	// allowed to have comments (otherwise 88000). Both fields are sent even if they are 0.
	NeedOpenComment    endpoint.Flag `json:"need_open_comment"`
	OnlyFansCanComment endpoint.Flag `json:"only_fans_can_comment"`
	// ImageInfo holds the pictures of a NewsPic.
	ImageInfo *ImageInfo `json:"image_info,omitempty"`
	// CoverInfo crops the cover of a NewsPic, its first picture.
	CoverInfo *CoverInfo `json:"cover_info,omitempty"`
	// ProductInfo is the product card at the end of a NewsPic.
	ProductInfo *ProductInfo `json:"product_info,omitempty"`

	// The following fields are set in answers only, and are not sent.

	// ShowCoverPic is no longer in use.
	ShowCoverPic endpoint.Flag `json:"show_cover_pic,omitempty"`
	// URL is the address of a preview, which expires.
	URL string `json:"url,omitempty"`
	// ThumbURL is the cover's address. It is not in the documents; real answers have it.
	ThumbURL string `json:"thumb_url,omitempty"`
}

// Pictures returns an article of 1 to 20 pictures of the permanent material with a plain text. The first picture is the
// cover.
func Pictures(title, content string, mediaIDs ...string) Article {
	info := &ImageInfo{}
	for _, id := range mediaIDs {
		info.Images = append(info.Images, Image{id})
	}
	return Article{Type: NewsPic, Title: title, Content: content, ImageInfo: info}
}

// ImageInfo holds pictures.
type ImageInfo struct {
	Images []Image `json:"image_list"`
}

// Image is a picture of the permanent material.
type Image struct {
	MediaID string `json:"image_media_id"`
}

// CoverInfo has the crops of a cover for the places where it is shown.
type CoverInfo struct {
	Crops []Crop `json:"crop_percent_list"`
}

// Ratio is the ratio of a cover's width to its height.
type Ratio string

// The ratios.
const (
	Ratio1x1   Ratio = "1_1"
	Ratio16x9  Ratio = "16_9"
	Ratio235x1 Ratio = "2.35_1"
)

// Crop crops a cover to a ratio. It has the crop's corners, as parts of the width and the height between 0 and 1, such
// as "0.166454".
type Crop struct {
	Ratio Ratio  `json:"ratio"`
	X1    string `json:"x1"`
	Y1    string `json:"y1"`
	X2    string `json:"x2"`
	Y2    string `json:"y2"`
}

// ProductInfo holds the product of an article.
type ProductInfo struct {
	Footer FooterProduct `json:"footer_product_info"`
}

// FooterProduct is the product at an article's end.
type FooterProduct struct {
	ProductKey string `json:"product_key"` // of [Product]
}

// AddIn is the input of [Add].
type AddIn struct {
	Articles []Article `json:"articles"`
}

// MediaID identifies a draft. It has at most 128 characters.
type MediaID struct {
	MediaID string `json:"media_id"`
}

// UpdateIn is the input of [Update].
type UpdateIn struct {
	MediaID string          `json:"media_id"`
	Index   endpoint.Number `json:"index"` // of the article, from 0
	Article Article         `json:"articles"`
}

// Draft is a draft. In the platform's answers each ' in its Content is written as &#39;. If that were sent back, styles
// would become empty; the methods of [Service] undo it.
type Draft struct {
	Articles []Article `json:"news_item"`
	// CreateTime and UpdateTime are not in the documents; real answers have them.
	CreateTime endpoint.Time `json:"create_time,omitzero"`
	UpdateTime endpoint.Time `json:"update_time,omitzero"`
}

// CountOut is the output of [Count].
type CountOut struct {
	Total endpoint.Number `json:"total_count"` // drafts in the box
}

// BatchGetIn is the input of [BatchGet]: a window of up to [MaxBatch].
type BatchGetIn struct {
	endpoint.Window
	// NoContent leaves out the Content of the articles.
	NoContent endpoint.Flag `json:"no_content,omitempty"`
}

// Item is a draft in a list.
type Item struct {
	MediaID    string        `json:"media_id"`
	Draft      Draft         `json:"content"`
	UpdateTime endpoint.Time `json:"update_time"` // when it was changed last
}

// SwitchIn is the input of [Switch].
type SwitchIn struct {
	// CheckOnly asks for the state without changing it.
	CheckOnly endpoint.Flag `query:"checkonly,omitempty" json:"-"`
}

// SwitchOut is the output of [Switch].
type SwitchOut struct {
	// IsOpen is set if the request had CheckOnly.
	IsOpen endpoint.Optional[endpoint.Flag] `json:"is_open,omitzero"`
}

// CardType is the form in which an article shows a product.
type CardType int64

// The types of card. A News may have the first three, a NewsPic the last three.
const (
	CardBig   CardType = 0
	CardSmall CardType = 1
	CardText  CardType = 2 // a link in the text
	CardBar   CardType = 3
)

// ProductIn is the input of [ProductGetCardInfo].
type ProductIn struct {
	ProductID   string      `json:"product_id"`
	ArticleType ArticleType `json:"article_type"`
	CardType    CardType    `json:"card_type"`
}

// Product is a product's card.
type Product struct {
	// ProductKey is for a NewsPic's [FooterProduct].
	ProductKey string `json:"product_key"`
	// DOM is the card for the HTML of a News.
	DOM string `json:"DOM"`
}
