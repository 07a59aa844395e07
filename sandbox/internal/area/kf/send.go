package kf

import (
	"fmt"
	"time"

	api "github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxKFText is the longest customer-service text, in bytes.
const maxKFText = 2048

// send handles kf.send: the message appears in the chat at once.
func send(tx *core.Tx, s *state, in api.SendIn) (endpoint.None, error) {
	u, err := tx.FindOpenID(in.ToUser)
	tx.SetSubject(core.Short(in.MsgType), u)
	if err != nil {
		return endpoint.None{}, err
	}
	if !u.Following {
		return endpoint.None{}, endpoint.ErrRequireSubscribe
	}
	if u.Blacklisted {
		return endpoint.None{}, endpoint.ErrRequireUnblacklist
	}
	e, err := entryOf(tx, in)
	if err != nil {
		return endpoint.None{}, err
	}
	if e.KFAccount != "" && s.agent(e.KFAccount) == nil {
		// The documents name no code for it.
		tx.Warn(
			fmt.Sprintf("There is no agent %q, in whose name the message was sent. "+
				"Add the account (kfaccount/add), or leave customservice out.", core.Short(e.KFAccount)),
			fmt.Sprintf("没有客服账号 %q，消息却以其名义发送。请先添加该账号（kfaccount/add），或去掉 customservice。", core.Short(e.KFAccount)),
		)
	}
	rules := tx.Config().KFWindows
	switch open, left := u.Window.Use(rules, tx.Now()); {
	case !open:
		return endpoint.None{}, core.Refuse(
			endpoint.ErrOutOfResponseTime,
			"The customer-service window is closed: the user has done nothing for too long (48 hours after a message, a minute after a click, a follow or a scan). Send within that time, or send a template message or a subscription notice.",
			"客服消息窗口已关闭：用户太久没有互动（发消息后 48 小时，点击菜单、关注、扫码后 1 分钟）。请在窗口内发送，或改用模板消息、订阅通知。",
		)
	case !left:
		return endpoint.None{}, core.Refuse(
			endpoint.ErrOutOfResponseCount,
			fmt.Sprintf(
				"The messages that the user's last action allows are used up (%d after a message, %d after a click).",
				rules.Message.Messages,
				rules.Click.Messages,
			),
			fmt.Sprintf("用户最近一次互动允许的客服消息条数已用完（发消息后 %d 条，点击菜单后 %d 条）。", rules.Message.Messages, rules.Click.Messages),
		)
	}
	u.LastMessage, u.TypingUntil = tx.Now(), time.Time{}
	tx.Show(u, e)
	return endpoint.None{}, nil
}

// missingContent returns the error for a message without the member that its msgtype names.
func missingContent(msgType string) error {
	return core.Refuse(endpoint.ErrInvalidMessageType,
		fmt.Sprintf("msgtype is %q, and the body has no member of that name with the content.", msgType),
		fmt.Sprintf("msgtype 为 %q，但请求体没有同名的内容字段。", msgType))
}

// entryOf checks a message and returns it as the phone shows it.
func entryOf(tx *core.Tx, in api.SendIn) (record.Entry, error) {
	e := record.Entry{From: "account", Via: "kf", Type: in.MsgType}
	if in.CustomService != nil {
		e.KFAccount = in.CustomService.KfAccount
	}
	var err error
	switch {
	case in.MsgType == "text" && in.Text != nil:
		err = setText(tx, &e, in.Text.Content)
	case in.MsgType == "image" && in.Image != nil:
		err = setMedia(tx, &e, "image", in.Image.MediaID)
	case in.MsgType == "voice" && in.Voice != nil:
		e.Duration = core.VoiceSeconds
		err = setMedia(tx, &e, "voice", in.Voice.MediaID)
	case in.MsgType == "video" && in.Video != nil:
		e.Title, e.Description, e.ThumbURL = in.Video.Title, in.Video.Description, core.MediaPath(in.Video.ThumbMediaID)
		err = setMedia(tx, &e, "video", in.Video.MediaID)
	case in.MsgType == "music" && in.Music != nil:
		m := in.Music
		e.Title, e.Description, e.URL, e.HQURL = m.Title, m.Description, m.URL, m.HQURL
		e.ThumbURL = core.MediaPath(m.ThumbMediaID)
		if m.ThumbMediaID != "" && tx.FindFile("", m.ThumbMediaID) == nil {
			err = endpoint.ErrInvalidMediaID
		}
	case in.MsgType == "news" && in.News != nil:
		err = setNews(&e, in.News.Articles)
	case in.MsgType == "mpnews" && in.MPNews != nil:
		if e.Articles = tx.NewsEntry(in.MPNews.MediaID); e.Articles == nil {
			err = endpoint.ErrInvalidMediaID
		}
	case in.MsgType == "mpnewsarticle" && in.MPNewsArticle != nil:
		if e.Articles = tx.PublishedCard(in.MPNewsArticle.ArticleID); e.Articles == nil {
			e.Description = in.MPNewsArticle.ArticleID
			tx.Warn("Nothing is published under this article_id. The platform's answer to that is not known.",
				"没有以该 article_id 发布的文章。平台对此的应答尚不清楚。")
		}
	case in.MsgType == "msgmenu" && in.MsgMenu != nil:
		err = setMenu(tx, &e, in.MsgMenu)
	case in.MsgType == "wxcard" && in.WxCard != nil:
		e.Description = in.WxCard.CardID
	case in.MsgType == "miniprogrampage" && in.MiniProgramPage != nil:
		m := in.MiniProgramPage
		e.MiniProgram = &record.EntryMiniProgram{
			Title:    m.Title,
			AppID:    m.AppID,
			PagePath: m.PagePath,
			ThumbURL: core.MediaPath(m.ThumbMediaID),
		}
		if tx.FindFile("", m.ThumbMediaID) == nil {
			err = endpoint.ErrInvalidMediaID
		}
	default:
		err = missingContent(in.MsgType)
	}
	return e, err
}

func setText(tx *core.Tx, e *record.Entry, content string) error {
	e.Text = content
	if p := core.LinkProblem(content); p != nil {
		tx.Warn(p.EN, p.ZH)
	}
	switch {
	case content == "":
		return endpoint.ErrEmptyContent
	case len(content) > maxKFText:
		return endpoint.ErrContentTooLong
	}
	return nil
}

func setMedia(tx *core.Tx, e *record.Entry, kind, id string) error {
	if tx.FindFile(kind, id) == nil {
		return endpoint.ErrInvalidMediaID
	}
	e.MediaID, e.MediaURL = id, core.MediaPath(id)
	return nil
}

func setNews(e *record.Entry, articles []api.Article) error {
	switch len(articles) {
	case 0:
		return endpoint.ErrEmptyNews
	case 1:
		a := articles[0]
		e.Articles = []record.EntryArticle{{Title: a.Title, Description: a.Description, PicURL: a.PicURL, URL: a.URL}}
		return nil
	}
	return endpoint.ErrTooManyArticles
}

// maxMenuItems is how many items a menu message may have. The platform does not document a limit; this is the sandbox's
// own.
const maxMenuItems = 100

func setMenu(tx *core.Tx, e *record.Entry, m *api.Menu) error {
	switch n := len(m.Items); {
	case n == 0:
		return core.Refuse(endpoint.ErrInvalidArgs, "A menu message needs items in list.", "菜单消息的 list 不能为空。")
	case n > maxMenuItems:
		return core.Refuse(
			endpoint.ErrInvalidArgs,
			fmt.Sprintf(
				"The menu has %d items; the sandbox takes %d. The platform's limit is not known.",
				n,
				maxMenuItems,
			),
			fmt.Sprintf("菜单有 %d 个选项，沙箱最多接受 %d 个。平台的上限尚不清楚。", n, maxMenuItems),
		)
	}
	e.Menu = &record.EntryMenu{Head: m.Head, Tail: m.Tail}
	for _, item := range m.Items {
		e.Menu.Items = append(e.Menu.Items, record.EntryMenuItem{ID: item.ID, Content: item.Content})
	}
	for i, item := range e.Menu.Items {
		if id := e.Menu.PushedID(i); id != item.ID {
			tx.Warn(
				fmt.Sprintf(
					"The item's id %q is not a number: by one report a tap on it pushes bizmsgmenuid %s instead. Number the items.",
					core.Short(item.ID),
					id,
				),
				fmt.Sprintf("选项的 id %q 不是数字：据一例反馈，点击后推送的 bizmsgmenuid 会变为 %s。请使用数字编号。", core.Short(item.ID), id),
			)
		}
	}
	return nil
}

// Durations of the typing state.
const (
	typingWithin   = 30 * time.Second // how recent the last message must be
	typingDuration = 15 * time.Second // how long the phone shows it (not documented, but observed)
)

// typing handles kf.typing.
func typing(tx *core.Tx, _ *state, in api.TypingIn) (endpoint.None, error) {
	u, err := tx.FindOpenID(in.ToUser)
	now := tx.Now()
	switch {
	case err != nil:
		return endpoint.None{}, err
	case !u.Following:
		return endpoint.None{}, endpoint.ErrRequireSubscribe
	case in.Command == api.CommandCancelTyping:
		u.TypingUntil = time.Time{}
		return endpoint.None{}, nil
	case in.Command != api.CommandTyping:
		return endpoint.None{}, endpoint.ErrInvalidCommand
	case u.LastMessage.IsZero() || now.Sub(u.LastMessage) > typingWithin:
		return endpoint.None{}, endpoint.ErrTypingNeedsContact
	case now.Before(u.TypingUntil):
		return endpoint.None{}, endpoint.ErrAlreadyTyping
	}
	u.TypingUntil = now.Add(typingDuration)
	return endpoint.None{}, nil
}
