package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Product is the product whose code a user scanned. The events about it are known from other toolkits' tests, not from
// the platform's pages.
type Product struct {
	Common
	KeyStandard string // the code's standard, "ean13" or "qrcode"
	KeyStr      string // the code's content
}

// Key returns the code and its standard.
func (p *Product) Key() string { return joinKey(p.KeyStandard, p.KeyStr) }

func (p *Product) fields(b *xmldoc.Binder) {
	b.Text("KeyStandard", &p.KeyStandard)
	b.Text("KeyStr", &p.KeyStr)
}

// UserScanProductEvent reports that a user opened a product's page.
type UserScanProductEvent struct {
	Product
	event
	Country  string // the user's country
	Province string // the user's province
	City     string // the user's city
	Sex      int64  // the user's sex; 1 in the known sample
	Scene    int64  // how the page was opened: 1 by a scan, 2 otherwise
	ExtInfo  string // what the account put into the product's QR code
}

// EventName returns "user_scan_product".
func (*UserScanProductEvent) EventName() string { return "user_scan_product" }

func (m *UserScanProductEvent) fields(b *xmldoc.Binder) {
	m.Product.fields(b)
	b.Text("Country", &m.Country)
	b.Text("Province", &m.Province)
	b.Text("City", &m.City)
	b.Int("Sex", &m.Sex)
	b.Int("Scene", &m.Scene)
	b.Text("ExtInfo", &m.ExtInfo)
}

// UserScanProductEnterSessionEvent reports that a user came to the conversation from a product's page.
type UserScanProductEnterSessionEvent struct {
	Product
	event
	ExtInfo string // what the account put into the product's QR code
}

// EventName returns "user_scan_product_enter_session".
func (*UserScanProductEnterSessionEvent) EventName() string {
	return "user_scan_product_enter_session"
}

func (m *UserScanProductEnterSessionEvent) fields(b *xmldoc.Binder) {
	m.Product.fields(b)
	b.Text("ExtInfo", &m.ExtInfo)
}

// UserScanProductAsyncEvent reports the region of a user who opened a product's page; it comes after
// [UserScanProductEvent].
type UserScanProductAsyncEvent struct {
	Product
	event
	ExtInfo    string // what the account put into the product's QR code
	RegionCode string // the region's code, such as "440105"
}

// EventName returns "user_scan_product_async".
func (*UserScanProductAsyncEvent) EventName() string { return "user_scan_product_async" }

func (m *UserScanProductAsyncEvent) fields(b *xmldoc.Binder) {
	m.Product.fields(b)
	b.Text("ExtInfo", &m.ExtInfo)
	b.Text("RegionCode", &m.RegionCode)
}

// UserScanProductVerifyActionEvent tells how the review of a product's page ended.
type UserScanProductVerifyActionEvent struct {
	Product
	event
	Result    string // "verify_ok" or "verify_not_pass"
	ReasonMsg string // the reason in words
}

// EventName returns "user_scan_product_verify_action".
func (*UserScanProductVerifyActionEvent) EventName() string {
	return "user_scan_product_verify_action"
}

func (m *UserScanProductVerifyActionEvent) fields(b *xmldoc.Binder) {
	m.Product.fields(b)
	b.Text("Result", &m.Result)
	b.Text("ReasonMsg", &m.ReasonMsg)
}
