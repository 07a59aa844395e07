package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/store"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// These are the values of the platform's samples.
const (
	mediaID = "RTZgKZ386yFn5kQSWLTxe4bqxwgzGBjs3OE02cg9CVQk1wRVE3c8fjUFX7jvpi-P"
	picture = "http://mmbiz.qpic.cn/mmbiz_jpg/tW66AWvE2K4EJxIYOVpiaGOkfg0iayibiaP2xHOChvbmKQD5uh8ymibbEKlTTPmjTdQ8ia43sULLeG1pT2psOfPic4kTw/0?wx_fmt=jpeg"
	paper   = "http://mmbiz.qpic.cn/mmbiz_png/tW66AWE2K6ECFPcyAcIZTG8RlcR0sAqBibOm8gao5xOoLfIic9ZJ6MADAktGPxZI7MZLcadZUT36b14NJ2cHRHA/0?wx_fmt=png"
	food    = "http://mmbiz.qpic.cn/mmbiz_png/tW66AWvE2K6icjle1q6nbfKr0HMibzxKqOUfG1hARktHV84ZZojt9cXZ0UicDevZQUicckPw68lfo2Le3RjpEo6oLg/0?wx_fmt=png"
)

func merchant() store.Merchant {
	return store.Merchant{
		FirstCategory: 476, SecondCategory: 477, Qualifications: store.MediaIDs{mediaID}, HeadImage: mediaID,
		Nickname: "hardenzhang308", Intro: "hardenzhangtest",
	}
}

func place() store.NewMapPOI {
	return store.NewMapPOI{
		Name: "hardenzhang", Longitude: 113.323753357, Latitude: 23.0974903107, Province: "广东省", City: "广州市", District: "海珠区",
		DistrictID: "440105", Address: "TIT", Category: "类目1:类目2", Telephone: "12345678901", Photo: paper, License: paper, Introduct: "test",
	}
}

func addition() store.Addition {
	return store.Addition{
		MapPOIID: "2880741500279549033", Pictures: store.Pictures{picture}, ContractPhone: "1111222222", Hour: "11:11-12:12",
		Credential: "22883878-0", Qualifications: store.MediaIDs{mediaID},
	}
}

func change() store.Change {
	return store.Change{
		MapPOIID: "5938314494307741153", POIID: "472671857", Hour: "10:00-21:00", ContractPhone: "123456", Pictures: store.Pictures{picture},
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	on := func(call func(ctx context.Context, s *store.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, store.New(c)) }
	}
	does := func(call func(ctx context.Context, s *store.Service) error) func(context.Context, *endpoint.Client) (any, error) {
		return on(func(ctx context.Context, s *store.Service) (any, error) { return nil, call(ctx, s) })
	}
	cooked := store.Store{
		POIID: "472671857", BusinessName: "龙涤小区熟食店", Province: "黑龙江省", City: "哈尔滨市", District: "value",
		Address: "舍利街道中都大道龙涤小区阿升电脑旁", Longitude: 126.94355011, Latitude: 45.556098938, Telephone: "12345678",
		Photos: []store.Photo{{URL: food}}, OpenTime: "11:00-12:00", Status: store.StoreAuditing,
		QualificationName: "龙涤小区熟食店", QualificationNumber: "91750100ME2XCR6A70",
	}
	listed := cooked
	listed.District, listed.Status, listed.Categories, listed.Qualifications = "阿城区", store.StoreFailed, []string{}, []json.RawMessage{}
	angels := store.Store{
		POIID: "472665875", BusinessName: "超速天使俱乐部", Province: "河北省", City: "邯郸市", District: "曲周县", Address: "新华路19",
		Longitude: 114.958480835, Latitude: 36.7714881897, Telephone: "12345678", Categories: []string{},
		Photos:   []store.Photo{{URL: "http://mmbiz.qpic.cn/mmbiz_jpg/tW66AWvE2K4e52sLYyA90ZKuicdfhkf5ibQk1icmcRWjrMxmVibo8sVQAllABxG5ic0D5x62gfsPVL4aibxQ2SicfPyjQ/0?wx_fmt=jpeg"}},
		OpenTime: "10:00-21:00", Status: store.StorePassed, QualificationName: "超速天使俱乐部", QualificationNumber: "01650100NE2XCT6Z70",
		Qualifications: []json.RawMessage{},
	}
	apitest.Run(t, store.Endpoints(), []apitest.Case{
		{
			Sample: "get_merchant_category",
			Want: []store.Category{
				{Name: "root", Children: []endpoint.Number{269, 278}},
				{ID: 278, Name: "购物", Level: 1, Children: []endpoint.Number{279, 280}},
				{
					ID: 280, Name: "便利店", Level: 2, Father: 278, Children: []endpoint.Number{}, Scene: 3, Sensitive: true,
					Qualify: &store.Qualify{Outer: []store.PaperGroup{{Inner: []store.Paper{{Name: "若涉及食品，请提供《食品经营许可证》或《卫生许可证》"}}}}},
				},
			},
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.Categories(ctx) }),
		},
		{
			Sample: "apply_merchant",
			Call:   does(func(ctx context.Context, s *store.Service) error { return s.ApplyMerchant(ctx, merchant()) }),
		},
		{
			Sample: "get_merchant_audit_info", Want: store.MerchantAudit{AuditID: 414569513, Status: store.AuditPassed},
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.MerchantAudit(ctx) }),
		},
		{
			Sample: "modify_merchant",
			Call:   does(func(ctx context.Context, s *store.Service) error { return s.ModifyMerchant(ctx, "", "修改的内容") }),
		},
		{
			Sample: "get_district",
			Want: store.Districts{Message: "query ok", DataVersion: "20170510", Levels: [][]store.District{
				{{ID: "440000", Name: "广东", FullName: "广东省", Pinyin: []string{"guang", "dong"}, Location: store.Location{Lat: 23.13171, Lng: 113.26627}, Span: []endpoint.Number{246, 266}}},
				{{ID: "440100", Name: "广州", FullName: "广州市", Pinyin: []string{"guang", "zhou"}, Location: store.Location{Lat: 23.12908, Lng: 113.26436}, Span: []endpoint.Number{1667, 1677}}},
				{
					{ID: "440105", FullName: "海珠区", Location: store.Location{Lat: 23.08331, Lng: 113.3172}},
					{ID: "440106", FullName: "天河区", Location: store.Location{Lat: 23.12463, Lng: 113.36199}},
				},
			}},
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.Districts(ctx) }),
		},
		{
			Sample: "search_map_poi",
			Want: []store.MapPOI{{
				ID: "2708071440732747189", BranchName: "X-MAX工厂", Address: "广东省广州市海珠区怡安路172-174号怡安花园二、三层(中海名都)",
				Longitude: 113.274810791, Latitude: 23.1088695526, Telephone: " 020-89190388", Category: "运动健身:健身中心", DataSupply: 2,
				Pictures: []string{}, CardIDs: []string{},
			}},
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.SearchMapPOI(ctx, "440105", "x") }),
		},
		{
			Sample: "create_map_poi", Want: store.MapPOIAudit{BaseID: 42160, RichID: 42010},
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.CreateMapPOI(ctx, place()) }),
		},
		{
			Sample: "add_store", Want: int64(111),
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.Add(ctx, addition()) }),
		},
		{
			Sample: "update_store", Want: store.UpdateOut{HasAudit: true, AuditID: 1111},
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.Update(ctx, change()) }),
		},
		{
			Sample: "get_store_info", Want: cooked,
			Call: on(func(ctx context.Context, s *store.Service) (any, error) { return s.Get(ctx, "472671857") }),
		},
		{
			Sample: "get_store_list", Want: store.ListOut{Total: 2, List: []store.Business{{Store: angels}, {Store: listed}}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, store.GetStoreList, store.ListIn{Limit: 10})
			},
		},
		{
			Sample: "del_store",
			Call:   does(func(ctx context.Context, s *store.Service) error { return s.Delete(ctx, "472671857") }),
		},
	})
}

