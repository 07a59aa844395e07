package freepublish

import (
	"encoding/json"
	"strconv"

	"github.com/wechatgo/wechatgo/endpoint"
)

// SubmitIn is the input of [Submit].
type SubmitIn struct {
	MediaID string `json:"media_id"` // of the draft
}

// ID identifies a publication, in digits. The platform's pages have it as a string; real accounts get a number, so both
// are read.
type ID string

// UnmarshalJSON reads the digits in either form.
func (id *ID) UnmarshalJSON(raw []byte) error {
	if raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(id))
	}
	var number json.Number // null leaves it empty
	err := json.Unmarshal(raw, &number)
	*id = ID(number)
	return err
}

// SubmitOut is the output of [Submit].
type SubmitOut struct {
	PublishID ID `json:"publish_id"`
	// MsgDataID is in the page's table of fields, and not in its sample. Keep it: no other call of the area answers it.
	MsgDataID DataID `json:"msg_data_id,omitempty"`
}

// DataID is a msg_data_id, which names the articles in the calls of package comment. It is read as a number or as a
// string, and written as a string, as the platform does here; package comment takes a number.
type DataID int64

// MarshalJSON writes the number in a string.
func (id DataID) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, strconv.FormatInt(int64(id), 10)), nil
}

// UnmarshalJSON reads a number in either form.
func (id *DataID) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(id).UnmarshalJSON(raw) }

// PublishID identifies a publication.
type PublishID struct {
	PublishID ID `json:"publish_id"`
}

// ArticleID identifies the articles of a publication that succeeded.
type ArticleID struct {
	ArticleID string `json:"article_id"`
}

// Publication is how a publication stands.
type Publication struct {
	PublishID ID     `json:"publish_id"`
	Status    Status `json:"publish_status"`
	// ArticleID and Detail are set with [StatusPublished].
	ArticleID string  `json:"article_id,omitempty"`
	Detail    *Detail `json:"article_detail,omitempty"`
	// FailIdx has the places, from 1, of the articles that failed, with [StatusOriginality] and [StatusReview].
	FailIdx []endpoint.Number `json:"fail_idx"`
}

// Articles returns the published articles, none unless the publication succeeded.
func (p Publication) Articles() []PublishedArticle {
	if p.Detail == nil {
		return nil
	}
	return p.Detail.Articles
}

// Detail has the articles of a publication.
type Detail struct {
	Count    endpoint.Number    `json:"count"` // articles
	Articles []PublishedArticle `json:"item"`
}

// PublishedArticle is where a published article is.
type PublishedArticle struct {
	Idx endpoint.Number `json:"idx"` // its place, from 1
	URL string          `json:"article_url"`
}

// Status is how a publication stands.
type Status int64

// UnmarshalJSON reads a number in either form.
func (s *Status) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(s).UnmarshalJSON(raw) }

// The statuses.
const (
	StatusPublished   Status = 0
	StatusUnderWay    Status = 1
	StatusOriginality Status = 2 // the check of an article that is declared original failed
	StatusFailed      Status = 3
	StatusReview      Status = 4 // the platform's review refused it
	StatusDeleted     Status = 5 // published, and all its articles were deleted since
	StatusBanned      Status = 6 // published, and the platform has banned all its articles since
)

// statuses has the meaning of each status, in English and in Chinese.
var statuses = map[Status][2]string{
	StatusPublished:   {"published", "发布成功"},
	StatusUnderWay:    {"under way", "发布中"},
	StatusOriginality: {"the check of originality failed", "原创审核失败"},
	StatusFailed:      {"failed", "常规失败"},
	StatusReview:      {"refused by the platform's review", "平台审核不通过"},
	StatusDeleted:     {"published, and all articles were deleted since", "成功后用户删除所有文章"},
	StatusBanned:      {"published, and all articles were banned since", "成功后系统封禁所有文章"},
}

// Meaning returns what the status means, in English and in Chinese, or two empty texts for a status that is not
// documented.
func (s Status) Meaning() (en, zh string) { return statuses[s][0], statuses[s][1] }

// News has the articles of a publication.
type News struct {
	Articles []Article `json:"news_item"`
}

// Article is a published article. The platform writes each ' of Content as &#39;; the methods of [Service] undo it.
type Article struct {
	Title              string        `json:"title"`
	Author             string        `json:"author"`
	Digest             string        `json:"digest"`
	Content            string        `json:"content"`               // HTML
	ContentSourceURL   string        `json:"content_source_url"`    // the link 阅读原文
	ThumbMediaID       string        `json:"thumb_media_id"`        // the cover, of the permanent material
	ThumbURL           string        `json:"thumb_url"`             // the cover's address
	ShowCoverPic       endpoint.Flag `json:"show_cover_pic"`        // no longer in use
	NeedOpenComment    endpoint.Flag `json:"need_open_comment"`     // readers can comment
	OnlyFansCanComment endpoint.Flag `json:"only_fans_can_comment"` // followers alone can
	URL                string        `json:"url"`                   // where it can be read
	IsDeleted          bool          `json:"is_deleted"`            // it cannot be read any more
}

// BatchGetIn is the input of [BatchGet]: a window of up to [MaxBatch].
type BatchGetIn struct {
	endpoint.Window
	// NoContent leaves out the Content of the articles.
	NoContent endpoint.Flag `json:"no_content"`
}

// Item is a publication in a list.
type Item struct {
	ArticleID  string        `json:"article_id"`
	News       News          `json:"content"`
	UpdateTime endpoint.Time `json:"update_time"` // when it was changed last
}

// DeleteIn is the input of [Delete].
type DeleteIn struct {
	ArticleID string `json:"article_id"`
	// Index is the place of the article to delete, from 1; 0 deletes all articles of the publication.
	Index endpoint.Number `json:"index,omitempty"`
}
