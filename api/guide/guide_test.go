package guide_test

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

	"github.com/wechatgo/wechatgo/api/guide"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// call is a call of a Service, as the tests list them.
type call func(ctx context.Context, s *guide.Service) (any, error)

func TestService(t *testing.T) {
	t.Parallel()
	test := guide.Account("test")
	at := func(seconds int64) endpoint.Time { return endpoint.At(time.Unix(seconds, 0)) }
	results := []guide.BuyerResult{{Message: "ok", OpenID: "x"}, {Code: endpoint.ErrInvalidOpenID, Message: "invalid openid", OpenID: "y"}}
	config := guide.Config{
		FastReplies:   []guide.FastReply{{Content: "x"}},
		AutoReply:     &guide.AutoReply{Content: "x", Type: guide.ReplyText},
		AutoReplyPlus: &guide.AutoReply{Content: "x", Type: guide.ReplyText},
	}
	read := config
	read.FastReplies = []guide.FastReply{{Content: "x", UpdateTime: at(1550000000)}}
	on := func(call call) func(context.Context, *endpoint.Client) (any, error) {
		return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, guide.New(c)) }
	}
	apitest.Run(t, guide.Endpoints(), []apitest.Case{
		{
			Sample: "addguideacct",
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return nil, s.Add(ctx, guide.Profile{ID: test, HeadImageURL: "http://mmbiz.qpic.cn/x", Nickname: "x"})
			}),
		},
		{
			Sample: "getguideacct",
			Want:   guide.Guide{ID: guide.ID{Account: "test", OpenID: "x"}, Nickname: "x", HeadImageURL: "x", Status: 1},
			Call:   on(func(ctx context.Context, s *guide.Service) (any, error) { return s.Get(ctx, test) }),
		},
		{
			Sample: "updateguideacct",
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return nil, s.Update(ctx, guide.Profile{ID: test, HeadImageURL: "http://mmbiz.qpic.cn/x", Nickname: "x"})
			}),
		},
		{
			Sample: "delguideacct",
			Call:   on(func(ctx context.Context, s *guide.Service) (any, error) { return nil, s.Delete(ctx, test) }),
		},
		{
			Sample: "getguideacctlist", Want: []guide.Guide{{ID: guide.ID{Account: "test", OpenID: "x"}, Status: 1}},
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) { return collect(s.All(ctx)) }),
		},
		{
			Sample: "guidecreateqrcode", Want: "x",
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) { return s.QRCode(ctx, test, "x") }),
		},
		{
			Sample: "getguidebuyerchatrecord",
			Want: []guide.Chat{{
				Account: "test", OpenID: "x", CreateTime: at(1550000000), Content: "x", Type: guide.ContentText, Direction: guide.FromBuyer,
			}},
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return collect(s.Chats(ctx, test, guide.ChatFilter{OpenID: "x", Begin: at(1550000000), End: at(1560000000)}))
			}),
		},
		{
			Sample: "setguideconfig",
			Call:   on(func(ctx context.Context, s *guide.Service) (any, error) { return nil, s.SetConfig(ctx, test, config) }),
		},
		{
			Sample: "getguideconfig", Want: read,
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) { return s.Config(ctx, test) }),
		},
		{
			Sample: "addguidebuyerrelation", Want: results,
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return s.AddBuyers(ctx, test, guide.Buyer{OpenID: "x", Nickname: "x"}, guide.Buyer{OpenID: "y"})
			}),
		},
		{
			Sample: "delguidebuyerrelation", Want: results,
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) { return s.DeleteBuyers(ctx, test, "x", "y") }),
		},
		{
			Sample: "getguidebuyerrelationlist",
			Want:   []guide.BoundBuyer{{Buyer: guide.Buyer{OpenID: "x", Nickname: "x"}, CreateTime: at(1550000000)}},
			Call:   on(func(ctx context.Context, s *guide.Service) (any, error) { return collect(s.Buyers(ctx, test)) }),
		},
		{
			Sample: "rebindguideacctforbuyer", Want: results,
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return s.Rebind(ctx, guide.Account("a"), guide.Account("b"), "x", "y")
			}),
		},
		{
			Sample: "newguidetagoption",
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return nil, s.NewTag(ctx, "性别", "男", "女")
			}),
		},
		{
			Sample: "getguidetagoption", Want: []guide.Tag{{Name: "性别", Values: []string{"男", "女"}}},
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) { return s.Tags(ctx) }),
		},
		{
			Sample: "addguidebuyertag", Want: results,
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return s.TagBuyers(ctx, test, "男", "x", "y")
			}),
		},
		{
			Sample: "addguidemassendjob", Want: []guide.Task{{ID: 1, OpenIDs: []string{"x"}}},
			Call: on(func(ctx context.Context, s *guide.Service) (any, error) {
				return s.MassSend(ctx, guide.Mass{
					Guide: test, Name: "x", Remark: "x", PushTime: time.Unix(1550000000, 0), OpenIDs: []string{"x"},
					Materials: []guide.Material{
						guide.Text("x"), guide.Image{MediaID: "IMAGE"},
						guide.MiniProgramCard{AppID: "wx", Title: "x", Path: "pages/index/index", CoverMediaID: "COVER"},
					},
				})
			}),
		},
	})
}

