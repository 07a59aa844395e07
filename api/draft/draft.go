// Package draft is the API area of drafts (草稿箱): articles before they are published or sent to all.
//
//	mediaID, err := draft.New(client).Add(ctx, draft.Article{
//		Title: "春天的菜单", Content: "<p>…</p>", ThumbMediaID: cover.MediaID,
//	})
//
// [Images] puts the pictures of an article on the platform. A draft is removed from the box when it is published or
// sent. For a while after a draft was added, it may be read without its content.
//
// The guide is [docs/publishing.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/publishing.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/publishing.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#draft
package draft

import (
	"context"
	"iter"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxBatch is the largest number of drafts that one call of [BatchGet] reads.
const MaxBatch = 20

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Add makes a draft of articles and returns its media_id. Articles beyond the platform's limits are not sent: see
// [AddIn.Check].
func (s *Service) Add(ctx context.Context, articles ...Article) (mediaID string, err error) {
	in := AddIn{make([]Article, len(articles))}
	for i, a := range articles {
		in.Articles[i] = a.toSend()
	}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Add, in)
	return out.MediaID, err
}

// Update replaces the article at an index, from 0, of the draft mediaID. An article beyond the platform's limits is not
// sent: see [UpdateIn.Check].
func (s *Service) Update(ctx context.Context, mediaID string, index int, a Article) error {
	in := UpdateIn{mediaID, endpoint.Number(index), a.toSend()}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Update, in)
}

// Get reads a draft. Its articles can be changed and given to [Service.Update].
func (s *Service) Get(ctx context.Context, mediaID string) (Draft, error) {
	d, err := endpoint.Call(ctx, s.client, Get, MediaID{mediaID})
	return d.read(), err
}

// Delete removes a draft. This cannot be undone.
func (s *Service) Delete(ctx context.Context, mediaID string) error {
	return endpoint.Do(ctx, s.client, Delete, MediaID{mediaID})
}

// Count counts the drafts.
func (s *Service) Count(ctx context.Context) (int, error) {
	out, err := endpoint.Call(ctx, s.client, Count, endpoint.None{})
	return int(out.Total), err
}

// All returns the drafts. Pages of [MaxBatch] are fetched as the loop needs them. An error ends the loop; it comes with
// a zero item.
func (s *Service) All(ctx context.Context) iter.Seq2[Item, error] {
	return s.all(ctx, BatchGetIn{Window: endpoint.Window{Count: MaxBatch}})
}

// AllWithoutContent returns the drafts as [Service.All] does, without the Content of their articles, which may be long.
func (s *Service) AllWithoutContent(ctx context.Context) iter.Seq2[Item, error] {
	return s.all(ctx, BatchGetIn{endpoint.Window{Count: MaxBatch}, true})
}

func (s *Service) all(ctx context.Context, in BatchGetIn) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for item, err := range endpoint.All(ctx, s.client, BatchGet, in) {
			item.Draft = item.Draft.read()
			if !yield(item, err) {
				return
			}
		}
	}
}

// IsOpen reports whether the drafts are switched on, as they are in all but old accounts.
func (s *Service) IsOpen(ctx context.Context) (bool, error) {
	out, err := endpoint.Call(ctx, s.client, Switch, SwitchIn{CheckOnly: true})
	return bool(out.IsOpen.Value), err
}

// Open switches the drafts on, which cannot be undone.
func (s *Service) Open(ctx context.Context) error {
	_, err := endpoint.Call(ctx, s.client, Switch, SwitchIn{})
	return err
}

// ProductCard returns the card of a product of 微信小店 for an article. A type of card that the type of article does
// not have is not requested: see [ProductIn.Check].
func (s *Service) ProductCard(
	ctx context.Context,
	productID string,
	article ArticleType,
	card CardType,
) (Product, error) {
	in := ProductIn{productID, article, card}
	if err := in.Check(); err != nil {
		return Product{}, err
	}
	return endpoint.Call(ctx, s.client, ProductGetCardInfo, in)
}

// read undoes the platform's escapes in the content of the articles.
func (d Draft) read() Draft {
	for i := range d.Articles {
		d.Articles[i].Content = strings.ReplaceAll(d.Articles[i].Content, "&#39;", "'")
	}
	return d
}

// toSend leaves out the fields that only answers have.
func (a Article) toSend() Article {
	a.URL, a.ThumbURL, a.ShowCoverPic = "", "", false
	return a
}
