package user_test

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
	info := func(ctx context.Context, c *endpoint.Client) (any, error) {
		return user.New(c).Info(ctx, "OPENID", endpoint.LangZhCN)
	}
	apitest.Run(t, user.Endpoints(), []apitest.Case{
		{Sample: "info", Want: known, Call: info},
		{Sample: "info_unsubscribed", Want: nonFollower, Call: info},
		{
			Sample: "info_batchget",
			Want: []user.User{
				follower("otvxTs4dckWG7imySrJd6jSi0CWE", "oR5GjjgEhCMJFyzaVZdrxZ2zRRF4", time.Date(2015, 6, 12, 7, 10, 47, 0, time.UTC)),
				nonFollower,
			},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return user.New(c).BatchInfo(ctx, []string{"otvxTs4dckWG7imySrJd6jSi0CWE", "otvxTs_JZ6SEiP0imdhpi50fuSZg"}, endpoint.LangZhCN)
			},
		},
		{Sample: "get", Want: []string{"OPENID1", "OPENID2"}, Call: firstTwo},
		{
			Sample: "get_empty", Want: user.Page{Total: 2},
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return endpoint.Call(ctx, c, user.List, user.ListIn{NextOpenID: "OPENID2"})
			},
		},
		{Sample: "updateremark", Call: apitest.None(func(ctx context.Context, c *endpoint.Client) error {
			return user.New(c).UpdateRemark(ctx, "oDF3iY9ffA-hqb2vVvbr7qxf6A0Q", "pangzi")
		})},
	})
}

// firstTwo ends the loop before the second page.
func firstTwo(ctx context.Context, c *endpoint.Client) (any, error) {
	var openIDs []string
	for openID, err := range user.New(c).All(ctx) {
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

func TestAllInfo(t *testing.T) {
	t.Parallel()
	f := &followers{t: t, n: 310}
	client, _ := apitest.Serve(t, f.answer)
	n := 0
	for u, err := range user.New(client).AllInfo(t.Context(), "") {
		if err != nil || u.OpenID != openID(n) || !bool(u.Subscribe) {
			t.Fatalf("got %+v and %v, want %q", u, err, openID(n))
		}
		n++
	}
	if n != 310 {
		t.Errorf("got %d of 310 followers", n)
	}
	if diff := cmp.Diff([]int{100, 50, 100, 50, 10}, f.batches); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
}

func TestAllInfoCallsAsNeeded(t *testing.T) {
	t.Parallel()
	f := &followers{t: t, n: 310}
	client, requests := apitest.Serve(t, f.answer)
	for range user.New(client).AllInfo(t.Context(), "") {
		break
	}
	if requests() != 2 {
		t.Errorf("got %d requests for the first user, want a page and a batch", requests())
	}
}

func TestAllInfoEndsAtAnError(t *testing.T) {
	t.Parallel()
	for refuse, want := range map[int]int{1: 1, 2: 1, 3: 101} {
		f := &followers{t: t, n: 310, refuse: refuse}
		client, _ := apitest.Serve(t, f.answer)
		n, last := 0, error(nil)
		for _, err := range user.New(client).AllInfo(t.Context(), "") {
			n, last = n+1, err
		}
		if n != want || !errors.Is(last, endpoint.ErrInvalidOpenID) {
			t.Errorf("request %d refused: got %d steps and %v, want %d with the error last", refuse, n, last, want)
		}
	}
}

func TestBatchInfoSplits(t *testing.T) {
	t.Parallel()
	openIDs := make([]string, 250)
	for i := range openIDs {
		openIDs[i] = openID(i)
	}
	tests := []struct {
		asked, refuse, read int
		batches             []int
	}{
		{0, 0, 0, nil},
		{100, 0, 100, []int{100}},
		{101, 0, 101, []int{100, 1}},
		{250, 0, 250, []int{100, 100, 50}},
		{250, 3, 200, []int{100, 100}}, // the users read before the error are not lost
	}
	for _, tt := range tests {
		f := &followers{t: t, refuse: tt.refuse}
		client, _ := apitest.Serve(t, f.answer)
		users, err := user.New(client).BatchInfo(t.Context(), openIDs[:tt.asked], "")
		if failed := err != nil; failed != (tt.refuse > 0) || len(users) != tt.read {
			t.Errorf("%d asked: got %d users and %v, want %d", tt.asked, len(users), err, tt.read)
		}
		for i, u := range users {
			if u.OpenID != openID(i) {
				t.Fatalf("user %d is %s", i, u.OpenID)
			}
		}
		if diff := cmp.Diff(tt.batches, f.batches); diff != "" {
			t.Errorf("%d asked: batches (-want +got):\n%s", tt.asked, diff)
		}
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
