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
func Pages[In, Out any](ctx context.Context, c *Client, e Endpoint[In, Out], first In, next func(in In, page Out) (In, bool)) iter.Seq2[Out, error] {
	return func(yield func(Out, error) bool) {
		for in, more := first, true; more; {
			page, err := Call(ctx, c, e, in)
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
