// Package mass is the API area of mass messages (群发): one message to the followers with a tag, to all of them, or to
// a list of OpenIDs.
//
//	sent, err := mass.New(client).ToTag(ctx, tagID, mass.MPNews{MediaID: draft}, mass.WithClientMsgID("menu-2026-11"))
//
// A follower of a service account (服务号) gets at most four mass messages a calendar month, whether they come from the
// API or from the console: a further one is accepted, and does not reach that follower. A subscription account (公众号)
// may send one a day; a further one gets [endpoint.ErrMassQuota] (45028).
//
// The answer says only that the platform has accepted the message. [Service.Wait] says what became of it. If the
// account's protection of mass messages (群发保护) is on, a message to all waits for the administrator first, who has
// 30 minutes.
//
// A message is never sent twice by itself. After an error that leaves open whether the platform has the message, send
// it again with the same client id: see [WithClientMsgID].
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md#a-mass-message
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#mass
package mass

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/api/internal/job"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints. A program that waits for messages uses one Service for its handler of the event
// and for [Service.Wait].
type Service struct {
	client *endpoint.Client
	jobs   job.Watch[int64, Result]
}

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{client: c} }

// Option sets a property of a mass message. Nil sets nothing.
type Option func(*Control)

// WithReprint sends articles that the platform takes for a reprint, provided that the original may be reprinted.
// Without it such a message is not sent: it fails with [ErrReprint].
func WithReprint() Option { return func(c *Control) { c.SendIgnoreReprint = true } }

// WithClientMsgID gives the message an id of the caller's own, at most [MaxClientMsgID] bytes long. For 24 hours the
// platform refuses another message with the same id: the error is a [*DuplicateError], or, within a minute,
// [endpoint.ErrClientMsgIDTooFast] (45066). Without the option the platform makes an id of the receivers and the
// content.
func WithClientMsgID(id string) Option { return func(c *Control) { c.ClientMsgID = id } }

func control(opts []Option) (c Control) {
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	return c
}

// ToAll sends m to all followers. A message that the platform would refuse is not sent: see [SendAllIn.Check].
func (s *Service) ToAll(ctx context.Context, m Message, opts ...Option) (Sent, error) {
	return s.sendAll(ctx, Filter{IsToAll: true}, m, opts)
}

// ToTag sends m to the followers with the tag tagID, one of the account's own (package user makes and lists them). A
// message that the platform would refuse is not sent: see [SendAllIn.Check].
func (s *Service) ToTag(ctx context.Context, tagID int64, m Message, opts ...Option) (Sent, error) {
	return s.sendAll(ctx, Filter{TagID: endpoint.Number(tagID)}, m, opts)
}

func (s *Service) sendAll(ctx context.Context, to Filter, m Message, opts []Option) (Sent, error) {
	in := SendAllIn{to, contentOf(m), control(opts)}
	if err := in.Check(); err != nil {
		return Sent{}, err
	}
	return accepted(endpoint.Call(ctx, s.client, SendAll, in))
}

// ToUsers sends m to the followers with these OpenIDs, [MinOpenIDs] to [MaxOpenIDs] of them. Only certified service
// accounts may do so. A message that the platform would refuse is not sent: see [SendIn.Check].
func (s *Service) ToUsers(ctx context.Context, openIDs []string, m Message, opts ...Option) (Sent, error) {
	in := SendIn{openIDs, contentOf(m), control(opts)}
	if err := in.Check(); err != nil {
		return Sent{}, err
	}
	return accepted(endpoint.Call(ctx, s.client, Send, in))
}

// DuplicateError is the refusal of a message whose client id the platform has seen within 24 hours (45065), be it the
// caller's own or the one that the platform makes of the receivers and the content. errors.Is finds
// [endpoint.ErrClientMsgIDExists].
type DuplicateError struct {
	// MsgID is that of the earlier message. It is 0 if the platform did not name it.
	MsgID int64
	// Err is the platform's refusal.
	Err error
}

func (e *DuplicateError) Error() string {
	if e.MsgID == 0 {
		return "mass: the message was sent before: " + e.Err.Error()
	}
	return fmt.Sprintf("mass: the message was sent before, as msg_id %d: %v", e.MsgID, e.Err)
}

// Unwrap returns the platform's refusal.
func (e *DuplicateError) Unwrap() error { return e.Err }

// accepted returns the answer of a mass message, whose refusal may name an earlier message.
func accepted(out Sent, err error) (Sent, error) {
	switch {
	case errors.Is(err, endpoint.ErrClientMsgIDExists):
		return Sent{}, &DuplicateError{int64(out.MsgID), err}
	case err != nil:
		return Sent{}, err
	}
	return out, nil
}

// Preview sends m to one follower, who sees it as a mass message would show it. The returned id is 0 where the platform
// answers none. A message that the platform would refuse is not sent: see [PreviewIn.Check].
func (s *Service) Preview(ctx context.Context, openID string, m Message) (msgID int64, err error) {
	return s.preview(ctx, PreviewIn{ToUser: openID, Content: previewOf(m)})
}

// PreviewToName is [Service.Preview] for the follower with a WeChat ID (微信号). The platform allows 100 a day.
func (s *Service) PreviewToName(ctx context.Context, wxName string, m Message) (msgID int64, err error) {
	return s.preview(ctx, PreviewIn{ToWxName: wxName, Content: previewOf(m)})
}

func (s *Service) preview(ctx context.Context, in PreviewIn) (int64, error) {
	if err := in.Check(); err != nil {
		return 0, err
	}
	out, err := endpoint.Call(ctx, s.client, Preview, in)
	return int64(out.MsgID), err
}

// Status returns what became of the mass message msgID, the MsgID of [Sent].
func (s *Service) Status(ctx context.Context, msgID int64) (Status, error) {
	out, err := endpoint.Call(ctx, s.client, Get, GetIn{TextID(msgID)})
	return out.Status, err
}

// Delete deletes the pages of all articles of the mass message msgID, the MsgID of [Sent], or its video. Readers keep
// the card in their chats, but it does not open any more. This cannot be undone. If the same article was sent several
// times, all of them are void.
func (s *Service) Delete(ctx context.Context, msgID int64) error {
	return s.delete(ctx, DeleteIn{MsgID: endpoint.Number(msgID)})
}

// DeleteArticle deletes one article of the mass message msgID, as [Service.Delete] does. The index counts from 1.
func (s *Service) DeleteArticle(ctx context.Context, msgID int64, index int) error {
	if index < 1 {
		return refuse.Field("article_idx", fmt.Sprintf("is %d", index), "count from 1, or use Delete for all").
			With(endpoint.ErrInvalidArticleIndex)
	}
	return s.delete(ctx, DeleteIn{MsgID: endpoint.Number(msgID), ArticleIdx: endpoint.Number(index)})
}

// DeleteURL deletes the article of a mass message that has this address, as [Service.Delete] does.
func (s *Service) DeleteURL(ctx context.Context, url string) error {
	return s.delete(ctx, DeleteIn{URL: url})
}

func (s *Service) delete(ctx context.Context, in DeleteIn) error {
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, Delete, in)
}

// Speed returns how fast mass messages go out.
func (s *Service) Speed(ctx context.Context) (SpeedOut, error) {
	return endpoint.Call(ctx, s.client, SpeedGet, endpoint.None{})
}

// SetSpeed sets how fast mass messages go out, so that the account's own servers bear the readers who come.
func (s *Service) SetSpeed(ctx context.Context, speed Speed) error {
	in := SpeedIn{speed}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, SpeedSet, in)
}
