package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// newsArticle returns the documents' example of an article with a cover. members are JSON that overrides the other
// members.
func newsArticle(cover string, members ...string) string {
	return `{"article_type":"news","title":"TITLE","author":"麦多多","digest":"DIGEST","content":"CONTENT","content_source_url":"https://example.com/",` +
		`"thumb_media_id":"` + cover + `","need_open_comment":0,"only_fans_can_comment":0,"pic_crop_235_1":"0.1945_0_1_0.5236","pic_crop_1_1":"0.1945_0_1_0.5236"` +
		strings.Join(append([]string{""}, members...), ",") + `}`
}

// picturesArticle returns the documents' example of an article of type newspic.
func picturesArticle(picture, product string, members ...string) string {
	return `{"article_type":"newspic","title":"TITLE","content":"CONTENT","need_open_comment":0,"only_fans_can_comment":0,` +
		`"image_info":{"image_list":[{"image_media_id":"` + picture + `"}]},"cover_info":{"crop_percent_list":[{"ratio":"1_1","x1":"0.166454","y1":"0","x2":"0.833545","y2":"1"}]},` +
		`"product_info":{"footer_product_info":{"product_key":"` + product + `"}}` + strings.Join(append([]string{""}, members...), ",") + `}`
}

// draftOf makes a draft of articles and returns its media_id.
func (c *caller) draftOf(articles ...string) string {
	c.t.Helper()
	out := c.call("/cgi-bin/draft/add", `{"articles":[`+strings.Join(articles, ",")+`]}`)
	id, _ := out["media_id"].(string)
	if keysOf(out) != "media_id" || len(id) > 128 {
		c.t.Fatalf("draft/add: %v", out)
	}
	return id
}

// articlesOf returns the articles of a draft, as draft/get answers them.
func (c *caller) articlesOf(id string) (list []map[string]any) {
	c.t.Helper()
	out := c.call("/cgi-bin/draft/get", `{"media_id":"`+id+`"}`)
	articles, _ := out["news_item"].([]any)
	for _, a := range articles {
		list = append(list, a.(map[string]any))
	}
	if list == nil {
		c.t.Fatalf("draft/get: %v", out)
	}
	return list
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	cover := c.uploadID(addPath+"image", "a.jpg", fileOf(asJPEG, 1000))
	card := c.call("/channels/ec/service/product/getcardinfo", `{"product_id":"1000000000","article_type":"newspic","card_type":2}`)
	product, _ := card["product_key"].(string)
	if keysOf(card) != "DOM errcode errmsg product_key" || code(card) != 0 {
		t.Fatalf("getcardinfo: %v", card)
	}
	before := p.Clock.Now().Unix()
	id := c.draftOf(newsArticle(cover), picturesArticle(cover, product))
	after := p.Clock.Now().Unix()
	p.Clock.Advance(time.Hour)

	got := c.articlesOf(id)
	var addresses []string
	for _, a := range got {
		addresses = append(addresses, a["url"].(string))
		delete(a, "url")
	}
	thumb := got[0]["thumb_url"]
	delete(got[0], "thumb_url")
	if diff := cmp.Diff([]map[string]any{
		{
			"article_type": "news", "title": "TITLE", "author": "麦多多", "digest": "DIGEST", "content": "CONTENT", "content_source_url": "https://example.com/",
			"thumb_media_id": cover, "need_open_comment": 0.0, "only_fans_can_comment": 0.0, "pic_crop_235_1": "0.1945_0_1_0.5236", "pic_crop_1_1": "0.1945_0_1_0.5236",
		},
		{
			"article_type": "newspic", "title": "TITLE", "content": "CONTENT", "thumb_media_id": cover, "need_open_comment": 0.0, "only_fans_can_comment": 0.0,
			"image_info":   map[string]any{"image_list": []any{map[string]any{"image_media_id": cover}}},
			"cover_info":   map[string]any{"crop_percent_list": []any{map[string]any{"ratio": "1_1", "x1": "0.166454", "y1": "0", "x2": "0.833545", "y2": "1"}}},
			"product_info": map[string]any{"footer_product_info": map[string]any{"product_key": product}},
		},
	}, got); diff != "" {
		t.Errorf("draft/get (-want +got):\n%s", diff)
	}
	if page := p.User("alice").Open(thumb.(string)); page.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("thumb_url %v: HTTP %d", thumb, page.Status)
	}

	// An update replaces one article and no other. The address of its page stays the same.
	c.wantCode(0, "/cgi-bin/draft/update", `{"media_id":"`+id+`","index":0,"articles":`+newsArticle(cover, `"title":"CHANGED"`)+`}`)
	c.wantCode(40114, "/cgi-bin/draft/update", `{"media_id":"`+id+`","index":2,"articles":`+newsArticle(cover)+`}`)
	c.wantCode(40114, "/cgi-bin/draft/update", `{"media_id":"`+id+`","index":-1,"articles":`+newsArticle(cover)+`}`)
	c.wantCode(40007, "/cgi-bin/draft/update", `{"media_id":"MEDIA_ID","index":0,"articles":`+newsArticle(cover)+`}`)
	if got := c.articlesOf(id); got[0]["title"] != "CHANGED" || got[1]["title"] != "TITLE" || got[0]["url"] != addresses[0] {
		t.Errorf("after an update: %v", got)
	}
	out := c.call("/cgi-bin/draft/get", `{"media_id":"`+id+`"}`)
	if created, updated := int64(out["create_time"].(float64)), int64(out["update_time"].(float64)); created < before || created > after || updated < before+3600 {
		t.Errorf("created at %d, want %d to %d; changed at %d", created, before, after, updated)
	}

	c.wantCode(0, "/cgi-bin/draft/delete", `{"media_id":"`+id+`"}`)
	c.wantCode(40007, "/cgi-bin/draft/delete", `{"media_id":"`+id+`"}`)
	c.wantCode(40007, "/cgi-bin/draft/get", `{"media_id":"`+id+`"}`)
	c.wantCode(40007, "/cgi-bin/material/get_material", `{"media_id":"`+id+`"}`)
	if page := p.User("alice").Open(addresses[1]); page.Status != http.StatusNotFound {
		t.Errorf("the page of a deleted draft: HTTP %d", page.Status)
	}
}

