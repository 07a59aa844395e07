package invoice_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/invoice"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

type service = *invoice.Service

func TestService(t *testing.T) {
	t.Parallel()
	on := func(call func(ctx context.Context, s service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, invoice.New(c)) }
	}
	do := func(call func(ctx context.Context, s service) error) func(context.Context, *endpoint.Client) (any, error) {
		return apitest.None(func(ctx context.Context, c *endpoint.Client) error { return call(ctx, invoice.New(c)) })
	}
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	authData := on(func(ctx context.Context, s service) (any, error) { return s.AuthData(ctx, "wxabcd", "1111") })
	key := invoice.Key{CardID: "pjZ8Yt1XGILfi-FUsewpnnolGgZk", EncryptCode: "O/mPnGTpBu22a1szmK2CKVQ=="}
	title := invoice.Title{Name: "公司抬头", Phone: "123321", TaxNo: "14412XXXXX", Addr: "addr", BankType: "中国银行", BankNo: "12345"}
	scanned := title
	scanned.Name = "腾讯公司"
	apitest.Run(t, invoice.Endpoints(), []apitest.Case{
		{
			Sample: "setbizattr_contact",
			Call: do(func(ctx context.Context, s service) error {
				return s.SetContact(ctx, invoice.Contact{Phone: "88888888", TimeOut: 12345})
			}),
		},
		{
			Sample: "getauthurl", Want: invoice.AuthPage{URL: "http://auth_url", AppID: "xxx"},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.AuthURL(ctx, invoice.AuthURLIn{
					PlatformID: "wxabcd", OrderID: "1234", Money: 11, Timestamp: at(1474875876), Source: invoice.SourceWeb,
					RedirectURL: "https://mp.weixin.qq.com", Ticket: "tttt", Type: invoice.AuthFill,
				})
			}),
		},
		{
			Sample: "getauthdata", Call: authData,
			Want: invoice.Auth{Status: "auth success", Time: at(1480342498), Info: invoice.AuthInfo{Person: &invoice.Person{
				Title: "Dhxhhx", Phone: "5554545", Email: "dhxxhhx@qq.cim", Custom: []invoice.Custom{{Key: "field1", Value: "管理理论"}},
			}}},
		},
		{
			Sample: "getauthdata_company", Call: authData,
			Want: invoice.Auth{Status: "auth success", Time: at(1480342897), Info: invoice.AuthInfo{Company: &invoice.Company{
				Title: invoice.Title{
					Name: "xx公司", TaxNo: "6464646766", Addr: "xx大厦", Phone: "1557548768", BankType: "xx银行", BankNo: "545454646",
				},
				Custom: []invoice.Custom{{Key: "field2", Value: "哈哈哈啊"}},
			}}},
		},
		{
			Sample: "rejectinsert",
			Call: do(func(ctx context.Context, s service) error {
				return s.Reject(ctx, "d3JCEfhGLW+q0iGP+o9", "111229", "1234", "http://xxx.com")
			}),
		},
		{
			Sample: "makeoutinvoice",
			Call: do(func(ctx context.Context, s service) error {
				return s.MakeOut(ctx, invoice.Blue{
					OpenID: "os92LxEDbiOw7kWZanRN_Bb3Q45I", OrderNo: "30000", RequestNo: "test20160511000461",
					SellerTaxNo: "110109500321655", SellerName: "百旺电子测试1", SellerAddr: "深圳市", SellerPhone: "0755228899988",
					SellerBank: "中国银行广州支行", SellerAccount: "12345678", BuyerName: "周一", Maker: "小明",
					Total: "159", Amount: "135.9", Tax: "23.1", Industry: invoice.Commerce,
					Lines: []invoice.BlueLine{{
						Nature: invoice.Normal, TaxCode: "1090418010000000000", Name: "洗衣机", Num: "1", Price: "135.9", Amount: "135.9",
						TaxRate: "0.17", Tax: "23.1",
					}},
				})
			}),
		},
		{
			Sample: "queryinvoceinfo",
			Want: invoice.Made{
				RequestNo: "test20160511000440", CheckCode: "59004166725791085478", Date: "20160811", Code: "150007899901", No: "00208498",
				PDFURL: "http://weixin.com",
			},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Made(ctx, "test20160511000440", "110109500321655")
			}),
		},
		{
			Sample: "insert", Want: invoice.Inserted{Code: "code", OpenID: "openid", UnionID: "xx"},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.Insert(ctx, invoice.NewInsert("111229", "pjZ8Yt1XGILfi-FUsewpnnolGgZk", "wxb1170446a4c0a5a2", "21d2as1d2sa1d", invoice.Data{
					Printed: invoice.Printed{
						Fee: 1350, Title: "灿哥的发票", BillingTime: at(1468322401), BillingNo: "aabbccdd", BillingCode: "001",
						Items:         []invoice.Item{{Name: "绿巨人", Num: 10, Unit: "吨", Price: 4}},
						FeeWithoutTax: 2345, Tax: 123, CheckCode: "check_code",
					},
					MediaID: "75195749475657",
				}))
			}),
		},
		{
			Sample: "platform_setpdf", Want: "s_media_id",
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.UploadPDF(ctx, endpoint.File{Name: "file.pdf", Content: strings.NewReader("content")})
			}),
		},
		{
			Sample: "platform_getpdf", Want: invoice.PDF{URL: "pdf_url", Expires: 7200},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.PDF(ctx, "s_media_id") }),
		},
		{
			Sample: "platform_updatestatus",
			Call:   do(func(ctx context.Context, s service) error { return s.SetStatus(ctx, "123", "xxx", invoice.Unlocked) }),
		},
		{
			Sample: "reimburse_getinvoiceinfo",
			Want: invoice.Invoice{
				CardID: "cardid", BeginTime: at(1469084420), EndTime: at(2100236420), OpenID: "xxxx", Type: "增值税普通发票",
				Payee: "测试-收款方", Detail: "detail",
				Info: invoice.Info{
					Printed: invoice.Printed{
						Fee: 4000, Title: "XX公司", BillingTime: at(1478620800), BillingNo: "00000001", BillingCode: "000000001",
						Items:         []invoice.Item{{Name: "NAME", Num: 10, Unit: "吨", Fee: 10, Price: 4}},
						FeeWithoutTax: 2345, Tax: 123, CheckCode: "CHECK_CODE", BuyerNumber: "BUYER_NUMER",
					},
					Detail: "项目", PDFURL: "pdf_url", Status: invoice.Unlocked, OrderID: "12345678",
				},
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Invoice(ctx, key) }),
		},
		{
			Sample: "reimburse_getinvoicebatch",
			Want:   []invoice.Invoice{{Info: invoice.Info{Printed: invoice.Printed{Fee: 4000, Title: "XX公司"}}}},
			Call:   on(func(ctx context.Context, s service) (any, error) { return s.Invoices(ctx, key) }),
		},
		{
			Sample: "reimburse_updateinvoicestatus",
			Call:   do(func(ctx context.Context, s service) error { return s.SetReimburseStatus(ctx, key, invoice.Unlocked) }),
		},
		{
			Sample: "reimburse_updatestatusbatch",
			Call: do(func(ctx context.Context, s service) error {
				return s.SetReimburseStatuses(ctx, "os92LxEDbiOw7kWZanRN_Bb3Q45I", invoice.Unlocked,
					invoice.Key{CardID: "aassasssd", EncryptCode: "xxxx"})
			}),
		},
		{
			Sample: "scantitle", Want: invoice.ScannedTitle{Type: invoice.OfCompany, Title: scanned},
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.ScanTitle(ctx, "https://w.url.cn/s/ADfRJFW")
			}),
		},
		{
			Sample: "biz_getusertitleurl", Want: "url",
			Call: on(func(ctx context.Context, s service) (any, error) {
				return s.UserTitleURL(ctx, invoice.UserTitleIn{Title: title})
			}),
		},
		{
			Sample: "biz_getselecttitleurl", Want: "url",
			Call: on(func(ctx context.Context, s service) (any, error) { return s.SelectTitleURL(ctx, "1234", "test") }),
		},
	})
}

// The answer about an order that nobody has authorised has no title.
func TestNeverAuthorised(t *testing.T) {
	t.Parallel()
	client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":0,"errmsg":"ok","invoice_status":"never auth"}`)
	})
	got, err := invoice.New(client).AuthData(t.Context(), "wxabcd", "1111")
	if want := (invoice.Auth{Status: "never auth"}); got != want || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

// A title needs a name unless the user fills it in, which sends no name.
func TestUserTitle(t *testing.T) {
	t.Parallel()
	var sent string
	client, requests := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		sent = string(body)
		return []byte(`{"errcode":0,"errmsg":"ok","url":"url"}`)
	})
	s := invoice.New(client)
	_, err := s.UserTitleURL(t.Context(), invoice.UserTitleIn{Title: invoice.Title{Phone: "1"}})
	if want := "invoice: title is empty: give the title's Name, or set UserFill"; err == nil || err.Error() != want || requests() != 0 {
		t.Errorf("got %v after %d requests, want %s", err, requests(), want)
	}
	url, err := s.UserTitleURL(t.Context(), invoice.UserTitleIn{UserFill: true})
	if err != nil || url != "url" || sent != `{"user_fill":1}` {
		t.Errorf("got %s, %v after %s", url, err, sent)
	}
}
