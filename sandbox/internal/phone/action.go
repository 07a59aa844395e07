// Package phone has the actions of a user. Each action changes the world and causes pushes.
package phone

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/kf"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/qrcode"
	"github.com/wechatgo/wechatgo/sandbox/internal/area/user"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Action is something that a user does on the phone. The error is a [core.ActionError].
type Action func(tx *core.Tx, u *core.Person) error

// InFlight is an action that was done and whose pushes may still be in flight.
type InFlight struct {
	p         *core.Platform
	world     *core.World
	user      *core.Person
	lastEntry int64       // the id of the newest entry before the action
	batch     *core.Batch // nil if the action pushes nothing
}

// Do does an action of the user called name. It makes the user if there is none.
func Do(p *core.Platform, name string, a Action) (*InFlight, error) {
	d := &InFlight{p: p}
	var err error
	d.batch = p.DoIn(nil, func(tx *core.Tx) {
		d.world, d.user, d.lastEntry = tx.World, tx.Person(name), tx.LastEntryID()
		err = a(tx, d.user)
	})
	return d, err
}

// Pushes reports whether the action causes a push.
func (d *InFlight) Pushes() bool { return d.batch != nil }

// Wait waits until the delivery is over, and returns what the account and the platform have put into the chat because
// of the action.
func (d *InFlight) Wait() (list []record.Entry) {
	if d.batch != nil {
		<-d.batch.Done
	}
	d.p.DoIn(d.world, func(*core.Tx) { list = d.user.Answers(d.lastEntry) })
	return list
}

// checkFollows refuses an action that only a follower can do.
func checkFollows(u *core.Person) error {
	if u.Following {
		return nil
	}
	return core.RefuseAction(u.Name+" does not follow the account: follow first", u.Name+" 尚未关注公众号，请先关注")
}

// showGreyLine shows a grey line, such as the one about a new follow.
func showGreyLine(tx *core.Tx, u *core.Person, event string) {
	tx.Show(u, record.Entry{From: "system", Type: "event", Event: event})
}

// Follow makes the user follow the account, by scanning the QR code of a scene if scene is not "". If the user follows
// already, nothing happens, or the code is only scanned.
func Follow(scene string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if scene != "" {
			return Scan(scene)(tx, u)
		}
		follow(tx, u, nil)
		return nil
	}
}

func follow(tx *core.Tx, u *core.Person, code *qrcode.Code) {
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
	tx.Count(core.Followed, u, string(u.FollowScene))
	showGreyLine(tx, u, "subscribe")
	tx.Changed()
	tx.PushEvent(u, e)
}

// Unfollow makes the user stop following the account.
func Unfollow(tx *core.Tx, u *core.Person) error {
	if !u.Following {
		return nil
	}
	u.Following = false
	u.Window = core.KFWindow{}
	tx.Count(core.Unfollowed, u, string(u.FollowScene))
	showGreyLine(tx, u, "unsubscribe")
	tx.Changed()
	tx.PushEvent(u, &message.UnsubscribeEvent{Common: tx.Common(u)})
	return nil
}

// Scan makes the user scan the QR code of a scene. If the account has none, the sandbox makes a permanent one, as the
// account could in the console.
func Scan(scene string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if n := utf8.RuneCountInString(scene); n < 1 || n > qrcode.MaxSceneChars {
			return core.RefuseAction("a scene has 1 to 64 characters", "场景值须为 1 到 64 个字符")
		}
		code, err := qrcode.ForScene(tx, scene)
		if err != nil {
			return core.RefuseAction("the account has too many permanent QR codes", "公众号的永久二维码过多")
		}
		return scanCode(tx, u, code)
	}
}

// ScanTicket makes the user scan the QR code with a ticket.
func ScanTicket(ticket string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		code := qrcode.Find(tx, ticket)
		if code == nil {
			return core.RefuseAction("no QR code has this ticket", "没有该 ticket 对应的二维码")
		}
		return scanCode(tx, u, code)
	}
}

