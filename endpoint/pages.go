package endpoint

import (
	"context"
	"iter"
)

// Pages calls e repeatedly for a list that comes in pages, each page when the loop needs it. The first input is first;
// next makes each further input from the last input and its page, until it returns false. An error ends the loop; it
// comes with a zero page.
//
//	pages := endpoint.Pages(ctx, c, BatchGet, BatchIn{Count: 20}, func(in BatchIn, page BatchOut) (BatchIn, bool) {
//		in.Offset += len(page.Items)
//		return in, len(page.Items) > 0 && in.Offset < page.Total
//	})
func Pages[In, Out any](
	ctx context.Context,
	c *Client,
	e Endpoint[In, Out],
	first In,
	next func(in In, page Out) (In, bool),
	opts ...CallOption,
) iter.Seq2[Out, error] {
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

// Advance is the next of [Pages] for an input whose method Next moves it to the page after the given one, and returns
// false if there is none.
//
//	pages := endpoint.Pages(ctx, c, List, ListIn{}, endpoint.Advance)
func Advance[In, Out any, Start interface {
	*In
	Next(page Out) bool
}](in In, page Out) (In, bool) {
	more := Start(&in).Next(page)
	return in, more
}

// Items yields the items of the pages one by one. An error ends the loop; it comes with a zero item.
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

// Window is where a page of a list begins and how many items it may hold, for the inputs of lists that are paged by
// offset and count. Embed it by value, not as a pointer: a loop changes its own copy.
type Window struct {
	// Offset is the number of items before the page.
	Offset Number `json:"offset"`
	// Count is the highest number of items on the page. Endpoints bound it.
	Count Number `json:"count"`
}

// Skip moves the window forward by n items.
func (w *Window) Skip(n int) { w.Offset += Number(n) }

// before returns the number of items before the window.
func (w *Window) before() int { return int(w.Offset) }

// Batch is a page of a list that is paged by offset and count.
type Batch[Item any] struct {
	// Total is how many items the list has, 0 if the answer does not say.
	Total Number `json:"total_count"`
	// Count is how many items are on the page.
	Count Number `json:"item_count"`
	// Items are the items on the page.
	Items []Item `json:"item"`
}

// Page returns the items of b, and how many items the whole list has, 0 if that is unknown.
func (b Batch[Item]) Page() ([]Item, int) { return b.Items, int(b.Total) }

// All yields the items of a list that is paged by offset and count. It fetches each page when the loop needs it,
// beginning with the window of first. An error ends the loop; it comes with a zero item. Items that are added or
// removed meanwhile may appear twice, or not at all.
//
// The input embeds [Window] or has a Skip method of its own; the output is a [Batch] or has a Page method of its own.
// If Page returns no total, the list ends with a page without items.
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
