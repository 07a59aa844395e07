package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/endpoint"
)

// withDraft adds what is in a draft to the question about its publication: the person sees the titles, and the
// confirmation holds for the very articles that were read.
func (s *server) withDraft(ctx context.Context, mediaID string) (context.Context, error) {
	d, err := draft.New(s.client).Get(ctx, mediaID)
	if err != nil {
		return ctx, err
	}
	a := about{draft: mediaID}
	for i, article := range d.Articles {
		a.lines = append(a.lines, fmt.Sprintf("Article %d: %s, %d characters of HTML",
			i+1, quoted(article.Title), len([]rune(article.Content))))
		d.Articles[i].URL, d.Articles[i].ThumbURL = "", "" // made anew for each answer
	}
	a.state, err = json.Marshal(d.Articles)
	return withAbout(ctx, a), err
}

// holdDraft keeps an agent from changing a draft between the person's answer and the publication, for which it could
// make room with other calls: those that change something wait, and the draft is read a last time.
func (s *server) holdDraft(ctx context.Context, call *endpoint.Invocation) (unlock func(), err error) {
	shown, _ := ctx.Value(aboutKey{}).(about)
	switch {
	case call.Endpoint.Effect == endpoint.Write:
		s.drafts.RLock()
		return s.drafts.RUnlock, nil
	case call.Endpoint.Effect != endpoint.Send || shown.draft == "":
		return func() {}, nil
	}
	s.drafts.Lock()
	again, err := s.withDraft(ctx, shown.draft)
	if err != nil {
		s.drafts.Unlock()
		return nil, err
	}
	if now, _ := again.Value(aboutKey{}).(about); !bytes.Equal(now.state, shown.state) {
		s.drafts.Unlock()
		return nil, fmt.Errorf(
			"%s was not called: the draft has changed since the person was asked: call the tool again",
			call.Endpoint.Name,
		)
	}
	return s.drafts.Unlock, nil
}

// draftIn returns the media_id of the draft that a call publishes or sends, or "".
func draftIn(e endpoint.Any, in any) string {
	raw, err := endpoint.EncodeJSON(in)
	var body struct {
		MediaID string `json:"media_id"`
		MPNews  struct {
			MediaID string `json:"media_id"`
		} `json:"mpnews"`
	}
	if err != nil || json.Unmarshal(raw, &body) != nil || e.Describe().Effect != endpoint.Send {
		return ""
	}
	if e.Name() == freepublish.Submit.Name() {
		return body.MediaID
	}
	return body.MPNews.MediaID
}
