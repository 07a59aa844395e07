package sandbox_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/sandbox"
)

const massPath = "/cgi-bin/message/mass/"

// massEvent is MASSSENDJOBFINISH as the account gets it.
type massEvent struct {
	FromUserName string
	MsgID        int64
	Status       string
	TotalCount   int
	FilterCount  int
	SentCount    int
	ErrorCount   int
	Checked      int      `xml:"CopyrightCheckResult>Count"`
	CheckedIdx   []int    `xml:"CopyrightCheckResult>ResultList>item>ArticleIdx"`
	CheckState   int      `xml:"CopyrightCheckResult>CheckState"`
	URLCount     int      `xml:"ArticleUrlResult>Count"`
	URLs         []string `xml:"ArticleUrlResult>ResultList>item>ArticleUrl"`
}

// startMass starts a platform of a kind whose users alice, bob and carol follow the account; dave does not.
func startMass(t *testing.T, kind string) (*sandbox.Platform, *caller, *app) {
	t.Helper()
	p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Kind: kind, Users: []string{"alice", "bob", "carol", "dave"}}))
	a := newApp(p)
	p.Connect(a)
	for _, name := range []string{"alice", "bob", "carol"} {
		p.User(name).Follow()
	}
	return p, newCaller(t, p), a
}

// finished waits for the end of the mass messages, and returns the event of the last one.
func (c *caller) finished() (e massEvent) {
	c.t.Helper()
	c.p.Clock.Advance(3 * time.Second)
	x := lastPush(c.t, c.p)
	if err := xml.Unmarshal([]byte(x.Request.Opened), &e); err != nil || !x.OK || !strings.Contains(x.Title, "MASSSENDJOBFINISH") {
		c.t.Fatalf("the last push: %+v, %v", x, err)
	}
	return e
}

// massSend sends a mass message and returns its msg_id.
func (c *caller) massSend(call, body string) int64 {
	c.t.Helper()
	out := c.call(massPath+call, body)
	id, _ := out["msg_id"].(float64)
	if code(out) != 0 || id == 0 || out["errmsg"] != "send job submission success" {
		c.t.Fatalf("%s: %v", call, out)
	}
	return int64(id)
}

func (c *caller) massStatus(id int64) string {
	c.t.Helper()
	out := c.call(massPath+"get", fmt.Sprintf(`{"msg_id":"%d"}`, id))
	if keysOf(out) != "msg_id msg_status" || int64(out["msg_id"].(float64)) != id {
		c.t.Errorf("mass/get: %v", out)
	}
	return out["msg_status"].(string)
}

func lastEntry(t *testing.T, u *sandbox.User) sandbox.Entry {
	t.Helper()
	chat := u.Chat()
	if len(chat) == 0 {
		t.Fatalf("%s has no messages", u.Name())
	}
	return chat[len(chat)-1]
}

// received counts the mass messages on a phone.
func received(u *sandbox.User) (n int) {
	for _, e := range u.Chat() {
		if e.Via == "mass" {
			n++
		}
	}
	return n
}

