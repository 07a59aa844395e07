package invoice

import "github.com/wechatgo/wechatgo/endpoint"

// The actions of endpoints that have several; the area has one of each.
const (
	setContact = "set_contact"
	getURL     = "get_url"
)

// SetBizAttrIn is the input of [SetBizAttr].
type SetBizAttrIn struct {
	Action  string  `query:"action" json:"-"` // set_contact
	Contact Contact `json:"contact"`
}

// Contact is how users reach a merchant.
type Contact struct {
	Phone string `json:"phone"`
	// TimeOut is how long making an invoice may take. Its unit is not documented.
	TimeOut endpoint.Number `json:"time_out"`
}

// Source is the place from which a user opens the page to authorise an invoice.
type Source string

// The places.
const (
	SourceApp Source = "app"
	SourceWeb Source = "web" // a page in WeChat
	SourceWxa Source = "wxa" // a mini program
	SourceWap Source = "wap" // a page in another browser
)

// AuthType is the form of the page on which a user authorises an invoice.
type AuthType int64

// The forms.
const (
	AuthOpen AuthType = 0 // the merchant knows the title; the user asks for the invoice
	AuthFill AuthType = 1 // the user fills in the title and asks for the invoice
	AuthTake AuthType = 2 // the invoice is made; the user takes it
)

// AuthURLIn is the input of [GetAuthURL].
type AuthURLIn struct {
	PlatformID string          `json:"s_pappid"`  // the invoicing platform's, which it tells its merchants
	OrderID    string          `json:"order_id"`  // the merchant's own, one for each invoice
	Money      endpoint.Number `json:"money"`     // the order's amount, in fen
	Timestamp  endpoint.Time   `json:"timestamp"` // the time of the call
	Source     Source          `json:"source"`
	// RedirectURL is where the user goes then, for [SourceWeb].
	RedirectURL string `json:"redirect_url,omitempty"`
	// Ticket is a ticket of the kind ticket.WxCard.
	Ticket string   `json:"ticket"`
	Type   AuthType `json:"type"`
}

// AuthPage is the page on which a user authorises an invoice.
type AuthPage struct {
	URL string `json:"auth_url"`
	// AppID is that of the mini program whose page URL is, for [SourceWxa].
	AppID string `json:"appid,omitempty"`
}

// OrderIn is the input of [GetAuthData].
type OrderIn struct {
	OrderID    string `json:"order_id"`
	PlatformID string `json:"s_pappid"`
}

// Auth says whether a user has authorised the invoice of an order.
type Auth struct {
	// Status is "auth success" if so. Other values are not documented; "never auth" has been seen.
	Status string        `json:"invoice_status"`
	Time   endpoint.Time `json:"auth_time,omitzero"` // when the user did
	// Info has the title that the user filled in on the page of [AuthFill].
	Info AuthInfo `json:"user_auth_info,omitzero"`
}

// AuthInfo has the title of a person, or of a company.
type AuthInfo struct {
	Person *Person `json:"user_field,omitempty"`
	// Company is not in the samples; toolkits have it.
	Company *Company `json:"biz_field,omitempty"`
}

// Person is a person's title.
type Person struct {
	Title  string   `json:"title"`
	Phone  string   `json:"phone,omitempty"`
	Email  string   `json:"email,omitempty"`
	Custom []Custom `json:"custom_field,omitempty"`
}

// Company is a company's title.
type Company struct {
	Title
	Custom []Custom `json:"custom_field,omitempty"`
}

// Custom is a value for which the merchant has asked.
type Custom struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Title is an invoice's title (抬头): whom it names as the buyer.
type Title struct {
	Name  string `json:"title,omitempty"`
	Phone string `json:"phone,omitempty"` // digits and -
	// TaxNo is the tax number: 15 to 20 digits or letters, says the platform's page, whose sample has 10.
	TaxNo    string `json:"tax_no,omitempty"`
	Addr     string `json:"addr,omitempty"`
	BankType string `json:"bank_type,omitempty"` // the bank's name
	BankNo   string `json:"bank_no,omitempty"`   // the account's number
}

// RejectIn is the input of [RejectInsert].
type RejectIn struct {
	OrderIn
	Reason string `json:"reason"`
	URL    string `json:"url,omitempty"`
}

// UploadIn is the input of [PlatformSetPDF].
type UploadIn struct {
	PDF endpoint.File `form:"pdf" json:"-"`
}

