package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

// published publishes a draft of articles and waits for the end. It returns the answer of freepublish/submit and that
// of freepublish/get.
func (c *caller) published(articles ...string) (submitted, got map[string]any) {
	c.t.Helper()
	id := c.draftOf(articles...)
	submitted = c.call("/cgi-bin/freepublish/submit", `{"media_id":"`+id+`"}`)
	ask := fmt.Sprintf(`{"publish_id":%q}`, submitted["publish_id"])
	if got = c.call("/cgi-bin/freepublish/get", ask); got["publish_status"] != 1.0 || got["article_id"] != nil {
		c.t.Fatalf("at once: %v", got)
	}
	c.p.Clock.Advance(10 * time.Second)
	synctest.Wait()
	c.wantCode(40007, "/cgi-bin/draft/get", `{"media_id":"`+id+`"}`)
	return submitted, c.call("/cgi-bin/freepublish/get", ask)
}

func TestPublish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startFollowed(t)
		c := newCaller(t, p)
		cover := p.AddMedia("image", "image/png", []byte(asPNG))
		submitted, got := c.published(newsArticle(cover, `"content":"it's"`), newsArticle(cover, `"title":"SECOND"`))
		if keysOf(submitted) != "errcode errmsg msg_data_id publish_id" || code(submitted) != 0 {
			t.Errorf("freepublish/submit: %v", submitted)
		}
		articleID, _ := got["article_id"].(string)
		if keysOf(got) != "article_detail article_id fail_idx publish_id publish_status" || got["publish_status"] != 0.0 || articleID == "" {
			t.Fatalf("freepublish/get: %v", got)
		}
		detail := got["article_detail"].(map[string]any)
		first := detail["item"].([]any)[0].(map[string]any)["article_url"].(string)
		second := detail["item"].([]any)[1].(map[string]any)["article_url"].(string)
		if detail["count"] != 2.0 || alice.Open(first).Status != http.StatusOK || !strings.Contains(alice.Open(second).Body, "SECOND") {
			t.Errorf("article_detail: %v", detail)
		}

		// The event says the same.
		pushes := a.received()
		event := pushes[len(pushes)-1]
		for _, want := range []string{
			"<publish_id>" + submitted["publish_id"].(string) + "</publish_id>", "<publish_status>0</publish_status>", articleID,
			"<count>2</count>", "<idx>2</idx>", first, second,
		} {
			if event.Event != "PUBLISHJOBFINISH" || !strings.Contains(event.Plain, want) {
				t.Errorf("the event lacks %s: %s", want, event.Plain)
			}
		}
		if event.FromUserName == alice.OpenID() || len(event.FromUserName) != 28 {
			t.Errorf("the event is from %s", event.FromUserName)
		}
		if n := slices.IndexFunc(alice.Chat(), func(e sandbox.Entry) bool { return e.From == "account" }); n >= 0 {
			t.Error("a publication reaches a follower's chat")
		}

		article := c.call("/cgi-bin/freepublish/getarticle", `{"article_id":"`+articleID+`"}`)
		news := article["news_item"].([]any)[0].(map[string]any)
		if keysOf(news) != "author content content_source_url digest is_deleted need_open_comment only_fans_can_comment show_cover_pic thumb_media_id thumb_url title url" ||
			news["content"] != "it&#39;s" || news["is_deleted"] != false || news["url"] != first {
			t.Errorf("freepublish/getarticle: %v", news)
		}
		list := c.call("/cgi-bin/freepublish/batchget", `{"offset":0,"count":20,"no_content":1}`)
		item := list["item"].([]any)[0].(map[string]any)
		if list["total_count"] != 1.0 || item["article_id"] != articleID || item["content"].(map[string]any)["news_item"].([]any)[0].(map[string]any)["content"] != "" {
			t.Errorf("freepublish/batchget: %v", list)
		}

		// A customer-service message and a menu button show it.
		alice.Send("hello")
		c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"mpnewsarticle","mpnewsarticle":{"article_id":"`+articleID+`"}}`)
		c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"article_id","name":"n","article_id":"`+articleID+`"}]}`)
		alice.Press(0)
		for _, e := range alice.Chat()[len(alice.Chat())-2:] {
			if e.Type != "mpnewsarticle" || len(e.Articles) != 2 || e.Articles[0].URL != first || e.Articles[1].Title != "SECOND" {
				t.Errorf("the article on the phone: %+v", e)
			}
		}

		// One article is deleted, then all.
		remove := func(index int) string { return fmt.Sprintf(`{"article_id":%q,"index":%d}`, articleID, index) }
		c.wantCode(40114, "/cgi-bin/freepublish/delete", remove(3))
		c.wantCode(0, "/cgi-bin/freepublish/delete", remove(1))
		c.wantCode(40114, "/cgi-bin/freepublish/delete", remove(1))
		if alice.Open(first).Status != http.StatusNotFound || alice.Open(second).Status != http.StatusOK {
			t.Error("the deleted article is readable, or the other one is not")
		}
		article = c.call("/cgi-bin/freepublish/getarticle", `{"article_id":"`+articleID+`"}`)
		if news := article["news_item"].([]any)[0].(map[string]any); news["is_deleted"] != true {
			t.Errorf("the deleted article: %v", news)
		}
		c.wantCode(0, "/cgi-bin/freepublish/delete", remove(0))
		c.wantCode(53600, "/cgi-bin/freepublish/getarticle", `{"article_id":"`+articleID+`"}`)
		c.wantCode(53600, "/cgi-bin/freepublish/delete", remove(0))
		if got := c.call("/cgi-bin/freepublish/get", fmt.Sprintf(`{"publish_id":%q}`, submitted["publish_id"])); got["publish_status"] != 5.0 {
			t.Errorf("after all were deleted: %v", got)
		}
		if list := c.call("/cgi-bin/freepublish/batchget", `{"offset":0,"count":20}`); list["total_count"] != 0.0 {
			t.Errorf("the list after that: %v", list)
		}
		c.wantCode(40007, "/cgi-bin/freepublish/submit", `{"media_id":"MEDIA_ID"}`)
		c.wantCode(40097, "/cgi-bin/freepublish/get", `{"publish_id":"1"}`)
		if got := c.call("/cgi-bin/freepublish/get", fmt.Sprintf(`{"publish_id":%s}`, submitted["publish_id"])); got["publish_status"] != 5.0 {
			t.Errorf("with a number, as toolkits send it: %v", got)
		}
	})
}

