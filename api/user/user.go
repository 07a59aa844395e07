// Package user is the API area of users: the list of the account's followers, information about them, their tags, and
// the blacklist.
//
//	users := user.New(client)
//	vip, err := users.CreateTag(ctx, "常客")
//	...
//	err = users.Tag(ctx, vip, openIDs)
//	for openID, err := range users.AllTagged(ctx, vip) { ... }
//
// Methods that take a list of openids split it into calls of the documented size; their error is a [*BatchError].
//
// The guide is [docs/accountday.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/accountday.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/accountday.md#tags
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#user
package user

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The largest numbers of users in one call.
const (
	MaxBatch          = 100 // of BatchInfo, and of ChangeOpenID
	MaxTagBatch       = 50  // of BatchTagging and BatchUntagging
	MaxBlacklistBatch = 20  // of BatchBlacklist and BatchUnblacklist
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Info reads the user openID. lang may be empty.
func (s *Service) Info(ctx context.Context, openID string, lang endpoint.Lang) (User, error) {
	return endpoint.Call(ctx, s.client, Info, InfoIn{OpenID: openID, Lang: lang})
}

// BatchInfo reads any number of users, [MaxBatch] per call. lang may be empty. If a call fails, BatchInfo returns a
// [*BatchError] and the users read before.
func (s *Service) BatchInfo(ctx context.Context, openIDs []string, lang endpoint.Lang) ([]User, error) {
	users := make([]User, 0, len(openIDs))
	err := inBatches(openIDs, MaxBatch, func(batch []string) ([]string, error) {
		read, err := s.batch(ctx, batch, lang)
		if err == nil {
			users = append(users, read...)
		}
		return nil, err
	})
	return users, err
}

// All returns the openid of each follower. Pages of 10,000 are fetched as the loop needs them. An error ends the loop:
// it comes with an empty openid.
func (s *Service) All(ctx context.Context) iter.Seq2[string, error] {
	return endpoint.Items(s.pages(ctx, ""), Page.openIDs)
}

// UpdateRemark sets the user's remark, the field Remark of [User]. A remark that is too long is not sent: see
// [UpdateRemarkIn.Check]. The user must follow the account (43004).
func (s *Service) UpdateRemark(ctx context.Context, openID, remark string) error {
	in := UpdateRemarkIn{OpenID: openID, Remark: remark}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, UpdateRemark, in)
}

// ChangeOpenIDs returns the new openids of users who followed an account that was migrated (账号迁移) to this one,
// [MaxBatch] per call. If a call fails it returns a [*BatchError] and what was read before. A user who did not follow
// the old account has no new openid and does not fail the call.
//
// from is the AppID of the old account: the platform's page asks for its original id (gh_...), with which developers
// report a refusal (63178), while the AppID works. The call works for 15 days from the approval of the migration, so
// read the followers of the old account before. An individual's account is not migrated.
func (s *Service) ChangeOpenIDs(ctx context.Context, from string, openIDs []string) ([]ChangedOpenID, error) {
	changed := make([]ChangedOpenID, 0, len(openIDs))
	err := inBatches(openIDs, MaxBatch, func(batch []string) ([]string, error) {
		out, err := endpoint.Call(ctx, s.client, ChangeOpenID, ChangeOpenIDIn{from, batch})
		if err == nil {
			changed = append(changed, out.Results...)
		}
		return nil, err
	})
	return changed, err
}

func (s *Service) batch(ctx context.Context, openIDs []string, lang endpoint.Lang) ([]User, error) {
	in := BatchInfoIn{Users: make([]BatchUser, len(openIDs))}
	for i, openID := range openIDs {
		in.Users[i] = BatchUser{OpenID: openID, Lang: lang}
	}
	out, err := endpoint.Call(ctx, s.client, BatchInfo, in)
	return out.Users, err
}

// pages returns the pages of openids that begin after an openid, including the empty one after the last.
func (s *Service) pages(ctx context.Context, after string) iter.Seq2[Page, error] {
	return endpoint.Pages(ctx, s.client, List, ListIn{NextOpenID: after}, endpoint.Advance)
}
