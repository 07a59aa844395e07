package endpoint_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The drafts are paged by offset.
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

// drafts has five drafts and answers with two at a time. It records the requests, and refuses the request of the given
// number, counted from 1.
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
		refused, leave int // after how many items the loop is left, 0 for never
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

// A second loop begins with the first page again.
func TestPagesStartOver(t *testing.T) {
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

type (
	windowIn struct {
		endpoint.Window
		NoContent endpoint.Flag `json:"no_content,omitempty"`
	}
	begunIn struct {
		Begin int `json:"begin"`
	}
	begunOut struct {
		Cards []int `json:"card_id_list"`
		Sum   int   `json:"total_num"`
	}
)

func (in *begunIn) Skip(n int)          { in.Begin += n }
func (out begunOut) Page() ([]int, int) { return out.Cards, out.Sum }

// A list that is paged by offset and count needs no function.
func TestAll(t *testing.T) {
	t.Parallel()
	list := endpoint.Post[windowIn, endpoint.Batch[string]]("draft.batchget", "/cgi-bin/draft/batchget", "", endpoint.Read)
	body := func(total int, items string) string {
		return fmt.Sprintf(`{"total_count":%d,"item_count":2,"item":[%s]}`, total, items)
	}
	ask := func(offset int) string { return fmt.Sprintf(`{"offset":%d,"count":2,"no_content":1}`, offset) }
	for name, tt := range map[string]struct {
		answers []string
		leave   int // after how many items the loop is left, 0 for never
		want    string
		asked   []string
	}{
		"no total":      {[]string{body(0, `"a","b"`), body(0, `"c"`), body(0, ``)}, 0, "a b c", []string{ask(0), ask(2), ask(3)}},
		"all":           {[]string{body(3, `"a","b"`), body(3, `"c"`)}, 0, "a b c", []string{ask(0), ask(2)}},
		"one page":      {[]string{body(2, `"a","b"`)}, 0, "a b", []string{ask(0)}},
		"none":          {[]string{body(0, ``)}, 0, "", []string{ask(0)}},
		"fewer in fact": {[]string{body(9, `"a","b"`), body(9, ``)}, 0, "a b", []string{ask(0), ask(2)}},
		"left":          {[]string{body(9, `"a","b"`)}, 1, "a", []string{ask(0)}},
		"refused":       {[]string{body(9, `"a","b"`), `{"errcode":40003}`}, 0, "a b error", []string{ask(0), ask(2)}},
	} {
		var asked []string
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			raw, err := io.ReadAll(r.Body)
			asked = append(asked, string(raw))
			return answer(200, tt.answers[min(len(asked), len(tt.answers))-1]), err
		}).client()
		var got []string
		for item, err := range endpoint.All(t.Context(), c, list, windowIn{endpoint.Window{Count: 2}, true}) {
			if err != nil {
				item = "error"
			}
			if got = append(got, item); len(got) == tt.leave {
				break
			}
		}
		if diff := gocmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := gocmp.Diff(tt.asked, asked); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A list that begins at an offset ends with its last item. Each page is fetched with the options.
func TestAllFromAnOffset(t *testing.T) {
	t.Parallel()
	list := endpoint.Post[windowIn, endpoint.Batch[string]]("draft.batchget", "/cgi-bin/draft/batchget", "", endpoint.Read)
	requests := 0
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		requests++
		return answer(200, `{"total_count":12,"item_count":2,"item":["`+r.Header.Get("X-Of")+`","l"]}`), nil
	}).client()
	first := windowIn{Window: endpoint.Window{Offset: 10, Count: 2}}
	for item, err := range endpoint.All(t.Context(), c, list, first, endpoint.WithHeader("X-Of", "k")) {
		if err != nil || item != "k" && item != "l" {
			t.Errorf("got %q, %v", item, err)
		}
	}
	once := func(in windowIn, _ endpoint.Batch[string]) (windowIn, bool) { return in, false }
	for page, err := range endpoint.Pages(t.Context(), c, list, first, once, endpoint.WithHeader("X-Of", "m")) {
		if err != nil || page.Items[0] != "m" {
			t.Errorf("got %+v, %v", page, err)
		}
	}
	if requests != 2 {
		t.Errorf("%d requests", requests)
	}
}

// A list with other member names has its own methods Page and Skip.
func TestAllWithOwnWindowAndPage(t *testing.T) {
	t.Parallel()
	list := endpoint.Post[begunIn, begunOut]("card.batchget", "/card/batchget", "", endpoint.Read)
	f, requests := answering(`{"total_num":3,"card_id_list":[7,8]}`, `{"total_num":3,"card_id_list":[9]}`)
	var got []int
	for card, err := range endpoint.All(t.Context(), f.client(), list, begunIn{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, card)
	}
	if diff := gocmp.Diff([]int{7, 8, 9}, got); diff != "" || *requests != 2 {
		t.Errorf("%d requests, %s", *requests, diff)
	}
}
