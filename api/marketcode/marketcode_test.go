package marketcode_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/marketcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	all, some := marketcode.Range{Start: 0, End: 49999}, marketcode.Range{Start: 0, End: 200}
	code := marketcode.Code{
		Code: "123456789", ApplicationID: 581865877, ISVApplicationID: "external-id", ActivityName: "summer", ProductBrand: "x", ProductTitle: "x",
		ProductCode: "6900000000000", AppID: "wx", Path: "pages/index/index", Range: some,
	}
	scanned := code
	scanned.ProductCode = ""
	on := func(call func(ctx context.Context, s *marketcode.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, marketcode.New(c)) }
	}
	apitest.Run(t, marketcode.Endpoints(), []apitest.Case{
		{
			Sample: "applycode", Want: int64(581865877),
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) {
				return s.Apply(ctx, 50_000, "581865877")
			}),
		},
		{
			Sample: "applycodequery",
			Want: marketcode.Application{
				Status: marketcode.StatusFinish, ApplicationID: 581865877, ISVApplicationID: "external-id",
				Ranges: []marketcode.Range{all}, CreateTime: at(1784800000), UpdateTime: at(1784803600),
			},
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) { return s.Application(ctx, 581865877) }),
		},
		{
			Sample: "applycodedownload", Want: []byte("ajfiwejfoiawjfijweofi"),
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) { return s.Download(ctx, 581865877, all) }),
		},
		{
			Sample: "codeactive",
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) {
				return nil, s.Activate(ctx, marketcode.Activation{
					ApplicationID: 581865877, Range: some, ActivityName: "summer", ProductBrand: "xxx", ProductTitle: "xxx", ProductCode: "6900000000000",
					AppID: "wx9b8d2a5f2b2f2b2f", Path: "pages/index/index", Version: marketcode.Trial,
				})
			}),
		},
		{
			Sample: "codeactivequery", Want: code,
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) { return s.ActiveAt(ctx, 581865877, 0) }),
		},
		{
			Sample: "codeactivequery_url", Want: code,
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) {
				return s.ActiveURL(ctx, "P.URL.CN/0U.JYJXP3HJI2C98A9O")
			}),
		},
		{
			Sample: "codeactivequery_code", Want: code,
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) { return s.ActiveCode(ctx, "123456789") }),
		},
		{
			Sample: "tickettocode", Want: scanned,
			Call: on(func(ctx context.Context, s *marketcode.Service) (any, error) {
				return s.TicketToCode(ctx, "openid", "ticket")
			}),
		},
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		count int
		id    string
		text  string // "" for an order that is allowed
	}{
		{10_000, "i", ""},
		{20_000_000, strings.Repeat("单", 128), ""},
		{0, "i", "code_count is 0: give a multiple of 10000, at most 20000000"},
		{15_000, "i", "code_count is 15000: give a multiple of 10000, at most 20000000"},
		{20_010_000, "i", "code_count is 20010000: give a multiple of 10000, at most 20000000"},
		{10_000, "", "isv_application_id has 0 characters: give 1 to 128"},
		{10_000, strings.Repeat("单", 129), "isv_application_id has 129 characters: give 1 to 128"},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"application_id":1}`) })
		_, err := marketcode.New(client).Apply(t.Context(), tt.count, tt.id)
		var refused *endpoint.FieldError
		switch {
		case tt.text == "" && (err != nil || requests() != 1):
			t.Errorf("%d codes: %v after %d requests", tt.count, err, requests())
		case tt.text != "" && (!errors.As(err, &refused) || err.Error() != "marketcode: "+tt.text || requests() != 0):
			t.Errorf("got %v after %d requests, want %s", err, requests(), tt.text)
		}
	}
}