func scanCode(tx *core.Tx, u *core.Person, code *qrcode.Code) error {
	switch {
	case code.Expired(tx.Now()):
		return core.RefuseAction("the QR code has expired", "二维码已过期")
	case !u.Following:
		follow(tx, u, code)
		return nil
	}
	u.Window.Open(core.WindowScan, tx.Now())
	tx.PushEvent(u, &message.ScanEvent{Common: tx.Common(u), EventKey: code.Scene(), Ticket: code.Ticket})
	return nil
}

// showAndPush shows the user's own bubble and pushes its message, unless an agent of customer service serves the user:
// then the message goes to the agent.
func showAndPush(tx *core.Tx, u *core.Person, m message.Message, e record.Entry) {
	tx.Count(core.Messaged, u, m.Type())
	e.From, e.Via, e.State = "user", "push", "sending"
	if e.Type == "" {
		e.Type = m.Type()
	}
	e.MediaURL = core.MediaPath(e.MediaID)
	u.LastMessage = tx.Now()
	if agent := kf.Receive(tx, u, e); agent != "" {
		e.Via, e.State, e.KFAccount = "kf", "sent", agent
		tx.Show(u, e)
		return
	}
	tx.Push(&core.Push{User: u, Message: m, Entry: tx.Show(u, e)})
}

// sendMessage is showAndPush for a message that opens the customer-service window.
func sendMessage(tx *core.Tx, u *core.Person, m message.Message, e record.Entry) {
	u.Window.Open(core.WindowMessage, tx.Now())
	showAndPush(tx, u, m, e)
}

// maxText is the longest text that WeChat's client accepts, in characters (not documented, but observed).
const maxText = 2000

// hasXMLText reports whether a text has at least one character that XML allows.
func hasXMLText(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0xfffe || r > 0xffff
	})
}

// maxLabel limits the texts of a place and of a link, in bytes.
const maxLabel = 2048

// SendText makes the user send a text. If menuID is not "", the user taps on the item with that id of a menu message.
func SendText(content, menuID string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		switch {
		case checkFollows(u) != nil:
			return checkFollows(u)
		case !hasXMLText(content):
			return core.RefuseAction("an empty text cannot be sent", "不能发送空白消息")
		case len([]rune(content)) > maxText:
			return core.RefuseAction("a text has at most 2000 characters", "文本最多 2000 个字符")
		}
		m := &message.Text{Standard: tx.Standard(u), Content: content, MenuID: menuID}
		if menuID != "" {
			if menu, i := menuItem(u, menuID); menu != nil {
				m.MenuID = menu.PushedID(i)
			}
			u.Window.Open(core.WindowClick, tx.Now()) // a tap counts as a menu click
			showAndPush(tx, u, m, record.Entry{Text: content})
			return nil
		}
		sendMessage(tx, u, m, record.Entry{Text: content})
		return nil
	}
}

// File is a file that the user sends. If Data is empty, the sandbox makes a file.
type File struct {
	ContentType string
	Data        []byte
}

// SendImage makes the user send a picture.
func SendImage(f File) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := checkFollows(u); err != nil {
			return err
		}
		m, e := image(tx, u, f)
		sendMessage(tx, u, m, e)
		return nil
	}
}

func image(tx *core.Tx, u *core.Person, f File) (*message.Image, record.Entry) {
	if len(f.Data) == 0 {
		f = File{"image/png", core.Picture(tx.IDs.LastMsgID())}
	}
	id := storeFile(tx, "image", f.ContentType, f.Data)
	m := &message.Image{
		Standard: tx.Standard(u),
		PicURL:   tx.Config().Base + core.MediaPath(id),
		MediaID:  id,
	}
	return m, record.Entry{MediaID: id}
}

// SendVoice makes the user send a voice message. recognition is the text that the platform recognises in it.
func SendVoice(f File, recognition string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := checkFollows(u); err != nil {
			return err
		}
		if len(f.Data) == 0 {
			f = File{"audio/amr", silence()}
		}
		id := storeFile(tx, "voice", f.ContentType, f.Data)
		m := &message.Voice{Standard: tx.Standard(u), MediaID: id, Format: "amr", Recognition: recognition}
		sendMessage(tx, u, m, record.Entry{MediaID: id, Recognition: recognition, Duration: core.VoiceSeconds})
		return nil
	}
}

