package template_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// blocked is the message of the platform's sample.
var blocked = template.Blocked{
	ID: 2, MessageID: "HFmHVgm58MAURBrS71k41100-MaDOWVdjAGaBrgLIls", Title: "测试标题", Content: "测试内容",
	SentAt: endpoint.At(time.Unix(1788796187, 0)), OpenID: "oxx6ZuPvZLe1VC-jdQSBPAGS-KUQ",
}

func TestService(t *testing.T) {
	t.Parallel()
	apitest.Run(t, template.Endpoints(), []apitest.Case{
		{Sample: "subscribe_once", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return template.New(c).SendOnce(ctx, "OPENID", template.Once{
				TemplateID: "TEMPLATE_ID", Scene: 1000, Title: "TITLE", Content: "VALUE", Color: "COLOR", URL: "URL",
				MiniProgram: &template.MiniProgram{AppID: "xiaochengxuappid12345", PagePath: "index?foo=bar"},
			})
		})},
		{Sample: "send", Want: int64(200228332), Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return template.New(c).Send(ctx, "OPENID", template.Message{
				TemplateID: "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY", URL: "http://weixin.qq.com/download",
				MiniProgram: &template.MiniProgram{AppID: "xiaochengxuappid12345", PagePath: "index?foo=bar"},
				ClientMsgID: "MSG_000001",
				Data: template.Data{
					"keyword1": keyword.Text("巧克力"), "keyword2": keyword.Text("39.8元"), "keyword3": keyword.Text("2014年9月22日"),
				},
			})
		}},
		{Sample: "api_set_industry", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return template.New(c).SetIndustry(ctx, 1, 4)
		})},
		{Sample: "get_industry", Want: template.Industries{
			Primary: template.Class{First: "运输与仓储", Second: "快递"}, Secondary: template.Class{First: "IT科技", Second: "互联网|电子商务"},
		}, Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return template.New(c).Industries(ctx) }},
		{
			Sample: "api_add_template", Want: "Doclyl5uP7Aciu-qZ7mJNPtWkbkYnWBWVja26EGbNyk",
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return template.New(c).Add(ctx, "47123", "时间", "地点", "金额")
			},
		},
		{Sample: "get_all_private_template", Want: []template.Template{{
			ID: "iPk5sOIt5X_flOVKn5GrTFpncEYTojx6ddbt8WYoV5s", Title: "领取奖金提醒", PrimaryIndustry: "IT科技", DeputyIndustry: "互联网|电子商务",
			Content: "{ {result.DATA} }\n\n领奖金额:{ {withdrawMoney.DATA} }\n领奖 时间: { {withdrawTime.DATA} }\n银行信息:{ {cardInfo.DATA} }\n到账时间: { {arrivedTime.DATA} }}",
			Example: "您已提交领奖申请\n\n领奖金额:xxxx元\n领奖时间:2013-10-10 12:22:22\n银行信息:xx银行(尾号xxxx)\n到账时间:预计xxxxxxx\n\n预计将于xxxx到达您的银行卡",
		}}, Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return template.New(c).List(ctx) }},
		{Sample: "del_private_template", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return template.New(c).Delete(ctx, "Dyvp3-Ff0cnail_CDSzk1fIc6-9lOkxsQE7exTJbwUE")
		})},
		{
			Sample: "queryblocktmplmsg", Want: []template.Blocked{blocked},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return collect(template.New(c).Blocked(ctx, "f9KbMio42Ks3kzLwPP1aDkl2k98avIFbPtdLJ_yY7QY"))
			},
		},
	})
}

func collect(list func(func(template.Blocked, error) bool)) (all []template.Blocked, err error) {
	for one, err := range list {
		if err != nil {
			return all, err
		}
		all = append(all, one)
	}
	return all, nil
}