func TestMassText(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	p.User("bob").SetTags(100)
	p.User("dave").SetTags(100)

	id := c.massSend("sendall", `{"filter":{"is_to_all":true},"msgtype":"text","text":{"content":"大家好"}}`)
	if status := c.massStatus(id); status != "SENDING" || received(p.User("alice")) != 0 {
		t.Errorf("at once: %s, and %d messages", status, received(p.User("alice")))
	}
	e := c.finished()
	if len(e.FromUserName) != 28 || e.FromUserName == p.User("alice").OpenID() {
		t.Errorf("the event is from %q, want an openid of nobody", e.FromUserName)
	}
	e.FromUserName = ""
	if diff := cmp.Diff(massEvent{MsgID: id, Status: "send success", TotalCount: 3, FilterCount: 3, SentCount: 3}, e); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	if status := c.massStatus(id); status != "SEND_SUCCESS" {
		t.Errorf("in the end: %s", status)
	}
	if out := c.call(massPath+"get", fmt.Sprintf(`{"msg_id":%d}`, id)); out["msg_status"] != "SEND_SUCCESS" { // toolkits send a number
		t.Errorf("with a number: %v", out)
	}
	for _, name := range []string{"alice", "bob", "carol"} {
		if e := lastEntry(t, p.User(name)); e.Text != "大家好" || e.Via != "mass" || e.From != "account" || e.Type != "text" {
			t.Errorf("%s sees %+v", name, e)
		}
	}

	// To a tag, in either form of the id, and to OpenIDs.
	c.massSend("sendall", `{"filter":{"is_to_all":false,"tag_id":"100"},"msgtype":"text","text":{"content":"to the tag"}}`)
	if e := c.finished(); e.TotalCount != 1 || received(p.User("bob")) != 2 || received(p.User("alice")) != 1 || received(p.User("dave")) != 0 {
		t.Errorf("to a tag: %+v, %d", e, received(p.User("bob")))
	}
	c.massSend("sendall", `{"filter":{"is_to_all":false,"tag_id":2},"msgtype":"text","text":{"content":"to nobody"}}`)
	if e := c.finished(); e.TotalCount != 0 || e.Status != "send success" {
		t.Errorf("to a tag without followers: %+v", e)
	}
	c.wantCode(40152, massPath+"sendall", `{"filter":{"is_to_all":false,"tag_id":101},"msgtype":"text","text":{"content":"hi"}}`)
	c.wantCode(40152, massPath+"sendall", `{"filter":{"is_to_all":false,"tag_id":null},"msgtype":"text","text":{"content":"hi"}}`)

	c.wantCode(0, "/cgi-bin/tags/members/batchblacklist", `{"openid_list":["`+p.User("carol").OpenID()+`"]}`)
	c.massSend("send", fmt.Sprintf(`{"touser":[%q,%q,%q,%q],"msgtype":"text","text":{"content":"to three"}}`,
		p.User("alice").OpenID(), p.User("dave").OpenID(), p.User("alice").OpenID(), p.User("carol").OpenID()))
	if e := c.finished(); e.TotalCount != 4 || e.FilterCount != 1 || e.SentCount != 1 || received(p.User("alice")) != 2 || received(p.User("dave")) != 0 {
		t.Errorf("to OpenIDs: %+v", e)
	}
	for code, users := range map[int]string{
		40130: fmt.Sprintf("[%q]", p.User("alice").OpenID()),
		40031: fmt.Sprintf("[%q,%q]", p.User("alice").OpenID(), "oNobody"),
		40032: "[" + strings.Repeat(`"o",`, 10_000) + `"o"]`,
	} {
		c.wantCode(code, massPath+"send", `{"touser":`+users+`,"msgtype":"text","text":{"content":"hi"}}`)
	}
	c.wantCode(40059, massPath+"get", `{"msg_id":"1"}`)
}

