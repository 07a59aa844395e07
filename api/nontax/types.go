package nontax

import "github.com/wechatgo/wechatgo/endpoint"

// Item is one of the things that a notice or an order charges for. The sums are in fen.
type Item struct {
	No      endpoint.Number `json:"no"` // from 1
	ItemID  string          `json:"item_id"`
	Name    string          `json:"item_name"`
	Overdue endpoint.Number `json:"overdue,omitempty"` // the surcharge for a late payment (滞纳金)
	Penalty endpoint.Number `json:"penalty,omitempty"` // the additional fine (加罚)
	Fee     endpoint.Number `json:"fee"`               // the whole sum, with Overdue and Penalty
}

// NoticeType is the type of a notice. The zero NoticeType is not sent.
type NoticeType int64

// The types of notice.
const (
	OrdinaryNotice NoticeType = 1 // 普通通知书
	PenaltyNotice  NoticeType = 2 // 处罚通知书
)

// UnmarshalJSON reads a number or one in a string.
func (n *NoticeType) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(n).UnmarshalJSON(raw) }

// QueryFeeIn is the input of [QueryFee].
type QueryFeeIn struct {
	AppID     string          `json:"appid"`
	ServiceID endpoint.Number `json:"service_id"` // the platform's id of the account's service
	// BankID is the platform's id of a bank. Without it the platform takes one of those that are configured.
	BankID         string     `json:"bank_id,omitempty"`
	NoticeNo       string     `json:"payment_notice_no"` // the number of the notice (缴费通知书)
	NoticeType     NoticeType `json:"payment_notice_type,omitempty"`
	DepartmentCode string     `json:"department_code"` // of the body that charges (执收单位)
	RegionCode     string     `json:"region_code"`     // of the administrative division, such as "440000"
}

// Bill is what a notice charges.
type Bill struct {
	UserName         string          `json:"user_name"` // with most characters as *
	Fee              endpoint.Number `json:"fee"`       // the whole sum, in fen
	Items            []Item          `json:"items"`
	NoticeNo         string          `json:"payment_notice_no"`
	NoticeType       NoticeType      `json:"payment_notice_type,omitempty"`
	DepartmentCode   string          `json:"department_code"`
	DepartmentName   string          `json:"department_name"`
	RegionCode       string          `json:"region_code"`
	NoticeCreateTime endpoint.Time   `json:"payment_notice_create_time,omitzero"` // when the notice was made
	Expires          Day             `json:"payment_expire_date,omitzero"`        // the last day to pay
}

// TradeType is where an order is paid. The zero TradeType is JSAPI, a page within WeChat.
type TradeType string

// TradeMWEB is a page outside of WeChat.
const TradeMWEB TradeType = "MWEB"

// Scene is where an order comes from.
type Scene string

// The scenes. The first three are for orders; answers may have any of them. The second is misspelt by the platform.
const (
	SceneOfficialAccount Scene = "biz"
	SceneCityService     Scene = "ctiyservice" // 城市服务
	SceneMiniProgram     Scene = "miniprogram"
	SceneOffline         Scene = "offline" // a printed QR code
	ScenePC              Scene = "pc"
	SceneApp             Scene = "app"
	SceneOther           Scene = "other"
)

