package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/datacube"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// advanceTo sets the platform's clock to a time in China, and returns a caller with a token of that time.
func advanceTo(t *testing.T, p *sandbox.Platform, at string) *caller {
	t.Helper()
	until, err := time.ParseInLocation("2006-01-02 15:04", at, endpoint.China)
	if err != nil {
		t.Fatal(err)
	}
	p.Clock.Advance(until.Sub(p.Clock.Now()))
	return newCaller(t, p)
}

// statistics calls an endpoint for the days from begin to end.
func (c *caller) statistics(name, begin, end string) string {
	c.t.Helper()
	_, body := c.raw("POST", "https://api.weixin.qq.com/datacube/"+name+"?access_token="+c.token, fmt.Sprintf(`{"begin_date":%q,"end_date":%q}`, begin, end))
	return body
}

// The tests below begin at 8:00 on Saturday, 1 January 2000, in China.

func TestStatistics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startFollowed(t)
		bob, carol := p.User("bob"), p.User("carol")
		bob.FollowByScene("1")
		carol.FollowByScene("1")
		carol.Unfollow()
		for range 6 {
			alice.Send("hello")
		}
		alice.SendImage("image/png", []byte(asPNG))
		bob.SendLocation(23, 113, "here") // a place has no number in the documents
		advanceTo(t, p, "2000-01-01 09:30")
		var late atomic.Bool
		a.raw = func(w http.ResponseWriter, _ *http.Request, _ push) {
			if late.CompareAndSwap(false, true) {
				time.Sleep(6 * time.Second)
			}
			time.Sleep(20 * time.Millisecond)
			io.WriteString(w, "success")
		}
		bob.Send("slow")
		time.Sleep(10 * time.Second) // until the late answer is over
		alice.SendLink("t", "d", "https://example.com/")

		c := advanceTo(t, p, "2000-01-02 08:00")
		alice.Unfollow()
		const day = "2000-01-01"
		for _, tt := range []struct{ name, want string }{
			{"getusersummary", `{"list":[{"ref_date":"2000-01-01","user_source":1,"new_user":1,"cancel_user":0},{"ref_date":"2000-01-01","user_source":30,"new_user":2,"cancel_user":1}]}`},
			{"getusercumulate", `{"list":[{"ref_date":"2000-01-01","cumulate_user":2}]}`},
			{"getupstreammsg", `{"list":[{"ref_date":"2000-01-01","msg_type":1,"msg_user":2,"msg_count":7},{"ref_date":"2000-01-01","msg_type":2,"msg_user":1,"msg_count":1},{"ref_date":"2000-01-01","msg_type":6,"msg_user":1,"msg_count":1}]}`},
			{"getupstreammsghour", `{"list":[{"ref_date":"2000-01-01","ref_hour":800,"msg_type":1,"msg_user":1,"msg_count":6},{"ref_date":"2000-01-01","ref_hour":800,"msg_type":2,"msg_user":1,"msg_count":1},` +
				`{"ref_date":"2000-01-01","ref_hour":900,"msg_type":1,"msg_user":1,"msg_count":1},{"ref_date":"2000-01-01","ref_hour":900,"msg_type":6,"msg_user":1,"msg_count":1}]}`},
			{"getupstreammsgdist", `{"list":[{"ref_date":"2000-01-01","count_interval":1,"msg_user":1},{"ref_date":"2000-01-01","count_interval":2,"msg_user":1}]}`},
			// 4 events and 10 messages, one of them pushed twice
			{"getinterfacesummary", `{"list":[{"ref_date":"2000-01-01","callback_count":15,"fail_count":1,"total_time_cost":5040,"max_time_cost":5000}]}`},
			{"getinterfacesummaryhour", `{"list":[{"ref_date":"2000-01-01","ref_hour":800,"callback_count":12,"fail_count":0,"total_time_cost":0,"max_time_cost":0},{"ref_date":"2000-01-01","ref_hour":900,"callback_count":3,"fail_count":1,"total_time_cost":5040,"max_time_cost":5000}]}`},
			{"getbizsummary", `{"list":[],"is_delay":false}`},
			{"getuserread", `{"list":[]}`},
		} {
			if diff := cmp.Diff(tt.want, c.statistics(tt.name, day, day)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	})
}

