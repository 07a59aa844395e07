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

// figures is what readers did.
type figures struct {
	readers  map[api.Scene]map[*core.Person]bool
	comments endpoint.Number
	released endpoint.Number // articles that were published or sent
}

// figuresOf returns what readers did with an article, by its MsgID, or with all articles for "".
func figuresOf(tx *core.Tx, on days, msgID string) figures {
	f := figures{readers: map[api.Scene]map[*core.Person]bool{}}
	for c, t := range tx.Happened(on.first, on.last) {
		switch {
		case msgID != "" && msgID != c.By:
		case c.What == core.Released:
			f.released += endpoint.Number(t.Count)
		case c.What == core.Commented:
			f.comments += endpoint.Number(t.Count)
		case c.What == core.Read:
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

// find returns the set of an article and its index there. The set is nil if it was deleted.
func find(tx *core.Tx, msgID string) (set *core.News, index int) {
	id, position, _ := strings.Cut(msgID, "_")
	dataID, _ := strconv.ParseInt(id, 10, 64)
	index, _ = strconv.Atoi(position)
	return tx.FindReleased(dataID), index - 1
}

// articlesOf returns the MsgIDs of the articles with which one of the things happened.
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
	f := figuresOf(tx, on, "")
	if f.readUser() == 0 && f.comments == 0 && f.released == 0 {
		return nil
	}
	return []api.BizSummary{{RefDate: on.first, Detail: api.BizDetail{
		ReadUser: f.readUser(), ReadUserSource: f.sources(), CommentCount: f.comments, SendPageCount: f.released,
	}}}
}

// articleRead tells who read which article on a day.
func articleRead(tx *core.Tx, on days) (list []api.ArticleRead) {
	for _, id := range articlesOf(tx, on, core.Read) {
		f := figuresOf(tx, on, id)
		list = append(list, api.ArticleRead{
			RefDate: on.first, MsgID: id,
			Detail: api.ArticleReadDetail{ReadUser: f.readUser(), ReadUserSource: f.sources()},
		})
	}
	return list
}

// detailDays is for how many days an article has figures, from its publication on.
const detailDays = 30

// articleTotalDetail tells how the articles of the days that are asked for did from then on, day by day.
func articleTotalDetail(tx *core.Tx, asked days, ready endpoint.Date) (list []api.ArticleTotalDetail) {
	for d := asked.first; d.Compare(asked.last) <= 0; d = d.Add(1) {
		for _, id := range articlesOf(tx, days{d, d}, core.Released) {
			set, index := find(tx, id)
			if set == nil {
				continue
			}
			row := api.ArticleTotalDetail{
				RefDate: d, MsgID: id, PublishType: api.PublishSilent, Title: set.Articles[index].Title,
				ContentURL: set.Articles[index].URL,
			}
			if set.Collection == core.Sent {
				row.PublishType = api.PublishNotified
			}
			for stat := d; stat.Compare(ready) <= 0 && stat.Compare(d.Add(detailDays)) < 0; stat = stat.Add(1) {
				f := figuresOf(tx, days{d, stat}, id)
				row.Details = append(row.Details, api.ArticleStat{
					StatDate: stat, ReadUser: f.readUser(), ReadUserSource: f.sources(), CommentCount: f.comments,
					ReadJumpPosition: []api.JumpPosition{},
				})
			}
			if row.Details != nil {
				list = append(list, row)
			}
		}
	}
	return list
}
