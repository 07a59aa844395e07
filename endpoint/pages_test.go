package endpoint_test

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The drafts come in pages by their offset.
type (
	batchIn struct {
		Offset int `json:"offset"`
		Count  int `json:"count"`
	}
	batchOut struct {
		Total int      `json:"total_count"`
		Items []string `json:"item"`
	}
)

var batchGet = endpoint.Post[batchIn, batchOut]("draft.batchget", "/cgi-bin/draft/batchget", "", endpoint.Idempotent())

// drafts answers with two of five drafts at a time, and writes down what it is
// asked. It refuses the request of that number, counted from 1.
func drafts(t *testing.T, refused int) (pages iter.Seq2[batchOut, error], asked *[]string) {
	asked = new([]string)
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		*asked = append(*asked, string(body))
		switch len(*asked) {
		case refused:
			return answer(200, `{"errcode":40003,"errmsg":"refused"}`), err
		case 1:
			return answer(200, `{"total_count":5,"item":["a","b"]}`), err
		case 2:
			return answer(200, `{"total_count":5,"item":["c","d"]}`), err
		}
		return answer(200, `{"total_count":5,"item":["e"]}`), err
	}).client()
	return endpoint.Pages(t.Context(), c, batchGet, batchIn{Count: 2}, func(in batchIn, page batchOut) (batchIn, bool) {
		in.Offset += len(page.Items)
		return in, in.Offset < page.Total
	}), asked
}

func TestPages(t *testing.T) {
	t.Parallel()
	all := []string{`{"offset":0,"count":2}`, `{"offset":2,"count":2}`, `{"offset":4,"count":2}`}
	for name, tt := range map[string]struct {
		refused, leave int // leave after so many items, 0 for never
		want           string
		asked          []string
	}{
		"all":              {0, 0, "a b c d e", all},
		"left in a page":   {0, 3, "a b c", all[:2]},
		"left at its end":  {0, 2, "a b", all[:1]},
		"refused at once":  {1, 0, "error", all[:1]},
		"refused midway":   {2, 0, "a b error", all[:2]},
		"left at an error": {2, 3, "a b error", all[:2]},
	} {
		pages, asked := drafts(t, tt.refused)
		var got []string
		for item, err := range endpoint.Items(pages, func(p batchOut) []string { return p.Items }) {
			if err != nil {
				if item != "" || !errors.Is(err, endpoint.ErrInvalidOpenID) {
					t.Errorf("%s: %q with %v", name, item, err)
				}
				item = "error"
			}
			if got = append(got, item); len(got) == tt.leave {
				break
			}
		}
		if diff := gocmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := gocmp.Diff(tt.asked, *asked); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A loop begins anew with the first page.
func TestPagesTwice(t *testing.T) {
	t.Parallel()
	pages, asked := drafts(t, 0)
	for range 2 {
		for range pages {
			break
		}
	}
	first := `{"offset":0,"count":2}`
	if diff := gocmp.Diff([]string{first, first}, *asked); diff != "" {
		t.Error(diff)
	}
}