// A day has no figures before the next morning in China, a week and a month none before they are over.
func TestStatisticsAreReady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, alice := startFollowed(t)
		for range 11 {
			alice.Send("hello")
		}
		const delayed, silent = `{"list":[],"is_delay":true}`, `{"list":[]}`
		c := advanceTo(t, p, "2000-01-02 07:59")
		for name, want := range map[string]string{"getusersummary": silent, "getusercumulate": silent, "getarticleread": delayed, "getarticletotaldetail": delayed} {
			if got := c.statistics(name, "2000-01-01", "2000-01-01"); got != want {
				t.Errorf("%s before eight: %s", name, got)
			}
		}
		c = advanceTo(t, p, "2000-01-03 09:00")
		want := `{"list":[{"ref_date":"2000-01-01","cumulate_user":1},{"ref_date":"2000-01-02","cumulate_user":1}]}`
		if got := c.statistics("getusercumulate", "1999-12-31", "2000-01-02"); got != want {
			t.Errorf("followers of three days, the first of them before the sandbox: %s", got)
		}
		alice.Send("on Monday")
		alice.SendVoice("hello")
		advanceTo(t, p, "2000-01-09 12:00")
		alice.Send("on Sunday")

		const begin = "2000-01-03"
		c = advanceTo(t, p, "2000-01-10 07:59")
		if got := c.statistics("getupstreammsgweek", begin, begin); got != silent {
			t.Errorf("a week before eight: %s", got)
		}
		c = advanceTo(t, p, "2000-01-10 08:00")
		for name, want := range map[string]string{
			"getupstreammsgweek":     `{"list":[{"ref_date":"2000-01-03","msg_type":1,"msg_user":1,"msg_count":2},{"ref_date":"2000-01-03","msg_type":3,"msg_user":1,"msg_count":1}]}`,
			"getupstreammsgdistweek": `{"list":[{"ref_date":"2000-01-03","count_interval":1,"msg_user":1}]}`,
		} {
			if got := c.statistics(name, begin, begin); got != want {
				t.Errorf("%s: %s", name, got)
			}
			if got := c.statistics(name, "2000-01-04", "2000-01-09"); got != silent {
				t.Errorf("%s for days without a Monday: %s", name, got)
			}
		}

		c = advanceTo(t, p, "2000-01-31 23:00")
		if got := c.statistics("getupstreammsgmonth", "2000-01-01", "2000-01-30"); got != silent {
			t.Errorf("a month that is not over: %s", got)
		}
		c = advanceTo(t, p, "2000-02-01 08:00")
		for name, want := range map[string]string{
			"getupstreammsgmonth":     `{"list":[{"ref_date":"2000-01-01","msg_type":1,"msg_user":1,"msg_count":13},{"ref_date":"2000-01-01","msg_type":3,"msg_user":1,"msg_count":1}]}`,
			"getupstreammsgdistmonth": `{"list":[{"ref_date":"2000-01-01","count_interval":3,"msg_user":1}]}`,
		} {
			if got := c.statistics(name, "2000-01-01", "2000-01-05"); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
	})
}

