package callback

import (
	"context"
	"fmt"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/reply"
)

// WithKF is [WithSender] with customer-service messages (客服消息), as [KFMessages] makes them. The user sees that an
// answer is being written between the parts of [Parts].
func WithKF(service *kf.Service) Option {
	send := func(ctx context.Context, openID string, r reply.Reply) error {
		messages, err := KFMessages(r)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if err := service.Send(ctx, openID, m); err != nil {
				return err
			}
		}
		return nil
	}
	return func(s *Server) {
		s.sender = nil
		if service != nil {
			s.sender = &sender{send: send, typing: service.Typing}
		}
	}
}

// KFMessages returns the customer-service messages that say what r says: one, or for [reply.News] one for each article,
// since the platform takes a single article in each. A video has no cover (thumb_media_id) there, which a passive reply
// lacks. A [reply.Transfer] is an [ErrUnsendable].
func KFMessages(r reply.Reply) ([]kf.Message, error) {
	if reply.IsNothing(r) {
		return nil, nil
	}
	switch r := valueOf(r).(type) {
	case reply.Text:
		return []kf.Message{kf.Text(r)}, nil
	case reply.Image:
		return []kf.Message{kf.Image{MediaID: r.MediaID}}, nil
	case reply.Voice:
		return []kf.Message{kf.Voice{MediaID: r.MediaID}}, nil
	case reply.Video:
		return []kf.Message{kf.Video{MediaID: r.MediaID, Title: r.Title, Description: r.Description}}, nil
	case reply.Music:
		return []kf.Message{kf.Music{
			Title: r.Title, Description: r.Description, URL: r.URL, HQURL: r.HQURL, ThumbMediaID: r.ThumbMediaID,
		}}, nil
	case reply.News:
		messages := make([]kf.Message, 0, len(r))
		for _, a := range r {
			messages = append(
				messages,
				kf.Article{Title: a.Title, Description: a.Description, URL: a.URL, PicURL: a.PicURL},
			)
		}
		return messages, nil
	}
	return nil, fmt.Errorf("%w as %T: reply in time, or with another type", ErrUnsendable, r)
}
