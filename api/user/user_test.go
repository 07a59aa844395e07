package user_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// follower is the user of the platform's samples.
func follower(openID, unionID string, subscribed time.Time) user.User {
	return user.User{
		Subscribe: true, OpenID: openID, UnionID: unionID, Language: "zh_CN", SubscribeTime: endpoint.At(subscribed),
		TagIDs: []endpoint.Number{128, 2}, SubscribeScene: user.SceneQRCode, QRScene: 98765,
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	known := follower("o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "o6_bmasdasdsad6_2sgVt7hMZOPfL", time.Date(2013, 10, 25, 9, 55, 57, 0, time.UTC))
	nonFollower := user.User{OpenID: "otvxTs_JZ6SEiP0imdhpi50fuSZg"}
	info := ask(func(ctx context.Context, s *user.Service) (any, error) {
		return s.Info(ctx, "OPENID", endpoint.LangZhCN)
	})
	apitest.Run(t, user.Endpoints(), []apitest.Case{
		{Sample: "info", Want: known, Call: info},
		{Sample: "info_unsubscribed", Want: nonFollower, Call: info},
		{
			Sample: "info_batchget",
			Want: []user.User{
				follower("otvxTs4dckWG7imySrJd6jSi0CWE", "oR5GjjgEhCMJFyzaVZdrxZ2zRRF4", time.Date(2015, 6, 12, 7, 10, 47, 0, time.UTC)),
				nonFollower,
			},
			Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
				return s.BatchInfo(ctx, []string{"otvxTs4dckWG7imySrJd6jSi0CWE", "otvxTs_JZ6SEiP0imdhpi50fuSZg"}, endpoint.LangZhCN)
			}),
		},
		{Sample: "get", Want: plain, Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
			return firstTwo(s.All(ctx))
		})},
		{
			Sample: "get_empty", Want: user.Page{Total: 2},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, user.List, user.ListIn{NextOpenID: "OPENID2"})
			},
		},
		{Sample: "updateremark", Call: do(func(ctx context.Context, s *user.Service) error {
			return s.UpdateRemark(ctx, "oDF3iY9ffA-hqb2vVvbr7qxf6A0Q", "pangzi")
		})},
		{Sample: "tags_create", Want: int64(134), Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
			return s.CreateTag(ctx, "广东")
		})},
		{
			Sample: "tags_get", Want: []user.Tag{{ID: 1, Name: "每天一罐可乐星人"}, {ID: 2, Name: "星标组"}},
			Call: ask(func(ctx context.Context, s *user.Service) (any, error) { return s.Tags(ctx) }),
		},
		{Sample: "tags_update", Call: do(func(ctx context.Context, s *user.Service) error {
			return s.RenameTag(ctx, 134, "广东人")
		})},
		{Sample: "tags_delete", Call: do(func(ctx context.Context, s *user.Service) error { return s.DeleteTag(ctx, 134) })},
		{Sample: "tag_get", Want: two, Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
			return firstTwo(s.AllTagged(ctx, 134))
		})},
		{Sample: "getidlist", Want: []int64{134, 2}, Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
			return s.TagIDs(ctx, two[1])
		})},
		{Sample: "batchtagging", Call: do(func(ctx context.Context, s *user.Service) error { return s.Tag(ctx, 134, two) })},
		{Sample: "batchuntagging", Call: do(func(ctx context.Context, s *user.Service) error { return s.Untag(ctx, 134, two) })},
		{
			Sample: "getblacklist",
			Want:   user.Page{Total: 23000, Count: 1000, Data: &user.OpenIDs{OpenIDs: plain}, NextOpenID: "OPENID1000"},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, user.GetBlacklist, user.BlacklistIn{BeginOpenID: "OPENID1"})
			},
		},
		{Sample: "batchblacklist", Call: do(func(ctx context.Context, s *user.Service) error { return s.Blacklist(ctx, plain) })},
		{Sample: "batchunblacklist", Call: do(func(ctx context.Context, s *user.Service) error { return s.Unblacklist(ctx, plain) })},
		{
			Sample: "changeopenid",
			Want: []user.ChangedOpenID{
				{OldOpenID: "oEmYbwN-n24jxvk4Sox81qedINkQ", NewOpenID: "o2FwqwI9xCsVadFah_HtpPfaR-X4", Message: "ok"},
				{OldOpenID: "oEmYbwH9uVd4RKJk7ZZg6SzL6tTo", Message: "ori_openid error"},
			},
			Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
				return s.ChangeOpenIDs(ctx, "gh_91ae50dfeb1c", []string{"oEmYbwN-n24jxvk4Sox81qedINkQ", "oEmYbwH9uVd4RKJk7ZZg6SzL6tTo"})
			}),
		},
		{Sample: "groups_create", Want: int64(107), Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
			return s.CreateGroup(ctx, "test")
		})},
		{
			Sample: "groups_get",
			Want:   []user.Tag{{ID: 0, Name: "未分组", Count: 72596}, {ID: 1, Name: "黑名单", Count: 36}, {ID: 2, Name: "星标组", Count: 8}},
			Call:   ask(func(ctx context.Context, s *user.Service) (any, error) { return s.Groups(ctx) }),
		},
		{Sample: "groups_getid", Want: int64(102), Call: ask(func(ctx context.Context, s *user.Service) (any, error) {
			return s.GroupID(ctx, "od8XIjsmk6QdVTETa9jLtGWA6KBc")
		})},
		{Sample: "groups_update", Call: do(func(ctx context.Context, s *user.Service) error {
			return s.RenameGroup(ctx, 108, "test2_modify2")
		})},
		{Sample: "groups_members_update", Call: do(func(ctx context.Context, s *user.Service) error {
			return s.MoveToGroup(ctx, 108, "oDF3iYx0ro3_7jD4HFRDfrjdCM58")
		})},
		{Sample: "groups_members_batchupdate", Call: do(func(ctx context.Context, s *user.Service) error {
			return s.MoveAllToGroup(ctx, 108, []string{"oDF3iYx0ro3_7jD4HFRDfrjdCM58", "oDF3iY9FGSSRHom3B-0w5j4jlEyY"})
		})},
		{Sample: "groups_delete", Call: do(func(ctx context.Context, s *user.Service) error { return s.DeleteGroup(ctx, 108) })},
	})
}

