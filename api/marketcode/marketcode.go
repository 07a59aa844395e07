// Package marketcode is the API area of codes that are printed on products (一物一码): each is on one piece alone, and
// opens a mini program.
//
//	s := marketcode.New(client)
//	id, err := s.Apply(ctx, 50_000, "summer-2026")
//	order, err := s.Application(ctx, id)       // until its status is StatusFinish
//	file, err := s.Download(ctx, id, order.Ranges[0])
//	err = s.Activate(ctx, marketcode.Activation{ApplicationID: endpoint.Number(id), Range: order.Ranges[0], …})
//
// The mini program gets a code_ticket when a user scans a code; [Service.TicketToCode] reads it.
//
// The guide is [docs/calls.md]; [docs/api.md] lists the endpoints with the platform's pages.
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md
// [docs/api.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/api.md#marketcode
package marketcode

import (
	"context"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Service calls the area's endpoints.
type Service struct{ client *endpoint.Client }

// New returns the area's service on c.
func New(c *endpoint.Client) *Service { return &Service{c} }

// Apply orders count codes and returns the order's id. isvApplicationID is the account's own id of the order: the same
// one is the same order, so that a repetition orders nothing. An order beyond the platform's limits is not sent: see
// [ApplyIn.Check].
func (s *Service) Apply(ctx context.Context, count int, isvApplicationID string) (applicationID int64, err error) {
	in := ApplyIn{endpoint.Number(count), isvApplicationID}
	if err := in.Check(); err != nil {
		return 0, err
	}
	out, err := endpoint.Call(ctx, s.client, Apply, in)
	return int64(out.ApplicationID), err
}

// Application reads the order applicationID, as [Service.Apply] returned it: whether its codes are made, and in which
// ranges they can be downloaded.
func (s *Service) Application(ctx context.Context, applicationID int64) (Application, error) {
	return endpoint.Call(ctx, s.client, Query, ApplicationID{endpoint.Number(applicationID)})
}

// Download downloads the codes of one range of [Application.Ranges] of the order applicationID. The file is encrypted:
// see [DownloadOut].
func (s *Service) Download(ctx context.Context, applicationID int64, codes Range) ([]byte, error) {
	out, err := endpoint.Call(ctx, s.client, Download, DownloadIn{endpoint.Number(applicationID), codes})
	return out.Buffer, err
}

// Activate activates codes: from now on they open a mini program.
func (s *Service) Activate(ctx context.Context, a Activation) error {
	return endpoint.Do(ctx, s.client, Activate, a)
}

// ActiveAt reads the code at an index, from 0, of the order applicationID.
func (s *Service) ActiveAt(ctx context.Context, applicationID int64, index int) (Code, error) {
	return endpoint.Call(ctx, s.client, Active, ActiveIn{
		ApplicationID: endpoint.Number(applicationID),
		Index:         endpoint.Some(endpoint.Number(index)),
	})
}

// ActiveURL reads the code behind an address such as "P.URL.CN/0U.JYJXP3HJI2C98A9O".
func (s *Service) ActiveURL(ctx context.Context, codeURL string) (Code, error) {
	return endpoint.Call(ctx, s.client, Active, ActiveIn{URL: codeURL})
}

// ActiveCode reads the code of 9 characters.
func (s *Service) ActiveCode(ctx context.Context, code string) (Code, error) {
	return endpoint.Call(ctx, s.client, Active, ActiveIn{Code: code})
}

// TicketToCode reads the code that a user scanned, by the code_ticket that the mini program got.
func (s *Service) TicketToCode(ctx context.Context, openID, codeTicket string) (Code, error) {
	return endpoint.Call(ctx, s.client, TicketToCode, TicketToCodeIn{openID, codeTicket})
}
