package template

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/api/keyword"
	api "github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// sent is a message that was sent with a client_msg_id.
type sent struct {
	msgID int64
	at    time.Time
}

const (
	maxSent     = 10_000           // how many are kept
	repeatGuard = 10 * time.Minute // how long a client_msg_id guards against sending again
	deliverIn   = time.Second      // after which the delivery has ended; a choice of the sandbox
)

// send handles template.send: the message appears on the phone at once, and the end of its delivery is pushed a moment
// later.
func send(tx *core.Tx, s *templates, in api.SendIn) (api.SendOut, error) {
	u, err := tx.FindOpenID(in.ToUser)
	tx.SetSubject(core.Short(in.TemplateID), u)
	if err != nil {
		return api.SendOut{}, err
	}
	t, err := s.list.Find(in.TemplateID)
	switch {
	case err != nil:
		return api.SendOut{}, err
	case !u.Following:
		return api.SendOut{}, endpoint.ErrRequireSubscribe
	case u.Blacklisted:
		return api.SendOut{}, endpoint.ErrRequireUnblacklist
	}
	tx.SetSubject(t.Title, u)
	m := in.Message
	m.Data = tx.DataFor(t.Content, m.Data)
	if err := m.Check(); err != nil {
		return api.SendOut{}, core.RefuseData(err)
	}
	key := fmt.Sprintf("%s %x", u.OpenID, sha256.Sum256([]byte(in.ClientMsgID))) // no length of the id is documented
	if before := s.sent.Get(key); in.ClientMsgID != "" && before.msgID != 0 && tx.Now().Sub(before.at) < repeatGuard {
		tx.Warn("The user got a message with this client_msg_id in the last 10 minutes, so it is not sent again.",
			"该用户 10 分钟内已收到相同 client_msg_id 的消息，不再重复发送。")
		return api.SendOut{MsgID: endpoint.Number(before.msgID)}, nil
	}
	id := tx.IDs.NextMsgID()
	if in.ClientMsgID != "" {
		s.sent.Put(key, sent{id, tx.Now()}, maxSent)
	}
	status := "success"
	switch {
	case u.RefusingTemplates:
		status = "failed:user block"
	case s.failing > 0:
		s.failing--
		tx.Changed()
		status = "failed: system failed"
	default:
		tx.Show(u, card("template", t.Title, shown(tx, t.Content, m.Data), in.URL, in.MiniProgram))
	}
	tx.After(deliverIn, delivered{u, id, status})
	return api.SendOut{MsgID: endpoint.Number(id)}, nil
}

// delivered tells the account what became of a message.
type delivered struct {
	user   *core.Person
	msgID  int64
	status string
}

// Jobs are the area's jobs, for what saves them.
func Jobs() []core.Job { return []core.Job{delivered{}} }

// Run implements [core.Job].
func (d delivered) Run(tx *core.Tx) {
	tx.PushEvent(
		d.user,
		&message.TemplateSendJobFinishEvent{Common: tx.Common(d.user), MsgID: d.msgID, Status: d.status},
	)
}

// card returns a message by a template as the phone shows it.
func card(via, title, text, url string, program *api.MiniProgram) record.Entry {
	e := record.Entry{From: "account", Via: via, Type: "template", Title: title, Text: text, URL: url}
	if program != nil {
		e.MiniProgram = &record.EntryMiniProgram{Title: title, AppID: program.AppID, PagePath: program.PagePath}
	}
	return e
}

// maxShown is how many characters of a value of the old library WeChat shows.
const maxShown = 20

// shown returns the text of a message. Of a template of the old library, which has no keyword with a type, WeChat shows
// neither the first nor the last line, and of a value only its first line up to 20 characters. Emoji, which it removes as
// well, stay here.
func shown(tx *core.Tx, content string, data keyword.Data) string {
	typed, cut, colored := false, false, false
	for _, key := range keyword.Keys(content) {
		typed = typed || keyword.TypeOf(key) != ""
	}
	for key, v := range data {
		colored = colored || v.Color != ""
		if typed {
			continue
		}
		short, _, _ := strings.Cut(v.Value, "\n")
		if utf8.RuneCountInString(short) > maxShown {
			short = string([]rune(short)[:maxShown])
		}
		if key == "first" || key == "remark" {
			short = ""
		}
		cut = cut || short != v.Value
		data[key] = keyword.Text(short)
	}
	if cut {
		tx.Warn(
			fmt.Sprintf(
				"Since May 2023 WeChat does not show all of such a message: neither first nor remark, and of a value only its first line up to %d characters.",
				maxShown,
			),
			fmt.Sprintf("2023 年 5 月起此类模板消息不会完整显示：first、remark 被去除，每个值只显示第一行的前 %d 个字。", maxShown),
		)
	}
	if colored {
		tx.Warn("Since May 2023 WeChat shows no colors in template messages.", "2023 年 5 月起模板消息不再显示自定义颜色。")
	}
	return strings.TrimSpace(data.In(content))
}
