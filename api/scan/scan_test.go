package scan_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/scan"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// product returns the product of the samples.
func product() scan.Product {
	price := scan.Prices{Min: 25000, Max: 25022, OriginalMin: 30010, OriginalMax: 32015}
	return scan.Product{
		PID:              "pid001",
		Images:           &scan.Images{Main: []scan.Image{{URL: "http://www.google.com/a.jpg"}, {URL: "http://www.google.com/b.jpg"}}},
		Category:         &scan.Categories{Items: []scan.Category{{Name: "酒店"}}},
		OfficialCategory: &scan.Categories{Items: []scan.Category{{Name: "酒店"}}},
		Tags:             &scan.Tags{Items: []scan.Tag{{Name: "酒店公寓"}}},
		Link:             &scan.Link{Type: scan.LinkMiniProgram, AppID: "wxa0x01adx3423566", Path: "pages/index/index"},
		Title:            "test title", SubTitle: "test sub_title", Brand: "test brand", Shop: &scan.Shop{Source: 2}, Description: "test desc",
		Price: &price, Sale: &scan.Sale{Status: scan.OnSale, Stock: 1000},
		Custom: &scan.CustomPairs{Items: []scan.CustomPair{{Key: "star", Value: "4"}}},
		SKUs: &scan.SKUs{Items: []scan.SKU{{
			ID: "sku001", BarcodeType: "ean13", Barcode: "2018032105140", Images: &scan.Images{Main: []scan.Image{{URL: "http://www.google.com/c.jpg"}}},
			Path: "pages/index/index?a=b", Price: &price, Sale: &scan.Sale{Status: scan.OnSale, Stock: 500}, Shop: &scan.Shop{Source: 2},
			Attributes: &scan.Attributes{Items: []scan.Attribute{{Key: "酒店房型", Value: "海景大床房"}}},
		}}},
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	changed := product()
	changed.PartialUpdate = true
	on := func(call func(ctx context.Context, s *scan.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, scan.New(c)) }
	}
	apitest.Run(t, scan.Endpoints(), []apitest.Case{
		{
			Sample: "product_v2_add", Want: "115141102647330200",
			Call: on(func(ctx context.Context, s *scan.Service) (any, error) { return s.Add(ctx, changed) }),
		},
		{
			Sample: "product_v2_status",
			Want: scan.Result{Succeeded: 1, Failed: 1, Total: 2, Progress: "100.00%", Products: []scan.Imported{
				{PID: "pid001", Message: "success"}, {PID: "pid002", Code: 1, Message: "system error"},
			}},
			Call: on(func(ctx context.Context, s *scan.Service) (any, error) { return s.Status(ctx, "115141102647330200") }),
		},
		{
			Sample: "product_v2_getinfo", Want: product(),
			Call: on(func(ctx context.Context, s *scan.Service) (any, error) { return s.Get(ctx, "pid001") }),
		},
		{
			Sample: "product_v2_getinfobypage", Want: scan.ListOut{Products: []scan.Product{product()}, Context: "Uuls-grxWGsHmCGPcUQbtK0Da"},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, scan.List, scan.ListIn{Context: "Uuls-grxWGsHmCGPcUQbtK0Da", Page: 2, Size: 10})
			},
		},
	})
}

// A full page with a context leads to the next page; a page that is not full ends the list, and so does one without a
// context.
func TestAll(t *testing.T) {
	t.Parallel()
	full := strings.TrimSuffix(strings.Repeat(`{"pid":"p"},`, scan.MaxPage), ",")
	first, second := `{"page_num":1,"page_size":100}`, `{"page_context":"c1","page_num":2,"page_size":100}`
	for name, tt := range map[string]struct {
		pages    []string
		asked    []string
		products int
	}{
		"two pages":      {[]string{`{"product":[` + full + `],"page_context":"c1"}`, `{"product":[{"pid":"p"}],"page_context":"c2"}`}, []string{first, second}, 101},
		"no context":     {[]string{`{"product":[` + full + `]}`}, []string{first}, 100},
		"nothing":        {[]string{`{"product":[]}`}, []string{first}, 0},
		"nothing behind": {[]string{`{"product":[` + full + `],"page_context":"c1"}`, `{"product":[],"page_context":"c2"}`}, []string{first, second}, 100},
	} {
		var asked []string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			asked = append(asked, string(body))
			if len(asked) > len(tt.pages) {
				return []byte(`{"product":[]}`)
			}
			return []byte(tt.pages[len(asked)-1])
		})
		n := 0
		for p, err := range scan.New(client).All(t.Context()) {
			if err != nil || p.PID != "p" {
				t.Fatal(p, err)
			}
			n++
		}
		if diff := cmp.Diff(tt.asked, asked); diff != "" || n != tt.products {
			t.Errorf("%s: %d products, %s", name, n, diff)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	full := make([]scan.Product, scan.MaxProducts)
	for i := range full {
		full[i].PID = fmt.Sprint(i)
	}
	for text, products := range map[string][]scan.Product{
		"": full,
		"scan: product has 0 products: give 1 to 1000":                   nil,
		"scan: product has 1001 products: give 1 to 1000":                append(full[:1000:1000], product()),
		"scan: product[1].pid is empty: give your own id of the product": {product(), {Title: "t"}},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"status_ticket":"T"}`) })
		_, err := scan.New(client).Add(t.Context(), products...)
		var refused *endpoint.FieldError
		switch {
		case text == "" && (err != nil || requests() != 1):
			t.Errorf("%d products: %v after %d requests", len(products), err, requests())
		case text != "" && (!errors.As(err, &refused) || err.Error() != text || requests() != 0):
			t.Errorf("got %v after %d requests, want %s", err, requests(), text)
		}
	}
}

// Money is in fen here and in yuan on the wire, and no amount changes on its way.
func TestFen(t *testing.T) {
	t.Parallel()
	for fen := range scan.Fen(100_000) {
		raw, err := json.Marshal(fen)
		if err != nil {
			t.Fatal(err)
		}
		var got scan.Fen
		if err := json.Unmarshal(raw, &got); err != nil || got != fen {
			t.Fatalf("%d fen are written as %s and read as %d, %v", fen, raw, got, err)
		}
	}
	for wire, want := range map[string]scan.Fen{`250`: 25000, `250.22`: 25022, `"0.1"`: 10, `0`: 0, `""`: 0, `null`: 0} {
		var got scan.Fen
		if err := json.Unmarshal([]byte(wire), &got); err != nil || got != want {
			t.Errorf("%s is read as %d, %v", wire, got, err)
		}
	}
	for _, wire := range []string{`"x"`, `1e300`, `"NaN"`, `{}`} {
		var got scan.Fen
		if err := json.Unmarshal([]byte(wire), &got); err == nil {
			t.Errorf("%s is read as %d", wire, got)
		}
	}
}
