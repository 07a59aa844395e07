package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// UserAuthorizeInvoiceEvent reports that a user authorised an electronic invoice. It is known from other toolkits'
// tests, not from the platform's pages.
type UserAuthorizeInvoiceEvent struct {
	Common
	event
	SuccOrderID string // the order, if the authorisation succeeded
	FailOrderID string // the order, if the authorisation failed
	// AuthorizeAppID is the AppID of the page that asked for the authorisation. One toolkit calls the element AppId;
	// that name is read, too.
	AuthorizeAppID string
	Source         string // where the page was opened: "web", "app" or "wxa"
}

// EventName returns "user_authorize_invoice".
func (*UserAuthorizeInvoiceEvent) EventName() string { return "user_authorize_invoice" }

// Key returns both order numbers; one of them is empty.
func (m *UserAuthorizeInvoiceEvent) Key() string { return joinKey(m.SuccOrderID, m.FailOrderID) }

func (m *UserAuthorizeInvoiceEvent) fields(b *xmldoc.Binder) {
	b.Text("SuccOrderId", &m.SuccOrderID)
	b.Text("FailOrderId", &m.FailOrderID)
	bindRenamed(b, "AuthorizeAppId", "AppId", &m.AuthorizeAppID)
	b.Text("Source", &m.Source)
}

// SubmitInvoiceTitleEvent reports that a user gave the name for an invoice. It is known from other toolkits' tests, not
// from the platform's pages.
type SubmitInvoiceTitleEvent struct {
	Common
	event
	Title     string // the person's or the company's name
	Phone     string // the telephone number
	TaxNo     string // the company's tax number
	Addr      string // the address
	BankType  string // the bank
	BankNo    string // the bank account
	Attach    string // the data that the account attached to its request
	TitleType string // "InvoiceUserTitlePersonType" or "InvoiceUserTitleBusinessType"
}

// EventName returns "submit_invoice_title".
func (*SubmitInvoiceTitleEvent) EventName() string { return "submit_invoice_title" }

// Key returns Attach and Title.
func (m *SubmitInvoiceTitleEvent) Key() string { return joinKey(m.Attach, m.Title) }

func (m *SubmitInvoiceTitleEvent) fields(b *xmldoc.Binder) {
	b.Text("title", &m.Title)
	b.Text("phone", &m.Phone)
	b.Text("tax_no", &m.TaxNo)
	b.Text("addr", &m.Addr)
	b.Text("bank_type", &m.BankType)
	b.Text("bank_no", &m.BankNo)
	b.Text("attach", &m.Attach)
	b.Text("title_type", &m.TitleType)
}

// UpdateInvoiceStatusEvent tells that an invoice in a user's card wallet changed its state. It is known from another
// toolkit's tests, not from the platform's pages.
type UpdateInvoiceStatusEvent struct {
	Common
	event
	// Status is "INVOICE_REIMBURSE_INIT", "INVOICE_REIMBURSE_LOCK", "INVOICE_REIMBURSE_CLOSURE" or
	// "INVOICE_REIMBURSE_CANCEL".
	Status string
	CardID string // the kind of card that contains the invoice
	Code   string // the card's code
}

// EventName returns "update_invoice_status".
func (*UpdateInvoiceStatusEvent) EventName() string { return "update_invoice_status" }

// Key returns the card, its code and the state.
func (m *UpdateInvoiceStatusEvent) Key() string { return joinKey(m.CardID, m.Code, m.Status) }

func (m *UpdateInvoiceStatusEvent) fields(b *xmldoc.Binder) {
	b.Text("Status", &m.Status)
	b.Text("CardId", &m.CardID)
	b.Text("Code", &m.Code)
}
