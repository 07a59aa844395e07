// Package kf is the API area of customer service (客服): messages to a user that are not the answer to a push, the agents'
// accounts, their sessions with users, and the record of what both wrote.
//
//	err := kf.New(client).Send(ctx, openID, kf.Text("hi"))
//
// An agent is a WeChat user who answers users in the account's name, in the platform's own web page for agents. A
// program makes the agent's account, invites the WeChat user, and gives users to agents who are online, by
// [Service.CreateSession] or by a reply.Transfer:
//
//	err := service.AddAccount(ctx, "test1@kftest", "小王")
//	err = service.InviteWorker(ctx, "test1@kftest", "wang_1990")
//	err = service.CreateSession(ctx, "test1@kftest", openID)
//
// The platform allows messages for a limited time after the user did something: 5 messages within 48 hours after a
// message; 3 messages within a minute after a menu click, a follow or a scan. A later message gets
// [endpoint.ErrOutOfResponseTime] (45015), a further one [endpoint.ErrOutOfResponseCount] (45047). (A copy of the
// platform's page from 2021 allows 20 after a message.)
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md#customer-service
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#kf
package kf

import (
	"context"
	"errors"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// ErrNoMessage is returned for a nil message.
var ErrNoMessage = errors.New("kf: the message is nil: pass a kind of this package, such as kf.Text")

// Send sends m to the user openID. It does not retry when a connection breaks, because the user could get the message
// twice.
func (s *Service) Send(ctx context.Context, openID string, m Message) error {
	in := For(openID, m)
	if in.MsgType == "" {
		return ErrNoMessage
	}
	return endpoint.Do(ctx, s.client, Send, in)
}

// Typing shows the user that an answer is being written. The user must have sent something in the last 30 seconds
// (otherwise 45080), and a second call while the phone still shows this gets 45081.
func (s *Service) Typing(ctx context.Context, openID string) error {
	return s.typing(ctx, openID, CommandTyping)
}

// CancelTyping ends the display that [Service.Typing] began.
func (s *Service) CancelTyping(ctx context.Context, openID string) error {
	return s.typing(ctx, openID, CommandCancelTyping)
}

func (s *Service) typing(ctx context.Context, openID string, command Command) error {
	return endpoint.Do(ctx, s.client, Typing, TypingIn{ToUser: openID, Command: command})
}
