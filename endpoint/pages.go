package endpoint

import (
	"context"
	"iter"
)

// Pages calls e for a list that comes in pages, as the loop needs them: it
// begins with first and goes on with what next makes of the last input and its
// page, until next reports that there is no more. An error ends the loop; it
// comes with a zero page.
//
//	pages := endpoint.Pages(ctx, c, BatchGet, BatchIn{Count: 20}, func(in BatchIn, page BatchOut) (BatchIn, bool) {
//		in.Offset += len(page.Items)
//		return in, len(page.Items) > 0 && in.Offset < page.Total
//	})
func Pages[In, Out any](ctx context.Context, c *Client, e Endpoint[In, Out], first In, next func(in In, page Out) (In, bool), opts ...CallOption) iter.Seq2[Out, error] {
	return func(yield func(Out, error) bool) {
		for in, more := first, true; more; {
			page, err := Call(ctx, c, e, in, opts...)
			if err != nil {
				var none Out
				yield(none, err)
				return
			}
			if !yield(page, nil) {
				return
			}
			in, more = next(in, page)
		}
	}
}

// Items gives what the pages hold, one by one. An error ends the loop; it comes
// with a zero item.
func Items[Page, Item any](pages iter.Seq2[Page, error], items func(Page) []Item) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for page, err := range pages {
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range items(page) {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// Window is where a page of a list begins and how many it holds, for the inputs
// of lists that come by offset and count. Embed it, itself and not a pointer: a
// loop moves its own copy on.
type Window struct {
	// Offset is how many items come before the page.
	Offset Number `json:"offset"`
	// Count is how many items the page may hold, as many as the endpoint
	// allows.
	Count Number `json:"count"`
}

// Skip moves the window on by n items.
func (w *Window) Skip(n int) { w.Offset += Number(n) }

// before is how many items come before the window.
func (w *Window) before() int { return int(w.Offset) }

// Batch is a page of a list that comes by offset and count.
type Batch[Item any] struct {
	// Total is how many items the list has, 0 where the answer does not say.
	Total Number `json:"total_count"`
	// Count is how many of them are on the page.
	Count Number `json:"item_count"`
	// Items are those of the page.
	Items []Item `json:"item"`
}

// Page returns the items of b and how many the whole list has, if that is known.
func (b Batch[Item]) Page() ([]Item, int) { return b.Items, int(b.Total) }

// All gives the items of a list that comes by offset and count, and fetches
// pages as the loop needs them, from the window of first on. An error ends the
// loop; it comes with a zero item. What is added or removed meanwhile may show
// twice, or not at all.
//
// The input embeds [Window], or has a Skip of its own; the output is a [Batch],
// or has a Page of its own. Where that gives no total, the list ends with a page
// without items.
//
//	type ListIn struct{ endpoint.Window }
//	for item, err := range endpoint.All(ctx, client, List, ListIn{endpoint.Window{Count: 20}}) { ... }
func All[In any, Out interface{ Page() ([]Item, int) }, Item any, Start interface {
	*In
	Skip(n int)
}](ctx context.Context, c *Client, e Endpoint[In, Out], first In, opts ...CallOption) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		seen, in := 0, first
		if window, ok := any(&in).(interface{ before() int }); ok {
			seen = window.before()
		}
		for {
			page, err := Call(ctx, c, e, in, opts...)
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			items, total := page.Page()
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if seen += len(items); len(items) == 0 || total > 0 && seen >= total {
				return
			}
			Start(&in).Skip(len(items))
		}
	}
}
