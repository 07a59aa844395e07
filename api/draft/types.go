package draft

import "github.com/wechatgo/wechatgo/endpoint"

// ArticleType says what an article is. The zero type is [News].
type ArticleType string

// The types of article.
const (
	News    ArticleType = "news"    // a text with a cover (图文)
	NewsPic ArticleType = "newspic" // pictures with a text (图片)
)

// Article is an article of a draft: a text in HTML with a cover ([News]), or
// pictures with a plain text ([NewsPic]), which [Pictures] makes.
type Article struct {
	Type ArticleType `json:"article_type,omitempty"`
	// Title has at most 32 characters.
	Title string `json:"title"`
	// Author has at most 16 characters. News alone has one.
	Author string `json:"author,omitempty"`
	// Digest is the summary of a News, of at most 128 characters; an empty one
	// becomes the first 54 of the text. It shows where the draft has one article.
	Digest string `json:"digest,omitempty"`
	// Content is HTML for News, plain text for NewsPic, with at most 50 product
	// cards. The platform's page says below 20,000 characters and 1 MB; more
	// characters have been taken. Scripts are removed, and pictures of other hosts:
	// see material.UploadImage.
	Content string `json:"content"`
	// ContentSourceURL is the link 阅读原文 of a News, of at most 1,024 bytes.
	ContentSourceURL string `json:"content_source_url,omitempty"`
	// ThumbMediaID is the cover, a picture of the permanent material. News needs
	// one; a NewsPic has one in an answer.
	ThumbMediaID string `json:"thumb_media_id,omitempty"`
	// PicCrop235x1 and PicCrop1x1 cut the cover of a News, as X1_Y1_X2_Y2 with parts of its
	// width and height between 0 and 1, such as "0.1945_0_1_0.5236".
	PicCrop235x1 string `json:"pic_crop_235_1,omitempty"`
	PicCrop1x1   string `json:"pic_crop_1_1,omitempty"`
	// NeedOpenComment opens comments, OnlyFansCanComment to followers alone. They
	// need the account's ability (88000). Both are sent as 0, too.
	NeedOpenComment    endpoint.Flag `json:"need_open_comment"`
	OnlyFansCanComment endpoint.Flag `json:"only_fans_can_comment"`
	// ImageInfo holds the pictures of a NewsPic.
	ImageInfo *ImageInfo `json:"image_info,omitempty"`
	// CoverInfo cuts the cover of a NewsPic, its first picture.
	CoverInfo *CoverInfo `json:"cover_info,omitempty"`
	// ProductInfo is the product card at the end of a NewsPic.
	ProductInfo *ProductInfo `json:"product_info,omitempty"`

	// What follows comes with an answer, and is not sent.

	// ShowCoverPic is no longer in use.
	ShowCoverPic endpoint.Flag `json:"show_cover_pic,omitempty"`
	// URL is a page for a preview. It expires.
	URL string `json:"url,omitempty"`
	// ThumbURL is the cover's address. It is not in the documents; real answers
	// have it.
	ThumbURL string `json:"thumb_url,omitempty"`
}

// Pictures is an article of 1 to 20 pictures of the permanent material, of which
// the first is the cover, with a plain text.
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

// CoverInfo cuts a cover for the places where it shows.
type CoverInfo struct {
	Crops []Crop `json:"crop_percent_list"`
}

// Ratio is the form of a cover: width to height.
type Ratio string

// The ratios.
const (
	Ratio1x1   Ratio = "1_1"
	Ratio16x9  Ratio = "16_9"
	Ratio235x1 Ratio = "2.35_1"
)

// Crop cuts a cover to a ratio: its corners, as parts of the width and the height
// between 0 and 1, such as "0.166454".
type Crop struct {
	Ratio Ratio  `json:"ratio"`
	X1    string `json:"x1"`
	Y1    string `json:"y1"`
	X2    string `json:"x2"`
	Y2    string `json:"y2"`
}

// ProductInfo is where an article has a product.
type ProductInfo struct {
	Footer FooterProduct `json:"footer_product_info"`
}

// FooterProduct is the product at an article's end.
type FooterProduct struct {
	ProductKey string `json:"product_key"` // of [Product]
}

// AddIn is what [Add] takes.
type AddIn struct {
	Articles []Article `json:"articles"`
}

// MediaID names a draft, in at most 128 characters.
type MediaID struct {
	MediaID string `json:"media_id"`
}

// UpdateIn is what [Update] takes.
type UpdateIn struct {
	MediaID string          `json:"media_id"`
	Index   endpoint.Number `json:"index"` // of the article, from 0
	Article Article         `json:"articles"`
}

// Draft is a draft. As it comes from the platform, each ' in its Content is
// written as &#39;, which would empty styles if it were sent back; the methods of
// [Service] undo that.
type Draft struct {
	Articles []Article `json:"news_item"`
	// CreateTime and UpdateTime are not in the documents; real answers have them.
	CreateTime endpoint.Time `json:"create_time,omitzero"`
	UpdateTime endpoint.Time `json:"update_time,omitzero"`
}

// CountOut is what [Count] answers.
type CountOut struct {
	Total endpoint.Number `json:"total_count"`
}

// BatchGetIn is what [BatchGet] takes: a window of up to [MaxBatch].
type BatchGetIn struct {
	endpoint.Window
	// NoContent leaves out the Content of the articles.
	NoContent endpoint.Flag `json:"no_content,omitempty"`
}

// Item is a draft in a list.
type Item struct {
	MediaID    string        `json:"media_id"`
	Draft      Draft         `json:"content"`
	UpdateTime endpoint.Time `json:"update_time"`
}

// SwitchIn is what [Switch] takes.
type SwitchIn struct {
	// CheckOnly asks, and changes nothing.
	CheckOnly endpoint.Flag `query:"checkonly,omitempty" json:"-"`
}

// SwitchOut is what [Switch] answers.
type SwitchOut struct {
	// IsOpen comes where it was asked for.
	IsOpen endpoint.Optional[endpoint.Flag] `json:"is_open,omitzero"`
}

// CardType is how a product shows in an article.
type CardType int64

// The types of card. A News may have the first three, a NewsPic the last three.
const (
	CardBig   CardType = 0
	CardSmall CardType = 1
	CardText  CardType = 2 // a link in the text
	CardBar   CardType = 3
)

// ProductIn is what [ProductGetCardInfo] takes.
type ProductIn struct {
	ProductID   string      `json:"product_id"`
	ArticleType ArticleType `json:"article_type"`
	CardType    CardType    `json:"card_type"`
}

// Product is a product's card.
type Product struct {
	// ProductKey goes into a NewsPic's [FooterProduct].
	ProductKey string `json:"product_key"`
	// DOM is the card for the HTML of a News.
	DOM string `json:"DOM"`
}