func TestStatisticsOfArticles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, alice := startFollowed(t)
		bob := p.User("bob")
		c := newCaller(t, p)
		cover := p.AddMedia("image", "image/png", []byte(asPNG))
		_, got := c.published(newsArticle(cover, `"need_open_comment":1`), newsArticle(cover, `"title":"SECOND"`))
		items := got["article_detail"].(map[string]any)["item"].([]any)
		first, second := items[0].(map[string]any)["article_url"].(string), items[1].(map[string]any)["article_url"].(string)
		alice.Open(first)
		alice.Open(first)
		bob.Open(first)
		alice.Open(second)
		alice.Comment(first, "good")
		if resp, err := p.Client().Get(first); err != nil || resp.StatusCode != http.StatusOK { // nobody's phone
			t.Fatal(resp, err)
		}
		c.draftOf(newsArticle(cover)) // a draft is no article yet

		advanceTo(t, p, "2000-01-02 12:00")
		p.User("carol").Open(first)
		c = advanceTo(t, p, "2000-01-03 08:00")
		list := c.call("/cgi-bin/freepublish/batchget", `{"offset":0,"count":1}`)
		articleID := list["item"].([]any)[0].(map[string]any)["article_id"]
		answer := c.statistics("getarticleread", "2000-01-01", "2000-01-01")
		_, rest, _ := strings.Cut(answer, `"msgid":"`)
		dataID, _, _ := strings.Cut(rest, "_")
		sources := func(n int) string {
			return fmt.Sprintf(`"read_user":%d,"read_user_source":[{"user_count":%d,"scene_desc":"全部"},{"user_count":%d,"scene_desc":"公众号主页"}]`, n, n, n)
		}
		stat := func(day string, readers, comments int) string {
			return fmt.Sprintf(`{"stat_date":%q,%s,"share_user":0,"zaikan_user":0,"like_user":0,"comment_count":%d,"collection_user":0,"praise_money":0,"read_subscribe_user":0,`+
				`"read_delivery_rate":0,"read_finish_rate":0,"read_avg_activetime":0,"read_jump_position":[]}`, day, sources(readers), comments)
		}
		for _, tt := range []struct{ name, day, want string }{
			{"getarticleread", "2000-01-01", `{"list":[{"ref_date":"2000-01-01","msgid":"ID_1","detail":{` + sources(2) + `}},{"ref_date":"2000-01-01","msgid":"ID_2","detail":{` + sources(1) + `}}],"is_delay":false}`},
			{"getarticleread", "2000-01-02", `{"list":[{"ref_date":"2000-01-02","msgid":"ID_1","detail":{` + sources(1) + `}}],"is_delay":false}`},
			{"getbizsummary", "2000-01-01", `{"list":[{"ref_date":"2000-01-01","detail":{` + sources(2) + `,"share_user":0,"zaikan_user":0,"like_user":0,"comment_count":1,"collection_user":0,"redirect_ori_page_user":0,"send_page_count":2}}],"is_delay":false}`},
			{"getarticletotaldetail", "2000-01-01", `{"list":[{"ref_date":"2000-01-01","msgid":"ID_1","publish_type":1,"title":"TITLE","content_url":"` + first + `","detail_list":[` +
				stat("2000-01-01", 2, 1) + `,` + stat("2000-01-02", 3, 1) + `]},{"ref_date":"2000-01-01","msgid":"ID_2","publish_type":1,"title":"SECOND","content_url":"` + second + `","detail_list":[` +
				stat("2000-01-01", 1, 0) + `,` + stat("2000-01-02", 1, 0) + `]}],"is_delay":false}`},
			{"getarticletotaldetail", "2000-01-02", `{"list":[],"is_delay":false}`},
			{"getarticleshare", "2000-01-01", `{"list":[],"is_delay":false}`},
		} {
			if diff := cmp.Diff(tt.want, strings.ReplaceAll(c.statistics(tt.name, tt.day, tt.day), dataID, "ID")); diff != "" {
				t.Errorf("%s of %s (-want +got):\n%s", tt.name, tt.day, diff)
			}
		}

		// The figures of an article end after 30 days, and with the article.
		c = advanceTo(t, p, "2000-03-01 08:00")
		if n := strings.Count(c.statistics("getarticletotaldetail", "2000-01-01", "2000-01-01"), `"stat_date"`); n != 2*30 {
			t.Errorf("%d rows about two articles", n)
		}
		c.wantCode(0, "/cgi-bin/freepublish/delete", fmt.Sprintf(`{"article_id":%q}`, articleID))
		if got := c.statistics("getarticletotaldetail", "2000-01-01", "2000-01-01"); got != `{"list":[],"is_delay":false}` {
			t.Errorf("after the articles were deleted: %s", got)
		}
		if got := c.statistics("getarticleread", "2000-01-02", "2000-01-02"); !strings.Contains(got, `{"user_count":1,"scene_desc":"其他"}`) {
			t.Errorf("the readers of a deleted article: %s", got)
		}
	})
}

