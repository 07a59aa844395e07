package user

import "github.com/wechatgo/wechatgo/endpoint"

// These say which accounts may call which endpoints. Of test accounts it is not known whether they have a blacklist. The
// page of changeopenid names no kind that may not call it; a migration needs the company's documents.
var (
	access          = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Yes)
	blacklistAccess = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Unknown)
	migrationAccess = endpoint.MayCall(
		endpoint.Unknown,
		endpoint.LikelyYes,
		endpoint.Unknown,
		endpoint.LikelyYes,
		endpoint.Unknown,
	)
)

// Info reads one user. (Consoles of real accounts show a tenth of the documented quota, and the platform's staff say
// that the console counts.)
var Info = endpoint.Get[InfoIn, User]("user.info", "/cgi-bin/user/info", "获取用户基本信息",
	endpoint.Personal, access, endpoint.Daily(5_000_000, 500_000),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_userinfo.html"))

// BatchInfo reads up to [MaxBatch] users.
var BatchInfo = endpoint.Post[BatchInfoIn, BatchInfoOut](
	"user.info_batchget",
	"/cgi-bin/user/info/batchget",
	"批量获取用户基本信息",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_batchuserinfo.html"),
)

// List reads one page, of up to 10,000, of the followers' openids.
var List = endpoint.Get[ListIn, Page]("user.get", "/cgi-bin/user/get", "获取关注用户列表",
	endpoint.Personal, access, endpoint.Daily(500, 100),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_getfans.html"))

// UpdateRemark sets the name that the account's staff see for a user.
var UpdateRemark = endpoint.Post[UpdateRemarkIn, endpoint.None](
	"user.updateremark",
	"/cgi-bin/user/info/updateremark",
	"设置用户备注名",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Daily(10_000, 0),
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_updateremark.html"),
)

// CreateTag makes a tag.
var CreateTag = endpoint.Post[CreateTagIn, CreateTagOut]("user.tags_create", "/cgi-bin/tags/create", "创建标签",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_createtag.html"))

// GetTags reads all tags of the account.
var GetTags = endpoint.Get[endpoint.None, TagsOut]("user.tags_get", "/cgi-bin/tags/get", "获取标签",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_gettags.html"))

// UpdateTag renames a tag.
var UpdateTag = endpoint.Post[UpdateTagIn, endpoint.None]("user.tags_update", "/cgi-bin/tags/update", "编辑标签",
	endpoint.Write, endpoint.Idempotent(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_updatetag.html"))

// DeleteTag removes a tag.
var DeleteTag = endpoint.Post[DeleteTagIn, endpoint.None]("user.tags_delete", "/cgi-bin/tags/delete", "删除标签",
	endpoint.Destroy, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_deletetag.html"))

// GetTagged reads one page of the openids of a tag's followers.
var GetTagged = endpoint.Post[TaggedIn, TaggedPage]("user.tag_get", "/cgi-bin/user/tag/get", "获取标签下粉丝列表",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_gettagfans.html"))

// GetIDList reads the tags of a user.
var GetIDList = endpoint.Post[OpenIDIn, TagIDsOut]("user.getidlist", "/cgi-bin/tags/getidlist", "获取用户的标签列表",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_gettagidlist.html"))

// BatchTagging gives a tag to up to [MaxTagBatch] followers.
var BatchTagging = endpoint.Post[TaggingIn, TaggingOut](
	"user.batchtagging",
	"/cgi-bin/tags/members/batchtagging",
	"批量为用户打标签",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_batchtagging.html"),
)

// BatchUntagging takes a tag from followers. The present page names no limit; older copies say [MaxTagBatch].
var BatchUntagging = endpoint.Post[TaggingIn, TaggingOut](
	"user.batchuntagging",
	"/cgi-bin/tags/members/batchuntagging",
	"批量为用户取消标签",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_batchuntagging.html"),
)

// GetBlacklist reads one page, of up to 1,000, of the openids in the blacklist.
var GetBlacklist = endpoint.Post[BlacklistIn, Page](
	"user.getblacklist",
	"/cgi-bin/tags/members/getblacklist",
	"获取公众号的黑名单列表",
	endpoint.Personal,
	blacklistAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_getblacklist.html"),
)

// BatchBlacklist puts up to [MaxBlacklistBatch] users into the blacklist.
var BatchBlacklist = endpoint.Post[OpenIDsIn, endpoint.None](
	"user.batchblacklist",
	"/cgi-bin/tags/members/batchblacklist",
	"拉黑用户",
	endpoint.Write,
	endpoint.Idempotent(),
	blacklistAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_batchblacklist.html"),
)

// BatchUnblacklist takes up to [MaxBlacklistBatch] users from the blacklist.
var BatchUnblacklist = endpoint.Post[OpenIDsIn, endpoint.None](
	"user.batchunblacklist",
	"/cgi-bin/tags/members/batchunblacklist",
	"取消拉黑用户",
	endpoint.Write,
	endpoint.Idempotent(),
	blacklistAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_batchunblacklist.html"),
)

// ChangeOpenID reads the new openids of up to [MaxBatch] users of an account that was migrated to this one.
var ChangeOpenID = endpoint.Post[ChangeOpenIDIn, ChangeOpenIDOut](
	"user.changeopenid",
	"/cgi-bin/changeopenid",
	"转换openid",
	endpoint.Personal,
	migrationAccess,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/usermanage/changeopenid/api_changeopenid.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Info, BatchInfo, List, UpdateRemark,
		CreateTag, GetTags, UpdateTag, DeleteTag, GetTagged, GetIDList, BatchTagging, BatchUntagging,
		GetBlacklist, BatchBlacklist, BatchUnblacklist, ChangeOpenID,
		CreateGroup, GetGroups, GetGroupID, UpdateGroup, MoveUser, MoveUsers, DeleteGroup,
	}
}
