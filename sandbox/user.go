package sandbox

import (
	"slices"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
)

// User is a virtual user with a phone. Its methods do what a person does on the phone, wait until the account has
// answered, and return what the phone shows because of that: replies, customer-service messages and the platform's
// error line. The user's own bubbles and the grey lines are only in [User.Chat].
//
// An action that the phone would not allow, such as a message to an account that the user does not follow, ends the
// test. Outside of a test it returns one Entry of type "refused" that gives the reason.
type User struct {
	p    *Platform
	name string
}

// User returns the virtual user called name, and makes one if there is none.
func (p *Platform) User(name string) *User {
	p.core.Do(func(tx *core.Tx) { tx.Person(name) })
	return &User{p, name}
}

// withPerson calls f with the user's state.
func (u *User) withPerson(f func(*core.Person)) {
	u.p.core.Do(func(tx *core.Tx) { f(tx.Person(u.name)) })
}

// Name returns the user's name in the sandbox.
func (u *User) Name() string { return u.name }

// OpenID returns the user's OpenID, which has 28 characters. It is the same for the same name and seed.
func (u *User) OpenID() (id string) {
	u.withPerson(func(s *core.Person) { id = s.OpenID })
	return id
}

// UnionID returns the user's UnionID.
func (u *User) UnionID() (id string) {
	u.withPerson(func(s *core.Person) { id = s.UnionID })
	return id
}

// Nickname returns the nickname that the account gets by a web login with consent.
func (u *User) Nickname() (name string) {
	u.withPerson(func(s *core.Person) { name = s.Nickname })
	return name
}

// Following reports whether the user follows the account.
func (u *User) Following() (yes bool) {
	u.withPerson(func(s *core.Person) { yes = s.Following })
	return yes
}

// Chat returns the last 1000 entries of the user's conversation with the account, oldest first.
func (u *User) Chat() (list []Entry) {
	u.withPerson(func(s *core.Person) {
		for _, e := range s.Chat() {
			list = append(list, e.Clone())
		}
	})
	return list
}

// SetTags replaces the user's tags, which conditional menus match. The last one is the one that was added last. Tags that
// the account does not have are made, as its staff could in the console.
func (u *User) SetTags(ids ...int64) { u.do(phone.SetTags(ids...)) }

// SetPlatform sets the system of the user's phone: 1 iOS, 2 Android (the default), 3 others.
func (u *User) SetPlatform(kind int) { u.do(phone.SetPlatform(kind)) }

// SetSnapshot switches whether the user's next web logins are on a snapshot page (快照页). Such a login does not ask
// for consent, and the account gets a virtual user.
func (u *User) SetSnapshot(on bool) { u.withPerson(func(s *core.Person) { s.Snapshot = on }) }

// SetRefusing switches whether the user refuses every web login and every one-time subscription that asks for consent,
// without seeing the page.
// [Refusing] is for a single page.
func (u *User) SetRefusing(on bool) { u.withPerson(func(s *core.Person) { s.Refusing = on }) }

func (u *User) do(a phone.Action) []Entry {
	if u.p.tb != nil {
		u.p.tb.Helper()
	}
	inFlight, err := phone.Do(u.p.core, u.name, a)
	if err != nil {
		u.p.fatalf("%s", err.Error())
		return []Entry{{At: u.p.Clock.Now(), From: "system", Type: "refused", Text: err.Error()}}
	}
	if app, _ := u.p.core.App(); inFlight.Pushes() && app.Callback == nil && !u.p.withoutApp {
		u.p.fatalf(
			"sandbox: %s's message has nowhere to go: no app is connected. Call Connect (or Callback) first, or start with WithoutApp.",
			u.name,
		)
	}
	return inFlight.Wait()
}

// Follow makes the user follow the account (关注) after finding it by its name. If the user follows it already, nothing
// happens.
func (u *User) Follow() []Entry { return u.do(phone.Follow("")) }

// FollowByScene makes the user follow the account by scanning the QR code of a scene. If the user follows it already,
// the code is only scanned.
func (u *User) FollowByScene(scene string) []Entry { return u.do(phone.Follow(scene)) }

