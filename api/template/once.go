package template

import (
	"context"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// The platform's limits of a [Once].
const (
	MaxScene   = 10_000 // the highest scene; the lowest is 0
	MaxTitle   = 15     // characters
	MaxContent = 200    // characters
)

// Once is a one-time subscription message. TemplateID, Title and Content are required.
type Once struct {
	// TemplateID is the id of the account's subscription template. The console has it under 接口管理 in the
	// developer platform, which the older console calls 接口权限.
	TemplateID string
	// Scene is the scene in which the user agreed, from 0 to [MaxScene]. If a user agrees twice in one scene, the account
	// may still send only one message; several messages need several scenes.
	Scene int
	// Title has up to [MaxTitle] characters, Content up to [MaxContent].
	Title, Content string
	// Color is the color of Content as #RRGGBB; it may be empty.
	Color string
	// URL is the page that the message opens. It needs an ICP filing. It may be empty.
	URL string
	// MiniProgram is the page of a mini program that the message opens, or nil.
	MiniProgram *MiniProgram
}

// For returns the message to the user openID in its wire form.
func (m Once) For(openID string) OnceIn {
	return OnceIn{
		ToUser: openID, TemplateID: m.TemplateID, URL: m.URL, MiniProgram: m.MiniProgram,
		Scene: strconv.Itoa(m.Scene), Title: m.Title,
		Data: OnceData{Content{Value: m.Content, Color: m.Color}},
	}
}

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError].
func (m Once) Check() error {
	switch {
	case m.TemplateID == "":
		return refuse.Empty("TemplateID", "copy it from the console").With(endpoint.ErrInvalidTemplateID)
	case m.Scene < 0 || m.Scene > MaxScene:
		return refuse.Field(
			"Scene",
			fmt.Sprintf("is %d", m.Scene),
			fmt.Sprintf("give the scene of the confirmation, 0 to %d", MaxScene),
		)
	case m.MiniProgram != nil && (m.MiniProgram.AppID == "" || m.MiniProgram.PagePath == ""):
		return refuse.Field("MiniProgram", "lacks its AppID or its PagePath", "give both, or none")
	}
	return field.First(checkLength("Title", m.Title, MaxTitle), checkLength("Content", m.Content, MaxContent))
}

func checkLength(path, text string, most int) error {
	if n := utf8.RuneCountInString(text); n < 1 || n > most {
		return refuse.Amount(path, n, 1, most, "characters")
	}
	return nil
}

// OnceIn is the input of [SubscribeOnce]. [Once.For] makes it.
type OnceIn struct {
	ToUser      string       `json:"touser"` // an openid
	TemplateID  string       `json:"template_id"`
	URL         string       `json:"url,omitempty"`
	MiniProgram *MiniProgram `json:"miniprogram,omitempty"`
	Scene       string       `json:"scene"` // a number in decimal digits
	Title       string       `json:"title"`
	Data        OnceData     `json:"data"`
}

// OnceData has the only field of the template.
type OnceData struct {
	Content Content `json:"content"`
}

// Content is the text of a message.
type Content struct {
	Value string `json:"value"`
	Color string `json:"color,omitempty"` // #RRGGBB
}

// SendOnce sends m to the user openID, who need not follow the account: a follower finds the message in the
// conversation, others among the service notifications (服务通知). A message beyond the limits is refused by [Once.Check]
// before it is sent. A user who has not agreed, or whose message was sent before, is [endpoint.ErrUserRefused] (43101).
// SendOnce does not retry when a connection breaks, because it cannot tell whether the message was sent.
func (s *Service) SendOnce(ctx context.Context, openID string, m Once) error {
	if err := m.Check(); err != nil {
		return err
	}
	return endpoint.Do(ctx, s.client, SubscribeOnce, m.For(openID))
}
