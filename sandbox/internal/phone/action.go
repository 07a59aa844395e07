// Package phone is what a user can do: each action changes the world and pushes
// because of it.
package phone

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/qrcode"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Action is something that a user does on the phone. The error is a
// [core.ActionError].
type Action func(tx *core.Tx, u *core.Person) error

// Doing is an action whose delivery may be under way.
type Doing struct {
	p     *core.Platform
	world *core.World
	user  *core.Person
	since int64       // what the phone showed last before
	batch *core.Batch // nil where nothing is pushed
}

// Do lets the user called name do a.
func Do(p *core.Platform, name string, a Action) (*Doing, error) {
	d := &Doing{p: p}
	var err error
	d.batch = p.DoIn(nil, func(tx *core.Tx) {
		d.world, d.user, d.since = tx.World, tx.Person(name), tx.LastEntryID()
		err = a(tx, d.user)
	})
	return d, err
}

// Pushed reports whether the action causes a push.
func (d *Doing) Pushed() bool { return d.batch != nil }

// Wait waits until the delivery is over, and returns what the phone shows
// because of the action.
func (d *Doing) Wait() (list []record.Entry) {
	if d.batch != nil {
		<-d.batch.Done
	}
	d.p.DoIn(d.world, func(*core.Tx) { list = d.user.Answers(d.since) })
	return list
}

// mustFollow refuses what only a follower can do.
func mustFollow(u *core.Person) error {
	if u.Following {
		return nil
	}
	return core.RefuseAction(u.Name+" does not follow the account: follow first", u.Name+" 尚未关注公众号，请先关注")
}

// greyLine shows a line such as that of a follow.
func greyLine(tx *core.Tx, u *core.Person, event string) {
	tx.Show(u, record.Entry{From: "system", Type: "event", Event: event})
}

// Follow lets the user follow, by the QR code of a scene if one is given.
// Following twice does nothing.
func Follow(scene string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if scene != "" {
			return Scan(scene)(tx, u)
		}
		subscribe(tx, u, nil)
		return nil
	}
}

func subscribe(tx *core.Tx, u *core.Person, code *qrcode.Code) {
	if u.Following {
		return
	}
	u.Following, u.FollowedAt = true, tx.Now()
	u.FollowScene, u.QRScene, u.QRSceneStr = api.SceneSearch, 0, ""
	u.Window.Open(core.WindowFollow, tx.Now())
	e := &message.SubscribeEvent{Common: tx.Common(u)}
	if code != nil {
		u.FollowScene, u.QRScene, u.QRSceneStr = api.SceneQRCode, code.ID(), code.Str()
		u.Window.Open(core.WindowScan, tx.Now())
		e.EventKey, e.Ticket = "qrscene_"+code.Scene(), code.Ticket
	}
	greyLine(tx, u, "subscribe")
	tx.Changed()
	tx.PushEvent(u, e)
}

// Unfollow lets the user leave.
func Unfollow(tx *core.Tx, u *core.Person) error {
	if !u.Following {
		return nil
	}
	u.Following = false
	u.Window = core.KFWindow{}
	greyLine(tx, u, "unsubscribe")
	tx.Changed()
	tx.PushEvent(u, &message.UnsubscribeEvent{Common: tx.Common(u)})
	return nil
}

// Scan lets the user scan the QR code of a scene. Where the account made none,
// the sandbox makes a permanent one, as the console could.
func Scan(scene string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if n := utf8.RuneCountInString(scene); n < 1 || n > qrcode.MaxSceneChars {
			return core.RefuseAction("a scene has 1 to 64 characters", "场景值须为 1 到 64 个字符")
		}
		code, err := qrcode.ForScene(tx, scene)
		if err != nil {
			return core.RefuseAction("the account has too many permanent QR codes", "公众号的永久二维码过多")
		}
		return scanned(tx, u, code)
	}
}