// The pages of the list begin with the draft that was changed last.
func TestDraftList(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	cover := p.AddMedia("image", "image/png", []byte(asPNG))
	var ids []string
	for i := range 22 {
		p.Clock.Advance(time.Second)
		ids = append(ids, c.draftOf(newsArticle(cover, fmt.Sprintf(`"title":"%d"`, i))))
	}
	c.wantCode(0, "/cgi-bin/draft/update", `{"media_id":"`+ids[3]+`","index":0,"articles":`+newsArticle(cover, `"title":"changed"`)+`}`)
	if out := c.call("/cgi-bin/draft/count", ""); !cmp.Equal(out, map[string]any{"total_count": 22.0}) {
		t.Errorf("draft/count: %v", out)
	}
	if _, body := c.download("POST", "/cgi-bin/draft/count", ""); body != `{"total_count":22}` {
		t.Errorf("draft/count by POST: %s", body)
	}
	var titles []string
	for _, body := range []string{`{"offset":0,"count":20}`, `{"offset":20,"count":20,"no_content":1}`} {
		out := c.call("/cgi-bin/draft/batchget", body)
		items, _ := out["item"].([]any)
		if out["total_count"] != 22.0 || out["item_count"] != float64(len(items)) {
			t.Errorf("%s: %v", body, out)
		}
		for _, item := range items {
			a := item.(map[string]any)["content"].(map[string]any)["news_item"].([]any)[0].(map[string]any)
			titles = append(titles, a["title"].(string))
			if want := map[bool]string{false: "CONTENT", true: ""}[strings.Contains(body, "no_content")]; a["content"] != want || a["url"] == nil {
				t.Errorf("%s: %v", body, a)
			}
		}
	}
	if got := strings.Join(titles, " "); got != "changed 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 2 1 0" {
		t.Errorf("the order is %s", got)
	}
	c.wantCode(40097, "/cgi-bin/draft/batchget", `{"offset":0,"count":21}`)
	c.wantCode(40097, "/cgi-bin/draft/batchget", `{"offset":0,"count":0}`)
}