// collect returns the items of a list.
func collect[Item any](list func(func(Item, error) bool)) (items []Item, err error) {
	for item, err := range list {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// The lists are fetched page by page, counted from 0; the total ends them.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		list  call
		asked []string
	}{
		"guides": {
			func(ctx context.Context, s *guide.Service) (any, error) { return collect(s.All(ctx)) },
			[]string{`{"page":0,"num":10}`, `{"page":1,"num":10}`},
		},
		"buyers": {
			func(ctx context.Context, s *guide.Service) (any, error) {
				return collect(s.Buyers(ctx, guide.OpenID("o")))
			},
			[]string{`{"guide_openid":"o","page":0,"num":10}`, `{"guide_openid":"o","page":1,"num":10}`},
		},
		"chats": {
			func(ctx context.Context, s *guide.Service) (any, error) {
				return collect(s.Chats(ctx, guide.OpenID("o"), guide.ChatFilter{}))
			},
			[]string{`{"guide_openid":"o","page":0,"num":10}`, `{"guide_openid":"o","page":1,"num":10}`},
		},
	} {
		var asked []string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			asked = append(asked, string(body))
			return []byte(`{"total_num":2,"list":[{"openid":"x"}],"msg_list":[{"openid":"x"}]}`)
		})
		if _, err := tt.list(t.Context(), guide.New(client)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.asked, asked); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// 401 customers take three calls. If the last one fails, the results of the others are returned with the error.