// Articles leave the drafts, and their pages stay until they are deleted.
func TestMassArticles(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	alice := p.User("alice")
	cover := p.AddMedia("image", "image/png", []byte(asPNG))
	media := c.draftOf(newsArticle(cover, `"title":"first"`), newsArticle(cover, `"title":"second"`))
	body := `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"` + media + `"},"send_ignore_reprint":1}`

	out := c.call(massPath+"preview", `{"touser":"`+alice.OpenID()+`","msgtype":"mpnews","mpnews":{"media_id":"`+media+`"}}`)
	if e := lastEntry(t, alice); code(out) != 0 || out["errmsg"] != "preview success" || e.Via != "preview" || len(e.Articles) != 2 {
		t.Errorf("preview: %v, %+v", out, e)
	}
	out = c.call(massPath+"sendall", body)
	id := int64(out["msg_id"].(float64))
	if keysOf(out) != "errcode errmsg msg_data_id msg_id" {
		t.Errorf("sendall: %v", out)
	}
	c.wantCode(40065, massPath+"delete", fmt.Sprintf(`{"msg_id":%d}`, id))
	e := c.finished()
	shown := lastEntry(t, alice)
	if shown.Via != "mass" || shown.Type != "mpnews" || len(shown.Articles) != 2 || shown.Articles[1].Title != "second" {
		t.Fatalf("alice sees %+v", shown)
	}
	first, second := shown.Articles[0].URL, shown.Articles[1].URL
	e.FromUserName = ""
	if diff := cmp.Diff(massEvent{
		MsgID: id, Status: "send success", TotalCount: 3, FilterCount: 3, SentCount: 3,
		Checked: 2, CheckedIdx: []int{1, 2}, CheckState: 1, URLCount: 2, URLs: []string{first, second},
	}, e); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	c.wantCode(40007, "/cgi-bin/draft/get", `{"media_id":"`+media+`"}`)
	if page := alice.Open(first); page.Status != http.StatusOK || !strings.Contains(page.Body, "first") {
		t.Errorf("the first page: HTTP %d", page.Status)
	}

	c.wantCode(40060, massPath+"delete", fmt.Sprintf(`{"msg_id":%d,"article_idx":3}`, id))
	c.wantCode(40060, massPath+"delete", fmt.Sprintf(`{"msg_id":%d,"article_idx":-1}`, id))
	c.wantCode(40059, massPath+"delete", `{"msg_id":1}`)
	c.wantCode(40066, massPath+"delete", `{"url":"http://mp.weixin.qq.com/s?__biz=xxx"}`)
	c.wantCode(0, massPath+"delete", fmt.Sprintf(`{"msg_id":%d,"article_idx":2}`, id))
	c.wantCode(40065, massPath+"delete", fmt.Sprintf(`{"msg_id":%d,"article_idx":2}`, id))
	if a, b := alice.Open(first).Status, alice.Open(second).Status; a != http.StatusOK || b != http.StatusNotFound {
		t.Errorf("the pages after one was deleted: HTTP %d, %d", a, b)
	}
	if status := c.massStatus(id); status != "SEND_SUCCESS" {
		t.Errorf("with one article left: %s", status)
	}
	c.wantCode(0, massPath+"delete", `{"url":"`+first+`"}`)
	if page := alice.Open(first); page.Status != http.StatusNotFound {
		t.Errorf("a deleted page: HTTP %d", page.Status)
	}
	if status := c.massStatus(id); status != "DELETE" {
		t.Errorf("without articles: %s", status)
	}
	c.wantCode(40065, massPath+"delete", fmt.Sprintf(`{"msg_id":%d}`, id))
	c.wantCode(40066, massPath+"delete", `{"url":"`+first+`"}`)
	if got := lastEntry(t, alice); len(got.Articles) != 2 {
		t.Errorf("the card is gone: %+v", got)
	}
}

// A draft that is gone when the message goes out makes it fail.
func TestMassWithoutDraft(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	media := c.draftOf(newsArticle(p.AddMedia("image", "image/png", []byte(asPNG))))
	id := c.massSend("sendall", `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"`+media+`"}}`)
	c.wantCode(0, "/cgi-bin/draft/delete", `{"media_id":"`+media+`"}`)
	if e := c.finished(); e.Status != "send fail" || e.TotalCount != 3 || e.SentCount != 0 || e.URLCount != 0 || c.massStatus(id) != "SEND_FAIL" {
		t.Errorf("the event %+v, the status %s", e, c.massStatus(id))
	}
	c.wantCode(40065, massPath+"delete", fmt.Sprintf(`{"msg_id":%d}`, id))
	c.wantCode(40007, massPath+"sendall", `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"`+media+`"},"clientmsgid":"again"}`)
}

// Articles of the permanent material stay there. Those that were uploaded for a mass message are used up.
func TestMassFormerArticles(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	cover := p.AddMedia("image", "image/png", []byte(asPNG))
	article := `{"articles":[{"title":"T","thumb_media_id":"` + cover + `","content":"C"}]}`
	library := c.call("/cgi-bin/material/add_news", article)["media_id"].(string)
	c.massSend("sendall", `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"`+library+`"}}`)
	e := c.finished()
	if e.Status != "send success" || len(e.URLs) != 1 || p.User("alice").Open(e.URLs[0]).Status != http.StatusOK {
		t.Errorf("the event %+v", e)
	}
	if out := c.call("/cgi-bin/material/get_material", `{"media_id":"`+library+`"}`); out["news_item"] == nil {
		t.Errorf("get_material: %v", out)
	}

	temporary := c.uploadID("/cgi-bin/media/upload?type=image", "a.jpg", fileOf(asJPEG, 1000))
	uploaded := c.call("/cgi-bin/media/uploadnews", strings.Replace(article, cover, temporary, 1))["media_id"].(string)
	c.massSend("sendall", `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"`+uploaded+`"}}`)
	if e := c.finished(); e.Status != "send success" || e.URLCount != 1 {
		t.Errorf("the event %+v", e)
	}
	c.wantCode(40007, massPath+"sendall", `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"`+uploaded+`"},"clientmsgid":"again"}`)
}

