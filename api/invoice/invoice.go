// Package invoice is the API area of electronic invoices (电子发票), which users keep in their WeChat. It has a side for
// each of those who take part; an account applies for the one it needs.
//
// A merchant lets the user authorise an invoice for an order. The title is what the user wants printed as the buyer:
//
//	page, err := invoice.New(client).AuthURL(ctx, invoice.AuthURLIn{
//		PlatformID: platformID, OrderID: "1234", Money: 1100, Timestamp: endpoint.At(time.Now()),
//		Source: invoice.SourceWeb, RedirectURL: "https://www.example.com/thanks",
//		Ticket: ticket, Type: invoice.AuthFill,
//	})
//
// When the user has done so, the callback gets a user_authorize_invoice event, and AuthData has the title. The
// invoicing platform (开票平台), or a merchant that is its own, uploads the invoice and puts it into the user's WeChat:
// UploadPDF and Insert. A company that repays its staff (报销方) reads the invoices that a user hands in, and locks and
// closes them: Service.Invoice and SetReimburseStatus.
//
// Amounts are in fen, except in [Blue], where the platform has texts in yuan.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#invoice
package invoice

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// SetContact sets how users reach the merchant. [Service.AuthURL] needs it once.
func (s *Service) SetContact(ctx context.Context, c Contact) error {
	return endpoint.Do(ctx, s.client, SetBizAttr, SetBizAttrIn{setContact, c})
}

// AuthURL returns the page on which a user authorises the invoice of an order. Once a user has done so, nobody else can
// for this order.
func (s *Service) AuthURL(ctx context.Context, in AuthURLIn) (AuthPage, error) {
	return endpoint.Call(ctx, s.client, GetAuthURL, in)
}

// AuthData reads whether a user has authorised the invoice of an order, and the title that the user filled in.
func (s *Service) AuthData(ctx context.Context, platformID, orderID string) (Auth, error) {
	return endpoint.Call(ctx, s.client, GetAuthData, OrderIn{orderID, platformID})
}

// Reject refuses the invoice of an order that a user has authorised, and tells the user the reason, such as 已退货. url,
// which may be empty, is what the user may open then. No invoice can be made for the order any more.
func (s *Service) Reject(ctx context.Context, platformID, orderID, reason, url string) error {
	return endpoint.Do(ctx, s.client, RejectInsert, RejectIn{OrderIn{orderID, platformID}, reason, url})
}

// MakeOut asks the invoicing platform to make an invoice (开具蓝票).
//
// Deprecated: the platform's index of APIs no longer has it.
func (s *Service) MakeOut(ctx context.Context, b Blue) error {
	return endpoint.Do(ctx, s.client, MakeOutInvoice, MakeOutIn{b})
}

// Made reads an invoice of [Service.MakeOut], by the number of the request for it and the seller's tax number.
//
// Deprecated: the platform's index of APIs no longer has it.
func (s *Service) Made(ctx context.Context, requestNo, sellerTaxNo string) (Made, error) {
	out, err := endpoint.Call(ctx, s.client, QueryInvoceInfo, MadeIn{requestNo, sellerTaxNo})
	return out.Detail, err
}

// UploadPDF uploads an invoice or another proof and returns its s_media_id, for [Service.Insert]. The platform deletes
// the file after 3 days if no invoice has it.
func (s *Service) UploadPDF(ctx context.Context, pdf endpoint.File) (mediaID string, err error) {
	out, err := endpoint.Call(ctx, s.client, PlatformSetPDF, UploadIn{pdf})
	return out.MediaID, err
}

// PDF returns the address of an uploaded file, which is valid for some time.
func (s *Service) PDF(ctx context.Context, mediaID string) (PDF, error) {
	return endpoint.Call(ctx, s.client, PlatformGetPDF, PDFIn{getURL, mediaID})
}

// Insert puts an invoice into the WeChat of the user who authorised it. The account is the one with which the invoicing
// platform got its s_pappid.
func (s *Service) Insert(ctx context.Context, in InsertIn) (Inserted, error) {
	return endpoint.Call(ctx, s.client, Insert, in)
}

// SetStatus changes the state of an invoice that the account has put into a user's WeChat: [Cancelled] if it was
// cancelled (冲红). A state may be final: see [Status].
func (s *Service) SetStatus(ctx context.Context, cardID, code string, status Status) error {
	return endpoint.Do(ctx, s.client, PlatformUpdateStatus, StatusIn{cardID, code, status})
}

// Invoice reads an invoice that a user hands in. The JS-SDK's chooseInvoice gives a page the invoice's key.
func (s *Service) Invoice(ctx context.Context, k Key) (Invoice, error) {
	return endpoint.Call(ctx, s.client, ReimburseGetInvoiceInfo, k)
}

// Invoices reads several invoices that a user hands in.
func (s *Service) Invoices(ctx context.Context, keys ...Key) ([]Invoice, error) {
	out, err := endpoint.Call(ctx, s.client, ReimburseGetInvoiceBatch, BatchIn{keys})
	return out.Invoices, err
}

// SetReimburseStatus locks an invoice that a user has handed in, unlocks it, or closes it. Closing takes it out of the
// user's WeChat and cannot be undone.
func (s *Service) SetReimburseStatus(ctx context.Context, k Key, status Status) error {
	return endpoint.Do(ctx, s.client, ReimburseUpdateInvoiceStatus, ReimburseStatusIn{k, status})
}

// SetReimburseStatuses does what [Service.SetReimburseStatus] does for several invoices of a user, or for none of them:
// if one fails, all keep their states.
func (s *Service) SetReimburseStatuses(ctx context.Context, openID string, status Status, keys ...Key) error {
	return endpoint.Do(ctx, s.client, ReimburseUpdateStatusBatch, ReimburseStatusesIn{openID, status, keys})
}

// ScanTitle reads the title of a user whose QR code (我的发票抬头) the merchant has scanned; text is what the scan gave.
func (s *Service) ScanTitle(ctx context.Context, text string) (ScannedTitle, error) {
	return endpoint.Call(ctx, s.client, ScanTitle, ScanIn{text})
}

// UserTitleURL returns the address on which a user saves a title. A title that has no name, and that the user does not
// fill in, is not sent: see [UserTitleIn.Check].
func (s *Service) UserTitleURL(ctx context.Context, in UserTitleIn) (string, error) {
	if err := in.Check(); err != nil {
		return "", err
	}
	out, err := endpoint.Call(ctx, s.client, BizGetUserTitleURL, in)
	return out.URL, err
}

// SelectTitleURL returns the merchant's address, to be shown as a QR code, on which users choose a title for the
// merchant; the callback gets a submit_invoice_title event with it. attach is returned in the event, and bizName is
// what users read as the merchant's name; both may be empty.
func (s *Service) SelectTitleURL(ctx context.Context, attach, bizName string) (string, error) {
	out, err := endpoint.Call(ctx, s.client, BizGetSelectTitleURL, SelectTitleIn{attach, bizName})
	return out.URL, err
}
