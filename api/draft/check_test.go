package draft_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// The limits are those of the platform's page on drafts.
func TestCheck(t *testing.T) {
	t.Parallel()
	change := func(f func(a *draft.Article)) draft.Article {
		a := draft.Article{Title: strings.Repeat("汉", 32), Author: strings.Repeat("作", 16), Digest: strings.Repeat("摘", 128), Content: "c", ThumbMediaID: "T"}
		f(&a)
		return a
	}
	ids := strings.Fields(strings.Repeat("M ", 21))
	for name, tt := range map[string]struct {
		article draft.Article
		code    endpoint.Code // 0 if the documents name none
		text    string        // "" for an article that is allowed
	}{
		"as much as goes":   {change(func(*draft.Article) {}), 0, ""},
		"more characters":   {change(func(a *draft.Article) { a.Content = strings.Repeat("汉", 26_843) }), 0, ""},
		"empty pictures":    {change(func(a *draft.Article) { a.ImageInfo = &draft.ImageInfo{} }), 0, ""},
		"20 pictures":       {draft.Pictures("t", "c", ids[:20]...), 0, ""},
		"title too long":    {change(func(a *draft.Article) { a.Title += "字" }), 45003, "draft: articles[1].title has 33 characters: give 1 to 32"},
		"no title":          {change(func(a *draft.Article) { a.Title = "" }), 45003, "draft: articles[1].title has 0 characters: give 1 to 32"},
		"author too long":   {change(func(a *draft.Article) { a.Author += "者" }), 0, "draft: articles[1].author has 17 characters: give at most 16"},
		"digest too long":   {change(func(a *draft.Article) { a.Digest += "要" }), 45004, "draft: articles[1].digest has 129 characters: give at most 128"},
		"no content":        {change(func(a *draft.Article) { a.Content = "" }), 45166, "draft: articles[1].content has 0 bytes: give 1 to 1048576"},
		"content too long":  {change(func(a *draft.Article) { a.Content = strings.Repeat("c", 1<<20+1) }), 45166, "draft: articles[1].content has 1048577 bytes: give 1 to 1048576"},
		"source too long":   {change(func(a *draft.Article) { a.ContentSourceURL = strings.Repeat("u", 1025) }), 41039, "draft: articles[1].content_source_url has 1025 bytes: give at most 1024"},
		"no cover":          {change(func(a *draft.Article) { a.ThumbMediaID = "" }), 40007, "draft: articles[1].thumb_media_id is empty: give the media_id of a picture of the permanent material"},
		"pictures of news":  {change(func(a *draft.Article) { a.ImageInfo = &draft.ImageInfo{Images: []draft.Image{{MediaID: "M"}}} }), 0, "draft: articles[1].image_info is only for the type newspic: make the article with Pictures, or put the pictures into its content"},
		"no pictures":       {draft.Pictures("t", "c"), 0, "draft: articles[1].image_info.image_list has 0 pictures: give 1 to 20"},
		"too many pictures": {draft.Pictures("t", "c", ids...), 0, "draft: articles[1].image_info.image_list has 21 pictures: give 1 to 20"},
		"a nameless one":    {draft.Pictures("t", "c", "M", ""), 40007, "draft: articles[1].image_info.image_list[1].image_media_id is empty: give the media_id of a picture of the permanent material"},
		"an unknown type":   {change(func(a *draft.Article) { a.Type = "video" }), 0, `draft: articles[1].article_type is "video": use News or NewsPic`},
	} {
		fine := draft.Article{Title: "t", Content: "c", ThumbMediaID: "T"}
		err := draft.AddIn{Articles: []draft.Article{fine, tt.article}}.Check()
		updated := draft.UpdateIn{MediaID: "M", Article: tt.article}.Check()
		alone := tt.article.Check()
		if tt.text == "" {
			if err != nil || updated != nil || alone != nil {
				t.Errorf("%s: %v, %v, %v", name, err, updated, alone)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || err.Error() != tt.text || (tt.code != 0) != (refused.Code != nil) || tt.code != 0 && !errors.Is(err, tt.code) {
			t.Errorf("%s: got %v, want %d %s", name, err, int(tt.code), tt.text)
		}
		if want := strings.Replace(tt.text, "articles[1].", "", 1); alone == nil || alone.Error() != want {
			t.Errorf("%s: alone it got %v, want %s", name, alone, want)
		}
		if want := strings.Replace(tt.text, "articles[1]", "articles", 1); updated == nil || updated.Error() != want {
			t.Errorf("%s: an update got %v, want %s", name, updated, want)
		}
	}
	if err := (draft.AddIn{}).Check(); err == nil || err.Error() != "draft: articles is empty: give at least one article" {
		t.Errorf("no article: %v", err)
	}
	if err := (draft.UpdateIn{Index: -1}).Check(); !errors.Is(err, endpoint.ErrInvalidIndex) {
		t.Errorf("an index below 0: %v", err)
	}
}

func TestRefusedDraftsAreNotSent(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"media_id":"M"}`) })
	s := draft.New(client)
	_, added := s.Add(t.Context(), draft.Article{})
	if updated := s.Update(t.Context(), "M", 0, draft.Article{}); added == nil || updated == nil || requests() != 0 {
		t.Errorf("%v, %v after %d requests", added, updated, requests())
	}
}

// By the platform's page, news has the cards 0 to 2 and newspic the cards 1 to 3.
func TestCheckProduct(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		article draft.ArticleType
		card    draft.CardType
		code    endpoint.Code // 0 for a card that is allowed
		text    string
	}{
		{draft.News, 0, 0, ""},
		{draft.News, 2, 0, ""},
		{draft.News, 3, 10170003, "draft: card_type is 3 for news: give 0 to 2"},
		{draft.News, -1, 10170003, "draft: card_type is -1 for news: give 0 to 2"},
		{draft.NewsPic, 0, 10170003, "draft: card_type is 0 for newspic: give 1 to 3"},
		{draft.NewsPic, 1, 0, ""},
		{draft.NewsPic, 3, 0, ""},
		{draft.NewsPic, 4, 10170003, "draft: card_type is 4 for newspic: give 1 to 3"},
		{"", 1, 10170002, `draft: article_type is "": use News or NewsPic`},
	} {
		err := draft.ProductIn{ProductID: "1000000000", ArticleType: tt.article, CardType: tt.card}.Check()
		if tt.code == 0 {
			if err != nil {
				t.Errorf("%s, %d: %v", tt.article, tt.card, err)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text {
			t.Errorf("%s, %d: got %v, want %d %s", tt.article, tt.card, err, int(tt.code), tt.text)
		}
	}
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
	if _, err := draft.New(client).ProductCard(t.Context(), "1000000000", draft.NewsPic, draft.CardBig); err == nil || requests() != 0 {
		t.Errorf("%v after %d requests", err, requests())
	}
}