func TestMassFiles(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	alice := p.User("alice")
	image := p.AddMedia("image", "image/png", []byte(asPNG))
	voice := p.AddMedia("voice", "audio/mpeg", []byte("ID3"))
	video := p.AddMedia("video", "video/mp4", []byte("mp4"))
	to := `"filter":{"is_to_all":true},`

	c.massSend("sendall", `{`+to+`"msgtype":"image","images":{"media_ids":["`+image+`","`+image+`"],"title":"T","recommend":"R"}}`)
	c.finished()
	if got := received(alice); got != 2 || lastEntry(t, alice).Type != "image" || lastEntry(t, alice).MediaURL == "" {
		t.Errorf("pictures: %d, %+v", got, lastEntry(t, alice))
	}
	c.massSend("sendall", `{`+to+`"msgtype":"voice","voice":{"media_id":"`+voice+`"}}`)
	c.finished()
	if e := lastEntry(t, alice); e.Type != "voice" || e.MediaID != voice {
		t.Errorf("a voice: %+v", e)
	}
	id := c.massSend("sendall", `{`+to+`"msgtype":"mpvideo","mpvideo":{"media_id":"`+video+`","title":"T","description":"D"}}`)
	c.finished()
	if e := lastEntry(t, alice); e.Type != "video" || e.Title != "T" || e.MediaURL == "" {
		t.Errorf("a video: %+v", e)
	}
	c.wantCode(0, massPath+"delete", fmt.Sprintf(`{"msg_id":%d}`, id))
	if e := lastEntry(t, alice); e.Type != "video" || e.MediaURL != "" || c.massStatus(id) != "DELETE" {
		t.Errorf("a deleted video: %+v", e)
	}
	c.wantCode(40065, massPath+"delete", fmt.Sprintf(`{"msg_id":%d}`, id))

	c.wantCode(45162, massPath+"send", fmt.Sprintf(`{"touser":[%q,%q],"msgtype":"x"}`, p.User("bob").OpenID(), p.User("carol").OpenID()))

	// By the page for OpenIDs the type of a video is video; an older page has another object for a picture.
	users := fmt.Sprintf(`"touser":[%q,%q],`, p.User("bob").OpenID(), p.User("carol").OpenID())
	c.massSend("send", `{`+users+`"msgtype":"video","mpvideo":{"media_id":"`+video+`"}}`)
	id = c.massSend("sendall", `{`+to+`"msgtype":"image","image":{"media_id":"`+image+`"}}`)
	c.finished()
	if e := lastEntry(t, alice); e.Type != "image" {
		t.Errorf("a picture of the older page: %+v", e)
	}
	c.wantCode(40008, massPath+"delete", fmt.Sprintf(`{"msg_id":%d}`, id))

	for body, want := range map[string]int{
		`"msgtype":"wxcard","wxcard":{"card_id":"C"}`: 45113,
		`"msgtype":"music","music":{"media_id":"M"}`:  40007,
		`"msgtype":"text","text":{"content":""}`:      44004,
		`"msgtype":"text"`:                            40008,
		`"msgtype":"text","image":{"media_id":"M"}`:   40008,
		`"msgtype":"image","images":{"media_ids":[]}`: 40007,
		`"msgtype":"image","images":{"media_ids":["` + strings.Repeat(image+`","`, 20) + image + `"]}`: 40097,
		`"msgtype":"image","images":{"media_ids":["` + voice + `"]}`:                                   40007,
		`"msgtype":"voice","voice":{"media_id":"` + image + `"}`:                                       40007,
		`"msgtype":"mpvideo","mpvideo":{"media_id":"M"}`:                                               40007,
		`"msgtype":"mpnews","mpnews":{"media_id":"M"}`:                                                 40007,
	} {
		c.wantCode(want, massPath+"sendall", `{`+to+body+`}`)
	}
}

