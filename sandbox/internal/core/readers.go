package core

import (
	"fmt"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Thread is what readers may write and have written about one article.
type Thread struct {
	Open     bool // comments are allowed
	FansOnly bool // to followers only
	Deleted  bool // the account has deleted the article
	Comments []*Comment

	lastID int64
}

// Comment is a comment of a reader.
type Comment struct {
	ID      int64
	User    *Person
	At      time.Time
	Content string
	Elected bool // everybody sees it
	Reply   *CommentReply
}

// CommentReply is the account's answer to a comment.
type CommentReply struct {
	Content string
	At      time.Time
}

// maxComments is how many comments of an article are kept.
const maxComments = 1000

// Release moves a set of articles to where readers find it: what was published, or what was sent. The set gets a
// MsgDataID and a media_id of its own; its pages stay where they are.
func (tx *Tx) Release(set *News, to Collection, msgDataID int64) *News {
	tx.RemoveNews(set)
	released := &News{
		MediaID: tx.IDs.Word(URLSafe, articleIDLength), Collection: to, Articles: slices.Clone(set.Articles),
		Created: tx.now, Updated: tx.now, MsgDataID: msgDataID, pages: set.pages,
	}
	for _, a := range set.Articles {
		released.Threads = append(released.Threads, &Thread{
			Open: bool(a.NeedOpenComment), FansOnly: bool(a.OnlyFansCanComment),
		})
	}
	for i := range released.Articles {
		tx.Count(Released, nil, released.MsgID(i))
	}
	tx.news.bytes += sizeOf(released.Articles...)
	tx.news.add(released)
	tx.Changed()
	return released
}

// articleIDLength is the length of the documented article_id.
const articleIDLength = 43

// PublishedCard returns the articles that were published under an article_id as the phone shows them, without those that
// were deleted since. It returns nil if there are none.
func (tx *Tx) PublishedCard(articleID string) (card []record.EntryArticle) {
	set := tx.FindNews(Published, articleID)
	if set == nil {
		return nil
	}
	for i, a := range tx.NewsCard(set) {
		if !set.Threads[i].Deleted {
			card = append(card, a)
		}
	}
	return card
}

// DeleteArticle deletes the article of a released set at index, counted from 0. Without an article the set is gone.
func (tx *Tx) DeleteArticle(set *News, index int) {
	set.Threads[index].Deleted = true
	if !slices.ContainsFunc(set.Threads, func(t *Thread) bool { return !t.Deleted }) {
		tx.RemoveNews(set)
	}
	tx.Changed()
}

// FindReleased returns the released set with that msg_data_id, or nil.
func (tx *Tx) FindReleased(msgDataID int64) *News { return tx.news.byData[msgDataID] }

// ThreadAt returns the thread of the article with that page, and nil if readers cannot find the article.
func (tx *Tx) ThreadAt(page string) *Thread {
	set := tx.news.byPage[page]
	if set == nil || len(set.Threads) == 0 {
		return nil
	}
	return set.Threads[slices.Index(set.pages, page)]
}

// MayComment reports why u cannot comment on an article, as an [ActionError]. t is nil if readers cannot find it.
func (t *Thread) MayComment(u *Person) error {
	switch {
	case t == nil || t.Deleted:
		return RefuseAction("the article was not published, or it was deleted", "文章未发布或已删除")
	case !t.Open:
		return RefuseAction("the article takes no comments", "该文章未开启留言")
	case t.FansOnly && !u.Following:
		return RefuseAction("only followers may comment on the article", "仅粉丝可以留言")
	}
	return nil
}

// AddComment adds a comment of u, which [Thread.MayComment] allows.
func (tx *Tx) AddComment(t *Thread, u *Person, content string) {
	t.lastID++
	c := &Comment{ID: t.lastID, User: u, At: tx.now, Content: content}
	t.Comments = appendBounded(t.Comments, c, maxComments)
	tx.Changed()
}

// Shown returns the comments that u sees below the article: the elected ones, and u's own. u may be nil.
func (t *Thread) Shown(u *Person) (list []*Comment) {
	for _, c := range t.Comments {
		if c.Elected || u != nil && c.User == u {
			list = append(list, c)
		}
	}
	return list
}

// Find returns the comment with that id. The error is 88008, for a handler to return.
func (t *Thread) Find(id int64) (*Comment, error) {
	for _, c := range t.Comments {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, Refuse(endpoint.ErrCommentNotExist,
		fmt.Sprintf("The article has no comment with the user_comment_id %d.", id),
		fmt.Sprintf("该文章没有 user_comment_id 为 %d 的留言。", id))
}

// RemoveComment removes a comment.
func (tx *Tx) RemoveComment(t *Thread, c *Comment) {
	t.Comments = slices.DeleteFunc(t.Comments, func(other *Comment) bool { return other == c })
	tx.Changed()
}
