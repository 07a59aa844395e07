package datacube

import (
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// release is an article on the day on which it was published or sent.
type release struct {
	day   endpoint.Date
	msgID string
	set   *core.News
	index int
}

// releasedOn returns the articles that were published or sent on the days, without those that were deleted.
func releasedOn(tx *core.Tx, asked days) (list []release) {
	for d := asked.first; d.Compare(asked.last) <= 0; d = d.Add(1) {
		for _, id := range articlesOf(tx, days{d, d}, core.Released) {
			if set, index := find(tx, id); set != nil && !set.Threads[index].Deleted {
				list = append(list, release{d, id, set, index})
			}
		}
	}
	return list
}

func (r release) article() draft.Article { return r.set.Articles[r.index] }

// until returns the days whose figures are ready among the first ones from the release on.
func (r release) until(ready endpoint.Date, first int) (list []endpoint.Date) {
	for i := range first {
		if d := r.day.Add(i); d.Compare(ready) <= 0 {
			list = append(list, d)
		}
	}
	return list
}
