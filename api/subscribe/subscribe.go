// Package subscribe is the API area of subscription notices (订阅通知), for certified service accounts: notices that a user
// has subscribed to in a pop-up of a web page or an article, and their templates.
//
//	err := subscribe.New(client).Send(ctx, openID, subscribe.Message{
//		TemplateID: id,
//		Page:       "https://example.com/orders/7",
//		Data: subscribe.Data{
//			"thing1": keyword.Text("巧克力"),
//			"time2":  keyword.Time(order.At),
//		},
//	})
//
// What the user chose is pushed (message.SubscribeMsgPopupEvent, SubscribeMsgChangeEvent), and how a delivery ended
// (message.SubscribeMsgSentEvent).
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#subscribe
package subscribe

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Limits of the platform.
const (
	// MaxTitles is the largest page of [Titles].
	MaxTitles = 30
	// MinKeywords is the smallest number of keywords of a template.
	MinKeywords = 2
	// MaxKeywords is the largest.
	MaxKeywords = 5
	// MaxSceneDesc is the longest description of a service, in characters.
	MaxSceneDesc = 15
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Send sends m to the user openID, who needs a subscription to its template (otherwise [endpoint.ErrUserRefused],
// 43101): one of [OneTime] is used up by it. A notice beyond the limits is refused by [Message.Check] before it is sent.
// Send does not retry when a connection breaks, because it cannot tell whether the notice was sent.
func (s *Service) Send(ctx context.Context, openID string, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Send, SendIn{openID, m})
}

// Categories returns the account's service categories.
func (s *Service) Categories(ctx context.Context) ([]Category, error) {
	out, err := endpoint.Call(ctx, s.client, Categories, endpoint.None{})
	return out.Categories, err
}

// Titles returns the public templates of categories of the account, at least one. Pages of [MaxTitles] are fetched as
// the loop needs them. An error ends the loop; it comes with a zero title.
func (s *Service) Titles(ctx context.Context, categories ...int64) iter.Seq2[Title, error] {
	ids := make([]string, len(categories))
	for i, id := range categories {
		ids[i] = strconv.FormatInt(id, 10)
	}
	in := TitlesIn{Categories: strings.Join(ids, ","), Limit: MaxTitles}
	if err := in.Check(); err != nil {
		return func(yield func(Title, error) bool) { yield(Title{}, err) }
	}
	return endpoint.All(ctx, s.client, Titles, in)
}

// Keywords returns the keywords of the public template tid.
func (s *Service) Keywords(ctx context.Context, tid int64) ([]Keyword, error) {
	out, err := endpoint.Call(ctx, s.client, Keywords, KeywordsIn{strconv.FormatInt(tid, 10)})
	return out.Keywords, err
}

// Add makes a template of the account of the public template tid, with the IDs of its keywords in the order in which
// they are shown, and returns its id. scene describes the service, and may be empty. What is beyond the limits is
// refused by [AddIn.Check]. How many templates an account may have the documents say differently: 25 or 50 (otherwise
// [endpoint.ErrSubscriptionTemplateLimit], 200012).
func (s *Service) Add(ctx context.Context, tid int64, scene string, keywords ...int64) (templateID string, err error) {
	in := AddIn{strconv.FormatInt(tid, 10), make([]endpoint.Number, len(keywords)), scene}
	for i, id := range keywords {
		in.Keywords[i] = endpoint.Number(id)
	}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Add, in)
	return out.TemplateID, err
}

// List returns the account's templates.
func (s *Service) List(ctx context.Context) ([]Template, error) {
	out, err := endpoint.Call(ctx, s.client, List, endpoint.None{})
	return out.Templates, err
}

// Delete removes a template of the account. This cannot be undone.
func (s *Service) Delete(ctx context.Context, templateID string) error {
	return endpoint.Do(ctx, s.client, Delete, ID{templateID})
}