// ScanTicket lets the user scan the QR code with a ticket.
func ScanTicket(ticket string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		code := qrcode.Find(tx, ticket)
		if code == nil {
			return core.RefuseAction("no QR code has this ticket", "没有该 ticket 对应的二维码")
		}
		return scanned(tx, u, code)
	}
}

func scanned(tx *core.Tx, u *core.Person, code *qrcode.Code) error {
	switch {
	case code.Expired(tx.Now()):
		return core.RefuseAction("the QR code has expired", "二维码已过期")
	case !u.Following:
		subscribe(tx, u, code)
		return nil
	}
	u.Window.Open(core.WindowScan, tx.Now())
	tx.PushEvent(u, &message.ScanEvent{Common: tx.Common(u), EventKey: code.Scene(), Ticket: code.Ticket})
	return nil
}

// say shows the user's own bubble and pushes its message.
func say(tx *core.Tx, u *core.Person, m message.Message, e record.Entry) {
	e.From, e.Via, e.State = "user", "push", "sending"
	if e.Type == "" {
		e.Type = m.Type()
	}
	e.MediaURL = core.MediaPath(e.MediaID)
	u.LastMessage = tx.Now()
	tx.Push(&core.Push{User: u, Message: m, Entry: tx.Show(u, e)})
}

// write is say for a message that opens the customer-service window.
func write(tx *core.Tx, u *core.Person, m message.Message, e record.Entry) {
	u.Window.Open(core.WindowMessage, tx.Now())
	say(tx, u, m, e)
}

// maxText is what WeChat's client lets a user type, in characters (practice).
const maxText = 2000

// readable reports whether anything of a text is left in XML.
func readable(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0xfffe || r > 0xffff
	})
}

// maxLabel bounds the texts of a place and a link, in bytes.
const maxLabel = 2048

// SendText lets the user send a text, or tap on the item menuID of a menu message.
func SendText(content, menuID string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		switch {
		case mustFollow(u) != nil:
			return mustFollow(u)
		case !readable(content):
			return core.RefuseAction("an empty text cannot be sent", "不能发送空白消息")
		case len([]rune(content)) > maxText:
			return core.RefuseAction("a text has at most 2000 characters", "文本最多 2000 个字符")
		}
		m := &message.Text{Standard: tx.Standard(u), Content: content, MenuID: menuID}
		if menuID != "" {
			if menu, i := item(u, menuID); menu != nil {
				m.MenuID = menu.PushedID(i)
			}
			u.Window.Open(core.WindowClick, tx.Now()) // a tap counts as a menu click
			say(tx, u, m, record.Entry{Text: content})
			return nil
		}
		write(tx, u, m, record.Entry{Text: content})
		return nil
	}
}

// File is what a user sends; its zero value is one that the sandbox makes.
type File struct {
	ContentType string
	Data        []byte
}

// SendImage lets the user send a picture.
func SendImage(f File) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := mustFollow(u); err != nil {
			return err
		}
		m, e := image(tx, u, f)
		write(tx, u, m, e)
		return nil
	}
}

func image(tx *core.Tx, u *core.Person, f File) (*message.Image, record.Entry) {
	if len(f.Data) == 0 {
		f = File{"image/png", core.Picture(tx.IDs.LastMsgID())}
	}
	id := sent(tx, "image", f.ContentType, f.Data)
	return &message.Image{Standard: tx.Standard(u), PicURL: tx.Config().Base + core.MediaPath(id), MediaID: id}, record.Entry{MediaID: id}
}

// SendVoice lets the user send a voice; recognition is what the platform
// understood of it.
func SendVoice(f File, recognition string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := mustFollow(u); err != nil {
			return err
		}
		if len(f.Data) == 0 {
			f = File{"audio/amr", silence()}
		}
		id := sent(tx, "voice", f.ContentType, f.Data)
		m := &message.Voice{Standard: tx.Standard(u), MediaID: id, Format: "amr", Recognition: recognition}
		write(tx, u, m, record.Entry{MediaID: id, Recognition: recognition, Duration: core.VoiceSeconds})
		return nil
	}
}

