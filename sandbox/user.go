package sandbox

import (
	"slices"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
)

// User is a virtual user with a phone. Its methods do what a thumb does, wait
// until the account has answered, and return what the phone shows because of
// it: replies, customer-service messages and the platform's error line. The
// user's own bubbles and the grey lines are in [User.Chat].
//
// What the phone would not allow, such as a message to an account that the user
// does not follow, ends the test; outside of a test it is returned as one Entry
// of type "refused" that says why.
type User struct {
	p    *Platform
	name string
}

// User returns the virtual user called name, and makes one where there is none.
func (p *Platform) User(name string) *User {
	p.core.Do(func(tx *core.Tx) { tx.Person(name) })
	return &User{p, name}
}

// look calls f with the user's state.
func (u *User) look(f func(*core.Person)) {
	u.p.core.Do(func(tx *core.Tx) { f(tx.Person(u.name)) })
}

// Name returns the user's name in the sandbox.
func (u *User) Name() string { return u.name }

// OpenID returns the user's OpenID: 28 characters, the same for the same name
// and seed.
func (u *User) OpenID() (id string) {
	u.look(func(s *core.Person) { id = s.OpenID })
	return id
}

// UnionID returns the user's UnionID.
func (u *User) UnionID() (id string) {
	u.look(func(s *core.Person) { id = s.UnionID })
	return id
}

// Nickname returns the name that a web login with consent shows.
func (u *User) Nickname() (name string) {
	u.look(func(s *core.Person) { name = s.Nickname })
	return name
}

// Following reports whether the user follows the account.
func (u *User) Following() (yes bool) {
	u.look(func(s *core.Person) { yes = s.Following })
	return yes
}

// Chat returns all that the conversation shows, oldest first: the last 1000
// entries.
func (u *User) Chat() (list []Entry) {
	u.look(func(s *core.Person) {
		for _, e := range s.Chat() {
			list = append(list, e.Clone())
		}
	})
	return list
}

// SetTags puts the account's tags on the user, the last one last: what
// conditional menus match.
func (u *User) SetTags(ids ...int64) { u.do(phone.SetTags(ids...)) }

// SetPlatform sets the phone's system: 1 iOS, 2 Android (as at the start), 3
// others.
func (u *User) SetPlatform(kind int) { u.do(phone.SetPlatform(kind)) }

// SetSnapshot switches whether the user's next web logins are on a snapshot
// page (快照页): silently, and with a virtual account.
func (u *User) SetSnapshot(on bool) { u.look(func(s *core.Person) { s.Snapshot = on }) }

// SetRefusing switches whether the user refuses every web login that asks for
// consent, without a look at it. [Refusing] is for one page.
func (u *User) SetRefusing(on bool) { u.look(func(s *core.Person) { s.Refusing = on }) }

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
		u.p.fatalf("sandbox: %s's message has nowhere to go: no app is connected. Call Connect (or Callback) first, or start with WithoutApp.", u.name)
	}
	return inFlight.Wait()
}

// Follow follows the account (关注), found by its name. A follower stays one.
func (u *User) Follow() []Entry { return u.do(phone.Follow("")) }

// FollowByScene follows the account by scanning the QR code of a scene; a
// follower merely scans it.
func (u *User) FollowByScene(scene string) []Entry { return u.do(phone.Follow(scene)) }

// Unfollow leaves the account (取消关注).
func (u *User) Unfollow() []Entry { return u.do(phone.Unfollow) }

// Send sends a text of 1 to 2000 characters.
func (u *User) Send(content string) []Entry { return u.do(phone.SendText(content, "")) }

// Tap taps on the item with that id of the last menu message that has it.
func (u *User) Tap(id string) []Entry { return u.do(phone.Tap(id)) }

// SendImage sends a picture, such as "image/png"; without data one is made.
func (u *User) SendImage(contentType string, data []byte) []Entry {
	return u.do(phone.SendImage(phone.File{ContentType: contentType, Data: slices.Clone(data)}))
}

// SendVoice sends a voice message of a second. recognition is the text that
// the platform recognised, "" where the account has that switched off.
func (u *User) SendVoice(recognition string) []Entry {
	return u.do(phone.SendVoice(phone.File{}, recognition))
}

// SendVideo sends a video.
func (u *User) SendVideo() []Entry { return u.do(phone.SendVideo) }

// SendLocation sends a place; latitude and longitude are in degrees.
func (u *User) SendLocation(latitude, longitude float64, label string) []Entry {
	return u.do(phone.SendLocation(EntryLocation{Latitude: latitude, Longitude: longitude, Scale: phone.DefaultPlace.Scale, Label: label}))
}

// SendLink forwards a link.
func (u *User) SendLink(title, description, url string) []Entry {
	return u.do(phone.SendLink(title, description, url))
}

// Click presses the menu button with that key, whatever its type. The options
// say what a scanner reads, a camera takes and a map gives.
func (u *User) Click(key string, opts ...PressOption) []Entry {
	return u.do(phone.PressKey(key, pressed(opts)))
}

// Press presses the menu button at the indexes, counted from 0: Press(2, 1) is
// the second entry below the third button. A view button pushes its event and
// opens nothing: see [User.View].
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

// Scan scans the QR code of a scene: a follower causes SCAN, anybody else
// follows by it. Where the account made no such code, a permanent one comes
// into being.
func (u *User) Scan(scene string) []Entry { return u.do(phone.Scan(scene)) }

// ScanTicket scans the QR code with that ticket.
func (u *User) ScanTicket(ticket string) []Entry { return u.do(phone.ScanTicket(ticket)) }

// PressOption says what the user does once a menu button asks for it. Buttons
// that ask for something else pass it over.
type PressOption func(*phone.Input)

// WithScan lets the scanner of a scancode button read result; without it that
// is "https://example.com/".
func WithScan(result string) PressOption { return func(in *phone.Input) { in.Result = result } }

// WithPicture lets a pic button send a picture, such as "image/png"; nine at
// most, one option each. Without it one is made.
func WithPicture(contentType string, data []byte) PressOption {
	return func(in *phone.Input) {
		in.Pictures = append(in.Pictures, phone.File{ContentType: contentType, Data: slices.Clone(data)})
	}
}

// WithPlace lets a location_select button send a place; latitude and longitude
// are in degrees. Without it that is the one of the platform's samples.
func WithPlace(latitude, longitude float64, label string) PressOption {
	return func(in *phone.Input) {
		in.Place = &EntryLocation{Latitude: latitude, Longitude: longitude, Scale: phone.DefaultPlace.Scale, Label: label}
	}
}

func pressed(opts []PressOption) (in phone.Input) {
	for _, opt := range opts {
		opt(&in)
	}
	return in
}