// Order is the input of [UnifiedOrder]. It has the number of a notice, NoticeNo, or without a notice the account's own
// OrderNo.
type Order struct {
	AppID       string          `json:"appid"`
	ServiceID   endpoint.Number `json:"service_id,omitempty"`   // as in [QueryFeeIn]
	BankID      string          `json:"bank_id,omitempty"`      // as in [QueryFeeIn]; a test needs it
	BankAccount string          `json:"bank_account,omitempty"` // for banks that split what they get
	// MchID is the merchant that gets the money, one of those of the bank. Without it the platform takes one.
	MchID string `json:"mch_id,omitempty"`
	// OpenID is the user who pays. An order with the type [TradeMWEB] needs none.
	OpenID      string          `json:"openid,omitempty"`
	Description string          `json:"desc"`
	Fee         endpoint.Number `json:"fee"` // the whole sum, in fen
	Items       []Item          `json:"items"`
	// ReturnURL is the page behind the payment. An order of a mini program needs none.
	ReturnURL        string        `json:"return_url,omitempty"`
	IP               string        `json:"ip"` // of the user
	OrderNo          string        `json:"order_no,omitempty"`
	NoticeNo         string        `json:"payment_notice_no,omitempty"`
	NoticeType       NoticeType    `json:"payment_notice_type,omitempty"`
	NoticeCreateTime endpoint.Time `json:"payment_notice_create_time,omitzero"` // when the notice was made
	Expires          Day           `json:"payment_expire_date,omitzero"`        // the last day to pay
	DepartmentCode   string        `json:"department_code"`
	DepartmentName   string        `json:"department_name"`
	RegionCode       string        `json:"region_code"`
	UserName         string        `json:"user_name,omitempty"`
	Scene            Scene         `json:"scene,omitempty"`
	AppAppID         string        `json:"app_appid,omitempty"` // of an app that makes the order
	TradeType        TradeType     `json:"trade_type,omitempty"`
	// AutoCallPay asks for the payment at once, without a tap on the page.
	AutoCallPay bool `json:"auto_call_pay,omitempty"`
}

// Placed is the output of [UnifiedOrder]. The fields are those of the older document and its sample; the present page
// shows the answer of [QueryFee] here, it seems by mistake.
type Placed struct {
	OrderID string `json:"order_id"`
	PayURL  string `json:"pay_url,omitempty"` // the page on which the user pays
	// MiniProgram is the mini program in which the user pays, nil if PayURL is set.
	MiniProgram *MiniProgram `json:"miniprogram,omitempty"`
}

// MiniProgram is a page of the platform's mini program for payments.
type MiniProgram struct {
	AppID        string `json:"appid"`
	PagePath     string `json:"pagepath"`
	Query        string `json:"query_string"`
	BusinessType string `json:"business_type"`
}

// GetOrderIn is the input of [GetOrder].
type GetOrderIn struct {
	AppID     string          `json:"appid"`
	ServiceID endpoint.Number `json:"service_id,omitempty"` // as in [QueryFeeIn]
	OrderID   string          `json:"order_id"`
}

// Status is the state of an order, or of a refund.
type Status int64

// The states.
const (
	StatusUnpaid    Status = 1
	StatusPaid      Status = 3
	StatusPaid4     Status = 4 // paid, too: the page gives the two no different meanings
	StatusRefunded  Status = 5 // the whole sum; after a part of it the order stays paid
	StatusRefunding Status = 6
	StatusClosed    Status = 12 // not paid in time
)

// UnmarshalJSON reads a number or one in a string.
func (s *Status) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(s).UnmarshalJSON(raw) }

// Paid reports whether the user has paid, and nothing or a part was paid back.
func (s Status) Paid() bool { return s == StatusPaid || s == StatusPaid4 }