// The stores are fetched page by page.
func TestAll(t *testing.T) {
	t.Parallel()
	var asked []string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		asked = append(asked, string(body))
		return []byte(`{"errcode":0,"errmsg":"ok","business_list":[{"base_info":{"poi_id":"P","longitude":"114.5"}}],"total_count":2}`)
	})
	for s, err := range store.New(client).All(t.Context()) {
		if err != nil || s.POIID != "P" || s.Longitude != 114.5 {
			t.Fatal(s, err)
		}
	}
	if diff := cmp.Diff([]string{`{"offset":0,"limit":50}`, `{"offset":1,"limit":50}`}, asked); diff != "" {
		t.Error(diff)
	}
}

// The map service refuses with a status, without an errcode.
func TestMapError(t *testing.T) {
	t.Parallel()
	client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"status":120,"message":"too many requests"}`) })
	_, err := store.New(client).Districts(t.Context())
	var refused *store.MapError
	if !errors.As(err, &refused) || refused.Status != 120 || err.Error() != "store.get_district: the map service answered status 120 too many requests" {
		t.Errorf("got %v", err)
	}
}

func TestBelow(t *testing.T) {
	t.Parallel()
	d := store.Districts{Levels: [][]store.District{
		{{ID: "11", Span: []endpoint.Number{0, 0}}, {ID: "44", Span: []endpoint.Number{1, 2}}, {ID: "71"}, {ID: "x", Span: []endpoint.Number{2, 3}}},
		{{ID: "1101"}, {ID: "4401"}, {ID: "4403"}},
	}}
	for _, tt := range []struct {
		level, i int
		want     string
	}{
		{0, 0, "1101"},
		{0, 1, "4401 4403"},
		{0, 2, ""}, // no parts
		{0, 3, ""}, // a span beyond the level
		{0, 4, ""},
		{0, -1, ""},
		{1, 0, ""}, // the last level
		{-1, 0, ""},
	} {
		var got []string
		for _, part := range d.Below(tt.level, tt.i) {
			got = append(got, part.ID)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("below %d of level %d: %v, want %s", tt.i, tt.level, got, tt.want)
		}
	}
}

// A list of papers travels in one string, and no paper as an empty one.
func TestMediaIDs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]store.MediaIDs{`""`: nil, `"a"`: {"a"}, `"a|b"`: {"a", "b"}} {
		var got store.MediaIDs
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(got)
		if diff := cmp.Diff(want, got); diff != "" || err != nil || string(again) != text {
			t.Errorf("%s: %s %v %s", text, again, err, diff)
		}
	}
}

func TestPicturesThatAreNoString(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"list":[]}`, `"["`, `"{\"list\":1}"`} {
		var got store.Pictures
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read as %v", text, got)
		}
	}
	if raw, err := json.Marshal(store.Pictures(nil)); err != nil || string(raw) != `"{\"list\":[]}"` {
		t.Errorf("no picture is written as %s, %v", raw, err)
	}
}