func TestMassPreview(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	alice := p.User("alice")
	image := p.AddMedia("image", "image/png", []byte(asPNG))
	for body, want := range map[string]string{
		`"touser":"` + alice.OpenID() + `","msgtype":"text","text":{"content":"hi"}`:                  "account: hi",
		`"towxname":"alice","touser":"nobody","msgtype":"image","image":{"media_id":"` + image + `"}`: "account: image " + image,
		`"towxname":"alice","msgtype":"wxcard","wxcard":{"card_id":"C"}`:                              "account: wxcard",
	} {
		c.wantCode(0, massPath+"preview", `{`+body+`}`)
		if e := lastEntry(t, alice); e.String() != want || e.Via != "preview" {
			t.Errorf("%s: %s", body, e)
		}
	}
	c.wantCode(0, "/cgi-bin/tags/members/batchblacklist", `{"openid_list":["`+p.User("bob").OpenID()+`"]}`)
	for body, want := range map[string]int{
		`"towxname":"bob","msgtype":"text","text":{"content":"hi"}`:                     43019,
		`"towxname":"nobody","msgtype":"text","text":{"content":"hi"}`:                  40132,
		`"touser":"nobody","msgtype":"text","text":{"content":"hi"}`:                    40003,
		`"towxname":"dave","msgtype":"text","text":{"content":"hi"}`:                    43004,
		`"towxname":"alice","msgtype":"image","images":{"media_ids":["` + image + `"]}`: 40008,
		`"towxname":"alice","msgtype":"mpnews","mpnews":{"media_id":"M"}`:               40007,
	} {
		c.wantCode(want, massPath+"preview", `{`+body+`}`)
	}
}

