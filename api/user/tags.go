package user

import (
	"context"
	"iter"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// CreateTag makes a tag and returns its id. An account has at most 100 tags (45056), each with a name of its own
// (45157). A name beyond the platform's limits is not sent: see [CreateTagIn.Check].
func (s *Service) CreateTag(ctx context.Context, name string) (id int64, err error) {
	in := CreateTagIn{TagName{name}}
	if err := in.Check(); err != nil {
		return 0, err
	}
	out, err := endpoint.Call(ctx, s.client, CreateTag, in)
	return int64(out.Tag.ID), err
}

// Tags returns all tags of the account with the number of their followers.
func (s *Service) Tags(ctx context.Context) ([]Tag, error) {
	out, err := endpoint.Call(ctx, s.client, GetTags, endpoint.None{})
	return out.Tags, err
}

// RenameTag changes the name of the tag with this id, as [Service.Tags] has it. What the platform would refuse is not
// sent: see [UpdateTagIn.Check].
func (s *Service) RenameTag(ctx context.Context, id int64, name string) error {
	in := UpdateTagIn{NamedTag{endpoint.Number(id), name}}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, UpdateTag, in)
}

// DeleteTag removes the tag with this id from the account and from its followers. A tag of more than 100,000 followers
// must be taken from some of them first, with [Service.Untag] (45057). A tag of the platform is not sent: see
// [DeleteTagIn.Check].
func (s *Service) DeleteTag(ctx context.Context, id int64) error {
	in := DeleteTagIn{TagID{endpoint.Number(id)}}
	if err := in.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, DeleteTag, in)
}

// AllTagged returns the openid of each follower with the tag tagID. Pages are fetched as the loop needs them. An error
// ends the loop: it comes with an empty openid.
func (s *Service) AllTagged(ctx context.Context, tagID int64) iter.Seq2[string, error] {
	first := TaggedIn{TagID: endpoint.Number(tagID)}
	pages := endpoint.Pages(ctx, s.client, GetTagged, first, endpoint.Advance)
	return endpoint.Items(pages, func(p TaggedPage) []string { return p.Data.list() })
}

// TagIDs returns the ids of the user's tags.
func (s *Service) TagIDs(ctx context.Context, openID string) ([]int64, error) {
	out, err := endpoint.Call(ctx, s.client, GetIDList, OpenIDIn{openID})
	ids := make([]int64, len(out.TagIDs))
	for i, id := range out.TagIDs {
		ids[i] = int64(id)
	}
	return ids, err
}

// Tag gives the tag tagID to any number of followers, [MaxTagBatch] per call. A follower has at most [MaxTagsOnUser]
// tags (45059). The error is a [*BatchError].
//
// Do not tag and untag the same follower in two calls at the same time (45169).
func (s *Service) Tag(ctx context.Context, tagID int64, openIDs []string) error {
	return s.tagging(ctx, BatchTagging, tagID, openIDs)
}

// Untag takes the tag tagID from any number of followers, as [Service.Tag] gives it.
func (s *Service) Untag(ctx context.Context, tagID int64, openIDs []string) error {
	return s.tagging(ctx, BatchUntagging, tagID, openIDs)
}

// SetTags gives a follower these tags and takes all others: one call reads the tags that there are, and each tag that
// differs takes one more. The last tag added is the one that conditional menus look at. More than [MaxTagsOnUser] tags
// are refused before any call. After an error a part of the tags may be set; a second call does the rest.
func (s *Service) SetTags(ctx context.Context, openID string, tagIDs ...int64) error {
	if n := len(tagIDs); n > MaxTagsOnUser {
		return refuse.Amount("tags", n, 0, MaxTagsOnUser, "tags").With(endpoint.ErrTooManyTagsOnUser)
	}
	has, err := s.TagIDs(ctx, openID)
	if err != nil {
		return err
	}
	for _, id := range has {
		if slices.Contains(tagIDs, id) {
			continue
		}
		if err := s.Untag(ctx, id, []string{openID}); err != nil {
			return err
		}
	}
	for _, id := range tagIDs {
		if slices.Contains(has, id) {
			continue
		}
		if err := s.Tag(ctx, id, []string{openID}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tagging(
	ctx context.Context,
	e endpoint.Endpoint[TaggingIn, TaggingOut],
	tagID int64,
	openIDs []string,
) error {
	return inBatches(openIDs, MaxTagBatch, func(batch []string) ([]string, error) {
		out, err := endpoint.Call(ctx, s.client, e, TaggingIn{batch, endpoint.Number(tagID)})
		return out.FailOpenIDs, err
	})
}
