package material

import (
	"cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Kind is a kind of material.
type Kind string

// The kinds, with the limits of their files. Temporary pictures are PNG, JPEG or GIF, permanent ones BMP as well;
// temporary voices are AMR or MP3, permanent ones WMA and WAV as well.
const (
	KindImage Kind = "image" // at most 10 MB
	KindVoice Kind = "voice" // at most 2 MB and 60 seconds
	KindVideo Kind = "video" // MP4, at most 10 MB
	KindThumb Kind = "thumb" // JPEG, at most 64 KB: a small picture, for music and videos
	KindNews  Kind = "news"  // articles: a kind that is listed but not uploaded
)

// UploadIn is the input of [MediaUpload].
type UploadIn struct {
	Type  Kind          `query:"type" json:"-"`
	Media endpoint.File `form:"media" json:"-"`
}

// Temporary is a file that the platform keeps for 3 days.
type Temporary struct {
	Type Kind `json:"type"`
	// MediaID identifies the file. A thumb has ThumbMediaID instead: see ID.
	MediaID      string        `json:"media_id,omitempty"`
	ThumbMediaID string        `json:"thumb_media_id,omitempty"`
	CreatedAt    endpoint.Time `json:"created_at"` // when it was uploaded
}

// ID returns the media_id, also that of a thumb.
func (t Temporary) ID() string { return cmp.Or(t.MediaID, t.ThumbMediaID) }

// MediaGetIn is the input of [MediaGet] and [MediaGetJSSDK].
type MediaGetIn struct {
	MediaID string `query:"media_id" json:"-"`
}

// Media is a temporary file, or a video's address.
type Media struct {
	// File is the file, nil for a video. Close its Body.
	File *endpoint.Download `json:"-"`
	// VideoURL is the address where a video can be downloaded, "" for any other file.
	VideoURL string `json:"video_url,omitempty"`
}

// UploadImageIn is the input of [MediaUploadImage].
type UploadImageIn struct {
	Media endpoint.File `form:"media" json:"-"`
}

// Image is a picture for the text of articles.
type Image struct {
	// URL is its address, on one of the platform's hosts.
	URL string `json:"url"`
}

// NewsIn is the input of [MediaUploadNews], with at most [MaxArticles], and of [AddNews].
type NewsIn struct {
	Articles []Article `json:"articles"`
}

// Article is an article of the permanent material, the form that articles had before the drafts.
type Article struct {
	Title string `json:"title"`
	// ThumbMediaID is the cover: temporary material for [MediaUploadNews], permanent for the others.
	ThumbMediaID string `json:"thumb_media_id"`
	Author       string `json:"author,omitempty"`
	// Digest is the summary; an empty one becomes the first 64 characters of the text.
	Digest       string        `json:"digest,omitempty"`
	ShowCoverPic endpoint.Flag `json:"show_cover_pic,omitempty"`
	// Content is HTML. The platform removes scripts and pictures of other hosts from it. Links (<a>) are for accounts
	// with WeChat Pay; a card of a mini program is an <mp-common-miniprogram>.
	Content string `json:"content"`
	// ContentSourceURL is the link 阅读原文.
	ContentSourceURL   string        `json:"content_source_url,omitempty"`
	NeedOpenComment    endpoint.Flag `json:"need_open_comment,omitempty"`     // readers can comment
	OnlyFansCanComment endpoint.Flag `json:"only_fans_can_comment,omitempty"` // followers alone can
	// URL and ThumbURL are set in answers only: the article's page and its cover.
	URL      string `json:"url,omitempty"`
	ThumbURL string `json:"thumb_url,omitempty"` // not in the documents; real answers have it
}

// UploadVideoIn is the input of [MediaUploadVideo].
type UploadVideoIn struct {
	MediaID     string `json:"media_id"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
}

// AddIn is the input of [AddMaterial].
type AddIn struct {
	Type  Kind          `query:"type" json:"-"`
	Media endpoint.File `form:"media" json:"-"`
	// Description is for a video only.
	Description Description `form:"description,omitempty" json:"-"`
}

// Description describes a permanent video.
type Description struct {
	Title        string `json:"title"`
	Introduction string `json:"introduction"`
}

// Added is a file of the permanent material.
type Added struct {
	MediaID string `json:"media_id"`
	URL     string `json:"url,omitempty"` // address of a picture, for use in the platform's own pages
}

// MediaID identifies an item of the material.
type MediaID struct {
	MediaID string `json:"media_id"`
}

// Content is an item of the permanent material: a file, articles, or a video's description with its address.
type Content struct {
	// File is a picture, a voice or a thumb; nil for articles and videos. Close its Body.
	File *endpoint.Download `json:"-"`

	News

	// Title, Description and DownURL, the address for a download, are set for a video.
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	DownURL     string `json:"down_url,omitempty"`
}

// News is a set of articles.
type News struct {
	Articles []Article `json:"news_item,omitempty"`
	// CreateTime and UpdateTime are not in the documents; real answers have them.
	CreateTime endpoint.Time `json:"create_time,omitzero"`
	UpdateTime endpoint.Time `json:"update_time,omitzero"`
}

// Counts has the number of items of each kind in the permanent material. It may hold 100,000 pictures and sets of
// articles, and 1,000 items of each other kind.
type Counts struct {
	Voice endpoint.Number `json:"voice_count"` // recordings
	Video endpoint.Number `json:"video_count"` // films
	Image endpoint.Number `json:"image_count"` // pictures
	News  endpoint.Number `json:"news_count"`  // sets of articles
}

// BatchGetIn is the input of [BatchGetMaterial]: a kind, and a window of up to [MaxBatch].
type BatchGetIn struct {
	Type Kind `json:"type"`
	endpoint.Window
}

// Item is an item of the permanent material in a list.
type Item struct {
	MediaID    string        `json:"media_id"`
	UpdateTime endpoint.Time `json:"update_time"` // when it was changed last
	// Name and URL are set for a file. URL is empty for a file that is not a picture.
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
	// Content holds the articles of the kind news, nil for files.
	Content *News `json:"content,omitempty"`
}

// UpdateNewsIn is the input of [UpdateNews].
type UpdateNewsIn struct {
	MediaID string          `json:"media_id"`
	Index   endpoint.Number `json:"index"` // of the article, from 0
	Article Article         `json:"articles"`
}
