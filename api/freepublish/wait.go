package freepublish

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
)

// PublishError is a publication that did not succeed, or whose articles have gone since. [Service.Wait] and
// [Publication.Err] return it.
type PublishError struct{ Publication }

// Error says which publication it is, what its status means and which articles failed.
func (e *PublishError) Error() string {
	text, _ := e.Status.Meaning()
	if text == "" {
		text = "has a status that is not documented"
	}
	text = fmt.Sprintf("freepublish: publication %s: %s (status %d)", e.PublishID, text, e.Status)
	if len(e.FailIdx) > 0 {
		text += fmt.Sprintf("; the articles %v failed, counted from 1", e.FailIdx)
	}
	return text
}

// Err returns nil for a publication that succeeded or is under way, and a [*PublishError] for any other.
func (p Publication) Err() error {
	if p.Status == StatusPublished || p.Status == StatusUnderWay {
		return nil
	}
	return &PublishError{p}
}

// Wait returns a publication once it has ended. It asks the platform after two seconds and then in growing pauses of up
// to 30 seconds; the event ends it at once if the program gives it to [Service.Finished]. The error is a [*PublishError]
// if the publication failed, and the context's error when ctx ends. If asking fails, it is the error of the call: that of
// the first refusal, or where the platform is busy or cannot be reached that of the fifth question in a row.
// The account may ask 100 times a day, all publications together.
func (s *Service) Wait(ctx context.Context, publishID ID) (Publication, error) {
	if err := (PublishID{publishID}).Check(); err != nil {
		return Publication{}, err
	}
	p, err := s.jobs.Wait(ctx, publishID, func(ctx context.Context) (Publication, bool, error) {
		p, err := s.Get(ctx, publishID)
		return p, p.Status != StatusUnderWay, err
	})
	if err != nil {
		return p, err
	}
	return p, p.Err()
}

// Finished tells [Service.Wait] that a publication has ended. A program calls it from its handler of the event:
//
//	callback.On(mux, func(_ context.Context, e *message.PublishJobFinishEvent) (reply.Reply, error) {
//		wx.FreePublish.Finished(e)
//		return nil, nil
//	})
//
// It is not needed: without it Wait ends with the next question. It helps only a Wait of the same Service, in the same
// process.
func (s *Service) Finished(e *message.PublishJobFinishEvent) {
	if e == nil {
		return // a program passes on what it has
	}
	p := Publication{PublishID: ID(e.PublishID), Status: Status(e.Status), ArticleID: e.ArticleID}
	if len(e.Articles) > 0 {
		p.Detail = &Detail{Count: endpoint.Number(e.ArticleCount)}
	}
	for _, a := range e.Articles {
		p.Detail.Articles = append(p.Detail.Articles, PublishedArticle{endpoint.Number(a.Idx), a.URL})
	}
	for _, i := range e.FailIdx {
		p.FailIdx = append(p.FailIdx, endpoint.Number(i))
	}
	// A status that is missing or cannot be read is 0, so that only an event with the article_id tells of a success.
	if p.Status != StatusUnderWay && (p.Status != StatusPublished || p.ArticleID != "") {
		s.jobs.Finished(p.PublishID, p)
	}
}
