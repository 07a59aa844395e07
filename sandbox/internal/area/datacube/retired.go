package datacube

import (
	api "github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// The endpoints that the platform no longer maintains tell about the articles of mass messages alone. Every reader is
// taken to come from the account's conversation.

// sentOnly selects the articles of mass messages among those that are selected.
func sentOnly(tx *core.Tx, selected func(core.Counted) bool) func(core.Counted) bool {
	return func(c core.Counted) bool {
		set, _ := find(tx, c.By)
		return set != nil && set.Collection == core.Sent && selected(c)
	}
}

func (f figures) reading() api.Reading {
	return api.Reading{IntPageReadUser: f.readUser(), IntPageReadCount: f.counts[core.Read]}
}

// leastFigures is how much must have happened with an article on a day for a row about it.
const leastFigures = 3

// articleSummary tells who read which article on a day.
func articleSummary(tx *core.Tx, on days) (list []api.ArticleSummary) {
	for _, id := range articlesOf(tx, on, core.Read) {
		if f := figuresOf(tx, on, sentOnly(tx, article(id))); f.readUser() >= leastFigures {
			set, index := find(tx, id)
			list = append(list, api.ArticleSummary{
				RefDate: on.first, MsgID: id, Title: set.Articles[index].Title, Reading: f.reading(),
			})
		}
	}
	return list
}

// articleTotal tells who read the articles of the days that are asked for in the seven days from then on.
func articleTotal(tx *core.Tx, asked days, ready endpoint.Date) (list []api.ArticleTotal) {
	for _, r := range releasedOn(tx, asked) {
		if r.set.Collection != core.Sent {
			continue
		}
		row := api.ArticleTotal{RefDate: r.day, MsgID: r.msgID, Title: r.article().Title, URL: r.article().URL}
		for _, until := range r.until(ready, 7) {
			f := figuresOf(tx, days{r.day, until}, article(r.msgID))
			row.Details = append(row.Details, api.ArticleReading{
				StatDate: until, TargetUser: f.counts[core.Delivered], Reading: f.reading(),
				IntPageFromSessionReadUser: f.readUser(), IntPageFromSessionReadCount: f.counts[core.Read],
			})
		}
		if row.Details != nil {
			list = append(list, row)
		}
	}
	return list
}

// userRead tells who read the articles on a day, by source.
func userRead(tx *core.Tx, on days) (list []api.UserRead) {
	f := figuresOf(tx, on, sentOnly(tx, all))
	for _, source := range readSources(f) {
		list = append(list, api.UserRead{RefDate: on.first, UserSource: source, Reading: f.reading()})
	}
	return list
}

// userReadByHour tells who read the articles in each hour of a day, by source.
func userReadByHour(tx *core.Tx, on days) (list []api.UserReadHour) {
	for h := range 24 {
		f := figuresOf(tx, on, sentOnly(tx, func(c core.Counted) bool { return c.Hour == h }))
		for _, source := range readSources(f) {
			list = append(list, api.UserReadHour{
				RefDate: on.first, RefHour: hour(h), UserSource: source, Reading: f.reading(),
			})
		}
	}
	return list
}

// readSources returns the sources of the rows about readers: the only source, and all of them together.
func readSources(f figures) []api.ReadSource {
	if f.readUser() == 0 {
		return nil
	}
	return []api.ReadSource{api.ReadSourceSession, api.ReadSourceTogether}
}
