package ocr_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/api/ocr"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// uploaded returns a picture to upload.
func uploaded() img.Picture {
	return img.Picture{File: endpoint.File{Name: "test.jpg", Content: strings.NewReader("JPEG")}}
}

// addressed is a picture at an address.
var addressed = img.Picture{URL: "https://example.com/test.jpg"}

// corners returns the corners of the points, from the upper left one clockwise.
func corners(x1, y1, x2, y2, x3, y3, x4, y4 endpoint.Number) img.Corners {
	return img.Corners{
		LeftTop: img.Point{X: x1, Y: y1}, RightTop: img.Point{X: x2, Y: y2},
		RightBottom: img.Point{X: x3, Y: y3}, LeftBottom: img.Point{X: x4, Y: y4},
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	type service = *ocr.Service
	on := func(call func(ctx context.Context, s service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, ocr.New(c)) }
	}
	apitest.Run(t, ocr.Endpoints(), []apitest.Case{
		{
			Sample: "idcard",
			Want: ocr.IDCardOut{
				Side: ocr.Front, Name: "张三", ID: "123456789012345678", Address: "广东省广州市XXX", Gender: "男", Nationality: "汉",
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.IDCard(ctx, uploaded(), ocr.Photo) }),
		},
		{
			Sample: "idcard_back", Want: ocr.IDCardOut{Side: ocr.Back, ValidDate: "20171025-20271025"},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.IDCard(ctx, addressed, ocr.Scan) }),
		},
		{
			Sample: "bankcard", Want: "622213XXXXXXXXX",
			Call: on(func(ctx context.Context, s service) (any, error) { return s.BankCard(ctx, uploaded()) }),
		},
		{
			Sample: "driving",
			Want: ocr.VehicleLicense{
				PlateNumber: "粤xxxxx", VehicleType: "小型普通客车", Owner: "东莞市xxxxx机械厂", Address: "广东省东莞市xxxxx号",
				UseCharacter: "非营运", Model: "江淮牌HFCxxxxxxx", VIN: "LJ166xxxxxxxx51", EngineNumber: "J3xxxxx3",
				RegisterDate: "2018-07-06", IssueDate: "2018-07-01", PlateNumberBack: "粤xxxxx", Record: "441xxxxxx3", Passengers: "7人",
				TotalMass: "2700kg", CurbMass: "1995kg", OverallSize: "4582x1795x1458mm",
				FrontPlace: &ocr.Place{Corners: corners(119, 2925, 1435, 2887, 1435, 3793, 119, 3831)},
				BackPlace:  &ocr.Place{Corners: corners(1523, 2849, 2898, 2887, 2927, 3831, 1523, 3831)},
				Size:       img.Size{Width: 3120, Height: 4208},
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.VehicleLicense(ctx, uploaded()) }),
		},
		{
			Sample: "drivinglicense",
			Want: ocr.DriverLicense{
				ID: "660601xxxxxxxx1234", Name: "张三", Sex: "男", Nationality: "中国", Address: "广东省东莞市xxxxx号",
				BirthDate: "1990-12-21", IssueDate: "2012-12-21", CarClass: "C1", ValidFrom: "2018-07-06", ValidTo: "2020-07-01",
				OfficialSeal: "xx市公安局公安交通管理局",
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.DriverLicense(ctx, uploaded()) }),
		},
		{
			Sample: "bizlicense",
			Want: ocr.BusinessLicense{
				RegNumber: "123123", Serial: "123123", LegalRepresentative: "张三", Name: "XX饮食店", Organization: "个人经营",
				Address: "XX市XX区XX路XX号", Type: "xxx", Scope: "中型餐馆(不含凉菜、不含裱花蛋糕，不含生食海产品)。",
				RegisteredCapital: "200万", PaidInCapital: "200万", ValidPeriod: "2019年1月1日", RegisteredDate: "2018年1月1日",
				Place: &ocr.Place{Corners: corners(155, 191, 725, 157, 743, 512, 164, 525)},
				Size:  img.Size{Width: 966, Height: 728},
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.BusinessLicense(ctx, uploaded()) }),
		},
		{
			Sample: "comm",
			Want: ocr.Text{
				Items: []ocr.TextItem{{Text: "腾讯", Corners: corners(575, 519, 744, 519, 744, 532, 573, 532)}},
				Size:  img.Size{Width: 1280, Height: 720},
			},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Text(ctx, uploaded()) }),
		},
		{
			Sample: "menu", Want: []ocr.Dish{{"酱鸭", 4800}, {"龙虾", 8000}, {"芝麻鸭块", 4800}, {"皮皮虾", 7000}, {"特色辣鸭脚", 4600}},
			Call: on(func(ctx context.Context, s service) (any, error) { return s.Menu(ctx, uploaded()) }),
		},
		{
			Sample: "platenum", Want: "苏A123456",
			Call: on(func(ctx context.Context, s service) (any, error) { return s.PlateNumber(ctx, uploaded()) }),
		},
	})
}

