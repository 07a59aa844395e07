package scanlogin

import (
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// passcodeAlphabet has no characters that look alike in most fonts: no 0 and O, no 1, I and L.
const passcodeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// passcodeLength is the number of characters: some 40 random bits, of which a user may try ten in ten minutes.
const passcodeLength = 8

func newPasscode() string {
	code := make([]byte, 0, passcodeLength)
	for len(code) < passcodeLength {
		var b [1]byte
		rand.Read(b[:]) // never fails
		if i := b[0] & 31; int(i) < len(passcodeAlphabet) {
			code = append(code, passcodeAlphabet[i])
		}
	}
	return string(code)
}

// passcodeIn returns the passcode that a text is, with or without the space in its middle, or "".
func passcodeIn(text string) string {
	code := strings.ToUpper(
		strings.Join(strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '-' }), ""),
	)
	if len(code) != passcodeLength || strings.Trim(code, passcodeAlphabet) != "" {
		return ""
	}
	return code
}

// reserve gives a login a passcode that no other login has.
func (l *Login) reserve(a *attempt) error {
	for range maxTries {
		code := newPasscode()
		free, err := l.store.CompareAndSwap(l.prefix+"passcode:"+code, nil, []byte(a.ID), life+grace)
		if err != nil {
			return err
		}
		if free {
			a.Code = code
			return nil
		}
	}
	return errBusy
}

// byPasscode returns the id of the login that has a passcode, or errGone.
func (l *Login) byPasscode(code string) (id string, err error) {
	text, err := l.store.Get(l.prefix + "passcode:" + code)
	if errors.Is(err, store.ErrNotFound) {
		return "", errGone
	}
	return string(text), err
}

// passcodesFor is how long an account makes no QR codes whose platform has refused one for lack of the permission.
const passcodesFor = 24 * time.Hour
