package user

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// tags is the state of this area. The tags themselves are in package core.
type tags struct{ lastID int64 }

// Limits of tags.
const (
	beforeFirstTag  = 99 // an account's first tag has the id 100 (a choice)
	maxTags         = 100
	maxTagName      = 30 // characters, by the page's table
	maxTagNameBytes = 30 // by the text of 45158
	maxTagsOnUser   = 20
	maxTagging      = 50
	maxTagID        = 1_000_000_000 // that a test may choose
)

// find returns the account's tag with that id, for a handler to change it.
func find(tx *core.Tx, id int64) (*core.Tag, error) {
	if id <= core.Starred.ID {
		return nil, endpoint.ErrSystemTag
	}
	if i := slices.IndexFunc(tx.Tags, func(t core.Tag) bool { return t.ID == id }); i >= 0 {
		return &tx.Tags[i], nil
	}
	return nil, endpoint.ErrInvalidTagID
}

// checkName refuses a name that the tag with that id cannot have. A name that the page's table allows and the text of
// 45158 does not is a warning.
func checkName(tx *core.Tx, id int64, name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return endpoint.ErrInvalidTagName
	case utf8.RuneCountInString(name) > maxTagName:
		return endpoint.ErrTagNameTooLong
	case slices.ContainsFunc(tx.Tags.All(), func(t core.Tag) bool { return t.Name == name && t.ID != id }):
		return core.Refuse(
			endpoint.ErrInvalidTagName,
			fmt.Sprintf("The account has a tag called %s already.", name),
			fmt.Sprintf("已有名为“%s”的标签。", name),
		)
	case len(name) > maxTagNameBytes:
		tx.Warn(
			fmt.Sprintf(
				"The tag's name has %d bytes. The platform's table allows 30 characters, but its code 45158 speaks of 30 bytes: it may refuse the name.",
				len(name),
			),
			fmt.Sprintf("标签名为 %d 字节。平台文档的参数表写 30 个字符，错误码 45158 却写 30 个字节，平台可能拒绝。", len(name)),
		)
	}
	return nil
}

// MakeMissing makes the tags of a list that the account does not have, as its staff could in the console. The error is a
// [core.ActionError].
func MakeMissing(tx *core.Tx, ids []int64) error {
	s := core.State[tags](tx)
	var missing []core.Tag
	for _, id := range ids {
		if id < core.Starred.ID || id > maxTagID {
			return core.RefuseAction(
				"a tag's id is 2 to 1000000000: 0 and 1 are the platform's",
				"标签 id 须为 2 到 1000000000：0、1 由平台保留",
			)
		}
		t := core.Tag{ID: id, Name: "标签 " + strconv.FormatInt(id, 10)}
		if !tx.Tags.Has(id) && !slices.Contains(missing, t) {
			missing = append(missing, t)
		}
	}
	if len(tx.Tags)+len(missing) > maxTags {
		return core.RefuseAction("the account has 100 tags at most", "公众号最多 100 个标签")
	}
	for _, t := range missing {
		tx.Tags, s.lastID = append(tx.Tags, t), max(s.lastID, t.ID)
	}
	return nil
}

// Tags returns all tags of the account, with the number of their followers.
func Tags(tx *core.Tx) []api.Tag {
	counts := map[int64]endpoint.Number{}
	for u := range tx.People() {
		if !u.Following {
			continue
		}
		for _, id := range u.Tags {
			counts[id]++
		}
	}
	list := []api.Tag{}
	for _, t := range tx.Tags.All() {
		list = append(list, api.Tag{ID: endpoint.Number(t.ID), Name: t.Name, Count: counts[t.ID]})
	}
	return list
}

// createTag handles user.tags_create.
func createTag(tx *core.Tx, s *tags, in api.CreateTagIn) (out api.CreateTagOut, err error) {
	if len(tx.Tags) >= maxTags {
		return out, endpoint.ErrTooManyTags
	}
	if err := checkName(tx, 0, in.Tag.Name); err != nil {
		return out, err
	}
	s.lastID = max(s.lastID, beforeFirstTag) + 1
	tx.Tags = append(tx.Tags, core.Tag{ID: s.lastID, Name: in.Tag.Name})
	tx.Changed()
	return api.CreateTagOut{Tag: api.NamedTag{ID: endpoint.Number(s.lastID), Name: in.Tag.Name}}, nil
}

// getTags handles user.tags_get.
func getTags(tx *core.Tx, _ *tags, _ endpoint.None) (api.TagsOut, error) {
	return api.TagsOut{Tags: Tags(tx)}, nil
}

// updateTag handles user.tags_update.
func updateTag(tx *core.Tx, _ *tags, in api.UpdateTagIn) (endpoint.None, error) {
	t, err := find(tx, int64(in.Tag.ID))
	if err == nil {
		err = checkName(tx, int64(in.Tag.ID), in.Tag.Name)
	}
	if err == nil {
		t.Name = in.Tag.Name
		tx.Changed()
	}
	return endpoint.None{}, err
}