// methods calls each method with a picture.
func methods(s *ocr.Service) map[string]func(context.Context, img.Picture) error {
	return map[string]func(context.Context, img.Picture) error{
		"/cv/ocr/idcard":         func(ctx context.Context, p img.Picture) error { _, err := s.IDCard(ctx, p, ""); return err },
		"/cv/ocr/bankcard":       func(ctx context.Context, p img.Picture) error { _, err := s.BankCard(ctx, p); return err },
		"/cv/ocr/driving":        func(ctx context.Context, p img.Picture) error { _, err := s.VehicleLicense(ctx, p); return err },
		"/cv/ocr/drivinglicense": func(ctx context.Context, p img.Picture) error { _, err := s.DriverLicense(ctx, p); return err },
		"/cv/ocr/bizlicense":     func(ctx context.Context, p img.Picture) error { _, err := s.BusinessLicense(ctx, p); return err },
		"/cv/ocr/comm":           func(ctx context.Context, p img.Picture) error { _, err := s.Text(ctx, p); return err },
		"/cv/ocr/menu":           func(ctx context.Context, p img.Picture) error { _, err := s.Menu(ctx, p); return err },
		"/cv/ocr/platenum":       func(ctx context.Context, p img.Picture) error { _, err := s.PlateNumber(ctx, p); return err },
	}
}

// Each method takes an address in place of a file, which travels in the query without a body. None sends a picture that
// the platform would refuse.
func TestPictures(t *testing.T) {
	t.Parallel()
	var path, query, sent string
	client, requests := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
		path, query, sent = strings.TrimPrefix(r.URL.Path, "/api.weixin.qq.com"), r.URL.RawQuery, string(body)
		return []byte(`{"errcode":0,"errmsg":"ok","content":"{}"}`)
	})
	for want, call := range methods(ocr.New(client)) {
		before := requests()
		if err := call(t.Context(), img.Picture{}); !errors.Is(err, endpoint.ErrNoFile) || requests() != before {
			t.Errorf("%s without a picture: %v after %d requests", want, err, requests()-before)
		}
		err := call(t.Context(), addressed)
		if err != nil || path != want || query != "access_token=ACCESS_TOKEN&img_url=https%3A%2F%2Fexample.com%2Ftest.jpg" || sent != "" {
			t.Errorf("%s: %v, sent %s?%s %q", want, err, path, query, sent)
		}
	}
}

// Toolkits have seen the number of a bank card under both names.
func TestBankCardNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"id", "number"} {
		client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte {
			return []byte(`{"errcode":"0","errmsg":"ok","` + name + `":"6222"}`)
		})
		if got, err := ocr.New(client).BankCard(t.Context(), addressed); got != "6222" || err != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

// The menu is JSON in a string in practice, and an object on the platform's page.
func TestDishes(t *testing.T) {
	t.Parallel()
	for content, want := range map[string][]ocr.Dish{
		`"{\"menu_items\": [{\"name\": \"酱鸭\", \"price\": 19.99}]}"`: {{"酱鸭", 1999}},
		`{"menu_items": [{"name": "酱鸭", "price": 0.29}]}`:            {{"酱鸭", 29}},
		`"{}"`: {},
	} {
		got, err := ocr.MenuOut{Content: json.RawMessage(content)}.Dishes()
		if err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s: got %v, %v", content, got, err)
		}
	}
	for _, content := range []string{``, `"duck"`, `[1]`, `{"menu_items":"duck"}`} {
		var unread *endpoint.ResponseError
		got, err := ocr.MenuOut{Content: json.RawMessage(content)}.Dishes()
		if got != nil || !errors.As(err, &unread) || !strings.HasPrefix(err.Error(), "ocr.menu: content is no menu: ") {
			t.Errorf("%s: got %v, %v", content, got, err)
		}
	}
}
