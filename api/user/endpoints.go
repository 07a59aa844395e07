package user

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area.
var access = endpoint.MayCall(endpoint.No, endpoint.Yes, endpoint.No, endpoint.Yes, endpoint.Yes)

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

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Info, BatchInfo, List, UpdateRemark}
}
