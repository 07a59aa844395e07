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

// Person is the state of a virtual user. Only transactions read and change it.
type Person struct {
	Name     string
	OpenID   string
	UnionID  string
	Nickname string

	Following   bool
	FollowedAt  time.Time
	FollowScene user.SubscribeScene
	QRScene     int64  // the scene of the QR code by which the user followed
	QRSceneStr  string // the same, where the scene is a string
	Remark      string
	Tags        []int64 // in the order in which the account added them
	Platform    int     // client_platform_type: 1 iOS, 2 Android, 3 others

	// Blacklisted users get no messages (43019). No document says that the account does not get theirs, so they are
	// pushed.
	Blacklisted bool

	Window      KFWindow
	LastMessage time.Time // when the last message was sent, in either direction
	TypingUntil time.Time // until when the phone shows 对方正在输入

	Snapshot          bool // the user's next web logins get a snapshot page
	Refusing          bool // the user refuses the next web logins and subscriptions that ask for consent
	RefusingTemplates bool // the user gets no template messages
	Authorized        bool // the user has consented to snsapi_userinfo

	chat    []*record.Entry
	cookies http.CookieJar `graph:"-"` // of the phone's browser; nil until it opens a page
}

// nicknames has the nicknames of the users who exist from the start.
var nicknames = map[string]string{"alice": "Alice 爱丽丝", "bob": "Bob 小波"}

// android is the client_platform_type of a new user.
const android = 2

// Person returns the user called name, and makes one if there is none.
func (w *World) Person(name string) *Person {
	if u := w.byName[name]; u != nil {
		return u
	}
	u := &Person{
		Name: name, OpenID: w.IDs.DerivedID("openid", name), UnionID: w.IDs.DerivedID("unionid", name),
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

// maxNewUsers is how many users the control API can make.
const maxNewUsers = 1000

// maxNickname is the longest nickname, in bytes.
const maxNickname = 200

// NewPerson makes a user for the control API. The error is an [ActionError].
func (tx *Tx) NewPerson(name, nickname string) (*Person, error) {
	switch {
	case !IsUserName(name):
		return nil, RefuseAction("a user's name has 1 to 32 letters, digits, - or _", "用户名须为 1 到 32 个字母、数字、- 或 _")
	case len(nickname) > maxNickname:
		return nil, RefuseAction("a nickname has 200 bytes at most", "昵称最多 200 字节")
	case tx.byName[name] != nil:
		return nil, RefuseAction(fmt.Sprintf("there is a user called %s already", name), fmt.Sprintf("用户 %s 已存在", name))
	case len(tx.people) >= len(tx.p.config.Users)+maxNewUsers:
		return nil, RefuseAction("there are already 1000 users besides those from the start", "除初始用户外，用户已达 1000 个")
	}
	u := tx.Person(name)
	if nickname != "" {
		u.Nickname = nickname
	}
	tx.Changed()
	return u, nil
}

// IsUserName reports whether name is a valid name for a user.
func IsUserName(name string) bool {
	return len(name) > 0 && len(name) <= 32 && strings.Trim(name, URLSafe) == ""
}

// Helper returns the sender of the events about jobs, such as a publication. It is an account of the platform's own and
// not one of the users.
func (w *World) Helper() *Person {
	if w.helper == nil {
		w.helper = &Person{Name: "(mphelper)", OpenID: w.IDs.DerivedID("openid", "(mphelper)"), Nickname: "mphelper"}
	}
	return w.helper
}

// People returns all users in the order in which they were made.
func (w *World) People() iter.Seq[*Person] { return slices.Values(w.people) }

// Named returns the user called name, or nil.
func (w *World) Named(name string) *Person { return w.byName[name] }

// FindOpenID returns the user with that OpenID. The error is 40003, for a handler to return.
func (w *World) FindOpenID(openID string) (*Person, error) {
	if u := w.byOpenID[openID]; u != nil {
		return u, nil
	}
	return nil, endpoint.ErrInvalidOpenID
}

// openIDLength is how many characters an OpenID has.
const openIDLength = 28

// FindOwnOpenID is [World.FindOpenID] for the endpoints that tell an OpenID of another account (49003) from a text that
// is no OpenID (40003).
func (w *World) FindOwnOpenID(openID string) (*Person, error) {
	u, err := w.FindOpenID(openID)
	if err != nil && len(openID) == openIDLength && openID[0] == 'o' && strings.Trim(openID, URLSafe) == "" {
		return nil, endpoint.ErrOpenIDMismatch
	}
	return u, err
}

// Avatar returns the path of the user's picture.
func (u *Person) Avatar() string { return AvatarPath(u.Name) }

// AvatarPath returns the path of the picture that the sandbox draws for a name.
func AvatarPath(name string) string { return "/_sandbox/avatar/" + url.PathEscape(name) + ".svg" }

// Jar returns the cookies of the phone's browser.
func (u *Person) Jar() http.CookieJar {
	if u.cookies == nil {
		u.cookies, _ = cookiejar.New(nil) // never fails
	}
	return u.cookies
}

// Common returns the common fields of a push that user u causes now.
func (tx *Tx) Common(u *Person) message.Common {
	return message.Common{
		ToUserName:   tx.p.config.OriginalID,
		FromUserName: u.OpenID,
		CreateTime:   tx.now.Truncate(time.Second),
	}
}

// Standard returns the common fields of a message of user u.
func (tx *Tx) Standard(u *Person) message.Standard {
	return message.Standard{Common: tx.Common(u), MsgID: tx.IDs.NextMsgID()}
}

// PushEvent pushes an event about user u. Every event of a sender gets a CreateTime of its own, because apps recognise
// a repeated event by its sender and time, and a test clicks faster than a person.
func (tx *Tx) PushEvent(u *Person, e message.Event) {
	common := e.Head()
	if last := tx.eventTimes[common.FromUserName]; !common.CreateTime.After(last) {
		common.CreateTime = last.Add(time.Second)
	}
	tx.eventTimes[common.FromUserName] = common.CreateTime
	tx.Push(&Push{User: u, Message: e})
}
