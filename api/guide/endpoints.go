package guide

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: those that the platform once let use it. No table has it; the pages
// speak of 服务号.
var access = endpoint.MayCall(
	endpoint.Unknown,
	endpoint.Unknown,
	endpoint.Unknown,
	endpoint.OnApplication,
	endpoint.Unknown,
)

// Add adds a guide.
var Add = endpoint.Post[Profile, endpoint.None](
	"guide.addguideacct",
	"/cgi-bin/guide/addguideacct",
	"添加顾问",
	endpoint.Write,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.addGuideAcct.html",
	),
)

// Get reads a guide.
var Get = endpoint.Post[ID, Guide](
	"guide.getguideacct",
	"/cgi-bin/guide/getguideacct",
	"获取顾问信息",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.getGuideAcct.html",
	),
)

// Update changes a guide's nickname or picture.
var Update = endpoint.Post[Profile, endpoint.None](
	"guide.updateguideacct",
	"/cgi-bin/guide/updateguideacct",
	"修改顾问信息",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.updateGuideAcct.html",
	),
)

// Delete removes a guide.
var Delete = endpoint.Post[ID, endpoint.None](
	"guide.delguideacct",
	"/cgi-bin/guide/delguideacct",
	"删除顾问",
	endpoint.Destroy,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.delGuideAcct.html",
	),
)

// List reads one page of the guides.
var List = endpoint.Post[Window, ListOut](
	"guide.getguideacctlist",
	"/cgi-bin/guide/getguideacctlist",
	"获取服务号顾问列表",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.getGuideAcctList.html",
	),
)

// CreateQRCode makes a QR code that leads users to a guide.
var CreateQRCode = endpoint.Post[QRCodeIn, QRCodeOut](
	"guide.guidecreateqrcode",
	"/cgi-bin/guide/guidecreateqrcode",
	"生成顾问二维码",
	endpoint.Write,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.guideCreateQrCode.html",
	),
)

// ChatRecord reads one page of a guide's conversations.
var ChatRecord = endpoint.Post[ChatRecordIn, ChatRecordOut](
	"guide.getguidebuyerchatrecord",
	"/cgi-bin/guide/getguidebuyerchatrecord",
	"获取顾问聊天记录",
	endpoint.Personal,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.getGuideBuyerChatRecord.html",
	),
)

// SetConfig sets or removes replies of a guide, or of all guides.
var SetConfig = endpoint.Post[SetConfigIn, endpoint.None](
	"guide.setguideconfig",
	"/cgi-bin/guide/setguideconfig",
	"设置快捷回复与关注自动回复",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.setGuideConfig.html",
	),
)

// GetConfig reads the replies of a guide, or of all guides.
var GetConfig = endpoint.Post[ID, Config](
	"guide.getguideconfig",
	"/cgi-bin/guide/getguideconfig",
	"获取快捷回复与关注自动回复",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/guide-account/shopping-guide.getGuideConfig.html",
	),
)

// AddBuyers assigns customers to a guide.
var AddBuyers = endpoint.Post[AddBuyersIn, BuyersOut](
	"guide.addguidebuyerrelation",
	"/cgi-bin/guide/addguidebuyerrelation",
	"为顾问分配客户",
	endpoint.Write,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/buyer-account/shopping-guide.addGuideBuyerRelation.html",
	),
)

// DeleteBuyers takes customers from a guide.
var DeleteBuyers = endpoint.Post[DeleteBuyersIn, BuyersOut](
	"guide.delguidebuyerrelation",
	"/cgi-bin/guide/delguidebuyerrelation",
	"为顾问移除客户",
	endpoint.Write,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/buyer-account/shopping-guide.delGuideBuyerRelation.html",
	),
)

// Buyers reads one page of a guide's customers.
var Buyers = endpoint.Post[BuyersIn, BuyerList](
	"guide.getguidebuyerrelationlist",
	"/cgi-bin/guide/getguidebuyerrelationlist",
	"获取顾问的客户列表",
	endpoint.Personal,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/buyer-account/shopping-guide.getGuideBuyerRelationList.html",
	),
)

// Rebind gives customers another guide.
var Rebind = endpoint.Post[RebindIn, BuyersOut](
	"guide.rebindguideacctforbuyer",
	"/cgi-bin/guide/rebindguideacctforbuyer",
	"为客户更换顾问",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/buyer-account/shopping-guide.rebindGuideAcctForBuyer.html",
	),
)

// NewTag makes a type of tag.
var NewTag = endpoint.Post[Tag, endpoint.None](
	"guide.newguidetagoption",
	"/cgi-bin/guide/newguidetagoption",
	"新建标签类型",
	endpoint.Write,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/tag-account/shopping-guide.newGuideTagOption.html",
	),
)

// Tags lists the types of tag.
var Tags = endpoint.Post[endpoint.None, TagsOut](
	"guide.getguidetagoption",
	"/cgi-bin/guide/getguidetagoption",
	"获取标签和可选值",
	endpoint.Read,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/tag-account/shopping-guide.getGuideTagOption.html",
	),
)

// TagBuyers tags customers.
var TagBuyers = endpoint.Post[TagBuyersIn, BuyersOut](
	"guide.addguidebuyertag",
	"/cgi-bin/guide/addguidebuyertag",
	"为客户设置标签",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/tag-account/shopping-guide.addGuideBuyerTag.html",
	),
)

// MassSend gives a guide messages to send to customers at a time.
var MassSend = endpoint.Post[MassSendIn, MassSendOut](
	"guide.addguidemassendjob",
	"/cgi-bin/guide/addguidemassendjob",
	"为顾问添加群发任务",
	endpoint.Send,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/offiaccount/Shopping_Guide/task-account/shopping-guide.addGuideMassendJob.html",
	),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		Add, Get, Update, Delete, List, CreateQRCode, ChatRecord, SetConfig, GetConfig,
		AddBuyers, DeleteBuyers, Buyers, Rebind, NewTag, Tags, TagBuyers, MassSend,
	}
}
