package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"time"

	api "github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/message"
)

// person is a virtual user's state. It is guarded by Platform.mu, but for what
// is said otherwise.
type person struct {
	name     string
	openID   string
	unionID  string
	nickname string

	following    bool
	followedAt   time.Time
	followScene  api.SubscribeScene
	followedCode *sceneCode // the QR code that the user came by, nil without one
	remark       string
	tags         []int64 // in the order in which they were put on
	platform     int     // client_platform_type: 1 iOS, 2 Android, 3 others

	chat    []*Entry
	window  kfWindow
	events  map[string]time.Time // the last CreateTime of each event
	contact time.Time            // the last message in either direction
	typing  time.Time            // until when 对方正在输入 is shown

	snapshot   bool // the next web logins see a snapshot page
	refusing   bool // the next web logins that ask are refused
	authorized bool // has consented to snsapi_userinfo

	last    <-chan struct{} // closed when the delivery that was queued last is over
	cookies http.CookieJar  // of the phone's browser
}

// nicknames of the users of the start.
var nicknames = map[string]string{"alice": "Alice 爱丽丝", "bob": "Bob 小波"}

// android is the client_platform_type of a new user.
const android = 2

// person returns the user called name and makes one where there is none.
func (w *world) person(name string) *person {
	if u := w.byName[name]; u != nil {
		return u
	}
	jar, _ := cookiejar.New(nil) // never fails
	u := &person{
		name: name, openID: w.ids.of("openid", name), unionID: w.ids.of("unionid", name),
		nickname: nicknames[name], platform: android,
		events: map[string]time.Time{}, cookies: jar,
	}
	if u.nickname == "" {
		u.nickname = name
	}
	w.people = append(w.people, u)
	w.byName[name] = u
	w.byOpenID[u.openID] = u
	return u
}

// maxUsers bounds what the control API can make.
const maxUsers = 1000

// newPerson makes a user for the control API.
func (w *world) newPerson(name, nickname string) (*person, error) {
	switch {
	case !isUserName(name):
		return nil, cannot("a user's name has 1 to 32 letters, digits, - or _", "用户名须为 1 到 32 个字母、数字、- 或 _")
	case w.byName[name] != nil:
		return nil, cannot(fmt.Sprintf("there is a user called %s already", name), fmt.Sprintf("用户 %s 已存在", name))
	case len(w.people) >= maxUsers:
		return nil, cannot("there are 1000 users already", "用户已达 1000 个")
	}
	u := w.person(name)
	if nickname != "" {
		u.nickname = nickname
	}
	return u, nil
}

func isUserName(name string) bool {
	if len(name) == 0 || len(name) > 32 {
		return false
	}
	return strings.Trim(name, urlSafe) == ""
}

// avatar is the path of the user's picture.
func (u *person) avatar() string { return "/_sandbox/avatar/" + u.name + ".svg" }

// now is the platform's time.
func (w *world) now() time.Time { return w.p.Clock.Now() }

// common is the head of a push that user u causes now.
func (w *world) common(u *person) message.Common {
	return message.Common{ToUserName: w.p.config.OriginalID, FromUserName: u.openID, CreateTime: w.now().Truncate(time.Second)}
}

// standard is the head of a message of user u.
func (w *world) standard(u *person) message.Standard {
	return message.Standard{Common: w.common(u), MsgID: w.ids.nextMsgID()}
}

// stamp makes an event's CreateTime differ from that of the same event before
// it: apps tell events apart by sender, time, name and key, and a test clicks
// faster than a thumb.
func (u *person) stamp(e message.Event) {
	head, name := e.Head(), e.EventName()+"\x00"+e.Key()
	if last := u.events[name]; !head.CreateTime.After(last) {
		head.CreateTime = last.Add(time.Second)
	}
	u.events[name] = head.CreateTime
	if len(u.events) > maxEvents {
		now := head.CreateTime
		maps.DeleteFunc(u.events, func(_ string, last time.Time) bool { return last.Before(now) })
	}
}

// maxEvents bounds the events whose time is remembered: beyond it those of the
// past go, since a new one is later anyway.
const maxEvents = 1000
