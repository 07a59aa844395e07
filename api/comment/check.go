package comment

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an input that the platform would refuse.
const refuse = field.In("comment")

// Check refuses an article without its msg_data_id and an index below 0, with an [*endpoint.FieldError].
func (a Article) Check() error {
	switch {
	case a.MsgDataID <= 0:
		return refuse.Field("msg_data_id", fmt.Sprintf("is %d", a.MsgDataID),
			"give the msg_data_id that freepublish.Submit or the mass message returned").
			With(endpoint.ErrCommentArticleNotExist)
	case a.Index < 0:
		return refuse.Field("index", fmt.Sprintf("is %d", a.Index), "count the articles from 0").
			With(endpoint.ErrCommentArticleNotExist)
	}
	return nil
}

// Check refuses what [Article.Check] refuses and a comment without its id.
func (in One) Check() error {
	if err := in.Article.Check(); err != nil {
		return err
	}
	if in.ID <= 0 {
		return refuse.Field("user_comment_id", fmt.Sprintf("is %d", in.ID), "give the ID of a Comment").
			With(endpoint.ErrCommentNotExist)
	}
	return nil
}

// Check refuses what [One.Check] refuses and an empty answer.
func (in ReplyIn) Check() error {
	if err := in.One.Check(); err != nil {
		return err
	}
	if in.Content == "" {
		return refuse.Empty("content", "give the text of the answer").With(endpoint.ErrCommentReplyLength)
	}
	return nil
}

// Check refuses what [Article.Check] refuses, a begin below 0, a count beyond 1 to [MaxList] and a kind that does not
// exist.
func (in ListIn) Check() error {
	if err := in.Article.Check(); err != nil {
		return err
	}
	switch {
	case in.Begin < 0:
		return refuse.Field("begin", fmt.Sprintf("is %d", in.Begin), "count the comments from 0")
	case in.Count < 1 || in.Count > MaxList:
		return refuse.Amount("count", int(in.Count), 1, MaxList, "comments").With(endpoint.ErrCommentCountRange)
	case in.Kind < All || in.Kind > Elected:
		return refuse.Field("type", fmt.Sprintf("is %d", in.Kind), "use All, Normal or Elected")
	}
	return nil
}
