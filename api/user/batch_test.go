package user_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// openIDsOf returns n openids.
func openIDsOf(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = openID(i)
	}
	return list
}

// Every method that takes a list splits it by the documented size.
func TestBatches(t *testing.T) {
	t.Parallel()
	for path, tt := range map[string]struct {
		size int
		call func(ctx context.Context, s *user.Service, openIDs []string) error
	}{
		"/cgi-bin/user/info/batchget": {100, func(ctx context.Context, s *user.Service, openIDs []string) error {
			_, err := s.BatchInfo(ctx, openIDs, "")
			return err
		}},
		"/cgi-bin/changeopenid": {100, func(ctx context.Context, s *user.Service, openIDs []string) error {
			_, err := s.ChangeOpenIDs(ctx, "wx0", openIDs)
			return err
		}},
		"/cgi-bin/tags/members/batchtagging": {50, func(ctx context.Context, s *user.Service, openIDs []string) error {
			return s.Tag(ctx, 134, openIDs)
		}},
		"/cgi-bin/tags/members/batchuntagging": {50, func(ctx context.Context, s *user.Service, openIDs []string) error {
			return s.Untag(ctx, 134, openIDs)
		}},
		"/cgi-bin/tags/members/batchblacklist": {20, func(ctx context.Context, s *user.Service, openIDs []string) error {
			return s.Blacklist(ctx, openIDs)
		}},
		"/cgi-bin/tags/members/batchunblacklist": {20, func(ctx context.Context, s *user.Service, openIDs []string) error {
			return s.Unblacklist(ctx, openIDs)
		}},
		"/cgi-bin/groups/members/batchupdate": {50, func(ctx context.Context, s *user.Service, openIDs []string) error {
			return s.MoveAllToGroup(ctx, 108, openIDs)
		}},
	} {
		for _, n := range []int{0, 1, tt.size, tt.size + 1, 2*tt.size + 1} {
			var sent []string
			client, requests := apitest.Serve(t, func(r *http.Request, body []byte) []byte {
				if !strings.HasSuffix(r.URL.Path, path) {
					t.Errorf("%s: the request went to %s", path, r.URL.Path)
				}
				batch := batchOf(t, body)
				if sent = append(sent, batch...); len(batch) > tt.size {
					t.Errorf("%s: a call for %d users", path, len(batch))
				}
				return []byte(`{"errcode":0,"errmsg":"ok"}`)
			})
			if err := tt.call(t.Context(), user.New(client), openIDsOf(n)); err != nil {
				t.Errorf("%s: %d users: %v", path, n, err)
			}
			if diff := cmp.Diff(openIDsOf(n), append([]string{}, sent...)); diff != "" {
				t.Errorf("%s: %d users (-want +sent):\n%s", path, n, diff)
			}
			if want := (n + tt.size - 1) / tt.size; requests() != want {
				t.Errorf("%s: %d users took %d calls, want %d", path, n, requests(), want)
			}
		}
	}
}

// batchOf returns the openids of a request's body.
func batchOf(t *testing.T, body []byte) []string {
	var in struct {
		OpenIDs []string         `json:"openid_list"`
		Users   []user.BatchUser `json:"user_list"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		t.Error(err)
	}
	for _, u := range in.Users {
		in.OpenIDs = append(in.OpenIDs, u.OpenID)
	}
	return in.OpenIDs
}

// The error of a batch says what was done: a refusal ends it, and a list of the openids that failed does not.
func TestBatchError(t *testing.T) {
	t.Parallel()
	const (
		ok      = `{"errcode":0,"errmsg":"ok"}`
		refusal = `{"errcode":48001,"errmsg":"api unauthorized"}`
		vague   = `{"errcode":45171,"errmsg":"some openid fail"}`
	)
	partial := func(openIDs ...int) string {
		list := []string{}
		for _, i := range openIDs {
			list = append(list, openID(i))
		}
		raw, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":%s}`, raw)
	}
	all := openIDsOf(120) // in calls of 50
	for name, tt := range map[string]struct {
		answers              []string
		done, failed, unsent []string
		code                 endpoint.Code
		text                 string
	}{
		"refused at once": {
			[]string{refusal}, nil, all[:50], all[50:], endpoint.ErrAPIUnauthorized,
			"user: 0 of 120 openids done, 50 failed, 70 not sent: user.batchtagging: 48001 ",
		},
		"refused midway": {
			[]string{ok, refusal}, all[:50], all[50:100], all[100:], endpoint.ErrAPIUnauthorized,
			"user: 50 of 120 openids done, 50 failed, 20 not sent: user.batchtagging: 48001 ",
		},
		"refused last": {
			[]string{ok, ok, refusal}, all[:100], all[100:], nil, endpoint.ErrAPIUnauthorized,
			"user: 100 of 120 openids done, 20 failed, 0 not sent: user.batchtagging: 48001 ",
		},
		"some failed": {
			[]string{partial(0, 3), ok, partial(119)}, slices.Concat(all[1:3], all[4:119]), []string{all[0], all[3], all[119]}, nil, endpoint.ErrTaggingIncomplete,
			"user: 117 of 120 openids done, 3 failed, 0 not sent: user.batchtagging: 45171 ",
		},
		"some failed, then refused": {
			[]string{partial(49), refusal}, all[:49], all[49:100], all[100:], endpoint.ErrAPIUnauthorized,
			"user: 49 of 120 openids done, 51 failed, 20 not sent: user.batchtagging: 48001 ",
		},
		"some failed, nobody says which": {
			[]string{ok, vague}, all[:50], all[50:100], all[100:], endpoint.ErrTaggingIncomplete,
			"user: 50 of 120 openids done, 50 failed, 20 not sent: user.batchtagging: 45171 ",
		},
		"some failed, none is named": {
			[]string{ok, partial()}, all[:50], all[50:100], all[100:], endpoint.ErrTaggingIncomplete,
			"user: 50 of 120 openids done, 50 failed, 20 not sent: user.batchtagging: 45171 ",
		},
	} {
		n := 0
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
			n++
			return []byte(tt.answers[n-1])
		})
		err := user.New(client).Tag(t.Context(), 134, all)
		var got *user.BatchError
		var cause *endpoint.Error
		if !errors.As(err, &got) || !errors.As(err, &cause) || cause.Code != tt.code || !strings.HasPrefix(err.Error(), tt.text) {
			t.Errorf("%s: got %v, want %s", name, err, tt.text)
			continue
		}
		if requests() != len(tt.answers) {
			t.Errorf("%s: %d calls, want %d", name, requests(), len(tt.answers))
		}
		want := [][]string{tt.done, tt.failed, tt.unsent}
		if diff := cmp.Diff(want, [][]string{got.Done, got.Failed, got.Unsent}); diff != "" {
			t.Errorf("%s: done, failed, unsent (-want +got):\n%s", name, diff)
		}
	}
}