// Four messages a month for a follower of a service account, one a day for a subscription account.
func TestMassLimits(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	message := func(text string) string {
		return `{"filter":{"is_to_all":true},"msgtype":"text","text":{"content":"` + text + `"}}`
	}
	p.User("carol").Unfollow()
	for i := range 4 {
		c.massSend("sendall", message(fmt.Sprint(i)))
		c.finished()
	}
	p.User("carol").Follow()
	c.massSend("sendall", message("fifth"))
	if e := c.finished(); e.TotalCount != 3 || e.FilterCount != 1 || e.SentCount != 1 || received(p.User("alice")) != 4 || received(p.User("carol")) != 1 {
		t.Errorf("the fifth: %+v", e)
	}
	users := fmt.Sprintf(`{"touser":[%q,%q],"msgtype":"text","text":{"content":"sixth"}}`, p.User("alice").OpenID(), p.User("bob").OpenID())
	id := c.massSend("send", users)
	all := p.Exchanges()
	wantProblem(t, "nobody is left", all[len(all)-1].Problem, "Nobody will get the message", "没有人会收到")
	if e := c.finished(); e.Status != "send success" || e.FilterCount != 0 || e.SentCount != 0 || c.massStatus(id) != "DELETE" {
		t.Errorf("to nobody: %+v, %s", e, c.massStatus(id))
	}
	p.Clock.Advance(31 * 24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.massSend("send", users)
	if e := c.finished(); e.SentCount != 2 || received(p.User("alice")) != 5 {
		t.Errorf("in the next month: %+v", e)
	}

	p, c, _ = startMass(t, "subscription")
	c.massSend("sendall", message("first"))
	c.wantCode(45028, massPath+"sendall", message("second"))
	c.wantCode(48001, massPath+"send", `{}`)
	p.Clock.Advance(24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.massSend("sendall", message("second"))
}

// A client id, or the same receivers and content, is refused for 24 hours.
func TestMassClientID(t *testing.T) {
	t.Parallel()
	p, c, _ := startMass(t, "service")
	media := c.draftOf(newsArticle(p.AddMedia("image", "image/png", []byte(asPNG))))
	articles := `{"filter":{"is_to_all":true},"msgtype":"mpnews","mpnews":{"media_id":"` + media + `"},"clientmsgid":"mine"}`
	id := c.massSend("sendall", articles)
	c.finished()
	c.wantCode(45066, massPath+"sendall", articles)
	p.Clock.Advance(time.Minute)
	out := c.call(massPath+"sendall", articles) // the draft is gone by now
	if code(out) != 45065 || int64(out["msg_id"].(float64)) != id || keysOf(out) != "errcode errmsg msg_id" {
		t.Errorf("again: %v, want 45065 and %d", out, id)
	}
	c.wantCode(45066, massPath+"sendall", articles)

	text := `{"filter":{"is_to_all":true},"msgtype":"text","text":{"content":"hi"}}`
	id = c.massSend("sendall", text)
	p.Clock.Advance(2 * time.Minute)
	if out := c.call(massPath+"sendall", text); code(out) != 45065 || int64(out["msg_id"].(float64)) != id {
		t.Errorf("the same text: %v", out)
	}
	c.massSend("sendall", strings.Replace(text, "hi", "ho", 1))
	c.massSend("send", fmt.Sprintf(`{"touser":[%q,%q],"msgtype":"text","text":{"content":"hi"}}`, p.User("alice").OpenID(), p.User("bob").OpenID()))
	p.Clock.Advance(24 * time.Hour)
	c.token = c.stable(false)["access_token"].(string)
	c.massSend("sendall", text)

	withID := func(n int) string {
		return strings.TrimSuffix(text, "}") + `,"clientmsgid":"` + strings.Repeat("x", n) + `"}`
	}
	c.wantCode(45067, massPath+"sendall", withID(65))
	c.wantCode(0, massPath+"sendall", withID(64))
	all := p.Exchanges()
	wantProblem(t, "64 bytes", all[len(all)-1].Problem, "allows 32", "最多 32")
}

func TestMassSpeed(t *testing.T) {
	t.Parallel()
	_, c, _ := startMass(t, "service")
	if _, body := c.download("POST", massPath+"speed/get", ""); body != `{"speed":0,"realspeed":80}` {
		t.Errorf("at the start: %s", body)
	}
	if _, body := c.download("POST", massPath+"speed/set", `{"speed":3}`); body != `{"errcode":0,"errmsg":""}` {
		t.Errorf("speed/set: %s", body)
	}
	if _, body := c.download("POST", massPath+"speed/get", `{"speed":3}`); body != `{"speed":3,"realspeed":30}` {
		t.Errorf("speed/get: %s", body)
	}
	c.wantCode(45083, massPath+"speed/set", `{"speed":5}`)
	c.wantCode(45083, massPath+"speed/set", `{"speed":-1}`)
	c.wantCode(45084, massPath+"speed/set", `{}`)
	c.wantCode(45084, massPath+"speed/set", `{"speed":null}`)
	if out := c.call(massPath+"speed/get", `{}`); out["speed"] != 3.0 {
		t.Errorf("a refused speed is set: %v", out)
	}
}

// The sandbox has no console, so there are no rules.
func TestAutoReplyInfo(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	want := map[string]any{
		"is_add_friend_reply_open": 0.0, "is_autoreply_open": 0.0,
		"keyword_autoreply_info": map[string]any{"list": []any{}},
	}
	if diff := cmp.Diff(want, c.call("/cgi-bin/get_current_autoreply_info", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The typed methods and the sandbox fit together: a message is waited for by asking, and a repeated one is named.
func TestMassWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c, _ := startMass(t, "service")
		s := mass.New(c.client())
		sent, err := s.ToAll(t.Context(), mass.Text("hi"), mass.WithClientMsgID("once"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Wait(t.Context(), int64(sent.MsgID))
		if err != nil || r != (mass.Result{MsgID: int64(sent.MsgID), Status: mass.StatusSuccess}) || received(p.User("alice")) != 1 {
			t.Errorf("got %+v, %v, and alice has %d", r, err, received(p.User("alice")))
		}
		time.Sleep(time.Minute)
		_, err = s.ToAll(t.Context(), mass.Text("hi"), mass.WithClientMsgID("once"))
		var duplicate *mass.DuplicateError
		if !errors.As(err, &duplicate) || duplicate.MsgID != int64(sent.MsgID) {
			t.Errorf("again: %v, want the message %d", err, sent.MsgID)
		}
		p.Close()
	})
}
