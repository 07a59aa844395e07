package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// PublishJobFinishEvent tells how the publication of a draft ended. FromUserName is the platform's helper. A reply is
// not shown.
type PublishJobFinishEvent struct {
	Common
	event
	// PublishID is the publish_id that freepublish/submit returned.
	PublishID string
	// Status is 0 published, 1 under way, 2 the originality check failed, 3 failed otherwise, 4 refused by the review,
	// 5 all deleted by the account after success, 6 all banned by the platform.
	Status int64
	// ArticleID is the published article's id, with Status 0 only.
	ArticleID string
	// ArticleCount is the number of articles published, with Status 0 only.
	ArticleCount int64
	// Articles holds the published articles, with Status 0 only.
	Articles []PublishedArticle
	// FailIdx holds the places, from 1, of the articles that failed, with Status 2 or 4.
	FailIdx []int64
}

// PublishedArticle is one article of a publication.
type PublishedArticle struct {
	Idx int64  // the article's place, from 1
	URL string // the article's address
}

// EventName returns "PUBLISHJOBFINISH".
func (*PublishJobFinishEvent) EventName() string { return "PUBLISHJOBFINISH" }

// Key returns PublishID.
func (m *PublishJobFinishEvent) Key() string { return m.PublishID }

func (m *PublishJobFinishEvent) fields(b *xmldoc.Binder) {
	b.Group("PublishEventInfo", func(b *xmldoc.Binder) {
		b.OptBare("publish_id", &m.PublishID)
		b.Int("publish_status", &m.Status)
		b.OptText("article_id", &m.ArticleID)
		b.OptGroup("article_detail", m.ArticleCount > 0 || len(m.Articles) > 0, m.bindArticles)
		b.Ints("fail_idx", &m.FailIdx)
	})
}

func (m *PublishJobFinishEvent) bindArticles(b *xmldoc.Binder) {
	b.Int("count", &m.ArticleCount)
	xmldoc.List(b, "item", &m.Articles, func(b *xmldoc.Binder, a *PublishedArticle) {
		b.Int("idx", &a.Idx)
		b.Text("article_url", &a.URL)
	})
}
