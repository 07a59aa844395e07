package mass

import (
	"fmt"

	api "github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// finish sends the message, and pushes the event about it.
func (m *mailing) finish(tx *core.Tx, s *mailings) {
	e := &message.MassSendJobFinishEvent{
		Common: tx.Common(tx.Helper()), MsgID: m.id, Status: "send success", TotalCount: int64(len(m.to)),
	}
	m.status = api.StatusSuccess
	if err := m.release(tx); err != nil {
		m.status, e.Status = api.StatusFailed, "send fail"
	} else {
		to := s.limits.filter(tx, m.to)
		m.show(tx, s, to)
		e.FilterCount, e.SentCount = int64(len(to)), int64(len(to))
		if len(to) == 0 {
			m.status = api.StatusDeleted // by one report, although the event tells of a success
		}
	}
	m.describe(e)
	m.to, m.shown.entries = nil, nil // nothing needs them any more
	tx.PushEvent(tx.Helper(), e)
}

// release moves the articles to where readers find them, which removes a draft. It fails if the draft is gone by now.
func (m *mailing) release(tx *core.Tx) error {
	if m.shown.newsID == "" {
		return nil
	}
	set := findNews(tx, m.shown.newsID)
	if set == nil {
		return endpoint.ErrInvalidMediaID
	}
	if set.Collection == core.Library { // which keeps its articles
		var err error
		if set, err = tx.AddNews(core.ForMass, set.Articles); err != nil {
			return err
		}
	}
	m.set = tx.Release(set, core.Sent, m.dataID)
	m.shown.entries[0].Articles = tx.NewsCard(m.set)
	return nil
}

// show shows the message on the phones of the users.
func (m *mailing) show(tx *core.Tx, s *mailings, to []*core.Person) {
	for _, u := range to {
		s.limits.received[u]++
		for _, e := range m.shown.entries {
			e.Via = "mass"
			if shown := tx.Show(u, e); e.Type == "video" {
				m.videos = append(m.videos, bubble{u, shown})
			}
		}
		if m.set == nil {
			continue
		}
		for i := range m.set.Articles {
			tx.Count(core.Delivered, u, m.set.MsgID(i))
		}
	}
}

// notReprint is the state of an originality check that found no reprint.
const notReprint = 1

// describe adds the originality check, which finds no reprint, and the addresses of the articles.
func (m *mailing) describe(e *message.MassSendJobFinishEvent) {
	if m.set == nil {
		return
	}
	for i, a := range m.set.Articles {
		idx := int64(i + 1)
		e.Copyright.Results = append(e.Copyright.Results, message.CopyrightResult{ArticleIdx: idx})
		e.Articles = append(e.Articles, message.MassArticle{Idx: idx, URL: a.URL})
	}
	e.ArticleCount = int64(len(e.Articles))
	e.Copyright.Count, e.Copyright.State = e.ArticleCount, notReprint
}

// remove handles mass/delete: the pages of the articles, or the video, are gone. The cards stay in the chats.
func remove(tx *core.Tx, s *mailings, in api.DeleteIn) (endpoint.None, error) {
	m, index, err := s.target(in)
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !m.shown.deletable:
		return endpoint.None{}, core.Refuse(
			endpoint.ErrInvalidMessageType,
			"Only articles and videos can be deleted.",
			"只能删除图文消息和视频消息。",
		)
	case m.status != api.StatusSuccess || m.set != nil && index >= 0 && m.set.Threads[index].Deleted:
		return endpoint.None{}, core.Refuse(
			endpoint.ErrArticleState,
			fmt.Sprintf(
				"The message's state is %s: only what was sent and is not deleted yet can be deleted.",
				m.status,
			),
			fmt.Sprintf("消息状态为 %s，只能删除已发送成功且尚未删除的内容。", m.status),
		)
	}
	m.delete(tx, index)
	return endpoint.None{}, nil
}

// target returns the message to delete and the index of its article from 0, or -1 for all of them.
func (s *mailings) target(in api.DeleteIn) (*mailing, int, error) {
	if in.MsgID == 0 && in.URL != "" {
		return s.byURL(in.URL)
	}
	m, err := s.find(int64(in.MsgID))
	if err != nil || m.set == nil {
		return m, -1, err
	}
	if n := len(m.set.Articles); in.ArticleIdx < 0 || int(in.ArticleIdx) > n {
		return nil, 0, core.Refuse(
			endpoint.ErrInvalidArticleIndex,
			fmt.Sprintf(
				"article_idx is %d; there are %d articles, counted from 1, and 0 is all of them.",
				in.ArticleIdx,
				n,
			),
			fmt.Sprintf("article_idx 为 %d，而图文共 %d 篇，从 1 开始计数，0 表示全部。", in.ArticleIdx, n),
		)
	}
	return m, int(in.ArticleIdx) - 1, nil
}

// byURL returns the message that has an article with this address, and the article's index from 0.
func (s *mailings) byURL(url string) (*mailing, int, error) {
	for m := range s.byID.Values() {
		for i := 0; m.set != nil && i < len(m.set.Articles); i++ {
			if m.set.Articles[i].URL == url {
				return m, i, nil
			}
		}
	}
	return nil, 0, core.Refuse(endpoint.ErrInvalidURL,
		"No article of a mass message has this url.", "没有群发图文使用该 url。")
}

// delete deletes the article at an index, or everything for -1.
func (m *mailing) delete(tx *core.Tx, index int) {
	left := 0
	for i := 0; m.set != nil && i < len(m.set.Threads); i++ {
		if !m.set.Threads[i].Deleted && (index < 0 || i == index) {
			tx.DeleteArticle(m.set, i)
		}
		if !m.set.Threads[i].Deleted {
			left++
		}
	}
	for _, b := range m.videos {
		b.entry.MediaURL = ""
		tx.PublishEntry(b.user, b.entry)
	}
	if left == 0 { // nothing needs the articles any more
		m.status, m.set, m.videos = api.StatusDeleted, nil, nil
	}
}
