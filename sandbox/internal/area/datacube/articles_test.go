package datacube

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	api "github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// An article that was sent to followers was notified, and is read from the message. The older endpoints tell of such
// articles alone.
func TestSentArticle(t *testing.T) {
	t.Parallel()
	p := core.New(core.Config{})
	defer p.Close()
	p.Do(func(tx *core.Tx) {
		cover, err := tx.AddPermanent(core.File{Kind: "image"})
		if err != nil {
			t.Fatal(err)
		}
		release := func(title string, to core.Collection, dataID int64) string {
			set, err := tx.AddNews(core.ForMass, []draft.Article{{Title: title, Content: "C", ThumbMediaID: cover.MediaID}})
			if err != nil {
				t.Fatal(err)
			}
			return tx.Release(set, to, dataID).MsgID(0)
		}
		sent, few, published := release("SENT", core.Sent, 7), release("FEW", core.Sent, 8), release("P", core.Published, 9)
		for _, name := range []string{"alice", "bob", "carol", "dave"} {
			tx.Count(core.Delivered, tx.Person(name), sent)
		}
		for _, name := range []string{"alice", "alice", "bob", "carol"} {
			tx.Count(core.Read, tx.Person(name), sent)
			tx.Count(core.Read, tx.Person(name), published)
		}
		tx.Count(core.Read, tx.Person("alice"), few)
		tx.Count(core.Read, tx.Person("erin"), "6_1") // an article that is gone

		day := endpoint.DateOf(tx.Now())
		today := days{day, day}
		readers := func(n endpoint.Number, scene api.Scene) []api.SceneReaders {
			return []api.SceneReaders{{UserCount: n, SceneDesc: api.SceneAll}, {UserCount: n, SceneDesc: scene}}
		}
		compare(t, "getbizsummary", bizSummary(tx, today), []api.BizSummary{{RefDate: day, Detail: api.BizDetail{
			SendPageCount: 3,
			Reception: api.Reception{ReadUser: 4, ReadUserSource: []api.SceneReaders{
				{UserCount: 4, SceneDesc: api.SceneAll},
				{UserCount: 3, SceneDesc: api.SceneProfile}, {UserCount: 3, SceneDesc: api.SceneMessage}, {UserCount: 1, SceneDesc: api.SceneOther},
			}},
		}}})
		detail := articleTotalDetail(tx, today, day)
		compare(t, "getarticletotaldetail", detail[0], api.ArticleTotalDetail{
			RefDate: day, MsgID: "7_1", PublishType: api.PublishNotified, Title: "SENT", ContentURL: detail[0].ContentURL,
			Details: []api.ArticleStat{{
				StatDate: day, ReadDeliveryRate: 0.75, ReadJumpPosition: []api.JumpPosition{},
				Reception: api.Reception{ReadUser: 3, ReadUserSource: readers(3, api.SceneMessage)},
			}},
		})

		three := api.Reading{IntPageReadUser: 3, IntPageReadCount: 4}
		compare(t, "getarticlesummary", articleSummary(tx, today), []api.ArticleSummary{{RefDate: day, MsgID: "7_1", Title: "SENT", Reading: three}})
		total := articleTotal(tx, today, day)
		compare(t, "getarticletotal", total[0], api.ArticleTotal{
			RefDate: day, MsgID: "7_1", Title: "SENT", URL: detail[0].ContentURL,
			Details: []api.ArticleReading{{
				StatDate: day, TargetUser: 4, Reading: three, IntPageFromSessionReadUser: 3, IntPageFromSessionReadCount: 4,
			}},
		})
		if len(detail) != 3 || len(total) != 2 {
			t.Errorf("%d articles, %d of them sent", len(detail), len(total))
		}
		both := api.Reading{IntPageReadUser: 3, IntPageReadCount: 5}
		compare(t, "getuserread", userRead(tx, today), []api.UserRead{
			{RefDate: day, UserSource: api.ReadSourceSession, Reading: both}, {RefDate: day, UserSource: api.ReadSourceTogether, Reading: both},
		})
		now := hour(tx.Now().In(endpoint.China).Hour())
		compare(t, "getuserreadhour", userReadByHour(tx, today), []api.UserReadHour{
			{RefDate: day, RefHour: now, UserSource: api.ReadSourceSession, Reading: both},
			{RefDate: day, RefHour: now, UserSource: api.ReadSourceTogether, Reading: both},
		})
	})
}

func compare(t *testing.T, name string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
