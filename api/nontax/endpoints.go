package nontax

import "github.com/wechatgo/wechatgo/endpoint"

// access says which accounts may call this area: certified ones of public bodies that the platform lets use it.
var access = endpoint.MayCall(
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
	endpoint.OnApplication,
	endpoint.No,
)

// QueryFee reads what is to be paid for a notice.
var QueryFee = endpoint.Post[QueryFeeIn, Bill]("nontax.queryfee", "/nontax/queryfee", "查询应收信息",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/nontaxpay/api_nontaxqueryfee.html"))

// UnifiedOrder makes an order, which the user then pays.
var UnifiedOrder = endpoint.Post[Order, Placed]("nontax.unifiedorder", "/nontax/unifiedorder", "支付下单",
	endpoint.Write, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/nontaxpay/api_nontaxunifiedorder.html"))

// GetOrder reads an order.
var GetOrder = endpoint.Post[GetOrderIn, OrderDetail]("nontax.getorder", "/nontax/getorder", "获取缴费订单详情",
	endpoint.Personal, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/nontaxpay/api_nontaxgetorder.html"))

// GetOrderList lists the orders for a notice.
var GetOrderList = endpoint.Post[GetOrderListIn, OrderIDs]("nontax.getorderlist", "/nontax/getorderlist", "获取缴费订单列表",
	endpoint.Read, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/nontaxpay/api_nontaxgetorderlist.html"))

// Refund pays an order back, or a part of it.
var Refund = endpoint.Post[RefundIn, RefundOut]("nontax.refund", "/nontax/refund", "缴费订单退款",
	endpoint.Destroy, access,
	endpoint.Doc("https://developers.weixin.qq.com/doc/service/api/nontaxpay/api_nontaxrefund.html"))

// Endpoints lists the area's endpoints.
func Endpoints() []endpoint.Any {
	return []endpoint.Any{QueryFee, UnifiedOrder, GetOrder, GetOrderList, Refund}
}
