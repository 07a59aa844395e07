// Package comment is the API area of the comments that readers leave under articles (留言).
//
//	article := comment.Article{MsgDataID: endpoint.Number(job.MsgDataID)} // job is what freepublish.Submit returned
//	for c, err := range comment.New(client).List(ctx, article, comment.All) { ... }
//
// Readers see a comment once it is elected (精选). The account needs the ability to have comments, and an article must
// have been published or sent with it; otherwise the platform answers 88000 or 88001.
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md#comments
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#comment
package comment

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxList is the largest number of comments that one call of [List] reads. The platform's page refuses 50, although the
// text of its error allows it.
const MaxList = 49

// MaxElected is how many comments of an article can be elected; beyond it the platform answers 88003.
const MaxElected = 100

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Open allows comments on an article.
func (s *Service) Open(ctx context.Context, a Article) error { return do(ctx, s, Open, a) }

// Close ends the comments on an article.
func (s *Service) Close(ctx context.Context, a Article) error { return do(ctx, s, Close, a) }

// List returns the comments on an article. Pages of [MaxList] are fetched as the loop needs them. An error ends the
// loop; it comes with a zero comment.
func (s *Service) List(ctx context.Context, a Article, kind Kind) iter.Seq2[Comment, error] {
	return func(yield func(Comment, error) bool) {
		in := ListIn{Article: a, Count: MaxList, Kind: kind}
		if err := in.Check(); err != nil {
			yield(Comment{}, err)
			return
		}
		endpoint.All(ctx, s.client, List, in)(yield)
	}
}

// Elect shows the comment with this id, its [Comment.ID], to everybody (精选).
func (s *Service) Elect(ctx context.Context, a Article, id int64) error {
	return do(ctx, s, MarkElect, one(a, id))
}

// Unelect ends the showing of the comment with this id.
func (s *Service) Unelect(ctx context.Context, a Article, id int64) error {
	return do(ctx, s, UnmarkElect, one(a, id))
}

// Delete removes the comment with this id. This cannot be undone.
func (s *Service) Delete(ctx context.Context, a Article, id int64) error {
	return do(ctx, s, Delete, one(a, id))
}

// Reply answers the comment with this id. A comment has one answer: for another one, delete it first.
func (s *Service) Reply(ctx context.Context, a Article, id int64, content string) error {
	return do(ctx, s, ReplyAdd, ReplyIn{one(a, id), content})
}

// DeleteReply removes the answer to the comment with this id.
func (s *Service) DeleteReply(ctx context.Context, a Article, id int64) error {
	return do(ctx, s, ReplyDelete, one(a, id))
}

func one(a Article, id int64) One { return One{a, endpoint.Number(id)} }

// do checks the input and makes the call.
func do[In interface{ Check() error }](
	ctx context.Context,
	s *Service,
	e endpoint.Endpoint[In, endpoint.None],
	in In,
) error {
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, e, in)
}