// An invalid article is refused with its errcode and an explanation.
func TestDraftChecks(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	cover := p.AddMedia("image", "image/png", []byte(asPNG))
	voice := p.AddMedia("voice", "audio/amr", []byte(asAMR))
	temporary := c.uploadID(uploadPath+"image", "a.png", []byte(asPNG))
	inText := c.upload(imgPath, "a.png", []byte(asPNG))["url"].(string)
	long := func(n int) string { return strings.Repeat("字", n) }
	pictures := func(n int) string {
		return `"image_info":{"image_list":[` + strings.TrimSuffix(strings.Repeat(`{"image_media_id":"`+cover+`"},`, n), ",") + `]}`
	}
	noProduct := `"product_info":null`
	for _, test := range []struct {
		article string
		want    int // noCode for an article that is accepted
		problem string
	}{
		{newsArticle(cover, `"title":"`+long(32)+`"`), noCode, ""},
		{newsArticle(cover, `"title":"`+long(33)+`"`), 45003, "title has 33 characters"},
		{newsArticle(cover, `"title":""`), 45003, "title has 0 characters"},
		{newsArticle(cover, `"author":"`+long(16)+`"`), noCode, ""},
		{newsArticle(cover, `"author":"`+long(17)+`"`), 45110, "author has 17 characters"},
		{newsArticle(cover, `"digest":"`+long(128)+`"`), noCode, ""},
		{newsArticle(cover, `"digest":"`+long(129)+`"`), 45004, "digest has 129 characters"},
		{newsArticle(cover, `"content":""`), 45166, "content has 0 bytes"},
		{newsArticle(cover, `"content":"`+strings.Repeat("x", mb)+`"`), noCode, "less than 20000"},
		{newsArticle(cover, `"content":"`+strings.Repeat("x", mb+1)+`"`), 45166, "content has 1048577 bytes"},
		{newsArticle(cover, `"content":"`+strings.Repeat("<mp-common-product></mp-common-product>", 51)+`"`), 53405, "51 product cards"},
		{newsArticle(cover, `"content_source_url":"javascript:alert(1)"`), 41039, "not the address of a web page"},
		{newsArticle(cover, `"content_source_url":"https://example.com/`+strings.Repeat("x", 1024)+`"`), 41039, "1024 bytes"},
		{newsArticle(""), 40007, "missing"},
		{newsArticle("MEDIA_ID"), 40007, "not a picture in the permanent material"},
		{newsArticle("https://example.com/a.png"), 40007, "address"},
		{newsArticle(temporary), 40007, "temporary"},
		{newsArticle(voice), 40007, "not a picture"},
		{newsArticle(inText[strings.LastIndex(inText, "/")+1:]), 40007, "not a picture"},
		{newsArticle(cover, `"pic_crop_1_1":"0.5_0_0.4_1"`), 40097, "pic_crop_1_1"},
		{newsArticle(cover, `"pic_crop_235_1":"0_0_1"`), 40097, "pic_crop_235_1"},
		{newsArticle(cover, `"article_type":"video"`), 40097, "article_type"},
		{picturesArticle(cover, "", noProduct), noCode, ""},
		{picturesArticle(cover, "", noProduct, pictures(20)), noCode, ""},
		{picturesArticle(cover, "", noProduct, pictures(21)), 40097, "21 pictures"},
		{picturesArticle(cover, "", noProduct, pictures(0)), 40097, "0 pictures"},
		{picturesArticle(temporary, "", noProduct), 40007, "image_list[0].image_media_id"},
		{picturesArticle(cover, "", noProduct, `"cover_info":{"crop_percent_list":[{"ratio":"4_3","x1":"0","y1":"0","x2":"1","y2":"1"}]}`), 40097, "crop_percent_list[0]"},
		{picturesArticle(cover, "PRODUCT_KEY"), 53405, "product_key"},
	} {
		out := c.call("/cgi-bin/draft/add", `{"articles":[`+test.article+`]}`)
		said := c.problem()
		if code(out) != test.want || !strings.Contains(said.EN, test.problem) || (test.want > 0 && (said.ZH == "" || said.ZH == said.EN)) {
			t.Errorf("%.60s…%s: %v, said %+v; want errcode %d and %q", test.article, test.article[max(0, len(test.article)-80):], out, said, test.want, test.problem)
		}
	}
	if out := c.call("/cgi-bin/draft/add", `{"articles":[`+newsArticle(cover, `"author":"`+long(17)+`"`)+`]}`); !strings.HasPrefix(out["errmsg"].(string), "author size out of limit rid: ") {
		t.Errorf("the author: %v", out)
	}
	for body, want := range map[string]int{
		`{"articles":[]}`:                         44003,
		`{"articles":"[]"}`:                       44003,
		`{"articles":` + newsArticle(cover) + `}`: 44003,
		`{"articles":[` + strings.TrimSuffix(strings.Repeat(newsArticle(cover)+",", 8), ",") + `]}`: noCode,
		`{"articles":[` + strings.TrimSuffix(strings.Repeat(newsArticle(cover)+",", 9), ",") + `]}`: 45008,
	} {
		c.wantCode(want, "/cgi-bin/draft/add", body)
	}
	if out := c.call("/cgi-bin/draft/count", ""); out["total_count"] != 7.0 {
		t.Errorf("what was refused is kept as well: %v", out)
	}
	for body, want := range map[string]int{
		`{"product_id":"x","article_type":"news","card_type":0}`:    10170001,
		`{"product_id":"1","article_type":"video","card_type":0}`:   10170002,
		`{"product_id":"1","article_type":"newspic","card_type":0}`: 10170003,
		`{"product_id":"1","article_type":"news","card_type":3}`:    10170003,
		`{"product_id":"1","article_type":"newspic","card_type":3}`: 0,
	} {
		c.wantCode(want, "/channels/ec/service/product/getcardinfo", body)
	}
}

