package user

import "github.com/wechatgo/wechatgo/endpoint"

// Info reads one user (获取用户基本信息). 5,000,000 calls a day are free.
var Info = endpoint.Get[InfoIn, User]("user.info", "/cgi-bin/user/info")

// BatchInfo reads up to [MaxBatch] users (批量获取用户基本信息).
var BatchInfo = endpoint.Post[BatchInfoIn, BatchInfoOut]("user.info_batchget", "/cgi-bin/user/info/batchget", endpoint.Idempotent())

// List reads one page, of up to 10,000, of the followers' openids
// (获取关注用户列表). 500 calls a day are free, 100 for a test account.
var List = endpoint.Get[ListIn, Page]("user.get", "/cgi-bin/user/get")

// UpdateRemark names a user for the account's staff (设置用户备注名). 10,000
// calls a day are free.
var UpdateRemark = endpoint.Post[UpdateRemarkIn, endpoint.None]("user.updateremark", "/cgi-bin/user/info/updateremark", endpoint.Idempotent())

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Info, BatchInfo, List, UpdateRemark}
}
