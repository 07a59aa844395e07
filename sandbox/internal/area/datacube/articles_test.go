package datacube

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	api "github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// An article that was sent to followers was notified, and is read from the message.
func TestSentArticle(t *testing.T) {
	t.Parallel()
	p := core.New(core.Config{})
	defer p.Close()
	p.Do(func(tx *core.Tx) {
		cover, err := tx.AddPermanent(core.File{Kind: "image"})
		if err != nil {
			t.Fatal(err)
		}
		set, err := tx.AddNews(core.ForMass, []draft.Article{{Title: "T", Content: "C", ThumbMediaID: cover.MediaID}})
		if err != nil {
			t.Fatal(err)
		}
		sent := tx.Release(set, core.Sent, 7)
		today := endpoint.DateOf(tx.Now())
		tx.Count(core.Read, tx.Person("alice"), sent.MsgID(0))
		tx.Count(core.Read, tx.Person("bob"), "8_1") // an article that is gone
		sources := []api.SceneReaders{
			{UserCount: 2, SceneDesc: api.SceneAll},
			{UserCount: 1, SceneDesc: api.SceneMessage},
			{UserCount: 1, SceneDesc: api.SceneOther},
		}
		want := []api.BizSummary{{RefDate: today, Detail: api.BizDetail{ReadUser: 2, ReadUserSource: sources, SendPageCount: 1}}}
		if diff := cmp.Diff(want, bizSummary(tx, days{today, today})); diff != "" {
			t.Errorf("getbizsummary (-want +got):\n%s", diff)
		}
		list := articleTotalDetail(tx, days{today, today}, today)
		if len(list) != 1 || list[0].MsgID != "7_1" || list[0].PublishType != api.PublishNotified || list[0].Details[0].ReadUser != 1 {
			t.Errorf("getarticletotaldetail: %+v", list)
		}
	})
}
