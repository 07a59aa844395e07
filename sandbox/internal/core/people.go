package core

import (
	"fmt"
	"iter"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Person is a virtual user's state, read and changed in transactions alone.
type Person struct {
	Name     string
	OpenID   string
	UnionID  string
	Nickname string

	Following   bool
	FollowedAt  time.Time
	FollowScene user.SubscribeScene
	QRScene     int64  // of the QR code that the user came by
	QRSceneStr  string // or its string
	Remark      string
	Tags        []int64 // in the order in which they were put on
	Platform    int     // client_platform_type: 1 iOS, 2 Android, 3 others

	Window  KFWindow
	Contact time.Time // the last message in either direction
	Typing  time.Time // until when 对方正在输入 is shown

	Snapshot   bool // the next web logins see a snapshot page
	Refusing   bool // the next web logins that ask are refused
	Authorized bool // has consented to snsapi_userinfo

	chat    []*record.Entry
	cookies http.CookieJar // of the phone's browser, nil before it opened anything
}

// nicknames of the users of the start.
var nicknames = map[string]string{"alice": "Alice 爱丽丝", "bob": "Bob 小波"}

// android is the client_platform_type of a new user.
const android = 2

// Person returns the user called name and makes one where there is none.
func (w *World) Person(name string) *Person {
	if u := w.byName[name]; u != nil {
		return u
	}
	u := &Person{
		Name: name, OpenID: w.IDs.Of("openid", name), UnionID: w.IDs.Of("unionid", name),
		Nickname: nicknames[name], Platform: android,
	}
	if u.Nickname == "" {
		u.Nickname = name
	}
	w.people = append(w.people, u)
	w.byName[name] = u
	w.byOpenID[u.OpenID] = u
	return u
}

// maxNewUsers bounds what the control API can make.
const maxNewUsers = 1000

// maxNickname bounds a nickname, in bytes.
const maxNickname = 200

// NewPerson makes a user for the control API.
func (tx *Tx) NewPerson(name, nickname string) (*Person, error) {
	switch {
	case !IsUserName(name):
		return nil, Cannot("a user's name has 1 to 32 letters, digits, - or _", "用户名须为 1 到 32 个字母、数字、- 或 _")
	case len(nickname) > maxNickname:
		return nil, Cannot("a nickname has 200 bytes at most", "昵称最多 200 字节")
	case tx.byName[name] != nil:
		return nil, Cannot(fmt.Sprintf("there is a user called %s already", name), fmt.Sprintf("用户 %s 已存在", name))
	case len(tx.people) >= len(tx.p.config.Users)+maxNewUsers:
		return nil, Cannot("there are 1000 users beside those of the start already", "除初始用户外，用户已达 1000 个")
	}
	u := tx.Person(name)
	if nickname != "" {
		u.Nickname = nickname
	}
	tx.Changed()
	return u, nil
}

// IsUserName reports whether a user may have that name.
func IsUserName(name string) bool {
	return len(name) > 0 && len(name) <= 32 && strings.Trim(name, URLSafe) == ""
}

// People are all users, in the order of their making.
func (w *World) People() iter.Seq[*Person] { return slices.Values(w.people) }

// Named returns the user called name, or nil.
func (w *World) Named(name string) *Person { return w.byName[name] }

// Find returns the user with that OpenID, as an endpoint's handler looks for
// one: the error is 40003.
func (w *World) Find(openID string) (*Person, error) {
	if u := w.byOpenID[openID]; u != nil {
		return u, nil
	}
	return nil, endpoint.ErrInvalidOpenID
}

// Avatar is the path of the user's picture.
func (u *Person) Avatar() string { return "/_sandbox/avatar/" + url.PathEscape(u.Name) + ".svg" }

// Jar has the cookies of the phone's browser.
func (u *Person) Jar() http.CookieJar {
	if u.cookies == nil {
		u.cookies, _ = cookiejar.New(nil) // never fails
	}
	return u.cookies
}

// Common is the head of a push that user u causes now.
func (tx *Tx) Common(u *Person) message.Common {
	return message.Common{ToUserName: tx.p.config.OriginalID, FromUserName: u.OpenID, CreateTime: tx.now.Truncate(time.Second)}
}

// Standard is the head of a message of user u.
func (tx *Tx) Standard(u *Person) message.Standard {
	return message.Standard{Common: tx.Common(u), MsgID: tx.IDs.NextMsgID()}
}

// PushEvent pushes an event about user u. Its CreateTime differs from that of
// every event of the same sender before it: apps tell events apart by sender and
// time, and a test clicks faster than a thumb.
func (tx *Tx) PushEvent(u *Person, e message.Event) {
	head := e.Head()
	if last := tx.eventTimes[head.FromUserName]; !head.CreateTime.After(last) {
		head.CreateTime = last.Add(time.Second)
	}
	tx.eventTimes[head.FromUserName] = head.CreateTime
	tx.Push(&Push{User: u, Message: e})
}
