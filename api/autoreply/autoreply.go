// Package autoreply is the API area of automatic replies (自动回复): it reads the rules that were set in the console.
//
//	info, err := autoreply.New(client).Get(ctx)
//	for _, rule := range info.Keywords.Rules {
//		for _, reply := range rule.Replies {
//			if text, ok := reply.Content.(autoreply.Text); ok {
//				fmt.Println(rule.Name, text)
//			}
//		}
//	}
//
// The platform follows these rules while the account has no callback: a program that takes over reads them here. Rules
// of a developer or of a third-party platform are not in the answer.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#autoreply
package autoreply

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoint.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Get reads the rules. The media_ids of pictures, voices and videos are those of temporary material: each call makes new
// ones, which last for 3 days.
func (s *Service) Get(ctx context.Context) (Info, error) {
	return endpoint.Call(ctx, s.client, GetInfo, endpoint.None{})
}
