package datacube

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call the endpoints.
var access = endpoint.MayCall(
	endpoint.No,
	endpoint.Yes,
	endpoint.No,
	endpoint.Yes,
	endpoint.Unknown,
)

// GetUserSummary reads who followed and who left, by day and source.
var GetUserSummary = endpoint.Post[Days, List[UserSummary]](
	"datacube.getusersummary",
	"/datacube/getusersummary",
	"获取用户增减数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/user/api_getusersummary.html"),
)

// GetUserCumulate reads how many followers there were at the end of each day.
var GetUserCumulate = endpoint.Post[Days, List[UserCumulate]](
	"datacube.getusercumulate",
	"/datacube/getusercumulate",
	"获取累计用户数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/user/api_getusercumulate.html"),
)

// GetBizSummary reads how all published articles did together, by day.
var GetBizSummary = endpoint.Post[Days, List[BizSummary]](
	"datacube.getbizsummary",
	"/datacube/getbizsummary",
	"获取发表内容概况总数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getbizsummary.html"),
)

// GetArticleRead reads how many people read each published article on a day.
var GetArticleRead = endpoint.Post[Days, List[ArticleRead]](
	"datacube.getarticleread",
	"/datacube/getarticleread",
	"获取发表内容每日阅读数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticleread.html"),
)

// GetArticleShare reads how many people shared each published article on a day.
var GetArticleShare = endpoint.Post[Days, List[ArticleShare]](
	"datacube.getarticleshare",
	"/datacube/getarticleshare",
	"获取发表内容每日分享数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticleshare.html"),
)

// GetArticleTotalDetail reads how the articles published on a day did from then on.
var GetArticleTotalDetail = endpoint.Post[Days, List[ArticleTotalDetail]](
	"datacube.getarticletotaldetail",
	"/datacube/getarticletotaldetail",
	"获取发表内容发表详细数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticletotaldetail.html"),
)

// GetUpstreamMsg reads how many messages users sent, by day and type.
var GetUpstreamMsg = endpoint.Post[Days, List[UpstreamMsg]](
	"datacube.getupstreammsg",
	"/datacube/getupstreammsg",
	"获取消息发送概况数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsg.html"),
)

// GetUpstreamMsgHour reads how many messages users sent, by hour and type.
var GetUpstreamMsgHour = endpoint.Post[Days, List[UpstreamMsgHour]](
	"datacube.getupstreammsghour",
	"/datacube/getupstreammsghour",
	"获取消息发送分时数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsghour.html"),
)

// GetUpstreamMsgWeek reads how many messages users sent, by week and type.
var GetUpstreamMsgWeek = endpoint.Post[Days, List[UpstreamMsg]](
	"datacube.getupstreammsgweek",
	"/datacube/getupstreammsgweek",
	"获取消息发送周数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsgweek.html"),
)

// GetUpstreamMsgMonth reads how many messages users sent, by month and type.
var GetUpstreamMsgMonth = endpoint.Post[Days, List[UpstreamMsg]](
	"datacube.getupstreammsgmonth",
	"/datacube/getupstreammsgmonth",
	"获取消息发送月数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsgmonth.html"),
)

// GetUpstreamMsgDist reads how many users sent few or many messages, by day.
var GetUpstreamMsgDist = endpoint.Post[Days, List[UpstreamMsgDist]](
	"datacube.getupstreammsgdist",
	"/datacube/getupstreammsgdist",
	"获取消息发送分布数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsgdist.html"),
)

// GetUpstreamMsgDistWeek reads how many users sent few or many messages, by week.
var GetUpstreamMsgDistWeek = endpoint.Post[Days, List[UpstreamMsgDist]](
	"datacube.getupstreammsgdistweek",
	"/datacube/getupstreammsgdistweek",
	"获取消息发送分布周数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsgdistweek.html"),
)

// GetUpstreamMsgDistMonth reads how many users sent few or many messages, by month.
var GetUpstreamMsgDistMonth = endpoint.Post[Days, List[UpstreamMsgDist]](
	"datacube.getupstreammsgdistmonth",
	"/datacube/getupstreammsgdistmonth",
	"获取消息发送分布月数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/mess/api_getupstreammsgdistmonth.html"),
)

