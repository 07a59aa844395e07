package sandbox

import (
	"fmt"
	"net/url"
	"strconv"
	"unicode/utf8"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/message"
)

// action is something that a user does on the phone: it changes the world and
// says what is pushed because of it. It runs with Platform.mu held.
type action func(w *world, u *person) ([]*push, error)

// start does a, and returns the delivery that is still to be done: run it, and
// it returns what the phone shows because of it. The error is an *actionError.
func (p *Platform) start(name string, a action) (run func() []Entry, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.world
	u := w.person(name)
	since := w.entryID
	pushes, err := a(w, u)
	if err != nil {
		return nil, err
	}
	t := u.queue()
	return func() []Entry {
		p.deliver(w, t, pushes)
		p.mu.Lock()
		defer p.mu.Unlock()
		return u.answers(since)
	}, nil
}

// mustFollow refuses what only a follower can do.
func (u *person) mustFollow() error {
	if u.following {
		return nil
	}
	return cannot(u.name+" does not follow the account: follow first", u.name+" 尚未关注公众号，请先关注")
}

// event is a push of an event without a bubble.
func event(u *person, e message.Event) []*push {
	u.stamp(e)
	return []*push{{user: u, message: e}}
}

// greyLine shows a line such as that of a follow.
func (w *world) greyLine(u *person, name string) {
	w.show(u, Entry{From: "system", Type: "event", Event: name})
}

// follow lets the user follow, by the QR code of a scene if one is given.
// Following twice does nothing.
func follow(scene string) action {
	return func(w *world, u *person) ([]*push, error) {
		if scene != "" {
			return scan(scene)(w, u)
		}
		return w.subscribe(u, nil), nil
	}
}

func (w *world) subscribe(u *person, code *sceneCode) []*push {
	if u.following {
		return nil
	}
	u.following, u.followedAt = true, w.now()
	u.followScene, u.followedCode = api.SceneSearch, nil
	u.window.open(windowFollow, w.now())
	e := &message.SubscribeEvent{Common: w.common(u)}
	if code != nil {
		u.followScene, u.followedCode = api.SceneQRCode, code
		u.window.open(windowScan, w.now())
		e.EventKey, e.Ticket = "qrscene_"+code.scene(), code.ticket
	}
	w.greyLine(u, "subscribe")
	w.p.hub.publish("state", nil)
	return event(u, e)
}

func unfollow(w *world, u *person) ([]*push, error) {
	if !u.following {
		return nil, nil
	}
	u.following = false
	u.window = kfWindow{}
	w.greyLine(u, "unsubscribe")
	w.p.hub.publish("state", nil)
	return event(u, &message.UnsubscribeEvent{Common: w.common(u)}), nil
}

// scan lets the user scan the QR code of a scene. Where the account made none,
// the sandbox makes a permanent one, as the console could.
func scan(scene string) action {
	return func(w *world, u *person) ([]*push, error) {
		if n := utf8.RuneCountInString(scene); n < 1 || n > maxSceneChars {
			return nil, cannot("a scene has 1 to 64 characters", "场景值须为 1 到 64 个字符")
		}
		code := w.codes.forScene(scene, w.now())
		if code == nil {
			code = w.addQRCode(sceneOf(scene), 0)
		}
		return w.scanned(u, code)
	}
}

func scanTicket(ticket string) action {
	return func(w *world, u *person) ([]*push, error) {
		code := w.codes.byTicket[ticket]
		if code == nil {
			return nil, cannot("no QR code has this ticket", "没有该 ticket 对应的二维码")
		}
		return w.scanned(u, code)
	}
}

func (w *world) scanned(u *person, code *sceneCode) ([]*push, error) {
	if code.expired(w.now()) {
		return nil, cannot("the QR code has expired", "二维码已过期")
	}
	if !u.following {
		return w.subscribe(u, code), nil
	}
	u.window.open(windowScan, w.now())
	return event(u, &message.ScanEvent{Common: w.common(u), EventKey: code.scene(), Ticket: code.ticket}), nil
}

// say shows the user's own bubble and makes its push.
func (w *world) say(u *person, m message.Message, e Entry) *push {
	e.From, e.Via, e.State = "user", "push", "sending"
	if e.Type == "" {
		e.Type = m.Type()
	}
	e.MediaURL = mediaPath(e.MediaID)
	u.contact = w.now()
	return &push{user: u, message: m, entry: w.show(u, e)}
}

// write is say for a message that opens the customer-service window.
func (w *world) write(u *person, m message.Message, e Entry) []*push {
	u.window.open(windowMessage, w.now())
	return []*push{w.say(u, m, e)}
}

// maxText is what WeChat's client lets a user type, in characters (practice).
const maxText = 2000

