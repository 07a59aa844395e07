package user

import (
	"context"
	"iter"

	"github.com/wechatgo/wechatgo/endpoint"
)

// AllBlacklisted returns the openid of each user in the account's blacklist. Pages of 1,000 are fetched as the loop
// needs them. An error ends the loop: it comes with an empty openid.
func (s *Service) AllBlacklisted(ctx context.Context) iter.Seq2[string, error] {
	return endpoint.Items(endpoint.Pages(ctx, s.client, GetBlacklist, BlacklistIn{}, endpoint.Advance), Page.openIDs)
}

// Blacklist puts any number of users into the account's blacklist, [MaxBlacklistBatch] per call. The error is a
// [*BatchError]. A message to such a user is refused (43019).
func (s *Service) Blacklist(ctx context.Context, openIDs []string) error {
	return s.blacklist(ctx, BatchBlacklist, openIDs)
}

// Unblacklist takes any number of users from the blacklist, as [Service.Blacklist] puts them into it.
func (s *Service) Unblacklist(ctx context.Context, openIDs []string) error {
	return s.blacklist(ctx, BatchUnblacklist, openIDs)
}

func (s *Service) blacklist(
	ctx context.Context,
	e endpoint.Endpoint[OpenIDsIn, endpoint.None],
	openIDs []string,
) error {
	return inBatches(openIDs, MaxBlacklistBatch, func(batch []string) ([]string, error) {
		return nil, endpoint.Do(ctx, s.client, e, OpenIDsIn{batch})
	})
}
