package wifi_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/wifi"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, wifi.Endpoints(), []apitest.Case{
		{
			Sample: "shop_list",
			Want: []wifi.ShopItem{{
				ShopID: 429620, Name: "南山店", SSID: "WX567", SSIDs: []string{"WX567", "WX123"}, Protocol: wifi.PasswordAP,
			}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				var shops []wifi.ShopItem
				for shop, err := range wifi.New(c).All(ctx) {
					if err != nil {
						return nil, err
					}
					shops = append(shops, shop)
				}
				return shops, nil
			},
		},
		{
			Sample: "shop_get",
			Want: wifi.Shop{
				Name: "南山店", SSID: "WX567", SSIDs: []string{"WX567"}, Networks: []wifi.Network{{SSID: "WX567", Password: "123456789"}},
				Password: "123456789", Protocol: wifi.PasswordAP, Devices: 2, TemplateID: 1, HomepageURL: "http://wifi.weixin.qq.com/",
				Greeting: wifi.WelcomeToShop, PoiID: "285633617",
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return wifi.New(c).Get(ctx, 429620) },
		},
	})
}

// The stores are fetched page by page, counted from 1; the number of pages ends the list.
func TestAll(t *testing.T) {
	t.Parallel()
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		return fmt.Appendf(nil, `{"errcode":0,"data":{"totalcount":2,"pageindex":%[1]d,"pagecount":2,"records":[{"shop_id":%[1]d}]}}`, len(asked))
	})
	var ids []endpoint.Number
	for shop, err := range wifi.New(client).All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, shop.ShopID)
	}
	if diff := cmp.Diff([]endpoint.Number{1, 2}, ids); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`{"pageindex":1,"pagesize":20}`, `{"pageindex":2,"pagesize":20}`}, asked); diff != "" {
		t.Error(diff)
	}
}

// A page without stores ends the list, however many pages there are said to be.
func TestEmptyPageEndsAll(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":0,"data":{"totalcount":1000,"pageindex":1,"pagecount":50,"records":null}}`)
	})
	for shop, err := range wifi.New(client).All(t.Context()) {
		t.Errorf("got %v, %v", shop, err)
	}
	if n := requests(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}