// sendText lets the user send a text, or tap on the item menuID of a menu message.
func sendText(content, menuID string) action {
	return func(w *world, u *person) ([]*push, error) {
		switch {
		case u.mustFollow() != nil:
			return nil, u.mustFollow()
		case content == "":
			return nil, cannot("an empty text cannot be sent", "不能发送空白消息")
		case len([]rune(content)) > maxText:
			return nil, cannot("a text has at most 2000 characters", "文本最多 2000 个字符")
		}
		m := &message.Text{Standard: w.standard(u), Content: content, MenuID: menuID}
		if menuID != "" {
			u.window.open(windowClick, w.now()) // a tap counts as a menu click
			return []*push{w.say(u, m, Entry{Text: content})}, nil
		}
		return w.write(u, m, Entry{Text: content}), nil
	}
}

// file is what a user sends; its zero value is one that the sandbox makes.
type file struct {
	contentType string
	data        []byte
}

func sendImage(f file) action {
	return func(w *world, u *person) ([]*push, error) {
		if err := u.mustFollow(); err != nil {
			return nil, err
		}
		m, e := w.image(u, f)
		return w.write(u, m, e), nil
	}
}

func (w *world) image(u *person, f file) (*message.Image, Entry) {
	if len(f.data) == 0 {
		f = file{"image/png", picture(w.ids.msgID)}
	}
	id := w.addMedia("image", f.contentType, f.data)
	return &message.Image{Standard: w.standard(u), PicURL: w.p.config.Base + mediaPath(id), MediaID: id}, Entry{MediaID: id}
}

func sendVoice(f file, recognition string) action {
	return func(w *world, u *person) ([]*push, error) {
		if err := u.mustFollow(); err != nil {
			return nil, err
		}
		if len(f.data) == 0 {
			f = file{"audio/amr", silence()}
		}
		id := w.addMedia("voice", f.contentType, f.data)
		m := &message.Voice{Standard: w.standard(u), MediaID: id, Format: "amr", Recognition: recognition}
		return w.write(u, m, Entry{MediaID: id, Recognition: recognition, Duration: voiceSeconds}), nil
	}
}

func sendVideo(w *world, u *person) ([]*push, error) {
	if err := u.mustFollow(); err != nil {
		return nil, err
	}
	id := w.addMedia("video", "video/mp4", emptyVideo())
	thumb := w.addMedia("thumb", "image/png", picture(w.ids.msgID))
	m := &message.Video{Standard: w.standard(u), MediaID: id, ThumbMediaID: thumb}
	return w.write(u, m, Entry{MediaID: id, ThumbURL: mediaPath(thumb)}), nil
}

func sendLocation(place EntryLocation) action {
	return func(w *world, u *person) ([]*push, error) {
		if err := u.mustFollow(); err != nil {
			return nil, err
		}
		if err := place.check(); err != nil {
			return nil, err
		}
		m, e := w.location(u, place)
		return w.write(u, m, e), nil
	}
}

func (w *world) location(u *person, at EntryLocation) (*message.Location, Entry) {
	m := &message.Location{Standard: w.standard(u), Latitude: at.Latitude, Longitude: at.Longitude, Scale: at.Scale, Label: at.Label}
	return m, Entry{Location: &at}
}

func sendLink(title, description, target string) action {
	return func(w *world, u *person) ([]*push, error) {
		if err := u.mustFollow(); err != nil {
			return nil, err
		}
		if target == "" {
			return nil, cannot("a link needs a url", "链接缺少 url")
		}
		m := &message.Link{Standard: w.standard(u), Title: title, Description: description, URL: target}
		return w.write(u, m, Entry{Title: title, Description: description, URL: target}), nil
	}
}

// tap sends the item of the last menu message that has it.
func tap(id string) action {
	return func(w *world, u *person) ([]*push, error) {
		for i := len(u.chat) - 1; i >= 0; i-- {
			if u.chat[i].Menu == nil {
				continue
			}
			for _, item := range u.chat[i].Menu.Items {
				if item.ID == id {
					return sendText(item.Content, id)(w, u)
				}
			}
		}
		return nil, cannot(fmt.Sprintf("no menu message in the chat has an item %q", id), fmt.Sprintf("聊天中没有编号为 %q 的菜单消息选项", id))
	}
}

// sceneOf is a scene as QR_LIMIT_SCENE would have it, or else as
// QR_LIMIT_STR_SCENE: the app gets the scene letter by letter.
func sceneOf(scene string) qrScene {
	if n, err := strconv.ParseInt(scene, 10, 64); err == nil && 1 <= n && n <= maxLimitScene && strconv.FormatInt(n, 10) == scene {
		return qrScene{id: n}
	}
	return qrScene{str: scene}
}

// isPage reports whether s is the address of a web page.
func isPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
