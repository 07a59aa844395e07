package subscribe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/subscribe"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, subscribe.Endpoints(), []apitest.Case{
		{Sample: "bizsend", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return subscribe.New(c).Send(ctx, "OPENID", subscribe.Message{
				TemplateID: "TEMPLATEID", Page: "mp.weixin.qq.com",
				MiniProgram: &subscribe.MiniProgram{AppID: "APPID", PagePath: "index?foo=bar"},
				Data: subscribe.Data{
					"name1": keyword.Text("广州腾讯科技有限公司"), "thing8": keyword.Text("广州腾讯科技有限公司"),
					"time7": keyword.Date(endpoint.Date{Year: 2019, Month: 8, Day: 8}),
				},
			})
		})},
		{
			Sample: "getcategory", Want: []subscribe.Category{{ID: 616, Name: "公交"}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return subscribe.New(c).Categories(ctx) },
		},
		{ // the iterator asks for longer pages: see TestTitles
			Sample: "getpubtemplatetitles",
			Want: subscribe.TitlesOut{Count: 55, Titles: []subscribe.Title{
				{TID: 99, Title: "付款成功通知", Kind: subscribe.OneTime, CategoryID: 616},
			}},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, subscribe.Titles, subscribe.TitlesIn{Categories: "2,616", Limit: 1})
			},
		},
		{
			Sample: "getpubtemplatekeywords",
			Want:   []subscribe.Keyword{{ID: 1, Name: "物品名称", Example: "名称", Type: keyword.TypeThing}},
			Call:   func(ctx context.Context, c *endpoint.Client) (any, error) { return subscribe.New(c).Keywords(ctx, 99) },
		},
		{
			Sample: "addtemplate", Want: "9Aw5ZV1j9xdWTFEkqCpZ7jWySL7aGN6rQom4gXINfJs",
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return subscribe.New(c).Add(ctx, 401, "测试数据", 1, 2)
			},
		},
		{Sample: "gettemplate", Want: []subscribe.Template{
			{
				ID: "9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU", Title: "报名结果通知", Kind: subscribe.OneTime,
				Content: "会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n", Example: "会议时间:2016年8月8日\n会议地点:TIT会议室\n",
			},
			{
				ID: "cy_DfOZL7lypxHh3ja3DyAUbn1GYQRGwezuy5LBTFME", Title: "洗衣机故障提醒", Kind: subscribe.LongTerm,
				Content: "完成时间:{{time1.DATA}}\n所在位置:{{enum_string2.DATA}}\n提示说明:{{enum_string3.DATA}}\n",
				Example: "完成时间:2021年10月21日 12:00:00\n所在位置:客厅\n提示说明:设备发生故障\n",
				Enums: []subscribe.Enum{
					{Keyword: "enum_string2.DATA", Values: []string{"客厅", "餐厅", "厨房"}},
					{Keyword: "enum_string3.DATA", Values: []string{"设备发生故障"}},
				},
			},
		}, Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return subscribe.New(c).List(ctx) }},
		{Sample: "deltemplate", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return subscribe.New(c).Delete(ctx, "wDYzYZVxobJivW9oMpSCpuvACOfJXQIoKUm0PY397Tc")
		})},
	})
}

func TestTitles(t *testing.T) {
	t.Parallel()
	const all = 65
	client, requests := apitest.Serve(t, func(r *http.Request, _ []byte) []byte {
		q := r.URL.Query()
		start, err := strconv.Atoi(q.Get("start"))
		if err != nil || q.Get("limit") != "30" || q.Get("ids") != "2,616" {
			t.Errorf("asked for %v", q)
		}
		var page []string
		for tid := start; tid < min(start+30, all); tid++ {
			page = append(page, fmt.Sprintf(`{"tid":%d,"title":"t","type":3,"categoryId":616}`, tid))
		}
		return fmt.Appendf(nil, `{"errcode":0,"errmsg":"ok","count":%d,"data":[%s]}`, all, strings.Join(page, ","))
	})
	n := 0
	for title, err := range subscribe.New(client).Titles(t.Context(), 2, 616) {
		want := subscribe.Title{TID: endpoint.Number(n), Title: "t", Kind: subscribe.LongTerm, CategoryID: 616}
		if err != nil || title != want {
			t.Fatalf("got %+v, %v, want %+v", title, err, want)
		}
		n++
	}
	if n != all || requests() != 3 {
		t.Errorf("%d titles in %d requests, want %d in 3", n, requests(), all)
	}
	for title, err := range subscribe.New(client).Titles(t.Context()) {
		if !errors.Is(err, endpoint.ErrSubscriptionCategoryMissing) || title != (subscribe.Title{}) {
			t.Errorf("without categories: %+v, %v", title, err)
		}
	}
	if requests() != 3 {
		t.Error("titles without categories were requested")
	}
}

func TestTitleCategory(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]subscribe.TitleCategory{`"616"`: 616, `616`: 616, `""`: 0} {
		var got subscribe.TitleCategory
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
			t.Errorf("%s is %d, %v", raw, got, err)
		}
	}
}

// wantRefused checks that a call is refused because of a field, before any request.
func wantRefused(t *testing.T, path string, code error, call func(*subscribe.Service) error) {
	t.Helper()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
	err := call(subscribe.New(client))
	var refused *endpoint.FieldError
	if !errors.As(err, &refused) || refused.Path != path || requests() != 0 || code != nil && !errors.Is(err, code) {
		t.Errorf("%v after %d requests, want an error about %s before the first", err, requests(), path)
	}
}

