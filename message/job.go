package message

import (
	"strconv"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// TemplateSendJobFinishEvent tells how the delivery of a template message ended. A reply is not shown.
type TemplateSendJobFinishEvent struct {
	Common
	event
	// MsgID is the msgid that template/send returned.
	MsgID int64
	// Status is "success", "failed:user block" or "failed: system failed".
	Status string
}

// EventName returns "TEMPLATESENDJOBFINISH".
func (*TemplateSendJobFinishEvent) EventName() string { return "TEMPLATESENDJOBFINISH" }

// Key returns MsgID in digits.
func (m *TemplateSendJobFinishEvent) Key() string { return strconv.FormatInt(m.MsgID, 10) }

func (m *TemplateSendJobFinishEvent) fields(b *xmldoc.Binder) {
	b.Int("MsgID", &m.MsgID)
	b.Text("Status", &m.Status)
}

// MassSendJobFinishEvent tells how a mass message ended. FromUserName is the platform's mass-send helper. A reply is
// not shown.
type MassSendJobFinishEvent struct {
	Common
	event
	// MsgID is the msg_id that the mass call returned.
	MsgID int64
	// Status is "send success", "send fail" or "err(num)", where num is the reason: 10001 advertising, 20001 politics,
	// 20004 society, 20002 pornography, 20006 crime, 20008 fraud, 20013 copyright, 22000 mutual promotion, 21000
	// others, 30001 the originality check failed, 30002 judged not to be reprintable, 30003 judged a reprint while
	// reprints were excluded, 40001 refused by the administrator, 40002 no answer from the administrator within 30
	// minutes.
	Status string
	// TotalCount is the number of followers in the tag or the list.
	TotalCount int64
	// FilterCount is the number of followers that remain after the platform's filters, about the sum of SentCount and
	// ErrorCount.
	FilterCount int64
	// SentCount and ErrorCount are the numbers of followers that the message reached and did not reach.
	SentCount, ErrorCount int64
	// Copyright is the originality check; it is empty for messages other than articles.
	Copyright CopyrightCheck
	// ArticleCount is the number of articles that have an address.
	ArticleCount int64
	// Articles has the addresses of the articles; it is empty for messages other than articles.
	Articles []MassArticle
}

// CopyrightCheck is the originality check of a mass message.
type CopyrightCheck struct {
	// Count is the number of articles checked.
	Count int64
	// Results holds one result per article.
	Results []CopyrightResult
	// State is 1 for not a reprint, 2 for a reprint that may be sent, 3 for a reprint that may not.
	State int64
}

// CopyrightResult is the originality check of one article.
type CopyrightResult struct {
	ArticleIdx            int64  // the article's place, from 1
	UserDeclareState      int64  // the author's declaration: 0 not original, 1 original
	AuditState            int64  // the platform's finding: 0 not original, 1 original, 2 reprint
	OriginalArticleURL    string // the article that the platform considers the original
	OriginalArticleType   int64  // the original's type, undocumented
	CanReprint            int64  // 1 if the article may be reprinted
	NeedReplaceContent    int64  // 1 if the original's text must replace the article's
	NeedShowReprintSource int64  // 1 if the source must be shown
}

// MassArticle is one article of a mass message.
type MassArticle struct {
	Idx int64  // the article's place, from 1
	URL string // the article's address
}

// EventName returns "MASSSENDJOBFINISH".
func (*MassSendJobFinishEvent) EventName() string { return "MASSSENDJOBFINISH" }

// Key returns MsgID in digits.
func (m *MassSendJobFinishEvent) Key() string { return strconv.FormatInt(m.MsgID, 10) }

func (m *MassSendJobFinishEvent) fields(b *xmldoc.Binder) {
	b.Int("MsgID", &m.MsgID)
	b.Text("Status", &m.Status)
	b.Int("TotalCount", &m.TotalCount)
	b.Int("FilterCount", &m.FilterCount)
	b.Int("SentCount", &m.SentCount)
	b.Int("ErrorCount", &m.ErrorCount)
	b.Group("CopyrightCheckResult", m.Copyright.bind)
	b.Group("ArticleUrlResult", func(b *xmldoc.Binder) {
		b.Int("Count", &m.ArticleCount)
		b.Group("ResultList", func(b *xmldoc.Binder) {
			xmldoc.List(b, "item", &m.Articles, func(b *xmldoc.Binder, a *MassArticle) {
				b.Int("ArticleIdx", &a.Idx)
				b.Text("ArticleUrl", &a.URL)
			})
		})
	})
}

func (c *CopyrightCheck) bind(b *xmldoc.Binder) {
	b.Int("Count", &c.Count)
	b.Group("ResultList", func(b *xmldoc.Binder) {
		xmldoc.List(b, "item", &c.Results, func(b *xmldoc.Binder, r *CopyrightResult) {
			b.Int("ArticleIdx", &r.ArticleIdx)
			b.Int("UserDeclareState", &r.UserDeclareState)
			b.Int("AuditState", &r.AuditState)
			b.Text("OriginalArticleUrl", &r.OriginalArticleURL)
			b.Int("OriginalArticleType", &r.OriginalArticleType)
			b.Int("CanReprint", &r.CanReprint)
			b.Int("NeedReplaceContent", &r.NeedReplaceContent)
			b.Int("NeedShowReprintSource", &r.NeedShowReprintSource)
		})
	})
	b.Int("CheckState", &c.State)
}