// What was read before the error is not lost.
func TestReadBeforeTheError(t *testing.T) {
	t.Parallel()
	f := &followers{t: t, refuse: 3}
	client, _ := apitest.Serve(t, f.answer)
	users, err := user.New(client).BatchInfo(t.Context(), openIDsOf(250), "")
	var got *user.BatchError
	if !errors.As(err, &got) || len(users) != 200 || users[199].OpenID != openID(199) {
		t.Errorf("got %d users and %v, want 200 and the error", len(users), err)
	}
	n := 0
	client, _ = apitest.Serve(t, func(*http.Request, []byte) []byte {
		if n++; n == 2 {
			return []byte(`{"errcode":63183,"errmsg":"appid error"}`)
		}
		return []byte(`{"errcode":0,"errmsg":"ok","result_list":[{"ori_openid":"o1","new_openid":"o2","err_msg":"ok"}]}`)
	})
	changed, err := user.New(client).ChangeOpenIDs(t.Context(), "wx0", openIDsOf(150))
	if want := []user.ChangedOpenID{{OldOpenID: "o1", NewOpenID: "o2", Message: "ok"}}; !cmp.Equal(want, changed) || !errors.Is(err, endpoint.ErrNoMigration) {
		t.Errorf("got %+v and %v, want %+v and the error", changed, err, want)
	}
}

// A call that is refused for one of its openids is made for the others; if it is for all, the batch ends.
func TestWrongOpenIDs(t *testing.T) {
	t.Parallel()
	for _, code := range []endpoint.Code{endpoint.ErrInvalidOpenID, endpoint.ErrOpenIDMismatch, endpoint.ErrTooManyTagsOnUser} {
		for _, tt := range []struct {
			wrong        []int
			failed, done int
			unsent       int
			calls        int // at most
		}{
			{[]int{7}, 1, 119, 0, 15},
			{[]int{0, 49, 50, 119}, 4, 116, 0, 45},
			{rangeOf(0, 50), 50, 0, 70, 99},
			{rangeOf(50, 100), 50, 50, 20, 100},
		} {
			wrong := map[string]bool{}
			for _, i := range tt.wrong {
				wrong[openID(i)] = true
			}
			client, requests := apitest.Serve(t, func(_ *http.Request, body []byte) []byte {
				if slices.ContainsFunc(batchOf(t, body), func(id string) bool { return wrong[id] }) {
					return fmt.Appendf(nil, `{"errcode":%d,"errmsg":"refused"}`, code)
				}
				return []byte(`{"errcode":0,"errmsg":"ok"}`)
			})
			err := user.New(client).Tag(t.Context(), 134, openIDsOf(120))
			var got *user.BatchError
			if !errors.As(err, &got) || !errors.Is(err, code) || len(got.Done) != tt.done || len(got.Failed) != tt.failed || len(got.Unsent) != tt.unsent {
				t.Errorf("%v: %v", tt.wrong, err)
				continue
			}
			for _, id := range got.Failed {
				if !wrong[id] {
					t.Errorf("%v: %s counts as failed", tt.wrong, id)
				}
			}
			if requests() > tt.calls {
				t.Errorf("%v: %d calls", tt.wrong, requests())
			}
		}
	}
}

func rangeOf(from, to int) (list []int) {
	for i := from; i < to; i++ {
		list = append(list, i)
	}
	return list
}
