// Package user is the API area of users: the list of the account's followers, and information about them.
package user

import (
	"context"
	"iter"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// MaxBatch is the largest number of users that one call of [BatchInfo] reads.
const MaxBatch = 100

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Info reads the user openID. lang may be empty.
func (s *Service) Info(ctx context.Context, openID string, lang endpoint.Lang) (User, error) {
	return endpoint.Call(ctx, s.client, Info, InfoIn{OpenID: openID, Lang: lang})
}

// BatchInfo reads any number of users, [MaxBatch] per call. lang may be empty. If a call fails, BatchInfo returns its
// error and the users read before.
func (s *Service) BatchInfo(ctx context.Context, openIDs []string, lang endpoint.Lang) ([]User, error) {
	users := make([]User, 0, len(openIDs))
	for chunk := range slices.Chunk(openIDs, MaxBatch) {
		read, err := s.batch(ctx, chunk, lang)
		if err != nil {
			return users, err
		}
		users = append(users, read...)
	}
	return users, nil
}

// All returns the openid of each follower. Pages of 10,000 are fetched as the loop needs them. An error ends the loop:
// it comes with an empty openid.
func (s *Service) All(ctx context.Context) iter.Seq2[string, error] {
	return endpoint.Items(s.pages(ctx), Page.openIDs)
}

// AllInfo returns each follower with all information, as [Service.All] returns the openids. It makes one call for each
// page, and one for each [MaxBatch] of its users.
func (s *Service) AllInfo(ctx context.Context, lang endpoint.Lang) iter.Seq2[User, error] {
	return func(yield func(User, error) bool) {
		for page, err := range s.pages(ctx) {
			if err != nil {
				yield(User{}, err)
				return
			}
			for chunk := range slices.Chunk(page.openIDs(), MaxBatch) {
				users, err := s.batch(ctx, chunk, lang)
				if err != nil {
					yield(User{}, err)
					return
				}
				for _, u := range users {
					if !yield(u, nil) {
						return
					}
				}
			}
		}
	}
}

// UpdateRemark sets the user's remark, the field Remark of [User]. The platform's present page says that it must be
// shorter than 30 bytes; an older page says shorter than 30 characters.
func (s *Service) UpdateRemark(ctx context.Context, openID, remark string) error {
	return endpoint.Do(ctx, s.client, UpdateRemark, UpdateRemarkIn{OpenID: openID, Remark: remark})
}

func (s *Service) batch(ctx context.Context, openIDs []string, lang endpoint.Lang) ([]User, error) {
	in := BatchInfoIn{Users: make([]BatchUser, len(openIDs))}
	for i, openID := range openIDs {
		in.Users[i] = BatchUser{OpenID: openID, Lang: lang}
	}
	out, err := endpoint.Call(ctx, s.client, BatchInfo, in)
	return out.Users, err
}

// pages returns the pages of openids, including the empty one after the last.
func (s *Service) pages(ctx context.Context) iter.Seq2[Page, error] {
	return endpoint.Pages(ctx, s.client, List, ListIn{}, func(_ ListIn, p Page) (ListIn, bool) {
		return ListIn{NextOpenID: p.NextOpenID}, p.NextOpenID != "" && len(p.openIDs()) > 0
	})
}
