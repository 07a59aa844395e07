package datacube

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	api "github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// about has the things that are counted by an article's MsgID.
var about = map[core.What]bool{core.Released: true, core.Delivered: true, core.Read: true, core.Commented: true}

// figures is what readers did with articles.
type figures struct {
	counts  map[core.What]endpoint.Number
	readers map[api.Scene]map[*core.Person]bool
}

// figuresOf returns what readers did with the articles that are selected.
func figuresOf(tx *core.Tx, on days, selected func(core.Counted) bool) figures {
	f := figures{map[core.What]endpoint.Number{}, map[api.Scene]map[*core.Person]bool{}}
	for c, t := range tx.Happened(on.first, on.last) {
		if !about[c.What] || !selected(c) {
			continue
		}
		f.counts[c.What] += endpoint.Number(t.Count)
		if c.What == core.Read {
			f.read(api.SceneAll, c.User)
			f.read(sceneOf(tx, c.By), c.User)
		}
	}
	return f
}

func (f figures) read(scene api.Scene, u *core.Person) {
	if f.readers[scene] == nil {
		f.readers[scene] = map[*core.Person]bool{}
	}
	f.readers[scene][u] = true
}

// readUser returns how many readers there were.
func (f figures) readUser() endpoint.Number { return endpoint.Number(len(f.readers[api.SceneAll])) }

// sources returns the readers by scene, all of them first.
func (f figures) sources() []api.SceneReaders {
	list := []api.SceneReaders{{UserCount: f.readUser(), SceneDesc: api.SceneAll}}
	for _, scene := range slices.Sorted(maps.Keys(f.readers)) {
		if scene != api.SceneAll {
			list = append(list, api.SceneReaders{UserCount: endpoint.Number(len(f.readers[scene])), SceneDesc: scene})
		}
	}
	return list
}

func (f figures) reception() api.Reception {
	return api.Reception{
		ReadUser: f.readUser(), ReadUserSource: f.sources(), CommentCount: f.counts[core.Commented],
	}
}

// all selects every article, and article the one with a MsgID.
func all(core.Counted) bool { return true }

func article(msgID string) func(core.Counted) bool {
	return func(c core.Counted) bool { return c.By == msgID }
}

// find returns the set of an article and its index there. The set is nil if it was deleted.
func find(tx *core.Tx, msgID string) (set *core.News, index int) {
	id, position, _ := strings.Cut(msgID, "_")
	dataID, _ := strconv.ParseInt(id, 10, 64)
	index, _ = strconv.Atoi(position)
	return tx.FindReleased(dataID), index - 1
}

// sceneOf says where readers find an article. The sandbox does not see it, and takes the message for an article that
// was sent, the account's profile page for one that was published.
func sceneOf(tx *core.Tx, msgID string) api.Scene {
	switch set, _ := find(tx, msgID); {
	case set == nil:
		return api.SceneOther // it was deleted
	case set.Collection == core.Sent:
		return api.SceneMessage
	}
	return api.SceneProfile
}

// articlesOf returns the MsgIDs of the articles with which something happened.
func articlesOf(tx *core.Tx, on days, what core.What) []string {
	ids := map[string]bool{}
	for c := range tx.Happened(on.first, on.last) {
		if c.What == what {
			ids[c.By] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// bizSummary tells what readers did with all articles on a day.
func bizSummary(tx *core.Tx, on days) []api.BizSummary {
	f := figuresOf(tx, on, all)
	if len(f.counts) == 0 {
		return nil
	}
	return []api.BizSummary{{
		RefDate: on.first, Detail: api.BizDetail{Reception: f.reception(), SendPageCount: f.counts[core.Released]},
	}}
}

// articleRead tells who read which article on a day.
func articleRead(tx *core.Tx, on days) (list []api.ArticleRead) {
	for _, id := range articlesOf(tx, on, core.Read) {
		f := figuresOf(tx, on, article(id))
		list = append(list, api.ArticleRead{
			RefDate: on.first, MsgID: id,
			Detail: api.ArticleReadDetail{ReadUser: f.readUser(), ReadUserSource: f.sources()},
		})
	}
	return list
}

// articleTotalDetail tells how the articles of the days that are asked for did in the 30 days from then on.
func articleTotalDetail(tx *core.Tx, asked days, ready endpoint.Date) (list []api.ArticleTotalDetail) {
	for _, r := range releasedOn(tx, asked) {
		row := api.ArticleTotalDetail{
			RefDate: r.day, MsgID: r.msgID, PublishType: api.PublishSilent, Title: r.article().Title,
			ContentURL: r.article().URL,
		}
		if r.set.Collection == core.Sent {
			row.PublishType = api.PublishNotified
		}
		for _, until := range r.until(ready, 30) {
			f := figuresOf(tx, days{r.day, until}, article(r.msgID))
			stat := api.ArticleStat{StatDate: until, Reception: f.reception(), ReadJumpPosition: []api.JumpPosition{}}
			if n := f.counts[core.Delivered]; n > 0 {
				stat.ReadDeliveryRate = endpoint.Decimal(len(f.readers[api.SceneMessage])) / endpoint.Decimal(n)
			}
			row.Details = append(row.Details, stat)
		}
		if row.Details != nil {
			list = append(list, row)
		}
	}
	return list
}