// Uploaded is the output of [PlatformSetPDF].
type Uploaded struct {
	MediaID string `json:"s_media_id"`
}

// PDFIn is the input of [PlatformGetPDF].
type PDFIn struct {
	// Action is get_url. The sample has it in the query; the platform's present page puts it in the body.
	Action  string `query:"action" json:"-"`
	MediaID string `json:"s_media_id"`
}

// PDF is the address of an uploaded file.
type PDF struct {
	URL string `json:"pdf_url"`
	// Expires is for how many seconds the address is valid: 7,200.
	Expires endpoint.Number `json:"pdf_url_expire_time"`
}

// InsertIn is the input of [Insert].
type InsertIn struct {
	OrderID string  `json:"order_id"`
	CardID  string  `json:"card_id"` // of the template of the merchant's invoices
	AppID   string  `json:"appid"`   // with which the user authorised the invoice, mostly the merchant's
	Ext     CardExt `json:"card_ext"`
}

// NewInsert returns the input of [Insert] for an invoice. nonce is a random text.
func NewInsert(orderID, cardID, appID, nonce string, d Data) InsertIn {
	return InsertIn{orderID, cardID, appID, CardExt{nonce, UserCard{d}}}
}

// CardExt has an invoice in its wire form: see [NewInsert].
type CardExt struct {
	Nonce string   `json:"nonce_str"`
	Card  UserCard `json:"user_card"`
}

// UserCard has an invoice in its wire form: see [NewInsert].
type UserCard struct {
	Data Data `json:"invoice_user_data"`
}

// Data is an invoice that is put into a user's WeChat.
type Data struct {
	Printed
	MediaID string `json:"s_pdf_media_id"` // of the PDF: see Service.UploadPDF
	// TripMediaID is another proof, such as an itinerary. It is not in the samples; toolkits have it.
	TripMediaID string `json:"s_trip_pdf_media_id,omitempty"`
}

// Printed is what stands on an invoice. The amounts are in fen. The fields after CheckCode are in no sample; the
// platform's pages and toolkits have them.
type Printed struct {
	Fee   endpoint.Number `json:"fee,omitempty"`   // the whole sum with tax, in fen
	Title string          `json:"title,omitempty"` // the buyer's name
	// BillingTime is when the invoice was made.
	BillingTime endpoint.Time `json:"billing_time,omitzero"`
	// BillingNo is the invoice's number (发票号码, 20 digits for 数电发票) and BillingCode its code (发票代码, empty for
	// 数电发票), says the platform's present page. Older copies of it have it the other way round.
	BillingNo     string          `json:"billing_no,omitempty"`
	BillingCode   string          `json:"billing_code,omitempty"`
	Items         []Item          `json:"info,omitempty"`
	FeeWithoutTax endpoint.Number `json:"fee_without_tax,omitempty"` // the sum without tax, in fen
	Tax           endpoint.Number `json:"tax,omitempty"`             // the tax, in fen
	// CheckCode is the code below the date (校验码); it is empty for 数电发票.
	CheckCode             string `json:"check_code,omitempty"`
	BuyerNumber           string `json:"buyer_number,omitempty"` // the buyer's tax number
	BuyerAddressAndPhone  string `json:"buyer_address_and_phone,omitempty"`
	BuyerBankAccount      string `json:"buyer_bank_account,omitempty"`
	SellerNumber          string `json:"seller_number,omitempty"` // the seller's tax number
	SellerAddressAndPhone string `json:"seller_address_and_phone,omitempty"`
	SellerBankAccount     string `json:"seller_bank_account,omitempty"`
	Remarks               string `json:"remarks,omitempty"`
	Cashier               string `json:"cashier,omitempty"` // who took the money
	Maker                 string `json:"maker,omitempty"`   // who made the invoice
}

// Item is a line of an invoice.
type Item struct {
	Name string `json:"name"`
	// Num is how many units. The documents have whole numbers; goods are sold in parts of a unit, too.
	Num   endpoint.Decimal `json:"num"`
	Unit  string           `json:"unit,omitempty"`
	Price endpoint.Number  `json:"price"`         // of a unit, in fen
	Fee   endpoint.Number  `json:"fee,omitempty"` // of the line, in fen, in answers only
}