// The ranges are those of the documents.
func TestStatisticsRanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := sandbox.Start(t, sandbox.WithoutApp())
		c := advanceTo(t, p, "2000-03-01 12:00")
		last := endpoint.Date{Year: 2000, Month: time.February, Day: 29}
		for name, most := range map[string]int{
			"getusersummary": 7, "getusercumulate": 7, "getbizsummary": 30, "getarticleread": 1, "getarticleshare": 1, "getarticletotaldetail": 1,
			"getupstreammsg": 7, "getupstreammsghour": 1, "getupstreammsgweek": 30, "getupstreammsgmonth": 30,
			"getupstreammsgdist": 15, "getupstreammsgdistweek": 30, "getupstreammsgdistmonth": 30, "getinterfacesummary": 30, "getinterfacesummaryhour": 1,
			"getarticlesummary": 1, "getarticletotal": 1, "getuserread": 3, "getuserreadhour": 1, "getusershare": 7, "getusersharehour": 1,
		} {
			span := func(days int) string {
				return fmt.Sprintf(`{"begin_date":%q,"end_date":%q}`, last.Add(1-days), last)
			}
			path := "/datacube/" + name
			if out := c.call(path, span(most)); out["list"] == nil {
				t.Errorf("%s of %d days: %v", name, most, out)
			}
			c.wantCode(61501, path, span(most+1))
			c.wantCode(61501, path, span(0))
			c.wantCode(61501, path, `{"begin_date":"2000-03-01","end_date":"2000-03-01"}`)
			c.wantCode(61500, path, `{"begin_date":"2000-02-30","end_date":"2000-03-01"}`)
			c.wantCode(61500, path, `{"begin_date":"2000-02-29"}`)
			c.wantCode(61500, path, `{"begin_date":"2000-02-29","end_date":20000229}`)
			c.wantCode(47001, path, `{"begin_date"`)
		}
	})
}

// The service of the SDK works with the platform, also when its clock is ahead.
func TestStatisticsBySDK(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, alice := startFollowed(t)
		advanceTo(t, p, "2026-01-01 12:00")
		alice.Send("hello")
		c := advanceTo(t, p, "2026-11-27 12:00")
		s := datacube.New(c.client()).WithClock(p.Clock.Now)
		latest := datacube.Latest(p.Clock.Now())
		got, err := s.UserCumulate(t.Context(), latest.Add(-20), latest)
		if err != nil || len(got.Rows) != 21 || got.Rows[20] != (datacube.UserCumulate{RefDate: latest, CumulateUser: 1}) {
			t.Errorf("%+v, %v", got, err)
		}
		months, err := s.UpstreamMsgMonth(t.Context(), endpoint.Date{Year: 2026, Month: 1, Day: 1}, latest.Add(-30))
		want := []datacube.UpstreamMsg{{RefDate: endpoint.Date{Year: 2026, Month: 1, Day: 1}, MsgType: datacube.MsgText, MsgUser: 1, MsgCount: 1}}
		if diff := cmp.Diff(want, months.Rows); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		published, err := s.BizSummary(t.Context(), latest.Add(-40), latest)
		if err != nil || published.IsDelay != endpoint.Some(false) {
			t.Errorf("%+v, %v", published, err)
		}
	})
}

// Of an article that was sent, the figures say how many followers got it.
func TestStatisticsOfMassMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, alice := startFollowed(t)
		p.User("bob").Follow()
		c := newCaller(t, p)
		id := c.draftOf(newsArticle(p.AddMedia("image", "image/png", []byte(asPNG))))
		c.wantCode(0, "/cgi-bin/message/mass/sendall", `{"filter":{"is_to_all":true},"mpnews":{"media_id":"`+id+`"},"msgtype":"mpnews","send_ignore_reprint":0}`)
		p.Clock.Advance(time.Minute)
		synctest.Wait()
		chat := alice.Chat()
		alice.Open(chat[len(chat)-1].Articles[0].URL)
		c = advanceTo(t, p, "2000-01-02 08:00")
		for name, want := range map[string]string{"getarticletotaldetail": `"read_delivery_rate":0.5`, "getarticletotal": `"target_user":2`} {
			if got := c.statistics(name, "2000-01-01", "2000-01-01"); !strings.Contains(got, want) {
				t.Errorf("%s lacks %s: %s", name, want, got)
			}
		}
	})
}