func TestSendChecks(t *testing.T) {
	t.Parallel()
	data := subscribe.Data{"thing1": keyword.Text("a")}
	with := func(key, value string) subscribe.Message {
		return subscribe.Message{TemplateID: "T", Data: subscribe.Data{key: keyword.Text(value)}}
	}
	for _, c := range []struct {
		path string
		code error
		m    subscribe.Message
	}{
		{"template_id", endpoint.ErrInvalidTemplateID, subscribe.Message{Data: data}},
		{"data", endpoint.ErrInvalidTemplateData, subscribe.Message{TemplateID: "T"}},
		{"miniprogram", nil, subscribe.Message{TemplateID: "T", Data: data, MiniProgram: &subscribe.MiniProgram{AppID: "a"}}},
		{"data.thing1.value", endpoint.ErrInvalidTemplateData, with("thing1", strings.Repeat("题", 21))},
		{"data.number2.value", endpoint.ErrInvalidTemplateData, with("number2", "x")},
		{"data.letter3.value", endpoint.ErrInvalidTemplateData, with("letter3", "1")},
		{"data.symbol4.value", endpoint.ErrInvalidTemplateData, with("symbol4", "1")},
		{"data.character_string5.value", endpoint.ErrInvalidTemplateData, with("character_string5", "号")},
		{"data.time6.value", endpoint.ErrInvalidTemplateData, with("time6", "x")},
		{"data.date7.value", endpoint.ErrInvalidTemplateData, with("date7", "9:00")},
		{"data.amount8.value", endpoint.ErrInvalidTemplateData, with("amount8", "x")},
		{"data.phone_number9.value", endpoint.ErrInvalidTemplateData, with("phone_number9", "x")},
		{"data.car_number1.value", endpoint.ErrInvalidTemplateData, with("car_number1", "-")},
		{"data.name2.value", endpoint.ErrInvalidTemplateData, with("name2", "1")},
		{"data.phrase3.value", endpoint.ErrInvalidTemplateData, with("phrase3", "x")},
		{"data.enum_string4.value", endpoint.ErrInvalidTemplateData, with("enum_string4", "")},
	} {
		wantRefused(t, c.path, c.code, func(s *subscribe.Service) error { return s.Send(t.Context(), "OPENID", c.m) })
	}
	if err := with("future1", strings.Repeat("a", 99)).Check(); err != nil {
		t.Errorf("%v, but the type is not known", err)
	}
}

// A user must not get a notice twice.
func TestSendIsSentOnce(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	})
	err := subscribe.New(client).Send(t.Context(), "OPENID", subscribe.Message{
		TemplateID: "T", Data: subscribe.Data{"thing1": keyword.Text("a")},
	})
	if !errors.Is(err, endpoint.ErrSystemBusy) || requests() != 1 {
		t.Errorf("got %v after %d requests, want -1 after one", err, requests())
	}
}

func TestAddChecks(t *testing.T) {
	t.Parallel()
	add := func(tid int64, scene string, keywords ...int64) func(*subscribe.Service) error {
		return func(s *subscribe.Service) error {
			_, err := s.Add(t.Context(), tid, scene, keywords...)
			return err
		}
	}
	wantRefused(t, "tid", endpoint.ErrSubscriptionTemplateTID, add(0, "", 1, 2))
	wantRefused(t, "kidList", endpoint.ErrSubscriptionKeywords, add(401, ""))
	wantRefused(t, "kidList", endpoint.ErrSubscriptionKeywords, add(401, "", 1))
	wantRefused(t, "kidList", endpoint.ErrSubscriptionKeywords, add(401, "", 1, 2, 3, 4, 5, 6))
	wantRefused(t, "kidList", endpoint.ErrSubscriptionKeywords, add(10_000_001, "", 1, 2))
	wantRefused(t, "sceneDesc", endpoint.ErrSubscriptionSceneDesc, add(401, strings.Repeat("景", 16), 1, 2))
	err := subscribe.AddIn{TID: "401", Keywords: []endpoint.Number{1, 2}, SceneDesc: strings.Repeat("景", 16)}.Check()
	if want := "subscribe: sceneDesc has 16 characters (48 bytes): give at most 15 characters"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

// The new templates have fixed keywords: the list that is sent is empty, not absent.
func TestAddFixed(t *testing.T) {
	t.Parallel()
	var sent string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		sent = string(body)
		return []byte(`{"errcode":0,"errmsg":"ok","priTmplId":"P"}`)
	})
	id, err := subscribe.New(client).Add(t.Context(), 19_999_999, "")
	if diff := cmp.Diff(`{"tid":"19999999","kidList":[]}`, sent); diff != "" || err != nil || id != "P" {
		t.Errorf("%s, %v%s", id, err, diff)
	}
}

func TestTitlesInChecks(t *testing.T) {
	t.Parallel()
	for path, in := range map[string]subscribe.TitlesIn{
		"ids": {Limit: 1}, "start": {Categories: "1", Start: -1, Limit: 1}, "limit": {Categories: "1", Limit: 31},
	} {
		var refused *endpoint.FieldError
		if err := in.Check(); !errors.As(err, &refused) || refused.Path != path {
			t.Errorf("%v, want an error about %s", err, path)
		}
	}
	if err := (subscribe.TitlesIn{Categories: "1", Limit: 30}).Check(); err != nil {
		t.Error(err)
	}
}

// The platform writes numbers as strings at times.
func TestKindAsString(t *testing.T) {
	t.Parallel()
	client, _ := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":0,"errmsg":"ok","data":[{"priTmplId":"T","type":"3"}]}`)
	})
	if got, err := subscribe.New(client).List(t.Context()); err != nil || len(got) != 1 || got[0].Kind != subscribe.LongTerm {
		t.Errorf("got %+v, %v", got, err)
	}
}