// Inserted is the output of [Insert].
type Inserted struct {
	Code    string `json:"code"` // of the invoice: see Service.SetStatus
	OpenID  string `json:"openid"`
	UnionID string `json:"unionid,omitempty"` // if the account is bound to an Open Platform account
}

// Status is an invoice's state.
type Status string

// The states.
const (
	Unlocked  Status = "INVOICE_REIMBURSE_INIT"    // as at the beginning; it can be handed in
	Locked    Status = "INVOICE_REIMBURSE_LOCK"    // handed in; it cannot be handed in again
	Closed    Status = "INVOICE_REIMBURSE_CLOSURE" // repaid; this cannot be undone
	Cancelled Status = "INVOICE_REIMBURSE_CANCEL"  // cancelled by who made it (冲红)
)

// StatusIn is the input of [PlatformUpdateStatus].
type StatusIn struct {
	CardID string `json:"card_id"`
	Code   string `json:"code"`
	Status Status `json:"reimburse_status"`
}

// Key identifies an invoice that a user hands in: the input of [ReimburseGetInvoiceInfo].
type Key struct {
	CardID      string `json:"card_id"`
	EncryptCode string `json:"encrypt_code"`
}

// Invoice is an invoice that a user hands in.
type Invoice struct {
	CardID    string        `json:"card_id,omitempty"`
	BeginTime endpoint.Time `json:"begin_time,omitzero"` // it is valid from then
	EndTime   endpoint.Time `json:"end_time,omitzero"`   // and until then
	OpenID    string        `json:"openid,omitempty"`
	Type      string        `json:"type,omitempty"`  // such as 增值税普通发票
	Payee     string        `json:"payee,omitempty"` // who got the money
	Detail    string        `json:"detail,omitempty"`
	Info      Info          `json:"user_info"`
}

// Info is what a user sees of an invoice.
type Info struct {
	Printed
	Detail     string `json:"detail,omitempty"` // what was bought
	PDFURL     string `json:"pdf_url,omitempty"`
	TripPDFURL string `json:"trip_pdf_url,omitempty"` // of another proof
	Status     Status `json:"reimburse_status,omitempty"`
	OrderID    string `json:"order_id,omitempty"`
}

// BatchIn is the input of [ReimburseGetInvoiceBatch].
type BatchIn struct {
	Keys []Key `json:"item_list"`
}

// BatchOut is the output of [ReimburseGetInvoiceBatch].
type BatchOut struct {
	Invoices []Invoice `json:"item_list"`
}

// ReimburseStatusIn is the input of [ReimburseUpdateInvoiceStatus].
type ReimburseStatusIn struct {
	Key
	Status Status `json:"reimburse_status"`
}

// ReimburseStatusesIn is the input of [ReimburseUpdateStatusBatch].
type ReimburseStatusesIn struct {
	OpenID string `json:"openid"`
	Status Status `json:"reimburse_status"`
	Keys   []Key  `json:"invoice_list"`
}

// ScanIn is the input of [ScanTitle].
type ScanIn struct {
	Text string `json:"scan_text"`
}

// TitleType says whose title it is.
type TitleType int64

// The types of title.
const (
	OfCompany TitleType = 0
	OfPerson  TitleType = 1
)

// UnmarshalJSON reads a number or one in a string.
func (t *TitleType) UnmarshalJSON(raw []byte) error { return (*endpoint.Number)(t).UnmarshalJSON(raw) }

// ScannedTitle is the output of [ScanTitle].
type ScannedTitle struct {
	Type TitleType `json:"title_type"`
	Title
}

// UserTitleIn is the input of [BizGetUserTitleURL].
type UserTitleIn struct {
	Title
	// UserFill lets the user fill in the title; otherwise it has the Name and what else is set.
	UserFill endpoint.Flag `json:"user_fill"`
	// OutTitleID is the merchant's own id of the title (开票码).
	OutTitleID string `json:"out_title_id,omitempty"`
	// Attach is in the sample; its meaning is not documented.
	Attach string `json:"attach,omitempty"`
}

// SelectTitleIn is the input of [BizGetSelectTitleURL].
type SelectTitleIn struct {
	Attach  string `json:"attach,omitempty"`
	BizName string `json:"biz_name,omitempty"`
}

// URLOut is the output of [BizGetUserTitleURL] and [BizGetSelectTitleURL].
type URLOut struct {
	URL string `json:"url"`
}
