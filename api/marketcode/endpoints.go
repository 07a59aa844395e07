package marketcode

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: certified ones that the platform lets use it.
var access = endpoint.MayCall(
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
)

// Apply orders codes. An order with the ISVApplicationID of another one is that order.
var Apply = endpoint.Post[ApplyIn, ApplicationID]("marketcode.applycode", "/intp/marketcode/applycode", "申请二维码",
	endpoint.Write, endpoint.Idempotent(), access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/onecode/api_intp_marketcode_applycode.html"))

// Query reads an order.
var Query = endpoint.Post[ApplicationID, Application](
	"marketcode.applycodequery",
	"/intp/marketcode/applycodequery",
	"查询二维码申请单",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/onecode/api_intp_marketcode_applycodequery.html"),
)

// Download downloads the codes of a range, encrypted.
var Download = endpoint.Post[DownloadIn, DownloadOut](
	"marketcode.applycodedownload",
	"/intp/marketcode/applycodedownload",
	"下载二维码包",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/onecode/api_intp_marketcode_applycodedownload.html"),
)

// Activate activates the codes of a range.
var Activate = endpoint.Post[Activation, endpoint.None](
	"marketcode.codeactive",
	"/intp/marketcode/codeactive",
	"激活二维码",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/onecode/api_intp_marketcode_codeactive.html"),
)

// Active reads what a code was activated for.
var Active = endpoint.Post[ActiveIn, Code](
	"marketcode.codeactivequery",
	"/intp/marketcode/codeactivequery",
	"查询二维码激活状态",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/onecode/api_intp_marketcode_codeactivequery.html"),
)

// TicketToCode reads the code that a user scanned.
var TicketToCode = endpoint.Post[TicketToCodeIn, Code](
	"marketcode.tickettocode",
	"/intp/marketcode/tickettocode",
	"CODE_TICKET换CODE",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/onecode/api_intp_marketcode_tickettocode.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{Apply, Query, Download, Activate, Active, TicketToCode}
}
