// Package freepublish is the API area of publishing (发布能力): drafts become articles that everybody can read, without a
// message to the followers. Package mass sends articles to followers.
//
//	published := freepublish.New(client)
//	job, err := published.Submit(ctx, mediaID)
//	result, err := published.Wait(ctx, job.PublishID) // result.Articles() has the addresses
//
// The platform publishes some time after the call. Publishing removes the draft from the box.
//
// The guide is [docs/publishing.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/publishing.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/publishing.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#freepublish
package freepublish

import (
	"context"
	"iter"
	"strings"

	"github.com/wechatgo/wechatgo/api/internal/job"
	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxBatch is the largest number of publications that one call of [BatchGet] reads.
const MaxBatch = 20

// Service calls the area's endpoints.
type Service struct {
	client *endpoint.Client
	jobs   job.Watch[ID, Publication]
}

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{client: c} }

// Submit begins the publication of a draft. [Service.Wait] waits for its end, which the event PUBLISHJOBFINISH tells,
// too ([message.PublishJobFinishEvent]).
//
// [message.PublishJobFinishEvent]: https://pkg.go.dev/github.com/wechatgo/wechatgo/message#PublishJobFinishEvent
func (s *Service) Submit(ctx context.Context, mediaID string) (SubmitOut, error) {
	in := SubmitIn{mediaID}
	if err := in.Check(); err != nil {
		return SubmitOut{}, err
	}
	return endpoint.Call(ctx, s.client, Submit, in)
}

// Get reads how a publication stands. A publication that failed is no error: see [Publication.Err].
func (s *Service) Get(ctx context.Context, publishID ID) (Publication, error) {
	in := PublishID{publishID}
	if err := in.Check(); err != nil {
		return Publication{}, err
	}
	return endpoint.Call(ctx, s.client, Get, in)
}

// Article reads the articles of a publication by its article_id.
func (s *Service) Article(ctx context.Context, articleID string) ([]Article, error) {
	in := ArticleID{articleID}
	if err := in.Check(); err != nil {
		return nil, err
	}
	n, err := endpoint.Call(ctx, s.client, GetArticle, in)
	return n.read().Articles, err
}

// All returns what was published, the newest first. Mass messages are not in it. Pages of [MaxBatch] are fetched as the
// loop needs them. An error ends the loop; it comes with a zero item.
func (s *Service) All(ctx context.Context) iter.Seq2[Item, error] {
	return s.all(ctx, BatchGetIn{Window: endpoint.Window{Count: MaxBatch}})
}

// AllWithoutContent returns what was published as [Service.All] does, without the Content of the articles, which may be
// long.
func (s *Service) AllWithoutContent(ctx context.Context) iter.Seq2[Item, error] {
	return s.all(ctx, BatchGetIn{endpoint.Window{Count: MaxBatch}, true})
}

func (s *Service) all(ctx context.Context, in BatchGetIn) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for item, err := range endpoint.All(ctx, s.client, BatchGet, in) {
			item.News = item.News.read()
			if !yield(item, err) {
				return
			}
		}
	}
}

// Delete removes the article at a place, from 1, of a publication. This cannot be undone.
func (s *Service) Delete(ctx context.Context, articleID string, index int) error {
	if index < 1 {
		return errIndex(index)
	}
	return s.remove(ctx, DeleteIn{articleID, endpoint.Number(index)})
}

// DeleteAll removes all articles of a publication. This cannot be undone.
func (s *Service) DeleteAll(ctx context.Context, articleID string) error {
	return s.remove(ctx, DeleteIn{ArticleID: articleID})
}

func (s *Service) remove(ctx context.Context, in DeleteIn) error {
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Delete, in)
}

// read undoes the platform's escapes in the content of the articles, as package draft does for drafts.
func (n News) read() News {
	for i := range n.Articles {
		n.Articles[i].Content = strings.ReplaceAll(n.Articles[i].Content, "&#39;", "'")
	}
	return n
}
