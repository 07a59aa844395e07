package mass

import (
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about a message that the platform would refuse.
const refuse = field.In("mass")

// Limits of the platform.
const (
	MinOpenIDs     = 2
	MaxOpenIDs     = 10_000
	MaxClientMsgID = 32 // in bytes; an older page of the platform says 64
)

// Check reports the first field that the platform would refuse, as an [*endpoint.FieldError]. errors.Is finds the
// platform's code for the refusal if the documents name one.
func (in SendAllIn) Check() error {
	switch {
	case in.Filter.IsToAll && in.Filter.TagID != 0:
		return refuse.Field("filter.tag_id", "is set beside is_to_all", "send to a tag or to all")
	case !in.Filter.IsToAll && in.Filter.TagID <= 0:
		return refuse.Field("filter.tag_id", fmt.Sprintf("is %d", in.Filter.TagID), "give the id of a tag").
			With(endpoint.ErrMassTagNotExist)
	}
	return field.First(in.Content.check(endpoint.ErrInvalidMessageType), in.Control.check())
}

// Check reports the first field that the platform would refuse, as [SendAllIn.Check] does.
func (in SendIn) Check() error {
	n := len(in.ToUser)
	switch {
	case n < MinOpenIDs:
		return refuse.Amount("touser", n, MinOpenIDs, MaxOpenIDs, "OpenIDs").With(endpoint.ErrTooFewOpenIDs)
	case n > MaxOpenIDs:
		return refuse.Amount("touser", n, MinOpenIDs, MaxOpenIDs, "OpenIDs").With(endpoint.ErrInvalidOpenIDListSize)
	}
	for i, openID := range in.ToUser {
		if openID == "" {
			return refuse.Empty(fmt.Sprintf("touser[%d]", i), "give an OpenID").With(endpoint.ErrInvalidOpenIDList)
		}
	}
	return field.First(in.Content.check(endpoint.ErrInvalidMassMessageType), in.Control.check())
}

// Check reports the first field that the platform would refuse, as [SendAllIn.Check] does.
func (in PreviewIn) Check() error {
	if in.ToUser == "" && in.ToWxName == "" {
		return refuse.Empty("touser", "give an OpenID or a WeChat ID").With(endpoint.ErrInvalidOpenID)
	}
	return in.check(endpoint.ErrInvalidMessageType)
}

// Check reports the first field that the platform would refuse, as [SendAllIn.Check] does.
func (in DeleteIn) Check() error {
	switch {
	case in.MsgID == 0 && in.URL == "":
		return refuse.Empty("msg_id", "give the msg_id of a mass message, or the url of an article").
			With(endpoint.ErrInvalidMsgID)
	case in.ArticleIdx < 0:
		return refuse.Field("article_idx", fmt.Sprintf("is %d", in.ArticleIdx), "count from 1, or give 0 for all").
			With(endpoint.ErrInvalidArticleIndex)
	case in.ArticleIdx > 0 && in.MsgID == 0:
		return refuse.Field("article_idx", "is set beside url", "give a msg_id, or the url alone")
	}
	return nil
}

// Check reports a speed that the platform does not have, as [SendAllIn.Check] does.
func (in SpeedIn) Check() error {
	if in.Speed < Speed800000 || in.Speed > Speed100000 {
		return refuse.Field("speed", fmt.Sprintf("is %d", in.Speed), "give Speed800000 (0) to Speed100000 (4)").
			With(endpoint.ErrSpeedOutOfRange)
	}
	return nil
}

func (c Control) check() error {
	if n := len(c.ClientMsgID); n > MaxClientMsgID {
		return refuse.Amount("clientmsgid", n, 0, MaxClientMsgID, "bytes").With(endpoint.ErrClientMsgIDTooLong)
	}
	return nil
}

// check refuses a message without content. The code of one without a type differs among the platform's pages.
func (c Content) check(noType endpoint.Code) error {
	switch {
	case c.MPNews != nil:
		return checkMedia("mpnews.media_id", c.MPNews.MediaID)
	case c.Text != nil && c.Text.Content == "":
		return refuse.Empty("text.content", "give a text").With(endpoint.ErrEmptyContent)
	case c.Voice != nil:
		return checkMedia("voice.media_id", c.Voice.MediaID)
	case c.Music != nil:
		return checkMedia("music.media_id", c.Music.MediaID)
	case c.Images != nil:
		return c.Images.check()
	case c.Image != nil:
		return checkMedia("image.media_id", c.Image.MediaID)
	case c.MPVideo != nil:
		return checkMedia("mpvideo.media_id", c.MPVideo.MediaID)
	case c.WxCard != nil && c.WxCard.CardID == "":
		return refuse.Empty("wxcard.card_id", "give the id of a card").With(endpoint.ErrInvalidCardID)
	case c.MsgType == "":
		return refuse.Empty("msgtype", "pass a kind of this package, such as mass.Text").With(noType)
	}
	return nil
}

func (m *Images) check() error {
	if len(m.MediaIDs) == 0 {
		return refuse.Empty("images.media_ids", "give the media_id of a picture").With(endpoint.ErrInvalidMediaID)
	}
	for i, id := range m.MediaIDs {
		if err := checkMedia(fmt.Sprintf("images.media_ids[%d]", i), id); err != nil {
			return err
		}
	}
	return nil
}

func checkMedia(path, mediaID string) error {
	if mediaID == "" {
		return refuse.Empty(path, "give a media_id").With(endpoint.ErrInvalidMediaID)
	}
	return nil
}