// A draft that is deleted while it is published is not published.
func TestPublishWithoutDraft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, a, _ := startFollowed(t)
		c := newCaller(t, p)
		id := c.draftOf(newsArticle(p.AddMedia("image", "image/png", []byte(asPNG))))
		submitted := c.call("/cgi-bin/freepublish/submit", `{"media_id":"`+id+`"}`)
		c.wantCode(0, "/cgi-bin/draft/delete", `{"media_id":"`+id+`"}`)
		p.Clock.Advance(10 * time.Second)
		synctest.Wait()
		got := c.call("/cgi-bin/freepublish/get", fmt.Sprintf(`{"publish_id":%q}`, submitted["publish_id"]))
		pushes := a.received()
		if got["publish_status"] != 3.0 || !strings.Contains(pushes[len(pushes)-1].Plain, "<publish_status>3</publish_status>") {
			t.Errorf("got %v and %s", got, pushes[len(pushes)-1].Plain)
		}
	})
}

// Only certified accounts may publish.
func TestPublishKinds(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]int{"personal": 48001, "service-unverified": 48001, "subscription": 40007, "service": 40007} {
		c := newCaller(t, sandbox.Start(t, sandbox.WithKind(kind)))
		c.wantCode(want, "/cgi-bin/freepublish/submit", `{"media_id":"MEDIA_ID"}`)
	}
}