// The users of the samples about tags, and of those about lists.
var (
	two   = []string{"ocYxcuAEy30bX0NXmGn4ypqx3tI0", "ocYxcuBt0mRugKZ7tGAHPnUaOW7Y"}
	plain = []string{"OPENID1", "OPENID2"}
)

// ask adapts a method with an answer to [apitest.Case].
func ask(call func(ctx context.Context, s *user.Service) (any, error)) func(context.Context, *endpoint.Client) (any, error) {
	return func(ctx context.Context, c *endpoint.Client) (any, error) { return call(ctx, user.New(c)) }
}

// do adapts a method without an answer to [apitest.Case].
func do(call func(ctx context.Context, s *user.Service) error) func(context.Context, *endpoint.Client) (any, error) {
	return func(ctx context.Context, c *endpoint.Client) (any, error) { return nil, call(ctx, user.New(c)) }
}

// firstTwo ends the loop before the second page.
func firstTwo(all iter.Seq2[string, error]) (any, error) {
	var openIDs []string
	for openID, err := range all {
		if err != nil {
			return nil, err
		}
		if openIDs = append(openIDs, openID); len(openIDs) == 2 {
			break
		}
	}
	return openIDs, nil
}

// followers answers user/get with pages of 150 of n followers, and batchget with the requested users.
type followers struct {
	t       *testing.T
	n       int
	lists   []string // the next_openid of each call of user/get
	batches []int    // the size of each batch
	refuse  int      // the number, from 1, of the request to refuse
}

func openID(i int) string { return fmt.Sprintf("o%04d", i) }

