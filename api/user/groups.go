package user

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The groups (分组) of users are what the platform had before 2016, when tags replaced them. A user was in one group.
// The platform has no pages about them any more; the endpoints have the page about tags, and their access is inferred
// from that of tags.
const groupsDoc = "https://developers.weixin.qq.com/doc/offiaccount/User_Management/User_Tag_Management.html"

var groupsAccess = endpoint.MayCall(
	endpoint.LikelyNo,
	endpoint.LikelyYes,
	endpoint.LikelyNo,
	endpoint.LikelyYes,
	endpoint.LikelyYes,
)

// MaxGroupBatch is the largest number of users that one call of [MoveUsers] moves, by the toolkits of that time.
const MaxGroupBatch = 50

// CreateGroup makes a group.
//
// Deprecated: tags replaced the groups: see [CreateTag].
var CreateGroup = endpoint.Post[CreateGroupIn, GroupOut]("user.groups_create", "/cgi-bin/groups/create", "创建分组",
	endpoint.Write, groupsAccess, endpoint.Deprecated("user.tags_create"), endpoint.Doc(groupsDoc))

// GetGroups reads all groups.
//
// Deprecated: tags replaced the groups: see [GetTags].
var GetGroups = endpoint.Get[endpoint.None, GroupsOut]("user.groups_get", "/cgi-bin/groups/get", "查询所有分组",
	endpoint.Read, groupsAccess, endpoint.Deprecated("user.tags_get"), endpoint.Doc(groupsDoc))

// GetGroupID reads the group of a user.
//
// Deprecated: tags replaced the groups: see [GetIDList].
var GetGroupID = endpoint.Post[OpenIDIn, GroupIDOut]("user.groups_getid", "/cgi-bin/groups/getid", "查询用户所在分组",
	endpoint.Personal, groupsAccess, endpoint.Deprecated("user.getidlist"), endpoint.Doc(groupsDoc))

// UpdateGroup renames a group.
//
// Deprecated: tags replaced the groups: see [UpdateTag].
var UpdateGroup = endpoint.Post[UpdateGroupIn, endpoint.None]("user.groups_update", "/cgi-bin/groups/update", "修改分组名",
	endpoint.Write, endpoint.Idempotent(), groupsAccess, endpoint.Deprecated("user.tags_update"),
	endpoint.Doc(groupsDoc))

// MoveUser moves one user to a group.
//
// Deprecated: tags replaced the groups: see [BatchTagging].
var MoveUser = endpoint.Post[MoveUserIn, endpoint.None](
	"user.groups_members_update",
	"/cgi-bin/groups/members/update",
	"移动用户分组",
	endpoint.Write,
	endpoint.Idempotent(),
	groupsAccess,
	endpoint.Deprecated("user.batchtagging"),
	endpoint.Doc(groupsDoc),
)

// MoveUsers moves up to [MaxGroupBatch] users to a group.
//
// Deprecated: tags replaced the groups: see [BatchTagging].
var MoveUsers = endpoint.Post[MoveUsersIn, endpoint.None](
	"user.groups_members_batchupdate",
	"/cgi-bin/groups/members/batchupdate",
	"批量移动用户分组",
	endpoint.Write,
	endpoint.Idempotent(),
	groupsAccess,
	endpoint.Deprecated("user.batchtagging"),
	endpoint.Doc(groupsDoc),
)

// DeleteGroup removes a group.
//
// Deprecated: tags replaced the groups: see [DeleteTag].
var DeleteGroup = endpoint.Post[DeleteGroupIn, endpoint.None]("user.groups_delete", "/cgi-bin/groups/delete", "删除分组",
	endpoint.Destroy, groupsAccess, endpoint.Deprecated("user.tags_delete"), endpoint.Doc(groupsDoc))

// CreateGroupIn is the input of [CreateGroup].
type CreateGroupIn struct {
	Group TagName `json:"group"`
}

// GroupOut is the output of [CreateGroup].
type GroupOut struct {
	Group NamedTag `json:"group"`
}

// GroupsOut is the output of [GetGroups].
type GroupsOut struct {
	// Groups begin with those of the platform: 0 未分组, 1 黑名单, 2 星标组.
	Groups []Tag `json:"groups"`
}

// GroupIDOut is the output of [GetGroupID].
type GroupIDOut struct {
	GroupID endpoint.Number `json:"groupid"` // the user's group
}

// UpdateGroupIn is the input of [UpdateGroup].
type UpdateGroupIn struct {
	Group NamedTag `json:"group"`
}

// MoveUserIn is the input of [MoveUser].
type MoveUserIn struct {
	OpenID    string          `json:"openid"`
	ToGroupID endpoint.Number `json:"to_groupid"` // the group to move to
}

// MoveUsersIn is the input of [MoveUsers].
type MoveUsersIn struct {
	OpenIDs   []string        `json:"openid_list"` // at most MaxGroupBatch
	ToGroupID endpoint.Number `json:"to_groupid"`  // the group to move to
}

// DeleteGroupIn is the input of [DeleteGroup].
type DeleteGroupIn struct {
	Group TagID `json:"group"`
}

// CreateGroup makes a group and returns its id.
//
// Deprecated: tags replaced the groups: see [Service.CreateTag].
func (s *Service) CreateGroup(ctx context.Context, name string) (id int64, err error) {
	out, err := endpoint.Call(ctx, s.client, CreateGroup, CreateGroupIn{TagName{name}})
	return int64(out.Group.ID), err
}

// Groups returns all groups with the number of their users.
//
// Deprecated: tags replaced the groups: see [Service.Tags].
func (s *Service) Groups(ctx context.Context) ([]Tag, error) {
	out, err := endpoint.Call(ctx, s.client, GetGroups, endpoint.None{})
	return out.Groups, err
}

// GroupID returns the id of the user's group.
//
// Deprecated: tags replaced the groups: see [Service.TagIDs].
func (s *Service) GroupID(ctx context.Context, openID string) (int64, error) {
	out, err := endpoint.Call(ctx, s.client, GetGroupID, OpenIDIn{openID})
	return int64(out.GroupID), err
}

// RenameGroup changes the name of a group.
//
// Deprecated: tags replaced the groups: see [Service.RenameTag].
func (s *Service) RenameGroup(ctx context.Context, id int64, name string) error {
	return endpoint.Do(ctx, s.client, UpdateGroup, UpdateGroupIn{NamedTag{endpoint.Number(id), name}})
}

// MoveToGroup moves one user to a group.
//
// Deprecated: tags replaced the groups: see [Service.Tag].
func (s *Service) MoveToGroup(ctx context.Context, groupID int64, openID string) error {
	return endpoint.Do(ctx, s.client, MoveUser, MoveUserIn{openID, endpoint.Number(groupID)})
}

// MoveAllToGroup moves any number of users to a group, [MaxGroupBatch] per call. The error is a [*BatchError].
//
// Deprecated: tags replaced the groups: see [Service.Tag].
func (s *Service) MoveAllToGroup(ctx context.Context, groupID int64, openIDs []string) error {
	return inBatches(openIDs, MaxGroupBatch, func(batch []string) ([]string, error) {
		return nil, endpoint.Do(ctx, s.client, MoveUsers, MoveUsersIn{batch, endpoint.Number(groupID)})
	})
}

// DeleteGroup removes a group.
//
// Deprecated: tags replaced the groups: see [Service.DeleteTag].
func (s *Service) DeleteGroup(ctx context.Context, id int64) error {
	return endpoint.Do(ctx, s.client, DeleteGroup, DeleteGroupIn{TagID{endpoint.Number(id)}})
}
