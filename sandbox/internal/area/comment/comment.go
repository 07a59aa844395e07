// Package comment has the endpoints for the comments that readers leave under articles.
package comment

import (
	"fmt"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/comment"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// Routes returns the area's routes.
func Routes() []route.Route {
	return []route.Route{
		route.Handle(api.Open, open),
		route.Handle(api.Close, closeThread),
		route.Handle(api.List, list),
		route.Handle(api.MarkElect, elect),
		route.Handle(api.UnmarkElect, unelect),
		route.Handle(api.Delete, remove),
		route.Handle(api.ReplyAdd, reply),
		route.Handle(api.ReplyDelete, removeReply),
	}
}

// state is empty: the comments are in package core, with their articles.
type state struct{}

// threadOf returns the thread of an article.
func threadOf(tx *core.Tx, a api.Article) (*core.Thread, error) {
	set := tx.FindReleased(int64(a.MsgDataID))
	if set != nil && a.Index >= 0 && int(a.Index) < len(set.Threads) && !set.Threads[a.Index].Deleted {
		tx.SetSubject(core.Short(set.Articles[a.Index].Title), nil)
		return set.Threads[a.Index], nil
	}
	return nil, core.Refuse(
		endpoint.ErrCommentArticleNotExist,
		fmt.Sprintf(
			"No article is published or sent with msg_data_id %d and index %d, counted from 0.",
			a.MsgDataID,
			a.Index,
		),
		fmt.Sprintf("没有 msg_data_id 为 %d、index 为 %d（从 0 开始）的已发布或已群发文章。", a.MsgDataID, a.Index),
	)
}

// find returns a comment with its thread.
func find(tx *core.Tx, in api.One) (*core.Thread, *core.Comment, error) {
	t, err := threadOf(tx, in.Article)
	if err != nil {
		return nil, nil, err
	}
	c, err := t.Find(int64(in.ID))
	return t, c, err
}

// open handles comment/open.
func open(tx *core.Tx, _ *state, in api.Article) (endpoint.None, error) { return set(tx, in, true) }

// closeThread handles comment/close.
func closeThread(tx *core.Tx, _ *state, in api.Article) (endpoint.None, error) {
	return set(tx, in, false)
}

func set(tx *core.Tx, in api.Article, allowed bool) (endpoint.None, error) {
	t, err := threadOf(tx, in)
	if err == nil {
		t.Open = allowed
		tx.Changed()
	}
	return endpoint.None{}, err
}

// list handles comment/list. The newest comment comes first; the documents do not say the order.
func list(tx *core.Tx, _ *state, in api.ListIn) (api.ListOut, error) {
	t, err := threadOf(tx, in.Article)
	if err != nil {
		return api.ListOut{}, err
	}
	if err := in.Check(); err != nil {
		code := endpoint.ErrCommentCountRange
		if in.Count >= 1 && in.Count <= api.MaxList {
			code = endpoint.ErrInvalidArgs
		}
		return api.ListOut{}, core.Refuse(code,
			err.Error()+".", fmt.Sprintf("begin 须不小于 0，count 须为 1 到 %d，type 须为 0、1 或 2。", api.MaxList))
	}
	out := api.ListOut{Comments: []api.Comment{}}
	for i := len(t.Comments) - 1; i >= 0; i-- {
		c := t.Comments[i]
		if in.Kind == api.Normal && c.Elected || in.Kind == api.Elected && !c.Elected {
			continue
		}
		if out.Total++; out.Total > in.Begin && endpoint.Number(len(out.Comments)) < in.Count {
			out.Comments = append(out.Comments, answer(c))
		}
	}
	return out, nil
}

// answer returns a comment as the platform answers it.
func answer(c *core.Comment) api.Comment {
	out := api.Comment{
		ID: endpoint.Number(c.ID), OpenID: c.User.OpenID, CreateTime: endpoint.At(c.At), Content: c.Content,
		Elected: endpoint.Flag(c.Elected),
	}
	if c.Reply != nil {
		out.Reply = &api.Reply{Content: c.Reply.Content, CreateTime: endpoint.At(c.Reply.At)}
	}
	return out
}

// elect handles comment/markelect.
func elect(tx *core.Tx, _ *state, in api.One) (endpoint.None, error) {
	t, c, err := find(tx, in)
	if err != nil {
		return endpoint.None{}, err
	}
	elected := 0
	for _, other := range t.Comments {
		if other.Elected && other != c {
			elected++
		}
	}
	if elected >= api.MaxElected {
		return endpoint.None{}, core.Refuse(endpoint.ErrCommentElectLimit,
			fmt.Sprintf("%d comments of the article are elected, and no more can be.", elected),
			fmt.Sprintf("该文章已有 %d 条精选留言，不能再增加。", elected))
	}
	c.Elected = true
	tx.Changed()
	return endpoint.None{}, nil
}

// unelect handles comment/unmarkelect.
func unelect(tx *core.Tx, _ *state, in api.One) (endpoint.None, error) {
	_, c, err := find(tx, in)
	if err == nil {
		c.Elected = false
		tx.Changed()
	}
	return endpoint.None{}, err
}

// remove handles comment/delete.
func remove(tx *core.Tx, _ *state, in api.One) (endpoint.None, error) {
	t, c, err := find(tx, in)
	if err == nil {
		tx.RemoveComment(t, c)
	}
	return endpoint.None{}, err
}

// maxReply is the longest answer to a comment, in characters. The platform has a limit (88007) that it does not
// document; this is the sandbox's own.
const maxReply = 600

// reply handles comment/reply/add.
func reply(tx *core.Tx, _ *state, in api.ReplyIn) (endpoint.None, error) {
	_, c, err := find(tx, in.One)
	if err != nil {
		return endpoint.None{}, err
	}
	switch n := utf8.RuneCountInString(in.Content); {
	case n == 0 || n > maxReply:
		return endpoint.None{}, core.Refuse(
			endpoint.ErrCommentReplyLength,
			fmt.Sprintf(
				"content has %d characters; the sandbox takes 1 to %d. The platform's limit is not known.",
				n,
				maxReply,
			),
			fmt.Sprintf("content 有 %d 个字符，沙箱接受 1 到 %d 个。平台的上限尚不清楚。", n, maxReply),
		)
	case c.Reply != nil:
		return endpoint.None{}, core.Refuse(endpoint.ErrCommentAlreadyReplied,
			"The comment has an answer already. Delete that first, with comment/reply/delete.",
			"该留言已有回复。请先用 comment/reply/delete 删除。")
	}
	c.Reply = &core.CommentReply{Content: in.Content, At: tx.Now()}
	tx.Changed()
	return endpoint.None{}, nil
}

// removeReply handles comment/reply/delete.
func removeReply(tx *core.Tx, _ *state, in api.One) (endpoint.None, error) {
	_, c, err := find(tx, in)
	if err != nil {
		return endpoint.None{}, err
	}
	if c.Reply == nil {
		return endpoint.None{}, core.Refuse(endpoint.ErrCommentReplyNotExist,
			"The comment has no answer.", "该留言没有回复。")
	}
	c.Reply = nil
	tx.Changed()
	return endpoint.None{}, nil
}
