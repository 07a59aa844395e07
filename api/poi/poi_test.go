package poi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/poi"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// store returns the store of the samples.
func store() poi.Store {
	return poi.Store{
		Name: "麦当劳", Branch: "艺苑路店", Province: "广东省", City: "广州市", District: "海珠区", Address: "艺苑路11号",
		Categories: []string{"美食,小吃快餐"}, Offset: poi.OffsetTencent, Longitude: 115.32375, Latitude: 25.097486,
		Details: poi.Details{
			SID: "33788392", Telephone: "020-12345678",
			Photos:    []poi.Photo{{URL: "https://mmbiz.qpic.cn/a"}, {URL: "https://mmbiz.qpic.cn/b"}},
			Recommend: "麦辣鸡腿堡套餐，麦乐鸡，全家桶", Special: "免费wifi，外卖服务", Introduction: "麦当劳是全球大型跨国连锁餐厅",
			OpenTime: "8:00-20:00", AvgPrice: 35,
		},
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	passed := store()
	passed.State = poi.StatePassed
	listed := passed
	listed.PoiID = "271864249"
	on := func(call func(ctx context.Context, s *poi.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, poi.New(c)) }
	}
	apitest.Run(t, poi.Endpoints(), []apitest.Case{
		{
			Sample: "addpoi", Want: "271262077",
			Call: on(func(ctx context.Context, s *poi.Service) (any, error) { return s.Add(ctx, listed) }), // without what only answers have
		},
		{
			Sample: "getpoi", Want: passed,
			Call: on(func(ctx context.Context, s *poi.Service) (any, error) { return s.Get(ctx, "271262077") }),
		},
		{
			Sample: "getpoilist", Want: poi.ListOut{Businesses: []poi.Business[poi.Store]{{BaseInfo: listed}}, Total: 1},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, poi.List, poi.ListIn{Limit: 10})
			},
		},
		{
			Sample: "updatepoi",
			Call: on(func(ctx context.Context, s *poi.Service) (any, error) {
				return nil, s.Update(ctx, "271864249", poi.Details{
					SID: "A00001", Telephone: "020-12345678", Photos: []poi.Photo{{URL: "https://mmbiz.qpic.cn/a"}},
					Recommend: "麦辣鸡腿堡", Special: "免费wifi", Introduction: "麦当劳", OpenTime: "8:00-20:00", AvgPrice: 35,
				})
			}),
		},
		{
			Sample: "delpoi",
			Call: on(func(ctx context.Context, s *poi.Service) (any, error) {
				return nil, s.Delete(ctx, "271262077")
			}),
		},
		{
			Sample: "getwxcategory", Want: []string{"美食,江浙菜,上海菜", "美食,江浙菜,淮扬菜"},
			Call: on(func(ctx context.Context, s *poi.Service) (any, error) { return s.Categories(ctx) }),
		},
	})
}

// The stores are fetched page by page; the total ends the list.
func TestAll(t *testing.T) {
	t.Parallel()
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		return fmt.Appendf(nil, `{"errcode":0,"business_list":[{"base_info":{"poi_id":"%d"}}],"total_count":"2"}`, len(asked))
	})
	var ids []string
	for s, err := range poi.New(client).All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, s.PoiID)
	}
	if diff := cmp.Diff([]string{"1", "2"}, ids); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`{"begin":0,"limit":50}`, `{"begin":1,"limit":50}`}, asked); diff != "" {
		t.Error(diff)
	}
}

// The limits are those of the old page.
func TestCheck(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("店", n) }
	for name, tt := range map[string]struct {
		change func(s *poi.Store)
		text   string // "" for a store that is allowed
	}{
		"as much as goes": {func(s *poi.Store) {
			s.Name, s.Branch, s.Province, s.City, s.District = long(15), long(10), long(10), long(30), long(10)
			s.Telephone, s.Photos = long(53), make([]poi.Photo, 20)
			s.Recommend, s.Special, s.Introduction = long(200), long(200), long(300)
		}, ""},
		"30 letters":            {func(s *poi.Store) { s.Name = strings.Repeat("m", 30) }, ""},
		"no name":               {func(s *poi.Store) { s.Name = "" }, "business_name has the width 0, where a Chinese character counts 2: give 1 to 30"},
		"name too long":         {func(s *poi.Store) { s.Name = long(15) + "m" }, "business_name has the width 31, where a Chinese character counts 2: give 1 to 30"},
		"branch too long":       {func(s *poi.Store) { s.Branch = long(11) }, "branch_name has 11 characters: give at most 10"},
		"province too long":     {func(s *poi.Store) { s.Province = long(11) }, "province has 11 characters: give at most 10"},
		"city too long":         {func(s *poi.Store) { s.City = long(31) }, "city has 31 characters: give at most 30"},
		"district too long":     {func(s *poi.Store) { s.District = long(11) }, "district has 11 characters: give at most 10"},
		"telephone too long":    {func(s *poi.Store) { s.Telephone = long(54) }, "telephone has 54 characters: give at most 53"},
		"too many pictures":     {func(s *poi.Store) { s.Photos = make([]poi.Photo, 21) }, "photo_list has 21 pictures: give at most 20"},
		"recommend too long":    {func(s *poi.Store) { s.Recommend = long(201) }, "recommend has 201 characters: give at most 200"},
		"special too long":      {func(s *poi.Store) { s.Special = long(201) }, "special has 201 characters: give at most 200"},
		"introduction too long": {func(s *poi.Store) { s.Introduction = long(301) }, "introduction has 301 characters: give at most 300"},
	} {
		s := store()
		tt.change(&s)
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"poi_id":"1"}`) })
		_, err := poi.New(client).Add(t.Context(), s)
		if tt.text == "" {
			if err != nil || requests() != 1 {
				t.Errorf("%s: %v after %d requests", name, err, requests())
			}
			continue
		}
		var refused *endpoint.FieldError
		if want := "poi: business.base_info." + tt.text; !errors.As(err, &refused) || err.Error() != want || requests() != 0 {
			t.Errorf("%s: got %v after %d requests, want %s", name, err, requests(), want)
		}
	}
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
	err := poi.New(client).Update(t.Context(), "1", poi.Details{Telephone: long(54)})
	var refused *endpoint.FieldError
	if !errors.As(err, &refused) || refused.Path != "business.base_info.telephone" || requests() != 0 {
		t.Errorf("an update got %v after %d requests", err, requests())
	}
}