func TestComments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, alice := startFollowed(t)
		bob := p.User("bob")
		c := newCaller(t, p)
		cover := p.AddMedia("image", "image/png", []byte(asPNG))
		submitted, got := c.published(newsArticle(cover, `"need_open_comment":1`, `"only_fans_can_comment":1`), newsArticle(cover))
		items := got["article_detail"].(map[string]any)["item"].([]any)
		first := items[0].(map[string]any)["article_url"].(string)
		second := items[1].(map[string]any)["article_url"].(string)
		article := func(index int, more string) string {
			return fmt.Sprintf(`{"msg_data_id":%s,"index":%d%s}`, submitted["msg_data_id"], index, more)
		}

		// Followers alone may comment on the first, and nobody on the second until it is opened.
		refused := func(what string, entries []sandbox.Entry, want string) {
			t.Helper()
			if len(entries) != 1 || entries[0].Type != "refused" || !strings.Contains(entries[0].Text, want) {
				t.Errorf("%s: %v", what, entries)
			}
		}
		quiet := sandbox.New(sandbox.Config{})
		defer quiet.Close()
		refused("no article", quiet.User("alice").Comment(first, "x"), "not published")
		if page := alice.Open(first); !strings.Contains(page.Body, `<form method="post" action="/s/`) {
			t.Error("a follower is not offered to comment")
		}
		if page := bob.Open(first); strings.Contains(page.Body, "<form") {
			t.Error("a stranger is offered to comment")
		}
		if page := alice.Open(second); strings.Contains(page.Body, "<form") {
			t.Error("the second article takes comments")
		}
		alice.Comment(first, "很好 <b>!</b>")
		p.Clock.Advance(time.Minute)
		alice.Comment(first, "second")
		c.wantCode(0, "/cgi-bin/comment/open", article(1, ""))
		bob.Comment(second, "from a stranger")
		c.wantCode(0, "/cgi-bin/comment/close", article(1, ""))

		list := func(index, begin, count, kind int) []string {
			t.Helper()
			out := c.call("/cgi-bin/comment/list", article(index, fmt.Sprintf(`,"begin":%d,"count":%d,"type":%d`, begin, count, kind)))
			var texts []string
			for _, one := range out["comment"].([]any) {
				m := one.(map[string]any)
				texts = append(texts, fmt.Sprint(m["user_comment_id"], " ", m["content"], " ", m["comment_type"]))
				if keysOf(m) != "comment_type content create_time openid user_comment_id" && m["reply"] == nil {
					t.Errorf("a comment: %v", m)
				}
			}
			return texts
		}
		for _, tt := range []struct {
			index, begin, count, kind int
			want                      []string
		}{
			{0, 0, 49, 0, []string{"2 second 0", "1 很好 <b>!</b> 0"}},
			{0, 1, 49, 0, []string{"1 很好 <b>!</b> 0"}},
			{0, 0, 1, 0, []string{"2 second 0"}},
			{0, 0, 49, 2, nil},
			{1, 0, 49, 1, []string{"1 from a stranger 0"}},
		} {
			if diff := cmp.Diff(tt.want, list(tt.index, tt.begin, tt.count, tt.kind)); diff != "" {
				t.Errorf("%+v (-want +got):\n%s", tt, diff)
			}
		}

		// Others see what is elected; everybody sees their own.
		if page := alice.Open(first); !strings.Contains(page.Body, "很好 &lt;b&gt;!&lt;/b&gt;") || !strings.Contains(page.Body, "仅自己可见") {
			t.Error("alice does not see her comment")
		}
		if page := bob.Open(first); strings.Contains(page.Body, "很好") {
			t.Error("bob sees a comment that is not elected")
		}
		one := func(id int) string { return article(0, fmt.Sprintf(`,"user_comment_id":%d`, id)) }
		c.wantCode(0, "/cgi-bin/comment/markelect", one(1))
		c.wantCode(0, "/cgi-bin/comment/reply/add", article(0, `,"user_comment_id":1,"content":"谢谢"`))
		c.wantCode(88005, "/cgi-bin/comment/reply/add", article(0, `,"user_comment_id":1,"content":"谢谢"`))
		if page := bob.Open(first); !strings.Contains(page.Body, "很好") || !strings.Contains(page.Body, "谢谢") {
			t.Error("bob does not see the elected comment with its answer")
		}
		out := c.call("/cgi-bin/comment/list", article(0, `,"begin":0,"count":49,"type":2`))
		if reply := out["comment"].([]any)[0].(map[string]any)["reply"].(map[string]any); reply["content"] != "谢谢" || reply["create_time"] == nil {
			t.Errorf("the answer: %v", reply)
		}
		c.wantCode(0, "/cgi-bin/comment/reply/delete", one(1))
		c.wantCode(88009, "/cgi-bin/comment/reply/delete", one(1))
		c.wantCode(0, "/cgi-bin/comment/unmarkelect", one(1))
		if page := bob.Open(first); strings.Contains(page.Body, "很好") {
			t.Error("bob sees the comment that is elected no more")
		}
		c.wantCode(0, "/cgi-bin/comment/delete", one(1))
		c.wantCode(88008, "/cgi-bin/comment/delete", one(1))
		c.wantCode(88008, "/cgi-bin/comment/markelect", one(1))

		for body, want := range map[string]int{
			article(2, ""):                88001,
			article(-1, ""):               88001,
			`{"msg_data_id":1,"index":0}`: 88001,
		} {
			c.wantCode(want, "/cgi-bin/comment/open", body)
		}
		for _, count := range []int{0, 50} {
			c.wantCode(88010, "/cgi-bin/comment/list", article(0, fmt.Sprintf(`,"begin":0,"count":%d,"type":0`, count)))
		}
		c.wantCode(40097, "/cgi-bin/comment/list", article(0, `,"begin":-1,"count":49,"type":0`))
		c.wantCode(88007, "/cgi-bin/comment/reply/add", article(0, `,"user_comment_id":2,"content":""`))
	})
}

// The form below an article is for the user who holds the phone.
func TestCommentForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, alice := startFollowed(t)
		c := newCaller(t, p)
		_, got := c.published(newsArticle(p.AddMedia("image", "image/png", []byte(asPNG)), `"need_open_comment":1`))
		article := got["article_detail"].(map[string]any)["item"].([]any)[0].(map[string]any)["article_url"].(string)
		for _, tt := range []struct {
			cookie, content string
			status          int
			words           string // on the page that tells why not
		}{
			{"alice", "by the form\r\nin two lines", http.StatusSeeOther, ""},
			{"alice", strings.Repeat("a\r\n", 300), http.StatusSeeOther, ""},
			{"alice", "", http.StatusUnprocessableEntity, "a comment has 1 to 600 characters"},
			{"", "nobody's", http.StatusUnprocessableEntity, "no user holds the phone"},
		} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, article+"/comment", strings.NewReader(url.Values{"content": {tt.content}}.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.AddCookie(&http.Cookie{Name: "wechatgo_user", Value: tt.cookie})
			resp, err := p.Client().Transport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != tt.status || !strings.Contains(string(body), tt.words) {
				t.Errorf("%+v: HTTP %d, %v\n%s", tt, resp.StatusCode, err, body)
			}
		}
		if page := alice.Open(article); strings.Count(page.Body, "by the form\nin two lines") != 1 || strings.Contains(page.Body, "nobody") {
			t.Errorf("the page: %s", page.Body)
		}
	})
}