func TestBatches(t *testing.T) {
	t.Parallel()
	const n = 2*guide.MaxBatch + 1
	openIDs, buyers := make([]string, n), make([]guide.Buyer, n)
	for i := range n {
		openIDs[i] = fmt.Sprint(i)
		buyers[i].OpenID = openIDs[i]
	}
	for name, change := range map[string]func(ctx context.Context, s *guide.Service) ([]guide.BuyerResult, error){
		"add": func(ctx context.Context, s *guide.Service) ([]guide.BuyerResult, error) {
			return s.AddBuyers(ctx, guide.OpenID("o"), buyers...)
		},
		"delete": func(ctx context.Context, s *guide.Service) ([]guide.BuyerResult, error) {
			return s.DeleteBuyers(ctx, guide.OpenID("o"), openIDs...)
		},
		"tag": func(ctx context.Context, s *guide.Service) ([]guide.BuyerResult, error) {
			return s.TagBuyers(ctx, guide.OpenID("o"), "v", openIDs...)
		},
		"rebind": func(ctx context.Context, s *guide.Service) ([]guide.BuyerResult, error) {
			return s.Rebind(ctx, guide.OpenID("o"), guide.OpenID("p"), openIDs...)
		},
	} {
		for _, fails := range []bool{false, true} {
			calls, want := 0, n
			if fails {
				want = n - 1
			}
			client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
				if calls++; calls == 3 && fails {
					return []byte(`{"errcode":40003,"errmsg":"invalid openid"}`)
				}
				return answer(t, body)
			})
			results, err := change(t.Context(), guide.New(client))
			if (err != nil) != fails || fails && !errors.Is(err, endpoint.ErrInvalidOpenID) || calls != 3 {
				t.Errorf("%s: %v after %d calls", name, err, calls)
			}
			var got []string
			for _, r := range results {
				got = append(got, r.OpenID)
			}
			if diff := cmp.Diff(openIDs[:want], got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// answer answers a change of customers with a success for each.
func answer(t *testing.T, body []byte) []byte {
	var in struct {
		Buyers  []guide.Buyer `json:"buyer_list"`
		OpenIDs []string      `json:"openid_list"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		t.Error(err)
	}
	var out guide.BuyersOut
	for _, b := range in.Buyers {
		out.Buyers = append(out.Buyers, guide.BuyerResult{OpenID: b.OpenID})
	}
	for _, id := range in.OpenIDs {
		out.Buyers = append(out.Buyers, guide.BuyerResult{OpenID: id})
	}
	raw, err := json.Marshal(out)
	if err != nil {
		t.Error(err)
	}
	return raw
}

// A guide that was read has two names, of which one is sent.
func TestTwoNames(t *testing.T) {
	t.Parallel()
	a, b := guide.ID{Account: "a", OpenID: "oa"}, guide.ID{Account: "b", OpenID: "ob"}
	for want, call := range map[string]call{
		`{"guide_account":"a"}`: func(ctx context.Context, s *guide.Service) (any, error) { return s.Get(ctx, a) },
		`{"guide_account":"a","guide_nickname":"n"}`: func(ctx context.Context, s *guide.Service) (any, error) {
			return nil, s.Update(ctx, guide.Profile{ID: a, Nickname: "n"})
		},
		`{"guide_account":"a","openid_list":["x"]}`:                             func(ctx context.Context, s *guide.Service) (any, error) { return s.DeleteBuyers(ctx, a, "x") },
		`{"old_guide_account":"a","new_guide_account":"b","openid_list":["x"]}`: func(ctx context.Context, s *guide.Service) (any, error) { return s.Rebind(ctx, a, b, "x") },
		`{"old_guide_account":"a","new_guide_account":"b","openid_list":["y"]}`: func(ctx context.Context, s *guide.Service) (any, error) {
			return s.Rebind(ctx, a, guide.Account("b"), "y")
		},
		`{"old_guide_openid":"oa","new_guide_openid":"ob","openid_list":["x"]}`: func(ctx context.Context, s *guide.Service) (any, error) {
			return s.Rebind(ctx, a, guide.OpenID("ob"), "x")
		},
		`{"guide_account":"a","is_delete":false}`: func(ctx context.Context, s *guide.Service) (any, error) {
			return nil, s.SetConfig(ctx, a, guide.Config{})
		},
		`{}`: func(ctx context.Context, s *guide.Service) (any, error) { return s.Config(ctx, guide.ID{}) },
		`{"guide_account":"a","task_name":"","push_time":1,"openid":["x"],"material":[{"type":1,"word":"w"}]}`: func(ctx context.Context, s *guide.Service) (any, error) {
			return s.MassSend(ctx, guide.Mass{Guide: a, PushTime: time.Unix(1, 0), OpenIDs: []string{"x"}, Materials: []guide.Material{guide.Text("w")}})
		},
	} {
		var sent string
		client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
			sent = string(body)
			return []byte(`{"errcode":0,"errmsg":"ok"}`)
		})
		if _, err := call(t.Context(), guide.New(client)); err != nil || sent != want {
			t.Errorf("%v, sent %s, want %s", err, sent, want)
		}
	}
}

func TestDeleteConfig(t *testing.T) {
	t.Parallel()
	var sent string
	client, _ := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
		sent = string(body)
		return []byte(`{"errcode":0,"errmsg":"ok"}`)
	})
	err := guide.New(client).DeleteConfig(t.Context(), guide.ID{}, guide.Config{FastReplies: []guide.FastReply{{Content: "x"}}})
	if want := `{"is_delete":true,"guide_fast_reply_list":[{"content":"x"}]}`; err != nil || sent != want {
		t.Errorf("%v, sent %s, want %s", err, sent, want)
	}
}

// What the pages do not allow is not sent.
func TestCheck(t *testing.T) {
	t.Parallel()
	mass := func(change func(m *guide.Mass)) call {
		m := guide.Mass{Guide: guide.Account("a"), OpenIDs: []string{"x"}, Materials: []guide.Material{guide.Text(strings.Repeat("汉", 3413) + "x")}}
		change(&m)
		return func(ctx context.Context, s *guide.Service) (any, error) { return s.MassSend(ctx, m) }
	}
	nobody := guide.ID{}
	const (
		noGuide  = "guide_account is empty: name the guide with Account or OpenID"
		mixed    = "new_guide_account and old_guide_account are not both set or both empty: name both guides with Account or both with OpenID"
		material = "give a Text, an Image or a MiniProgramCard"
	)
	for name, tt := range map[string]struct {
		call call
		text string // "" for a call that is allowed
	}{
		"add":    {func(ctx context.Context, s *guide.Service) (any, error) { return nil, s.Add(ctx, guide.Profile{}) }, noGuide},
		"get":    {func(ctx context.Context, s *guide.Service) (any, error) { return s.Get(ctx, nobody) }, noGuide},
		"update": {func(ctx context.Context, s *guide.Service) (any, error) { return nil, s.Update(ctx, guide.Profile{}) }, noGuide},
		"delete": {func(ctx context.Context, s *guide.Service) (any, error) { return nil, s.Delete(ctx, nobody) }, noGuide},
		"code":   {func(ctx context.Context, s *guide.Service) (any, error) { return s.QRCode(ctx, nobody, "") }, noGuide},
		"chats": {func(ctx context.Context, s *guide.Service) (any, error) {
			return collect(s.Chats(ctx, nobody, guide.ChatFilter{}))
		}, noGuide},
		"buyers": {func(ctx context.Context, s *guide.Service) (any, error) { return collect(s.Buyers(ctx, nobody)) }, noGuide},
		"add buyers": {func(ctx context.Context, s *guide.Service) (any, error) {
			return s.AddBuyers(ctx, nobody, guide.Buyer{})
		}, noGuide},
		"delete buyers": {func(ctx context.Context, s *guide.Service) (any, error) { return s.DeleteBuyers(ctx, nobody, "x") }, noGuide},
		"tag buyers":    {func(ctx context.Context, s *guide.Service) (any, error) { return s.TagBuyers(ctx, nobody, "v", "x") }, noGuide},
		"rebind from none": {func(ctx context.Context, s *guide.Service) (any, error) {
			return s.Rebind(ctx, nobody, guide.Account("b"), "x")
		}, "old_" + noGuide},
		"rebind to none": {func(ctx context.Context, s *guide.Service) (any, error) {
			return s.Rebind(ctx, guide.Account("a"), nobody, "x")
		}, "new_" + noGuide},
		"rebind mixed": {func(ctx context.Context, s *guide.Service) (any, error) {
			return s.Rebind(ctx, guide.Account("a"), guide.OpenID("o"), "x")
		}, mixed},
		"send":             {mass(func(*guide.Mass) {}), ""},
		"send from nobody": {mass(func(m *guide.Mass) { m.Guide = nobody }), noGuide},
		"send to nobody":   {mass(func(m *guide.Mass) { m.OpenIDs = nil }), "openid is empty: give the openids of customers of the guide"},
		"send nothing":     {mass(func(m *guide.Mass) { m.Materials = nil }), "material is empty: " + material},
		"send nil":         {mass(func(m *guide.Mass) { m.Materials = append(m.Materials, nil) }), "material[1] is empty: " + material},
		"send a long text": {mass(func(m *guide.Mass) { m.Materials = []guide.Material{guide.Text(strings.Repeat("汉", 3414))} }), "material[0].word has 10242 bytes: give at most 10240: 3413 Chinese characters"},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
		_, err := tt.call(t.Context(), guide.New(client))
		var refused *endpoint.FieldError
		switch {
		case tt.text == "" && (err != nil || requests() != 1):
			t.Errorf("%s: %v after %d requests", name, err, requests())
		case tt.text != "" && (!errors.As(err, &refused) || err.Error() != "guide: "+tt.text || requests() != 0):
			t.Errorf("%s: got %v after %d requests, want %s", name, err, requests(), tt.text)
		}
	}
}