// deleteTag handles user.tags_delete: the users lose the tag. The limit of 100,000 followers (45057) is not built, since
// no sandbox has so many.
func deleteTag(tx *core.Tx, _ *tags, in api.DeleteTagIn) (endpoint.None, error) {
	id := int64(in.Tag.ID)
	if _, err := find(tx, id); err != nil {
		return endpoint.None{}, err
	}
	tx.Tags = slices.DeleteFunc(tx.Tags, func(t core.Tag) bool { return t.ID == id })
	for u := range tx.People() {
		untag(u, id)
	}
	tx.Changed()
	return endpoint.None{}, nil
}

func untag(u *core.Person, id int64) {
	u.Tags = slices.DeleteFunc(u.Tags, func(one int64) bool { return one == id })
}

// getTagged handles user.tag_get. The platform does not say how many followers a page has: here as many as user/get.
func getTagged(tx *core.Tx, _ *tags, in api.TaggedIn) (api.TaggedPage, error) {
	if !tx.Tags.Has(int64(in.TagID)) {
		return api.TaggedPage{}, endpoint.ErrInvalidTagID
	}
	page, err := pageOf(tx, in.NextOpenID, maxPage, func(u *core.Person) bool {
		return u.Following && slices.Contains(u.Tags, int64(in.TagID))
	})
	return api.TaggedPage{Count: page.Count, Data: page.Data, NextOpenID: page.NextOpenID}, err
}

// getIDList handles user.getidlist.
func getIDList(tx *core.Tx, _ *tags, in api.OpenIDIn) (api.TagIDsOut, error) {
	u, err := tx.FindOwnOpenID(in.OpenID)
	if err != nil {
		return api.TagIDsOut{}, err
	}
	return api.TagIDsOut{TagIDs: tagIDs(u)}, nil
}

func tagIDs(u *core.Person) []endpoint.Number {
	ids := []endpoint.Number{}
	for _, id := range u.Tags {
		ids = append(ids, endpoint.Number(id))
	}
	return ids
}

// taggingUsers returns the users of a call that tags or untags.
func taggingUsers(tx *core.Tx, in api.TaggingIn) ([]*core.Person, error) {
	if !tx.Tags.Has(int64(in.TagID)) {
		return nil, endpoint.ErrInvalidTagID
	}
	return findAll(tx, in.OpenIDs, maxTagging)
}

// batchTagging handles user.batchtagging. One OpenID that is wrong, or one follower with 20 tags, refuses the whole call.
// Those who do not follow fail alone (a choice: the documents have a code for them and one for a call of which a part
// failed, but do not say when the latter comes).
func batchTagging(tx *core.Tx, _ *tags, in api.TaggingIn) (api.TaggingOut, error) {
	users, err := taggingUsers(tx, in)
	if err != nil {
		return api.TaggingOut{}, err
	}
	id, failed := int64(in.TagID), []string{}
	for _, u := range users {
		switch {
		case !u.Following:
			failed = append(failed, u.OpenID)
		case len(u.Tags) >= maxTagsOnUser && !slices.Contains(u.Tags, id):
			return api.TaggingOut{}, core.Refuse(
				endpoint.ErrTooManyTagsOnUser,
				u.Name+" has 20 tags already.",
				u.Name+" 已有 20 个标签。",
			)
		}
	}
	if len(failed) == len(users) {
		return api.TaggingOut{}, endpoint.ErrUserUnsubscribed
	}
	for _, u := range users {
		if u.Following && !slices.Contains(u.Tags, id) {
			u.Tags = append(u.Tags, id)
		}
	}
	tx.Changed()
	if len(failed) == 0 {
		return api.TaggingOut{}, nil
	}
	return api.TaggingOut{}, &core.Refusal{
		Code:    endpoint.ErrTaggingIncomplete,
		Members: api.TaggingOut{FailOpenIDs: failed},
		Problem: record.Problem{
			EN: fmt.Sprintf(
				"%d of %d users do not follow the account. The others have the tag now.",
				len(failed),
				len(users),
			),
			ZH: fmt.Sprintf("%d 个用户中有 %d 个未关注公众号，其余已打上标签。", len(users), len(failed)),
		},
	}
}

// batchUntagging handles user.batchuntagging.
func batchUntagging(tx *core.Tx, _ *tags, in api.TaggingIn) (api.TaggingOut, error) {
	users, err := taggingUsers(tx, in)
	if err != nil {
		return api.TaggingOut{}, err
	}
	for _, u := range users {
		untag(u, int64(in.TagID))
	}
	tx.Changed()
	return api.TaggingOut{}, nil
}
