// Package template is the API area of messages by a template of the account: template messages (模板消息) to followers,
// and the templates themselves.
//
//	msgID, err := template.New(client).Send(ctx, openID, template.Message{
//		TemplateID: id,
//		URL:        "https://example.com/orders/7",
//		Data: template.Data{
//			"thing1":  keyword.Text("巧克力"),
//			"time2":   keyword.Time(order.At),
//			"amount3": keyword.Fen(3980),
//		},
//	})
//
// It also has the one-time subscription message (一次性订阅消息): one message to a user who has agreed to it on WeChat's
// confirm page. Package onetime leads users to that page and back. Subscription notices (订阅通知) are in the area
// subscribe.
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#template
package template

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// Limits of the platform.
const (
	// MaxTemplates is how many templates an account has at once.
	MaxTemplates = 25
	// MaxBlocked is the largest page of [QueryBlocked].
	MaxBlocked = 100
)

const refuse = field.In("template")

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// SetIndustry sets the account's two industries. This can be done once a month (by reports 43100 otherwise), and deletes
// the templates of the former industries.
func (s *Service) SetIndustry(ctx context.Context, first, second Industry) error {
	in := SetIndustryIn{strconv.Itoa(int(first)), strconv.Itoa(int(second))}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, SetIndustry, in)
}

// Industries reads the account's two industries.
func (s *Service) Industries(ctx context.Context) (Industries, error) {
	return endpoint.Call(ctx, s.client, GetIndustry, endpoint.None{})
}

// Add adds a template of the library by its number, with the keywords that it has in their order, and returns the
// template's id. A template of a service category needs its keywords: see [AddIn.Check]. An account has up to
// [MaxTemplates] (by reports 45026 otherwise).
func (s *Service) Add(ctx context.Context, shortID string, keywords ...string) (templateID string, err error) {
	in := AddIn{shortID, keywords}
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, Add, in)
	return out.TemplateID, err
}

// Check reports the first field that the platform refuses, as an [*endpoint.FieldError].
func (in AddIn) Check() error {
	switch {
	case in.ShortID == "":
		return refuse.Empty("template_id_short", "give the template's number in the library").
			With(endpoint.ErrInvalidTemplateID)
	case len(in.Keywords) == 0 && strings.Trim(in.ShortID, "0123456789") == "":
		return refuse.Empty("keyword_name_list", "name the keywords of the library's template that the message has").
			With(endpoint.ErrInvalidTemplateKeywords)
	}
	return nil
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

// Blocked returns the messages that the platform has held back for good, for the id of one of them; whether that is the
// msgid of [Service.Send] the documents do not say. Pages of [MaxBlocked] are fetched as the loop needs them. An error
// ends the loop; it comes with a zero message.
func (s *Service) Blocked(ctx context.Context, messageID string) iter.Seq2[Blocked, error] {
	first := QueryBlockedIn{MessageID: messageID, Limit: MaxBlocked}
	pages := endpoint.Pages(ctx, s.client, QueryBlocked, first, endpoint.Advance)
	return endpoint.Items(pages, func(page QueryBlockedOut) []Blocked { return page.Messages })
}