// OrderDetail is an order.
type OrderDetail struct {
	AppID             string          `json:"appid"`
	OpenID            string          `json:"openid"`
	OrderID           string          `json:"order_id"`
	CreateTime        endpoint.Time   `json:"create_time"`              // when it was placed
	PayFinishTime     endpoint.Time   `json:"pay_finish_time,omitzero"` // when it was paid
	Description       string          `json:"desc"`
	Fee               endpoint.Number `json:"fee"`                // the whole sum, in fen
	FeeType           endpoint.Number `json:"fee_type"`           // 1: yuan, 2: US dollar
	TransID           string          `json:"trans_id,omitempty"` // of WeChat Pay
	Status            Status          `json:"status"`
	BankID            string          `json:"bank_id,omitempty"`
	BankName          string          `json:"bank_name,omitempty"`
	BankAccount       string          `json:"bank_account,omitempty"`
	RefundFinishTime  endpoint.Time   `json:"refund_finish_time,omitzero"` // when it was paid back
	RefundReason      string          `json:"refund_reason,omitempty"`
	RefundOrderID     string          `json:"refund_order_id,omitempty"`
	RefundOutID       string          `json:"refund_out_id,omitempty"` // the account's own id of the refund
	OrderNo           string          `json:"order_no,omitempty"`
	NoticeNo          string          `json:"payment_notice_no,omitempty"`
	NoticeType        NoticeType      `json:"payment_notice_type,omitempty"`
	DepartmentCode    string          `json:"department_code"`
	DepartmentName    string          `json:"department_name"`
	RegionCode        string          `json:"region_code"`
	Items             []Item          `json:"items"`
	ReceiptTypeCode   string          `json:"bill_type_code,omitempty"`      // of the receipt (票据)
	ReceiptNo         string          `json:"bill_no,omitempty"`             // of the receipt
	PaymentInfoSource endpoint.Number `json:"payment_info_source,omitempty"` // 1: the treasury (财政), 2: the department
	PartialRefunds    []PartialRefund `json:"partial_refund_info,omitempty"`
	Notifications     []Notifications `json:"notify_history,omitempty"`
	Scene             Scene           `json:"scene,omitempty"`
}

// PartialRefund is a part of an order that was paid back.
type PartialRefund struct {
	RefundOrderID string          `json:"refund_order_id"`
	RefundOutID   string          `json:"refund_out_id"` // the account's own id of the refund
	Reason        string          `json:"refund_reason"`
	Fee           endpoint.Number `json:"refund_fee"`         // in fen
	FinishTime    endpoint.Time   `json:"refund_finish_time"` // when it was paid back
	Status        Status          `json:"refund_status"`
}

// Notifications tells how one of the others was told of an order: the treasury, the department, the bank.
type Notifications struct {
	AppID string `json:"appid"`
	Name  string `json:"name"`
	// Details are the first and the last notification.
	Details []Notification  `json:"notify_detail"`
	Count   endpoint.Number `json:"notify_cnt"` // how often it was notified
}

// Notification is one call of the platform to the other side.
type Notification struct {
	Time          endpoint.Time   `json:"notify_time"`          // when the call was made
	Code          endpoint.Number `json:"ret"`                  // the platform's
	Message       string          `json:"ret_errmsg,omitempty"` // the platform's
	Milliseconds  endpoint.Number `json:"cost_time"`            // how long the call took
	Nonce         string          `json:"wxnontaxstr"`
	Status        Status          `json:"status"` // of the order
	URL           string          `json:"url,omitempty"`
	OtherCode     endpoint.Number `json:"errcode"`                   // the other side's, 0 for success
	OtherMessage  string          `json:"errmsg"`                    // the other side's
	OtherResponse string          `json:"third_resp,omitempty"`      // as it came
	OtherData     string          `json:"third_resp_data,omitempty"` // decrypted
}

// GetOrderListIn is the input of [GetOrderList]. As [Order], it has a NoticeNo or an OrderNo.
type GetOrderListIn struct {
	AppID          string `json:"appid"`
	RegionCode     string `json:"region_code"`
	DepartmentCode string `json:"department_code"`
	NoticeNo       string `json:"payment_notice_no,omitempty"`
	OrderNo        string `json:"order_no,omitempty"`
}

// OrderIDs are the orders for a notice.
type OrderIDs struct {
	OrderIDs []string `json:"order_id_list"`
	Paid     string   `json:"paid_order_id,omitempty"` // the one that was paid, empty if none was
}

// RefundIn is the input of [Refund]. A refund of a part has both a Fee and an OutID.
type RefundIn struct {
	AppID   string          `json:"appid"`
	OrderID string          `json:"order_id"`
	Reason  string          `json:"reason"`
	Fee     endpoint.Number `json:"refund_fee,omitempty"`    // in fen
	OutID   string          `json:"refund_out_id,omitempty"` // the account's own id of the refund, another one for each part
}

// RefundOut is the output of [Refund].
type RefundOut struct {
	RefundOrderID string `json:"refund_order_id"`
}
