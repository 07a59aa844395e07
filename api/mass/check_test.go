package mass_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// The limits are those of the platform's pages on mass messages.
func TestCheck(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok","msg_id":1}`) })
	s := mass.New(client)
	all := func(m mass.Message, opts ...mass.Option) error {
		_, err := s.ToAll(t.Context(), m, opts...)
		return err
	}
	tag := func(id int64) error {
		_, err := s.ToTag(t.Context(), id, mass.Text("hi"))
		return err
	}
	users := func(openIDs ...string) error {
		_, err := s.ToUsers(t.Context(), openIDs, mass.Text("hi"))
		return err
	}
	preview := func(openID string, m mass.Message) error {
		_, err := s.Preview(t.Context(), openID, m)
		return err
	}
	name := func(wxName string, m mass.Message) error {
		_, err := s.PreviewToName(t.Context(), wxName, m)
		return err
	}
	tests := map[string]struct {
		err  error
		code endpoint.Code // 0 if the documents name none
		text string        // "" for what is sent
	}{
		"as much as goes":        {all(mass.Text("hi"), mass.WithClientMsgID(strings.Repeat("x", 32))), 0, ""},
		"10,000 users":           {users(slices.Repeat([]string{"O"}, 10_000)...), 0, ""},
		"the slowest":            {s.SetSpeed(t.Context(), 4), 0, ""},
		"a client id too long":   {all(mass.Text("hi"), mass.WithClientMsgID(strings.Repeat("x", 33))), 45067, "clientmsgid has 33 bytes: give at most 32"},
		"no tag":                 {tag(0), 40152, "filter.tag_id is 0: give the id of a tag"},
		"both targets":           {mass.SendAllIn{Filter: mass.Filter{IsToAll: true, TagID: 2}}.Check(), 0, "filter.tag_id is set beside is_to_all: send to a tag or to all"},
		"one user":               {users("O"), 40130, "touser has 1 OpenIDs: give 2 to 10000"},
		"more users":             {users(slices.Repeat([]string{"O"}, 10_001)...), 40032, "touser has 10001 OpenIDs: give 2 to 10000"},
		"an empty user":          {users("O", ""), 40031, "touser[1] is empty: give an OpenID"},
		"no message":             {all(nil), 40008, "msgtype is empty: pass a kind of this package, such as mass.Text"},
		"no message to users":    {second(s.ToUsers(t.Context(), []string{"A", "B"}, nil)), 45162, "msgtype is empty: pass a kind of this package, such as mass.Text"},
		"a nil pointer":          {all((*mass.MPNews)(nil)), 40008, "msgtype is empty: pass a kind of this package, such as mass.Text"},
		"no text":                {all(mass.Text("")), 44004, "text.content is empty: give a text"},
		"no articles":            {all(mass.MPNews{}), 40007, "mpnews.media_id is empty: give a media_id"},
		"no voice":               {all(mass.Voice{}), 40007, "voice.media_id is empty: give a media_id"},
		"no music":               {all(mass.Music{}), 40007, "music.media_id is empty: give a media_id"},
		"no video":               {all(mass.MPVideo{}), 40007, "mpvideo.media_id is empty: give a media_id"},
		"no pictures":            {all(mass.Images{}), 40007, "images.media_ids is empty: give the media_id of a picture"},
		"an empty picture":       {all(mass.Images{MediaIDs: []string{"M", ""}}), 40007, "images.media_ids[1] is empty: give a media_id"},
		"no card":                {all(mass.Card{}), 40073, "wxcard.card_id is empty: give the id of a card"},
		"a preview for nobody":   {preview("", mass.Text("hi")), 40003, "touser is empty: give an OpenID or a WeChat ID"},
		"a preview without name": {name("", mass.Text("hi")), 40003, "touser is empty: give an OpenID or a WeChat ID"},
		"a preview of nothing":   {preview("O", nil), 40008, "msgtype is empty: pass a kind of this package, such as mass.Text"},
		"a preview, no pictures": {preview("O", mass.Images{}), 40007, "image.media_id is empty: give a media_id"},
		"deleting nothing":       {s.Delete(t.Context(), 0), 40059, "msg_id is empty: give the msg_id of a mass message, or the url of an article"},
		"deleting no page":       {s.DeleteURL(t.Context(), ""), 40059, "msg_id is empty: give the msg_id of a mass message, or the url of an article"},
		"deleting article 0":     {s.DeleteArticle(t.Context(), 1, 0), 40060, "article_idx is 0: count from 1, or use Delete for all"},
		"deleting article -1":    {mass.DeleteIn{MsgID: 1, ArticleIdx: -1}.Check(), 40060, "article_idx is -1: count from 1, or give 0 for all"},
		"an index and a page":    {mass.DeleteIn{URL: "u", ArticleIdx: 1}.Check(), 0, "article_idx is set beside url: give a msg_id, or the url alone"},
		"too slow":               {s.SetSpeed(t.Context(), 5), 45083, "speed is 5: give Speed800000 (0) to Speed100000 (4)"},
		"too fast":               {s.SetSpeed(t.Context(), -1), 45083, "speed is -1: give Speed800000 (0) to Speed100000 (4)"},
	}
	sent := 0
	for name, tt := range tests {
		if tt.text == "" {
			sent++
			if tt.err != nil {
				t.Errorf("%s: %v", name, tt.err)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(tt.err, &refused) || refused.Error() != "mass: "+tt.text || (tt.code != 0) != (refused.Code != nil) || tt.code != 0 && !errors.Is(tt.err, tt.code) {
			t.Errorf("%s: got %v, want %d %s", name, tt.err, int(tt.code), tt.text)
		}
	}
	if requests() != sent {
		t.Errorf("%d requests, want %d", requests(), sent)
	}
}

func second[T any](_ T, err error) error { return err }