func TestDraftSwitch(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	if _, body := c.download("POST", "/cgi-bin/draft/switch?checkonly=1", ""); body != `{"errcode":0,"errmsg":"ok","is_open":1}` {
		t.Errorf("checkonly: %s", body)
	}
	if _, body := c.download("POST", "/cgi-bin/draft/switch", ""); body != `{"errcode":0,"errmsg":"ok"}` {
		t.Errorf("switch: %s", body)
	}
}

// A draft has a page for the phone's browser, without scripts and pictures of other hosts, and a digest of its text.
func TestDraftPage(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	alice := p.User("alice")
	cover := c.uploadID(addPath+"image", "a.png", []byte(asPNG))
	own := c.upload(imgPath, "a.png", []byte(asPNG))["url"].(string)
	content, _ := json.Marshal(`<p style='color: red' onclick="x()">` + strings.Repeat("春", 60) + `</p><script>alert(1)</script><img src="` + own + `"><img src="https://example.com/x.png">`)
	id := c.draftOf(newsArticle(cover, `"title":"<b>春天</b>"`, `"digest":""`, `"content":`+strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(content))))
	if said := c.problem().EN; !strings.Contains(said, "onclick, <script>") || !strings.Contains(said, `1 picture of another host from articles[0].content, the first at "https://example.com/x.png"`) {
		t.Errorf("said %q", said)
	}
	a := c.articlesOf(id)[0]
	if want := `<p style="color: red">` + strings.Repeat("春", 60) + `</p><img src="` + own + `">`; a["content"] != want {
		t.Errorf("content %v, want %s", a["content"], want)
	}
	if a["digest"] != strings.Repeat("春", 54) {
		t.Errorf("digest %v", a["digest"])
	}
	page := alice.Open(a["url"].(string))
	if page.Status != http.StatusOK || page.Header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.HasPrefix(page.URL, p.URL()+"/s/") {
		t.Fatalf("HTTP %d at %s, %v", page.Status, page.URL, page.Header)
	}
	csp := page.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script-src") || !strings.Contains(csp, "img-src 'self'") {
		t.Errorf("Content-Security-Policy %s", csp)
	}
	for _, want := range []string{
		"<title>&lt;b&gt;春天&lt;/b&gt;</title>", "麦多多", `<p style="color: red">` + strings.Repeat("春", 60) + "</p>", `<img src="` + own + `">`, `<a href="https://example.com/">阅读原文</a>`,
	} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, not := range []string{"<script", "onclick", "example.com/x.png"} {
		if strings.Contains(page.Body, not) {
			t.Errorf("the page has %s", not)
		}
	}
	if page := alice.Open(own); page.Status != http.StatusOK {
		t.Errorf("the picture: HTTP %d", page.Status)
	}
	for language, words := range map[string]string{"zh-CN": "该内容已被发布者删除", "en-GB": "This content was deleted by its publisher"} {
		r, _ := http.NewRequest(http.MethodGet, p.URL()+"/s/none", http.NoBody)
		r.Header.Set("Accept-Language", language)
		resp, err := p.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusNotFound || !strings.Contains(string(body), words) {
			t.Errorf("no such page, in %s: HTTP %d, %v\n%s", language, resp.StatusCode, err, body)
		}
	}

	// Pages of other sites may link to it, but no other origin may read it.
	for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://example.com"} {
		r, _ := http.NewRequest(http.MethodGet, page.URL, http.NoBody)
		r.Header.Set(header, value)
		resp, err := p.Client().Do(r)
		if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("with %s: %v, %v", header, resp, err)
		}
	}

	pictures := c.articlesOf(c.draftOf(picturesArticle(cover, "", `"product_info":null`, `"content":"a <b>\nc"`)))[0]
	if page := alice.Open(pictures["url"].(string)); !strings.Contains(page.Body, `<img src="/_sandbox/media/`+cover+`"`) || !strings.Contains(page.Body, "a &lt;b&gt;\nc") {
		t.Errorf("a post of pictures: %s", page.Body)
	}

	// A quotation mark is escaped in the answer, but not on the page.
	quoted := c.articlesOf(c.draftOf(newsArticle(cover, `"content":"<p style='x'>it's</p>"`)))[0]
	if page := alice.Open(quoted["url"].(string)); quoted["content"] != "<p style=&#39;x&#39;>it&#39;s</p>" || !strings.Contains(page.Body, "<p style='x'>it's</p>") {
		t.Errorf("content %v", quoted["content"])
	}
	// What an article does not close, or closes though it did not open it, leaves the rest of the page as it is.
	for content, want := range map[string]string{
		`<textarea>a`:        `<textarea>a</textarea></div>`,
		`<p>a</div></main>b`: `<p>ab</p></div>`,
		`<p>a<br>b</p>`:      `<p>a<br>b</p></div>`,
		`<p>a</p></div>b`:    `<p>a</p>b</div>`,
	} {
		open := c.articlesOf(c.draftOf(newsArticle(cover, fmt.Sprintf(`"content":%q`, content))))[0]
		if page := alice.Open(open["url"].(string)); !strings.Contains(page.Body, want+"\n") {
			t.Errorf("the page of %s lacks %s", content, want)
		}
	}
	// If there are several articles, the platform makes no digests for them.
	if got := c.articlesOf(c.draftOf(newsArticle(cover, `"digest":""`), newsArticle(cover)))[0]; got["digest"] != nil {
		t.Errorf("digest %v", got["digest"])
	}
}

