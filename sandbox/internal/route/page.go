package route

import (
	"fmt"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// Page returns the part of a list that a request for a page selects. A page has up to maxCount items. The list has the
// newest item last; the page has it first.
func Page[E, Item any](list []E, w endpoint.Window, maxCount int, item func(E) Item) (endpoint.Batch[Item], error) {
	if w.Offset < 0 || w.Count < 1 || int64(w.Count) > int64(maxCount) {
		return endpoint.Batch[Item]{}, core.Refuse(
			endpoint.ErrInvalidArgs,
			fmt.Sprintf(
				"offset is %d and count is %d; offset begins at 0, and count is 1 to %d.",
				w.Offset,
				w.Count,
				maxCount,
			),
			fmt.Sprintf("offset 为 %d，count 为 %d；offset 从 0 开始，count 须为 1 到 %d。", w.Offset, w.Count, maxCount),
		)
	}
	end := max(0, int64(len(list))-int64(w.Offset))
	shown := list[max(0, end-int64(w.Count)):end]
	page := endpoint.Batch[Item]{Total: endpoint.Number(len(list)), Count: endpoint.Number(len(shown)), Items: []Item{}}
	for _, e := range slices.Backward(shown) {
		page.Items = append(page.Items, item(e))
	}
	return page, nil
}
