package invoice

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: certified ones that applied for it.
var access = endpoint.MayCall(
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
)

// SetBizAttr sets how users reach the merchant. It has five other actions, for which there are no samples: to read
// that, and to set and to read the fields of the page and the merchant's numbers in WeChat Pay.
var SetBizAttr = endpoint.Post[SetBizAttrIn, endpoint.None](
	"invoice.setbizattr",
	"/card/invoice/setbizattr",
	"设置商户联系方式",
	endpoint.Write,
	endpoint.Idempotent(),
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/auth/api_invoicebizsetattr.html"),
)

// GetAuthURL returns the page on which a user authorises an invoice.
var GetAuthURL = endpoint.Post[AuthURLIn, AuthPage](
	"invoice.getauthurl",
	"/card/invoice/getauthurl",
	"获取授权页链接",
	endpoint.Write,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/auth/api_invoicebizgetauthurl.html"),
)

// GetAuthData reads whether a user has authorised an invoice.
var GetAuthData = endpoint.Post[OrderIn, Auth]("invoice.getauthdata", "/card/invoice/getauthdata", "查询授权完成状态",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/auth/api_invoicebizgetauthdata.html"))

// RejectInsert refuses an invoice that a user has authorised.
var RejectInsert = endpoint.Post[RejectIn, endpoint.None](
	"invoice.rejectinsert",
	"/card/invoice/rejectinsert",
	"拒绝开票",
	endpoint.Destroy,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/auth/api_invoicebizrejectinsert.html"),
)

// MakeOutInvoice asks the invoicing platform to make an invoice.
//
// Deprecated: the platform's index of APIs no longer has it.
var MakeOutInvoice = endpoint.Post[MakeOutIn, endpoint.None](
	"invoice.makeoutinvoice",
	"/card/invoice/makeoutinvoice",
	"开具蓝票",
	endpoint.Destroy,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html"),
)

// QueryInvoceInfo reads an invoice that was made. Its path has a letter less than the word.
//
// Deprecated: the platform's index of APIs no longer has it.
var QueryInvoceInfo = endpoint.Post[MadeIn, MadeOut](
	"invoice.queryinvoceinfo",
	"/card/invoice/queryinvoceinfo",
	"查询已开发票",
	endpoint.Personal,
	access,
	endpoint.Deprecated(""),
	endpoint.Doc("https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html"),
)

// Insert puts an invoice into a user's WeChat.
var Insert = endpoint.Post[InsertIn, Inserted]("invoice.insert", "/card/invoice/insert", "将电子发票插入用户卡包",
	endpoint.Send, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/platform/api_insertinvoice.html"))

// PlatformSetPDF uploads an invoice, which the platform keeps for 3 days.
var PlatformSetPDF = endpoint.Upload[UploadIn, Uploaded](
	"invoice.platform_setpdf",
	"/card/invoice/platform/setpdf",
	"上传PDF",
	endpoint.Write,
	access,
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/invoice/FiscalReceipt/api_invoiceplatformsetpdf.html",
	),
)

// PlatformGetPDF returns the address of an uploaded file.
var PlatformGetPDF = endpoint.Post[PDFIn, PDF](
	"invoice.platform_getpdf",
	"/card/invoice/platform/getpdf",
	"查询已上传的PDF文件",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/platform/api_invoiceplatformgetpdf.html"),
)

// PlatformUpdateStatus changes the state of an invoice in a user's WeChat.
var PlatformUpdateStatus = endpoint.Post[StatusIn, endpoint.None](
	"invoice.platform_updatestatus",
	"/card/invoice/platform/updatestatus",
	"更新发票卡券状态",
	endpoint.Destroy,
	endpoint.Idempotent(),
	access,
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/invoice/platform/api_invoicekpupdatainvoicestatus.html",
	),
)

// ReimburseGetInvoiceInfo reads an invoice that a user hands in.
var ReimburseGetInvoiceInfo = endpoint.Post[Key, Invoice](
	"invoice.reimburse_getinvoiceinfo",
	"/card/invoice/reimburse/getinvoiceinfo",
	"查询报销发票信息",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/reimburser/api_invoicebxgetinvoice.html"),
)

// ReimburseGetInvoiceBatch reads several invoices that a user hands in.
var ReimburseGetInvoiceBatch = endpoint.Post[BatchIn, BatchOut](
	"invoice.reimburse_getinvoicebatch",
	"/card/invoice/reimburse/getinvoicebatch",
	"批量查询报销发票信息",
	endpoint.Personal,
	access,
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/invoice/reimburser/api_invoicereimbursegetinvoicebatch.html",
	),
)

// ReimburseUpdateInvoiceStatus changes the state of an invoice that a user has handed in.
var ReimburseUpdateInvoiceStatus = endpoint.Post[ReimburseStatusIn, endpoint.None](
	"invoice.reimburse_updateinvoicestatus",
	"/card/invoice/reimburse/updateinvoicestatus",
	"报销方更新发票状态",
	endpoint.Destroy,
	endpoint.Idempotent(),
	access,
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/invoice/reimburser/api_invoicebxupdatainvoicestatus.html",
	),
)

// ReimburseUpdateStatusBatch changes the states of several invoices, or of none of them.
var ReimburseUpdateStatusBatch = endpoint.Post[ReimburseStatusesIn, endpoint.None](
	"invoice.reimburse_updatestatusbatch",
	"/card/invoice/reimburse/updatestatusbatch",
	"报销方批量更新发票状态",
	endpoint.Destroy,
	endpoint.Idempotent(),
	access,
	endpoint.Doc(
		"https://developers.weixin.qq.com/doc/service/api/invoice/reimburser/api_invoicereimburseupdatestatusbatch.html",
	),
)

// ScanTitle reads the title of a user whose QR code was scanned.
var ScanTitle = endpoint.Post[ScanIn, ScannedTitle](
	"invoice.scantitle",
	"/card/invoice/scantitle",
	"扫描二维码获取抬头",
	endpoint.Personal,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/name/api_invoicescantitle.html"),
)

// BizGetUserTitleURL returns the address on which a user saves a title.
var BizGetUserTitleURL = endpoint.Post[UserTitleIn, URLOut](
	"invoice.biz_getusertitleurl",
	"/card/invoice/biz/getusertitleurl",
	"获取添加发票链接",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/name/api_invoicebizgetusertitleurl.html"),
)

// BizGetSelectTitleURL returns the address on which users choose a title for the merchant.
var BizGetSelectTitleURL = endpoint.Post[SelectTitleIn, URLOut](
	"invoice.biz_getselecttitleurl",
	"/card/invoice/biz/getselecttitleurl",
	"获取商户专属开票链接",
	endpoint.Read,
	access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/invoice/name/api_invoicebizgetselecttitleurl.html"),
)

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{
		SetBizAttr, GetAuthURL, GetAuthData, RejectInsert, MakeOutInvoice, QueryInvoceInfo, Insert,
		PlatformSetPDF, PlatformGetPDF, PlatformUpdateStatus, ReimburseGetInvoiceInfo, ReimburseGetInvoiceBatch,
		ReimburseUpdateInvoiceStatus, ReimburseUpdateStatusBatch, ScanTitle, BizGetUserTitleURL,
		BizGetSelectTitleURL,
	}
}
