package message

import (
	"strconv"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// TemplateSendJobFinishEvent tells how the delivery of a template message
// ended. A reply is not shown.
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

// MassSendJobFinishEvent tells how a mass message ended. FromUserName is the
// platform's mass-send helper. A reply is not shown.
type MassSendJobFinishEvent struct {
	Common
	event
	// MsgID is the msg_id that the mass call returned.
	MsgID int64
	// Status is "send success", "send fail" or "err(num)", where num says why:
	// 10001 advertising, 20001 politics, 20004 society, 20002 pornography,
	// 20006 crime, 20008 fraud, 20013 copyright, 22000 mutual promotion, 21000
	// others, 30001 the originality check failed, 30002 judged not to be
	// reprintable, 30003 judged a reprint while reprints were excluded, 40001
	// refused by the administrator, 40002 no answer from the administrator
	// within 30 minutes.
	Status string
	// TotalCount is how many followers the tag or the list holds.
	TotalCount int64
	// FilterCount is how many remain after the platform's filters, about as many
	// as SentCount and ErrorCount together.
	FilterCount int64
	// SentCount and ErrorCount are how many were reached and missed.
	SentCount, ErrorCount int64
	// Copyright is the originality check; empty for anything but articles.
	Copyright CopyrightCheck
	// ArticleCount is how many articles have an address.
	ArticleCount int64
	// Articles holds their addresses; empty for anything but articles.
	Articles []MassArticle
}

// CopyrightCheck is the originality check of a mass message.
type CopyrightCheck struct {
	// Count is how many articles were checked.
	Count int64
	// Results holds one result an article.
	Results []CopyrightResult
	// State is 1 for not a reprint, 2 for a reprint that may be sent, 3 for a
	// reprint that may not.
	State int64
}

// CopyrightResult is the originality check of one article.
type CopyrightResult struct {
	ArticleIdx            int64  // the article's place, from 1
	UserDeclareState      int64  // what the author declared: 0 not original, 1 original
	AuditState            int64  // what the platform found: 0 not original, 1 original, 2 reprint
	OriginalArticleURL    string // the original it was taken for
	OriginalArticleType   int64  // the original's type, undocumented
	CanReprint            int64  // 1 where it may be reprinted
	NeedReplaceContent    int64  // 1 where the original's text must replace it
	NeedShowReprintSource int64  // 1 where the source must be shown
}

// MassArticle is one article of a mass message.
type MassArticle struct {
	Idx int64  // the article's place, from 1
	URL string // where it can be read
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