// GetInterfaceSummary reads how the callback answered, by day.
var GetInterfaceSummary = endpoint.Post[Days, List[InterfaceSummary]](
	"datacube.getinterfacesummary",
	"/datacube/getinterfacesummary",
	"获取被动回复概要数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/api/api_getinterfacesummary.html"),
)

// GetInterfaceSummaryHour reads how the callback answered, by hour.
var GetInterfaceSummaryHour = endpoint.Post[Days, List[InterfaceSummaryHour]](
	"datacube.getinterfacesummaryhour",
	"/datacube/getinterfacesummaryhour",
	"获取被动回复分布数据",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/wedata/api/api_getinterfacesummaryhour.html"),
)

// GetArticleSummary reads how each mass-sent article was read on a day.
//
// Deprecated: the platform no longer maintains it: see [GetArticleRead] and [GetArticleShare].
var GetArticleSummary = endpoint.Post[Days, List[ArticleSummary]](
	"datacube.getarticlesummary",
	"/datacube/getarticlesummary",
	"获取图文群发每日数据",
	endpoint.Read,
	access,
	endpoint.Deprecated("datacube.getarticleread"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticlesummary.html"),
)

// GetArticleTotal reads how the articles sent on a day were read in the seven days from then on.
//
// Deprecated: the platform no longer maintains it: see [GetArticleTotalDetail].
var GetArticleTotal = endpoint.Post[Days, List[ArticleTotal]](
	"datacube.getarticletotal",
	"/datacube/getarticletotal",
	"获取图文群发总数据",
	endpoint.Read,
	access,
	endpoint.Deprecated("datacube.getarticletotaldetail"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getarticletotal.html"),
)

// GetUserRead reads how all mass-sent articles were read, by day and origin.
//
// Deprecated: the platform no longer maintains it: see [GetBizSummary].
var GetUserRead = endpoint.Post[Days, List[UserRead]]("datacube.getuserread", "/datacube/getuserread", "获取图文阅读概况数据",
	endpoint.Read, access,
	endpoint.Deprecated("datacube.getbizsummary"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getuserread.html"))

// GetUserReadHour reads how all mass-sent articles were read, by hour and origin.
//
// Deprecated: the platform no longer maintains it: see [GetBizSummary].
var GetUserReadHour = endpoint.Post[Days, List[UserReadHour]](
	"datacube.getuserreadhour",
	"/datacube/getuserreadhour",
	"获取图文阅读分时数据",
	endpoint.Read,
	access,
	endpoint.Deprecated("datacube.getbizsummary"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getuserreadhour.html"),
)

// GetUserShare reads how all mass-sent articles were shared, by day and place.
//
// Deprecated: the platform no longer maintains it: see [GetBizSummary].
var GetUserShare = endpoint.Post[Days, List[UserShare]]("datacube.getusershare", "/datacube/getusershare", "获取图文转发概况数据",
	endpoint.Read, access,
	endpoint.Deprecated("datacube.getbizsummary"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getusershare.html"))

// GetUserShareHour reads how all mass-sent articles were shared, by hour and place.
//
// Deprecated: the platform no longer maintains it: see [GetBizSummary].
var GetUserShareHour = endpoint.Post[Days, List[UserShareHour]](
	"datacube.getusersharehour",
	"/datacube/getusersharehour",
	"获取图文转发分时数据",
	endpoint.Read,
	access,
	endpoint.Deprecated("datacube.getbizsummary"),
	endpoint.Doc("https://developers.weixin.qq.com/doc/subscription/api/wedata/news/api_getusersharehour.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		GetUserSummary,
		GetUserCumulate,
		GetBizSummary,
		GetArticleRead,
		GetArticleShare,
		GetArticleTotalDetail,
		GetUpstreamMsg,
		GetUpstreamMsgHour,
		GetUpstreamMsgWeek,
		GetUpstreamMsgMonth,
		GetUpstreamMsgDist,
		GetUpstreamMsgDistWeek,
		GetUpstreamMsgDistMonth,
		GetInterfaceSummary,
		GetInterfaceSummaryHour,
		GetArticleSummary,
		GetArticleTotal,
		GetUserRead,
		GetUserReadHour,
		GetUserShare,
		GetUserShareHour,
	}
}
