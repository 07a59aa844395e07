package shop

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/api/comment"
)

// AnswerComments shows the comments on an article to everybody and answers them, and returns the OpenIDs of those who
// wrote, the newest first. Until a comment is elected, only its author sees it. A further call goes on where one was
// interrupted.
func (s *Shop) AnswerComments(ctx context.Context, article comment.Article) (readers []string, err error) {
	// All of them, since a comment that is elected leaves the list comment.Normal and so moves its pages.
	for c, err := range s.wx.Comment.List(ctx, article, comment.All) {
		if err != nil {
			return readers, err
		}
		if !c.Elected {
			// A real program has a person, or a check of the text, decide which comments everybody may see.
			if err := s.wx.Comment.Elect(ctx, article, int64(c.ID)); err != nil {
				return readers, fmt.Errorf("comment %d: %w", c.ID, err)
			}
		}
		if c.Reply == nil {
			err := s.wx.Comment.Reply(ctx, article, int64(c.ID), "谢谢，店里见！See you in the shop!")
			if err != nil {
				return readers, fmt.Errorf("comment %d: %w", c.ID, err)
			}
			s.sayf("A comment is elected and answered: %s", "留言已精选并回复：%s", c.Content)
		}
		if c.OpenID != "" {
			readers = append(readers, c.OpenID)
		}
	}
	return readers, nil
}