// wantRefused checks that a call is refused because of a field, before any request.
func wantRefused(t *testing.T, path string, code error, call func(*template.Service) error) {
	t.Helper()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{}`) })
	err := call(template.New(client))
	var refused *endpoint.FieldError
	if !errors.As(err, &refused) || refused.Path != path || requests() != 0 || code != nil && !errors.Is(err, code) {
		t.Errorf("%v after %d requests, want an error about %s before the first", err, requests(), path)
	}
}

func TestSendChecks(t *testing.T) {
	t.Parallel()
	long := keyword.Text(strings.Repeat("题", 21))
	for path, m := range map[string]template.Message{
		"template_id":       {},
		"miniprogram.appid": {TemplateID: "T", MiniProgram: &template.MiniProgram{PagePath: "index"}},
		"data.thing1.value": {TemplateID: "T", Data: template.Data{"thing1": long}},
		"data.const2.value": {TemplateID: "T", Data: template.Data{"const2": long, "thing1": keyword.Text("a")}},
		"data.time1.value":  {TemplateID: "T", Data: template.Data{"time1": keyword.Text("明天")}},
	} {
		wantRefused(t, path, map[string]error{
			"template_id": endpoint.ErrInvalidTemplateID, "miniprogram.appid": endpoint.ErrInvalidMiniProgramAppID,
		}[path], func(s *template.Service) error {
			_, err := s.Send(t.Context(), "OPENID", m)
			return err
		})
	}
	// The keys of the old library and of test accounts follow no rule.
	for _, key := range []string{"first", "keyword1", "name1", "time", "thing"} {
		if err := (template.Message{TemplateID: "T", Data: template.Data{key: long}}).Check(); err != nil {
			t.Error(err)
		}
	}
}

// A template without keywords gets an empty object, since the platform takes no null.
func TestSendWithoutData(t *testing.T) {
	t.Parallel()
	var sent string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		sent = string(body)
		return []byte(`{"errcode":0,"errmsg":"ok","msgid":9007199254740993}`)
	})
	id, err := template.New(client).Send(t.Context(), "OPENID", template.Message{TemplateID: "T"})
	if want := `{"touser":"OPENID","template_id":"T","data":{}}`; err != nil || sent != want || id != 9007199254740993 {
		t.Errorf("sent %s and got %d, %v, want %s", sent, id, err, want)
	}
}

// A user must not get a message twice.
func TestSendIsSentOnce(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	})
	_, err := template.New(client).Send(t.Context(), "OPENID", template.Message{TemplateID: "T"})
	if !errors.Is(err, endpoint.ErrSystemBusy) || requests() != 1 {
		t.Errorf("got %v after %d requests, want -1 after one", err, requests())
	}
}

func TestAddChecks(t *testing.T) {
	t.Parallel()
	wantRefused(t, "template_id_short", endpoint.ErrInvalidTemplateID, func(s *template.Service) error {
		_, err := s.Add(t.Context(), "", "时间")
		return err
	})
	wantRefused(t, "keyword_name_list", endpoint.ErrInvalidTemplateKeywords, func(s *template.Service) error {
		_, err := s.Add(t.Context(), "47123")
		return err
	})
	if err := (template.AddIn{ShortID: "TM00015"}).Check(); err != nil {
		t.Errorf("%v, but a template of the old library has its own keywords", err)
	}
}

func TestIndustries(t *testing.T) {
	t.Parallel()
	for i, want := range map[template.Industry]template.Class{
		0: {}, -1: {}, 42: {}, 1: {First: "IT科技", Second: "互联网|电子商务"}, 13: {First: "运输与仓储", Second: "快递"},
		41: {First: "其他", Second: "其他"},
	} {
		if got := i.Class(); got != want {
			t.Errorf("%d is %v, want %v", i, got, want)
		}
	}
	seen := map[template.Class]bool{}
	for i := template.Industry(1); i <= 41; i++ {
		if c := i.Class(); c.First == "" || c.Second == "" || seen[c] {
			t.Errorf("%d is %v", i, c)
		}
		seen[i.Class()] = true
	}
	wantRefused(t, "industry_id2", nil, func(s *template.Service) error { return s.SetIndustry(t.Context(), 1, 42) })
	wantRefused(t, "industry_id1", nil, func(s *template.Service) error { return s.SetIndustry(t.Context(), 0, 1) })
}

// The messages held back are read by the largest id of the page before.
func TestBlockedPages(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		var in template.QueryBlockedIn
		if err := json.Unmarshal(body, &in); err != nil || in.MessageID != "M" || in.Limit != 100 {
			t.Errorf("%s: %v", body, err)
		}
		var page []string
		for i := range 100 {
			if id := int(in.LargestID) + 2*(i+1); id <= 300 {
				page = append(page, fmt.Sprintf(`{"id":"%d"}`, id))
			}
		}
		return []byte(`{"msginfo":[` + strings.Join(page, ",") + `],"errcode":0,"errmsg":"ok"}`)
	})
	all, err := collect(template.New(client).Blocked(t.Context(), "M"))
	if err != nil || len(all) != 150 || all[149].ID != 300 || requests() != 2 {
		t.Errorf("%d messages, %v, after %d requests", len(all), err, requests())
	}
	for range template.New(client).Blocked(t.Context(), "M") {
		break
	}
	if requests() != 3 {
		t.Errorf("a loop that ends at the first message made %d requests", requests()-2)
	}
}

// The largest id need not be the last; a page without a larger one ends the list.
func TestBlockedPagesEnd(t *testing.T) {
	t.Parallel()
	var asked []int64
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		var in template.QueryBlockedIn
		if err := json.Unmarshal(body, &in); err != nil {
			t.Error(err)
		}
		asked = append(asked, int64(in.LargestID))
		return []byte(`{"msginfo":[{"id":7}` + strings.Repeat(`,{"id":5}`, 99) + `],"errcode":0,"errmsg":"ok"}`)
	})
	for _, err := range template.New(client).Blocked(t.Context(), "M") {
		if err != nil || len(asked) > 2 {
			break
		}
	}
	if diff := cmp.Diff([]int64{0, 7}, asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// The platform's page shows one message where real answers have a list.
func TestBlockedList(t *testing.T) {
	t.Parallel()
	one, err := json.Marshal(blocked)
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]template.BlockedList{
		string(one): {blocked}, "[" + string(one) + "]": {blocked}, "[]": {}, "null": nil,
	} {
		var got template.BlockedList
		if err := json.Unmarshal([]byte(raw), &got); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if err := json.Unmarshal([]byte(`"x"`), new(template.BlockedList)); err == nil {
		t.Error("a string was read as messages")
	}
}
