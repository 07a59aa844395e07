package user_test

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// export runs an export from a place until the given number of users came, or to its end for 0. It returns their
// openids and the place that the program would have stored.
func export(t *testing.T, s *user.Service, from user.Cursor, leave int) (openIDs []string, next user.Cursor) {
	next = from
	for exported, err := range s.Export(t.Context(), from, endpoint.LangEn) {
		if err != nil {
			t.Fatal(err)
		}
		openIDs, next = append(openIDs, exported.User.OpenID), exported.Next
		if len(openIDs) == leave {
			break
		}
	}
	return openIDs, next
}

// Wherever an export of pages of 150 users is interrupted, it goes on with the user after the last one. The place
// survives being written down.
func TestExportGoesOn(t *testing.T) {
	t.Parallel()
	all := openIDsOf(310)
	for _, leave := range []int{1, 99, 100, 101, 149, 150, 151, 299, 300, 301, 309, 310} {
		f := &followers{t: t, n: len(all)}
		client, _ := apitest.Serve(t, f.answer)
		first, next := export(t, user.New(client), user.Cursor{}, leave)
		raw, err := json.Marshal(next)
		if err != nil {
			t.Fatal(err)
		}
		var stored user.Cursor
		if err := json.Unmarshal(raw, &stored); err != nil {
			t.Fatal(err)
		}
		rest, last := export(t, user.New(client), stored, 0)
		if diff := cmp.Diff(all, slices.Concat(first, rest)); diff != "" {
			t.Errorf("left after %d (-want +got):\n%s", leave, diff)
		}
		if again, _ := export(t, user.New(client), last, 0); len(again) > 0 {
			t.Errorf("left after %d: the end of the list was not the end: %v", leave, again)
		}
	}
}

// An export that goes on makes only the calls for what is left: the page of its place, and the rest of its users.
func TestExportCallsForTheRest(t *testing.T) {
	t.Parallel()
	f := &followers{t: t, n: 310}
	client, _ := apitest.Serve(t, f.answer)
	export(t, user.New(client), user.Cursor{Page: "o0149", OpenID: "o0298"}, 0)
	if diff := cmp.Diff([]string{"o0149", "o0299", "o0309"}, f.lists); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{1, 10}, f.batches); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
}

// If the last user has left, the page begins again.
func TestExportGoesOnAfterAUserWhoLeft(t *testing.T) {
	t.Parallel()
	f := &followers{t: t, n: 310}
	client, _ := apitest.Serve(t, f.answer)
	got, _ := export(t, user.New(client), user.Cursor{Page: "o0149", OpenID: "o9999"}, 0)
	if len(got) != 160 || got[0] != "o0150" {
		t.Errorf("got %d users from %v on, want the 160 after o0149", len(got), got[0])
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

func TestExportEndsAtAnError(t *testing.T) {
	t.Parallel()
	infos := func(s *user.Service) iter.Seq2[user.Exported, error] {
		return func(yield func(user.Exported, error) bool) {
			for u, err := range s.AllInfo(t.Context(), "") {
				yield(user.Exported{User: u}, err)
			}
		}
	}
	for name, all := range map[string]func(s *user.Service) iter.Seq2[user.Exported, error]{
		"Export":  func(s *user.Service) iter.Seq2[user.Exported, error] { return s.Export(t.Context(), user.Cursor{}, "") },
		"AllInfo": infos,
	} {
		for refuse, want := range map[int]int{1: 1, 2: 1, 3: 101} {
			client, _ := apitest.Serve(t, (&followers{t: t, n: 310, refuse: refuse}).answer)
			n, last := 0, error(nil)
			for exported, err := range all(user.New(client)) {
				if n, last = n+1, err; err != nil && exported.Next != (user.Cursor{}) {
					t.Errorf("%s: an error came with the place %v", name, exported.Next)
				}
			}
			if n != want || !errors.Is(last, endpoint.ErrInvalidOpenID) {
				t.Errorf("%s: request %d refused: got %d steps and %v, want %d with the error last", name, refuse, n, last, want)
			}
		}
	}
}
