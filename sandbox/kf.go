package sandbox

import (
	"fmt"
	"time"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
)

// maxKFText bounds a customer-service text, in bytes.
const maxKFText = 2048

// kfSend is kf.send: the message shows in the chat at once.
func (w *world) kfSend(in api.SendIn) (endpoint.None, error) {
	u, err := w.find(in.ToUser)
	if err != nil {
		return endpoint.None{}, err
	}
	if !u.following {
		return endpoint.None{}, endpoint.ErrRequireSubscribe
	}
	e, err := w.kfEntry(in)
	if err != nil {
		return endpoint.None{}, err
	}
	rules := w.p.config.KFWindows
	switch open, left := u.window.use(rules, w.now()); {
	case !open:
		return endpoint.None{}, refuse(endpoint.ErrOutOfResponseTime,
			"The customer-service window is closed: the user has done nothing for too long (48 hours after a message, a minute after a click, a follow or a scan).",
			"客服消息窗口已关闭：用户太久没有互动（发消息后 48 小时，点击菜单、关注、扫码后 1 分钟）。")
	case !left:
		return endpoint.None{}, refuse(endpoint.ErrOutOfResponseCount,
			fmt.Sprintf("The messages that the user's last action allows are used up (%d after a message, %d after a click).", rules.Message.Messages, rules.Click.Messages),
			fmt.Sprintf("用户最近一次互动允许的客服消息条数已用完（发消息后 %d 条，点击菜单后 %d 条）。", rules.Message.Messages, rules.Click.Messages))
	}
	u.contact, u.typing = w.now(), time.Time{}
	w.show(u, e)
	return endpoint.None{}, nil
}

// missing is a message whose msgtype names no content.
func missing(msgType string) error {
	return refuse(endpoint.ErrInvalidMessageType,
		fmt.Sprintf("msgtype is %q, and the body has no member of that name with the content.", msgType),
		fmt.Sprintf("msgtype 为 %q，但请求体没有同名的内容字段。", msgType))
}

// kfEntry checks a message and returns how the phone shows it.
func (w *world) kfEntry(in api.SendIn) (Entry, error) {
	e := Entry{From: "account", Via: "kf", Type: in.MsgType}
	if in.CustomService != nil {
		e.KFAccount = in.CustomService.KfAccount
	}
	var err error
	switch {
	case in.MsgType == "text" && in.Text != nil:
		err = kfText(&e, in.Text.Content)
	case in.MsgType == "image" && in.Image != nil:
		err = w.kfMedia(&e, "image", in.Image.MediaID)
	case in.MsgType == "voice" && in.Voice != nil:
		e.Duration = voiceSeconds
		err = w.kfMedia(&e, "voice", in.Voice.MediaID)
	case in.MsgType == "video" && in.Video != nil:
		e.Title, e.Description, e.ThumbURL = in.Video.Title, in.Video.Description, mediaPath(in.Video.ThumbMediaID)
		err = w.kfMedia(&e, "video", in.Video.MediaID)
	case in.MsgType == "music" && in.Music != nil:
		m := in.Music
		e.Title, e.Description, e.URL, e.HQURL = m.Title, m.Description, m.URL, m.HQURL
		e.ThumbURL = mediaPath(m.ThumbMediaID)
		if m.ThumbMediaID != "" && w.findMedia("", m.ThumbMediaID) == nil {
			err = endpoint.ErrInvalidMediaID
		}
	case in.MsgType == "news" && in.News != nil:
		err = kfNews(&e, in.News.Articles)
	case in.MsgType == "mpnews" && in.MPNews != nil:
		err = w.kfMedia(&e, "", in.MPNews.MediaID)
	case in.MsgType == "mpnewsarticle" && in.MPNewsArticle != nil:
		e.Description = in.MPNewsArticle.ArticleID
	case in.MsgType == "msgmenu" && in.MsgMenu != nil:
		err = kfMenu(&e, in.MsgMenu)
	case in.MsgType == "wxcard" && in.WxCard != nil:
		e.Description = in.WxCard.CardID
	case in.MsgType == "miniprogrampage" && in.MiniProgramPage != nil:
		m := in.MiniProgramPage
		e.MiniProgram = &EntryMiniProgram{m.Title, m.AppID, m.PagePath, mediaPath(m.ThumbMediaID)}
		if w.findMedia("", m.ThumbMediaID) == nil {
			err = endpoint.ErrInvalidMediaID
		}
	default:
		err = missing(in.MsgType)
	}
	return e, err
}

func kfText(e *Entry, content string) error {
	e.Text = content
	switch {
	case content == "":
		return endpoint.ErrEmptyContent
	case len(content) > maxKFText:
		return endpoint.ErrContentTooLong
	}
	return nil
}

func (w *world) kfMedia(e *Entry, kind, id string) error {
	if w.findMedia(kind, id) == nil {
		return endpoint.ErrInvalidMediaID
	}
	e.MediaID, e.MediaURL = id, mediaPath(id)
	return nil
}

func kfNews(e *Entry, articles []api.Article) error {
	switch len(articles) {
	case 0:
		return endpoint.ErrEmptyNews
	case 1:
		a := articles[0]
		e.Articles = []EntryArticle{{a.Title, a.Description, a.PicURL, a.URL}}
		return nil
	}
	return endpoint.ErrTooManyArticles
}

func kfMenu(e *Entry, m *api.Menu) error {
	if len(m.Items) == 0 {
		return refuse(endpoint.ErrInvalidArgs, "A menu message needs items in list.", "菜单消息的 list 不能为空。")
	}
	e.Menu = &EntryMenu{Head: m.Head, Tail: m.Tail}
	for _, item := range m.Items {
		e.Menu.Items = append(e.Menu.Items, EntryMenuItem{item.ID, item.Content})
	}
	return nil
}

// Times of the typing state.
const (
	typingContact = 30 * time.Second // how recent the last message must be
	typingShows   = 15 * time.Second // how long it shows (practice)
)

// kfTyping is kf.typing.
func (w *world) kfTyping(in api.TypingIn) (endpoint.None, error) {
	u, err := w.find(in.ToUser)
	now := w.now()
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !u.following:
		return endpoint.None{}, endpoint.ErrRequireSubscribe
	case in.Command == api.CommandCancelTyping:
		u.typing = time.Time{}
		return endpoint.None{}, nil
	case in.Command != api.CommandTyping:
		return endpoint.None{}, refuse(endpoint.ErrInvalidArgs, "command is Typing or CancelTyping.", "command 须为 Typing 或 CancelTyping。")
	case u.contact.IsZero() || now.Sub(u.contact) > typingContact:
		return endpoint.None{}, endpoint.ErrTypingNeedsContact
	case now.Before(u.typing):
		return endpoint.None{}, endpoint.ErrAlreadyTyping
	}
	u.typing = now.Add(typingShows)
	return endpoint.None{}, nil
}
