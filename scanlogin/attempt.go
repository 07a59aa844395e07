package scanlogin

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// State is how far a login has come.
type State string

// A login goes from one state to the next, or ends.
const (
	// Waiting is a login whose code nobody has scanned.
	Waiting State = "waiting"
	// Scanned is a login whose code one user has scanned, who has not answered the question on the phone.
	Scanned State = "scanned"
	// Confirmed is a login whose user has answered with the right digits. The browser collects it.
	Confirmed State = "confirmed"
	// Ended is a login that is over; its [Reason] says how.
	Ended State = "ended"
)

const (
	// life is how long a code can be used.
	life = 2 * time.Minute
	// grace is how much longer a login is kept: the browser collects one that was confirmed at the last moment, and the
	// phone is told that a code is too old.
	grace = time.Minute
)

// attempt is a login under way. The store has it under its id.
type attempt struct {
	ID     string `json:"-"`
	State  State  `json:"s"`
	Reason Reason `json:"r,omitempty"` // why it has ended
	// Browser is the hash of the secret in the cookie of the browser that began.
	Browser string `json:"b"`
	Digits  string `json:"d"`           // that the page shows once the code was scanned
	OpenID  string `json:"o,omitempty"` // of the user who has scanned the code
	Code    string `json:"c,omitempty"` // the passcode; empty if there is a QR code
	Device  device `json:"v"`           // what the phone is shown of the browser
	Lang    string `json:"l"`           // the language of the browser
	Target  string `json:"t"`           // path and query of the page that the login leads to
	Begun   int64  `json:"n"`           // Unix milliseconds
}

func (a *attempt) begun() time.Time { return time.UnixMilli(a.Begun) }

func (a *attempt) ends() time.Time { return a.begun().Add(life) }

// isOver reports whether nobody may scan the code or answer any more.
func (a *attempt) isOver(now time.Time) bool { return !now.Before(a.ends()) }

// idLength is the length of an id: 26 letters and digits with 130 random bits.
var idLength = len(rand.Text())

func isID(s string) bool {
	if len(s) != idLength {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// hashOf returns what the store has of a browser's secret: who reads the store cannot take the browser's place.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// equal compares secrets in constant time.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// newDigits returns two random digits, from 10 to 99.
func newDigits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(90))
	if err != nil {
		panic(err) // not reached: crypto/rand ends the program instead
	}
	return strconv.FormatInt(10+n.Int64(), 10)
}

// errGone says that there is no such login, or none any more.
var errGone = errors.New("scanlogin: no such login")

// load returns the login id, and its text in the store, by which a change sees that nobody was faster.
func (l *Login) load(id string) (a *attempt, text []byte, err error) {
	text, err = l.store.Get(l.prefix + "login:" + id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, errGone
	}
	if err != nil {
		return nil, nil, err
	}
	a = new(attempt)
	if err := json.Unmarshal(text, a); err != nil {
		return nil, nil, err
	}
	a.ID = id
	return a, text, nil
}

// save writes a login in place of old; nil stands for none. It reports whether the store had old.
func (l *Login) save(a *attempt, old []byte, now time.Time) (bool, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	left := a.ends().Add(grace).Sub(now)
	if left <= 0 {
		return false, errGone
	}
	return l.store.CompareAndSwap(l.prefix+"login:"+a.ID, old, text, left)
}

// maxTries is how often a change of the store is tried that others are faster with.
const maxTries = 100

// errBusy says that a store lets nobody change a value.
var errBusy = errors.New("scanlogin: the store refuses to change a value again and again")

// change changes the login id, whoever else does so at the same time. An error of f leaves it as it is and is returned;
// f may be called again, with what another has written.
func (l *Login) change(id string, f func(a *attempt, now time.Time) error) (*attempt, error) {
	for range maxTries {
		a, old, err := l.load(id)
		if err != nil {
			return nil, err
		}
		now, err := l.now()
		if err != nil {
			return nil, err
		}
		if err := f(a, now); err != nil {
			return a, err
		}
		saved, err := l.save(a, old, now)
		if err != nil {
			return nil, err
		}
		if saved {
			return a, nil
		}
	}
	return nil, errBusy
}

// now is the store's time, so that the clocks of several instances do not matter.
func (l *Login) now() (time.Time, error) {
	return l.store.Time()
}

// end ends a login that is not over for another reason.
func (a *attempt) end(reason Reason) {
	if a.State != Ended {
		a.State, a.Reason, a.Digits = Ended, reason, ""
	}
}