func (f *followers) answer(r *http.Request, body []byte) []byte {
	if f.refuse == len(f.lists)+len(f.batches)+1 {
		return []byte(`{"errcode":40003,"errmsg":"invalid openid"}`)
	}
	if strings.HasSuffix(r.URL.Path, "/batchget") {
		var in user.BatchInfoIn
		if err := json.Unmarshal(body, &in); err != nil {
			f.t.Error(err)
		}
		f.batches = append(f.batches, len(in.Users))
		infos := []map[string]any{}
		for _, u := range in.Users {
			infos = append(infos, map[string]any{"subscribe": 1, "openid": u.OpenID})
		}
		return f.encode(map[string]any{"user_info_list": infos})
	}
	after := r.URL.Query().Get("next_openid")
	f.lists = append(f.lists, after)
	page := []string{}
	for i := range f.n {
		if id := openID(i); id > after && len(page) < 150 {
			page = append(page, id)
		}
	}
	if len(page) == 0 {
		return f.encode(map[string]any{"total": f.n, "count": 0, "next_openid": ""})
	}
	return f.encode(map[string]any{"total": f.n, "count": len(page), "data": map[string]any{"openid": page}, "next_openid": page[len(page)-1]})
}

func (f *followers) encode(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		f.t.Error(err)
	}
	return raw
}

func TestAll(t *testing.T) {
	t.Parallel()
	tests := []struct {
		n     int
		lists []string
	}{
		{0, []string{""}},
		{3, []string{"", "o0002"}},
		{300, []string{"", "o0149", "o0299"}},
		{310, []string{"", "o0149", "o0299", "o0309"}},
	}
	for _, tt := range tests {
		f := &followers{t: t, n: tt.n}
		client, _ := apitest.Serve(t, f.answer)
		n := 0
		for id, err := range user.New(client).All(t.Context()) {
			if err != nil || id != openID(n) {
				t.Fatalf("%d followers: got %q and %v, want %q", tt.n, id, err, openID(n))
			}
			n++
		}
		if n != tt.n {
			t.Errorf("got %d of %d followers", n, tt.n)
		}
		if diff := cmp.Diff(tt.lists, f.lists); diff != "" {
			t.Errorf("%d followers: calls (-want +got):\n%s", tt.n, diff)
		}
	}
}

// A page without next_openid is the last.
func TestAllEndsWithoutNext(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"total":1,"count":1,"data":{"openid":["OPENID1"]},"next_openid":""}`)
	})
	for _, err := range user.New(client).All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if requests() != 1 {
		t.Errorf("got %d requests, want 1", requests())
	}
}

// An empty page is the last, even if it has a next_openid.
func TestAllEndsWithAnEmptyPage(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
		return []byte(`{"total":1,"count":0,"data":{"openid":[]},"next_openid":"OPENID1"}`)
	})
	for openID, err := range user.New(client).All(t.Context()) {
		t.Fatal(openID, err)
	}
	if requests() != 1 {
		t.Errorf("got %d requests, want 1", requests())
	}
}

func TestAllEndsAtAnError(t *testing.T) {
	t.Parallel()
	f := &followers{t: t, n: 300, refuse: 2}
	client, _ := apitest.Serve(t, f.answer)
	n, last := 0, error(nil)
	for _, err := range user.New(client).All(t.Context()) {
		if n, last = n+1, err; n > 151 {
			t.Fatal("the loop goes on after the error")
		}
	}
	if n != 151 || !errors.Is(last, endpoint.ErrInvalidOpenID) {
		t.Errorf("got %d steps and %v, want 150 openids and then the error", n, last)
	}
}

// A user who does not follow is written with the fields that the platform sends; the sandbox depends on this.
func TestUserWritesWhatThePlatformSends(t *testing.T) {
	t.Parallel()
	tests := map[string]user.User{
		`{"subscribe":0,"openid":"o1"}`:                {OpenID: "o1", Remark: "left over"},
		`{"subscribe":0,"openid":"o1","unionid":"u1"}`: {OpenID: "o1", UnionID: "u1"},
		`{"subscribe":1,"openid":"o1","language":"zh_CN","subscribe_time":0,"remark":"a&b","groupid":0,"tagid_list":[],"subscribe_scene":"ADD_SCENE_OTHERS","qr_scene":0,"qr_scene_str":""}`: {
			Subscribe: true, OpenID: "o1", Language: "zh_CN", Remark: "a&b", TagIDs: []endpoint.Number{}, SubscribeScene: user.SceneOthers,
		},
	}
	for want, u := range tests {
		got, err := endpoint.EncodeJSON(u)
		if err != nil || string(got) != want {
			t.Errorf("got %s and %v, want %s", got, err, want)
		}
	}
}