// SendVideo makes the user send a video.
func SendVideo(tx *core.Tx, u *core.Person) error {
	if err := checkFollows(u); err != nil {
		return err
	}
	id := storeFile(tx, "video", "video/mp4", emptyVideo())
	thumb := storeFile(tx, "thumb", "image/png", core.Picture(tx.IDs.LastMsgID()))
	m := &message.Video{Standard: tx.Standard(u), MediaID: id, ThumbMediaID: thumb}
	sendMessage(tx, u, m, record.Entry{MediaID: id, ThumbURL: core.MediaPath(thumb)})
	return nil
}

// SendLocation makes the user send a place.
func SendLocation(place record.EntryLocation) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := checkFollows(u); err != nil {
			return err
		}
		if err := checkPlace(place); err != nil {
			return err
		}
		m, e := location(tx, u, place)
		sendMessage(tx, u, m, e)
		return nil
	}
}

func location(tx *core.Tx, u *core.Person, at record.EntryLocation) (*message.Location, record.Entry) {
	m := &message.Location{
		Standard:  tx.Standard(u),
		Latitude:  at.Latitude,
		Longitude: at.Longitude,
		Scale:     at.Scale,
		Label:     at.Label,
	}
	return m, record.Entry{Location: &at}
}

// SendLink makes the user forward a link.
func SendLink(title, description, target string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if err := checkFollows(u); err != nil {
			return err
		}
		if len(title)+len(description)+len(target) > 3*maxLabel {
			return core.RefuseAction("a link's texts have 6,144 bytes at most", "链接的文字最多 6,144 字节")
		}
		if target == "" {
			return core.RefuseAction("a link needs a url", "链接缺少 url")
		}
		m := &message.Link{Standard: tx.Standard(u), Title: title, Description: description, URL: target}
		sendMessage(tx, u, m, record.Entry{Title: title, Description: description, URL: target})
		return nil
	}
}

// Tap makes the user tap on the item with that id. If several menu messages have such an item, the last message counts.
func Tap(id string) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if menu, i := menuItem(u, id); menu != nil {
			return SendText(menu.Items[i].Content, id)(tx, u)
		}
		return core.RefuseAction(
			fmt.Sprintf("no menu message in the chat has an item %q", id),
			fmt.Sprintf("聊天中没有编号为 %q 的菜单消息选项", id),
		)
	}
}

// menuItem returns the last menu message that has an item with that id, and the index of the item. It returns nil if
// there is none.
func menuItem(u *core.Person, id string) (*record.EntryMenu, int) {
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

// storeFile stores a file that the user sends, and returns its media_id.
func storeFile(tx *core.Tx, kind, contentType string, data []byte) string {
	return tx.AddTemporary(core.File{Kind: kind, ContentType: contentType, Data: data}).MediaID
}

// silence returns one second of silence in AMR: the header and 50 frames of 20 ms.
func silence() []byte {
	const frame = "\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	return append([]byte("#!AMR\n"), bytes.Repeat([]byte(frame), 50)...)
}

// emptyVideo returns the smallest file that is recognised as MP4.
func emptyVideo() []byte { return []byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2") }

// maxTags is how many tags a user may have.
const maxTags = 20

// SetTags replaces the user's tags. The last one is the one that was added last. A tag that the account does not have is
// made, as the account could in the console.
func SetTags(ids ...int64) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if len(ids) > maxTags {
			return core.RefuseAction("a user has 20 tags at most", "一个用户最多 20 个标签")
		}
		if err := user.MakeMissing(tx, ids); err != nil {
			return err
		}
		u.Tags = slices.Clone(ids)
		tx.Changed()
		return nil
	}
}

// SetPlatform sets the system of the user's phone: 1 iOS, 2 Android, 3 others.
func SetPlatform(kind int) Action {
	return func(tx *core.Tx, u *core.Person) error {
		if kind < 1 || kind > 3 {
			return core.RefuseAction(
				"platform is 1 (iOS), 2 (Android) or 3 (others)",
				"platform 须为 1（iOS）、2（Android）或 3（其他）",
			)
		}
		u.Platform = kind
		tx.Changed()
		return nil
	}
}
