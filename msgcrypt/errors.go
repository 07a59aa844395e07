package msgcrypt

import (
	"errors"
	"fmt"
)

// inConsole is where the platform keeps the values of the callback.
const inConsole = "the console (域名与消息推送配置, formerly 基本配置)"

// The errors that callers distinguish with errors.Is.
var (
	// ErrSignature: the signature is not that of the message with this Token. The platform's sample code calls it
	// -40001.
	ErrSignature = errors.New(
		"msgcrypt: signature mismatch: is Token the one in " + inConsole + "?",
	)

	// ErrDecrypt: no key opens the message. It is the same error for bad base64, length, padding and inner length
	// (-40007 to -40010 in the sample code), so that the answer does not reveal which of them it was.
	ErrDecrypt = errors.New(
		"msgcrypt: cannot decrypt: is EncodingAESKey the one in " + inConsole + ", and is the previous key kept after a change?",
	)

	// ErrAppID: the message was sealed for another account. The sample code calls it -40005; the error is an
	// [*AppIDError].
	ErrAppID = errors.New("msgcrypt: message sealed for another AppID")

	// ErrEnvelope: a body is not a reply envelope; the error is an [*EnvelopeError].
	ErrEnvelope = errors.New("msgcrypt: not a reply envelope")

	// ErrTooLong: the length of the message does not fit the format's four bytes.
	ErrTooLong = errors.New("msgcrypt: message longer than 4294967295 bytes: shorten it")
)

// KeyError says what is wrong with an EncodingAESKey, without showing it.
type KeyError struct {
	Field    string // "EncodingAESKey" or "previous EncodingAESKey"
	Length   int    // characters found, where 43 are right
	Position int    // the first character, counted from 1, that is not a letter or digit; 0 if all are
}

func (e *KeyError) Error() string {
	const cure = "copy the 43 letters and digits again from " + inConsole
	if e.Position == 0 {
		return fmt.Sprintf("msgcrypt: %s has %d characters: %s", e.Field, e.Length, cure)
	}
	return fmt.Sprintf(
		"msgcrypt: %s has %d characters and character %d is not a letter or digit: %s",
		e.Field,
		e.Length,
		e.Position,
		cure,
	)
}

// EmptyError names a field that [New] needs and did not get.
type EmptyError struct {
	Field string // "Token" or "AppID"
}

func (e *EmptyError) Error() string {
	return fmt.Sprintf("msgcrypt: %s is empty: set it to the one in %s", e.Field, inConsole)
}

// AppIDError says that a key opened the message, but that it was sealed for another account. It is an [ErrAppID].
type AppIDError struct {
	Got  string // as in the message: of any length, empty if nothing follows the message
	Want string
}

func (e *AppIDError) Error() string {
	return fmt.Sprintf(
		"%v: got %.64q, want %q: is AppID (WECHAT_APPID) this account's, or does another account push to this URL?",
		ErrAppID,
		e.Got,
		e.Want,
	)
}

// Unwrap makes errors.Is(err, ErrAppID) true.
func (e *AppIDError) Unwrap() error { return ErrAppID }

// EnvelopeError says why a body is not a reply envelope. It is an [ErrEnvelope].
type EnvelopeError struct {
	Element string // the invalid element; "xml" means the whole document
	Problem string // such as "missing"
}

func (e *EnvelopeError) Error() string {
	return fmt.Sprintf("%v: element %s: %s", ErrEnvelope, e.Element, e.Problem)
}

// Unwrap makes errors.Is(err, ErrEnvelope) true.
func (e *EnvelopeError) Unwrap() error { return ErrEnvelope }
