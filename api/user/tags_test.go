package user_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// The followers of a tag and the blacklist are fetched page by page, each with its own names for a page's place.
func TestListsGoOn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		list func(s *user.Service) iter.Seq2[string, error]
		path string
		want []string
	}{
		"tagged": {
			func(s *user.Service) iter.Seq2[string, error] { return s.AllTagged(t.Context(), 134) }, "/cgi-bin/user/tag/get",
			[]string{`{"tagid":134,"next_openid":""}`, `{"tagid":134,"next_openid":"o2"}`, `{"tagid":134,"next_openid":"o3"}`},
		},
		"blacklisted": {
			func(s *user.Service) iter.Seq2[string, error] { return s.AllBlacklisted(t.Context()) }, "/cgi-bin/tags/members/getblacklist",
			[]string{`{"begin_openid":""}`, `{"begin_openid":"o2"}`, `{"begin_openid":"o3"}`},
		},
	} {
		var asked []string
		answers := []string{
			`{"total":3,"count":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}`,
			`{"total":3,"count":1,"data":{"openid":["o3"]},"next_openid":"o3"}`,
			`{"total":3,"count":0,"next_openid":""}`,
		}
		client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
			if !strings.HasSuffix(r.URL.Path, tt.path) {
				t.Errorf("%s: the request went to %s", name, r.URL.Path)
			}
			asked = append(asked, string(body))
			return []byte(answers[len(asked)-1])
		})
		var got []string
		for openID, err := range tt.list(user.New(client)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, openID)
		}
		if diff := cmp.Diff([]string{"o1", "o2", "o3"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(tt.want, asked); diff != "" {
			t.Errorf("%s: calls (-want +got):\n%s", name, diff)
		}
	}
}

// A page that leads to itself ends its list; a loop must not ask for it for ever.
func TestListsEnd(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]func(s *user.Service) iter.Seq2[string, error]{
		"followers":   func(s *user.Service) iter.Seq2[string, error] { return s.All(t.Context()) },
		"tagged":      func(s *user.Service) iter.Seq2[string, error] { return s.AllTagged(t.Context(), 134) },
		"blacklisted": func(s *user.Service) iter.Seq2[string, error] { return s.AllBlacklisted(t.Context()) },
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
			return []byte(`{"total":2,"count":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}`)
		})
		for _, err := range list(user.New(client)) {
			if err != nil || requests() > 2 {
				t.Errorf("%s: %v after %d requests, want the end after 2", name, err, requests())
				break
			}
		}
	}
}

// SetTags takes the tags that are not wanted, then gives those that are missing in their order.
func TestSetTags(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		want  []int64
		calls []string
	}{
		"none":         {nil, []string{"batchuntagging 100", "batchuntagging 101"}},
		"the same":     {[]int64{101, 100}, nil},
		"another":      {[]int64{100, 102}, []string{"batchuntagging 101", "batchtagging 102"}},
		"more":         {[]int64{103, 101, 102, 100}, []string{"batchtagging 103", "batchtagging 102"}},
		"one refused":  {[]int64{100, 101, 404, 102}, []string{"batchtagging 404"}},
		"one, refused": {[]int64{404}, []string{"batchuntagging 100", "batchuntagging 101", "batchtagging 404"}},
	} {
		var calls []string
		client, _ := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
			if strings.HasSuffix(r.URL.Path, "/getidlist") {
				return []byte(`{"tagid_list":[100,101]}`)
			}
			var in user.TaggingIn
			if err := json.Unmarshal(body, &in); err != nil || len(in.OpenIDs) != 1 || in.OpenIDs[0] != "o1" {
				t.Errorf("%s: sent %s, %v", name, body, err)
			}
			calls = append(calls, fmt.Sprint(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:], " ", in.TagID))
			if in.TagID == 404 {
				return []byte(`{"errcode":45159,"errmsg":"invalid tag id"}`)
			}
			return []byte(`{"errcode":0,"errmsg":"ok"}`)
		})
		err := user.New(client).SetTags(t.Context(), "o1", tt.want...)
		if refused := strings.Contains(name, "refused"); refused != errors.Is(err, endpoint.ErrInvalidTagID) || !refused && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tt.calls, calls); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