// Unfollow makes the user stop following the account (取消关注).
func (u *User) Unfollow() []Entry { return u.do(phone.Unfollow) }

// Send sends a text of 1 to 2000 characters.
func (u *User) Send(content string) []Entry { return u.do(phone.SendText(content, "")) }

// Tap taps on the item with that id. If several menu messages have such an item, the last message counts.
func (u *User) Tap(id string) []Entry { return u.do(phone.Tap(id)) }

// SendImage sends a picture of a type such as "image/png". If data is empty, the sandbox makes a picture.
func (u *User) SendImage(contentType string, data []byte) []Entry {
	return u.do(phone.SendImage(phone.File{ContentType: contentType, Data: slices.Clone(data)}))
}

// SendVoice sends a voice message of one second. recognition is the text that the platform recognises in it; it is ""
// if the account has switched that off.
func (u *User) SendVoice(recognition string) []Entry {
	return u.do(phone.SendVoice(phone.File{}, recognition))
}

// SendVideo sends a video.
func (u *User) SendVideo() []Entry { return u.do(phone.SendVideo) }

// SendLocation sends a place; latitude and longitude are in degrees.
func (u *User) SendLocation(latitude, longitude float64, label string) []Entry {
	return u.do(
		phone.SendLocation(
			EntryLocation{Latitude: latitude, Longitude: longitude, Scale: phone.DefaultPlace.Scale, Label: label},
		),
	)
}

// SendLink forwards a link.
func (u *User) SendLink(title, description, url string) []Entry {
	return u.do(phone.SendLink(title, description, url))
}

// Click presses the menu button with that key, whatever its type is. The options say what a scanner reads, a camera
// takes and a map returns.
func (u *User) Click(key string, opts ...PressOption) []Entry {
	return u.do(phone.PressKey(key, input(opts)))
}

// Press presses the menu button at the indexes, counted from 0: Press(2, 1) presses the second button below the third
// one. A view button pushes its event but opens no page; [User.View] opens it.
func (u *User) Press(path ...int) []Entry { return u.do(phone.PressPath(path, phone.Input{})) }

// View presses the view button at the indexes and opens its page.
func (u *User) View(path ...int) *Page {
	if u.p.tb != nil {
		u.p.tb.Helper()
	}
	var target string
	if refused := u.do(phone.ViewPath(path, &target)); target == "" {
		return &Page{Body: refused[0].Text}
	}
	return u.Open(target)
}

// Scan scans the QR code of a scene. For a follower this causes a SCAN event; anybody else follows the account by it.
// If the account has no such code, the sandbox makes a permanent one.
func (u *User) Scan(scene string) []Entry { return u.do(phone.Scan(scene)) }

// ScanTicket scans the QR code with that ticket.
func (u *User) ScanTicket(ticket string) []Entry { return u.do(phone.ScanTicket(ticket)) }

// Comment comments on the published article at an address, in at most 600 characters. Others see the comment once the
// account has elected it.
func (u *User) Comment(article, content string) []Entry { return u.do(phone.Comment(article, content)) }

// PressOption says what the user does when a menu button asks for something. A button that asks for something else
// ignores it.
type PressOption func(*phone.Input)

// WithScan sets what the scanner of a scancode button reads. The default is "https://example.com/".
func WithScan(result string) PressOption { return func(in *phone.Input) { in.Result = result } }

// WithPicture adds a picture, of a type such as "image/png", to those that a pic button sends; there may be nine.
// Without it, the sandbox makes one picture.
func WithPicture(contentType string, data []byte) PressOption {
	return func(in *phone.Input) {
		in.Pictures = append(in.Pictures, phone.File{ContentType: contentType, Data: slices.Clone(data)})
	}
}

// WithPlace sets the place that a location_select button sends; latitude and longitude are in degrees. The default is
// the place of the platform's samples.
func WithPlace(latitude, longitude float64, label string) PressOption {
	return func(in *phone.Input) {
		in.Place = &EntryLocation{
			Latitude:  latitude,
			Longitude: longitude,
			Scale:     phone.DefaultPlace.Scale,
			Label:     label,
		}
	}
}

func input(opts []PressOption) (in phone.Input) {
	for _, opt := range opts {
		opt(&in)
	}
	return in
}