// Escapes stay as they are, and are counted by the characters that they consist of.
func TestDraftEscapes(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	cover := p.AddMedia("image", "image/png", []byte(asPNG))
	a := c.articlesOf(c.draftOf(newsArticle(cover, `"title":"\u6625\\u\"\n","content":"\u003cp\u003e"`)))[0]
	if a["title"] != `\u6625\u"`+"\n" || a["content"] != `\u003cp\u003e` {
		t.Errorf("kept as %q, %q", a["title"], a["content"])
	}
	list := p.Exchanges()
	if said := list[len(list)-2].Problem; said == nil || !strings.Contains(said.EN, "SetEscapeHTML") || !strings.Contains(said.ZH, "ensure_ascii") {
		t.Errorf("said %+v", said)
	}
	c.wantCode(45110, "/cgi-bin/draft/add", `{"articles":[`+newsArticle(cover, `"author":"\u9ea6\u591a\u591a"`)+`]}`)
}

// The service of the SDK works with the platform.
func TestDraftBySDK(t *testing.T) {
	t.Parallel()
	c := newCaller(t, sandbox.Start(t))
	client := c.client()
	s := draft.New(client)
	cover, err := material.New(client).Add(t.Context(), material.KindImage, endpoint.File{Name: "封面.png", Content: bytes.NewReader([]byte(asPNG))})
	if err != nil {
		t.Fatal(err)
	}
	news := draft.Article{Title: "春天的菜单", Author: "麦多多", Content: `<p style='color: red'>a & b</p>`, ThumbMediaID: cover.MediaID}
	id, err := s.Add(t.Context(), news, draft.Pictures("TITLE", "CONTENT", cover.MediaID))
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Get(t.Context(), id)
	if err != nil || len(got.Articles) != 2 || got.Articles[0].Content != news.Content || got.Articles[1].Type != draft.NewsPic || got.UpdateTime.IsZero() {
		t.Fatalf("%+v, %v", got, err)
	}
	a := got.Articles[0]
	a.Title = "夏天的菜单"
	if err := s.Update(t.Context(), id, 0, a); err != nil {
		t.Fatal(err)
	}
	n := 0
	for item, err := range s.AllWithoutContent(t.Context()) {
		if err != nil || item.MediaID != id || item.Draft.Articles[0].Title != "夏天的菜单" || item.Draft.Articles[0].Content != "" {
			t.Errorf("%+v, %v", item, err)
		}
		n++
	}
	total, err := s.Count(t.Context())
	if total != 1 || n != 1 || err != nil {
		t.Errorf("%d drafts, %d listed, %v", total, n, err)
	}
	if open, err := s.IsOpen(t.Context()); !open || err != nil {
		t.Errorf("open %v, %v", open, err)
	}
	product, err := s.ProductCard(t.Context(), "1000000000", draft.NewsPic, draft.CardText)
	if err != nil {
		t.Fatal(err)
	}
	selling := draft.Pictures("TITLE", "CONTENT", cover.MediaID)
	selling.ProductInfo = &draft.ProductInfo{Footer: draft.FooterProduct{ProductKey: product.ProductKey}}
	if err := s.Update(t.Context(), id, 1, selling); err != nil {
		t.Error(err)
	}
	if err := s.Delete(t.Context(), id); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(t.Context(), id); !errors.Is(err, endpoint.ErrInvalidMediaID) {
		t.Errorf("after its deletion: %v", err)
	}
}