// SendVideo lets the user send a video.
func SendVideo(tx *core.Tx, u *core.Person) error {
	if err := mustFollow(u); err != nil {
		return err
	}
	id := sent(tx, "video", "video/mp4", emptyVideo())
	thumb := sent(tx, "thumb", "image/png", core.Picture(tx.IDs.LastMsgID()))
	m := &message.Video{Standard: tx.Standard(u), MediaID: id, ThumbMediaID: thumb}
	write(tx, u, m, record.Entry{MediaID: id, ThumbURL: core.MediaPath(thumb)})
	return nil
}

// SendLocation lets the user send a place.
func SendLocation(place record.EntryLocation) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := mustFollow(u); err != nil {
			return err
		}
		if err := checkPlace(place); err != nil {
			return err
		}
		m, e := location(tx, u, place)
		write(tx, u, m, e)
		return nil
	}
}

func location(tx *core.Tx, u *core.Person, at record.EntryLocation) (*message.Location, record.Entry) {
	m := &message.Location{Standard: tx.Standard(u), Latitude: at.Latitude, Longitude: at.Longitude, Scale: at.Scale, Label: at.Label}
	return m, record.Entry{Location: &at}
}

// SendLink lets the user forward a link.
func SendLink(title, description, target string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := mustFollow(u); err != nil {
			return err
		}
		if len(title)+len(description)+len(target) > 3*maxLabel {
			return core.RefuseAction("a link's texts have 6,144 bytes at most", "链接的文字最多 6,144 字节")
		}
		if target == "" {
			return core.RefuseAction("a link needs a url", "链接缺少 url")
		}
		m := &message.Link{Standard: tx.Standard(u), Title: title, Description: description, URL: target}
		write(tx, u, m, record.Entry{Title: title, Description: description, URL: target})
		return nil
	}
}

// Tap sends the item of the last menu message that has it.
func Tap(id string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if menu, i := item(u, id); menu != nil {
			return SendText(menu.Items[i].Content, id)(tx, u)
		}
		return core.RefuseAction(fmt.Sprintf("no menu message in the chat has an item %q", id), fmt.Sprintf("聊天中没有编号为 %q 的菜单消息选项", id))
	}
}

// item returns the last menu message with an item of that id, and the item's
// index; nil for none.
func item(u *core.Person, id string) (*record.EntryMenu, int) {
	for _, e := range slices.Backward(u.Chat()) {
		if e.Menu == nil {
			continue
		}
		if i := slices.IndexFunc(e.Menu.Items, func(item record.EntryMenuItem) bool { return item.ID == id }); i >= 0 {
			return e.Menu, i
		}
	}
	return nil, 0
}

// sent keeps a file that the user sends, and returns its media_id.
func sent(tx *core.Tx, kind, contentType string, data []byte) string {
	return tx.AddTemporary(core.File{Kind: kind, ContentType: contentType, Data: data}).MediaID
}

// silence is a second of AMR: the head, and 50 frames of 20 ms without sound.
func silence() []byte {
	const frame = "\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	return append([]byte("#!AMR\n"), bytes.Repeat([]byte(frame), 50)...)
}

// emptyVideo is the smallest file that calls itself MP4.
func emptyVideo() []byte { return []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2") }

// maxTags is how many tags a user may have.
const maxTags = 20

// SetTags puts the account's tags on the user, the last one last.
func SetTags(ids ...int64) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if len(ids) > maxTags {
			return core.RefuseAction("a user has 20 tags at most", "一个用户最多 20 个标签")
		}
		u.Tags = slices.Clone(ids)
		tx.Changed()
		return nil
	}
}

// SetPlatform sets the phone's system: 1 iOS, 2 Android, 3 others.
func SetPlatform(kind int) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if kind < 1 || kind > 3 {
			return core.RefuseAction("platform is 1 (iOS), 2 (Android) or 3 (others)", "platform 须为 1（iOS）、2（Android）或 3（其他）")
		}
		u.Platform = kind
		tx.Changed()
		return nil
	}
}