// A set of articles is shown as a news message: sent by customer service, and behind a button of the menu.
func TestArticlesOnThePhone(t *testing.T) {
	t.Parallel()
	p, _, alice := startFollowed(t)
	c := newCaller(t, p)
	cover := p.AddMedia("image", "image/png", []byte("PNG"))
	id := c.draftOf(`{"title":"TITLE","content":"<p>c</p>","thumb_media_id":"` + cover + `"}`)
	alice.Send("x")
	c.wantCode(0, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"mpnews","mpnews":{"media_id":"`+id+`"}}`)
	c.wantCode(40007, "/cgi-bin/message/custom/send", `{"touser":"`+alice.OpenID()+`","msgtype":"mpnews","mpnews":{"media_id":"`+cover+`"}}`)
	chat := alice.Chat()
	if last := chat[len(chat)-1]; len(last.Articles) != 1 || last.Articles[0].Title != "TITLE" || alice.Open(last.Articles[0].URL).Status != http.StatusOK {
		t.Errorf("the phone shows %+v", last)
	}
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[{"type":"view_limited","name":"a","media_id":"`+id+`"}]}`)
	if got := alice.Press(0); len(got) != 1 || got[0].Type != "mpnews" || got[0].Articles[0].Title != "TITLE" {
		t.Errorf("the button shows %v", got)
	}
}
