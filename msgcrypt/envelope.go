package msgcrypt

import (
	"crypto/subtle"
	"fmt"
	"io"
	"math"
	"unsafe"
)

// Envelope holds what one account needs in safe mode: its Token, its AppID and its keys. [New] makes it. It is safe for
// concurrent use, and formatting it never shows the keys.
type Envelope struct {
	token, appID string
	keys         []*Key // the current one first
}

// Sealed is an encrypted message with its signature, as it is sent. In a push, Encrypt is in the body and the other
// fields are the query's msg_signature, timestamp and nonce; in a reply all four are in the body.
type Sealed struct {
	Encrypt   string // standard base64
	Signature string // [Signature] of token, Timestamp, Nonce and Encrypt
	Timestamp string // seconds since 1970
	Nonce     string
}

// Opened is a message and the key that it was sealed with.
type Opened struct {
	Message []byte // belongs to the caller
	Key     *Key   // pass it to [Envelope.Seal] for the reply
}

// New makes an account's envelope. After a key change (the console may change it at any time) pass the previous key as
// well: pushes sent before the change may still use it. An empty previous key is ignored. The error is an [*EmptyError]
// if token or appID is empty, since anybody could then seal a message, or a [*KeyError].
func New(token, appID, encodingAESKey string, previous ...string) (*Envelope, error) {
	if token == "" {
		return nil, &EmptyError{Field: "Token"}
	}
	if appID == "" {
		return nil, &EmptyError{Field: "AppID"}
	}
	current, err := ParseKey(encodingAESKey)
	if err != nil {
		return nil, err
	}
	keys := []*Key{current}
	for _, former := range previous {
		if former == "" {
			continue
		}
		key, err := parseKey("previous EncodingAESKey", former)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return &Envelope{token: token, appID: appID, keys: keys}, nil
}

// Open checks the signature ([ErrSignature]), decrypts the message with the current key or, if that fails, with each
// previous one ([ErrDecrypt]), and compares the AppID inside ([*AppIDError], only if a key opened the message). It does
// not check the age of the timestamp.
func (e *Envelope) Open(s Sealed) (Opened, error) { return e.AppendOpen(nil, s) }

// AppendOpen is [Envelope.Open] for callers that reuse a buffer: the message is in the memory behind dst. It is valid
// until the caller reuses dst.
func (e *Envelope) AppendOpen(dst []byte, s Sealed) (Opened, error) {
	if !Verify(s.Signature, e.token, s.Timestamp, s.Nonce, s.Encrypt) {
		return Opened{}, ErrSignature
	}
	failure := ErrDecrypt
	for _, key := range e.keys {
		message, appID, err := key.appendDecrypted(dst, s.Encrypt)
		if err != nil {
			continue
		}
		if subtle.ConstantTimeCompare(appID, []byte(e.appID)) == 1 {
			return Opened{Message: message, Key: key}, nil
		}
		// A wrong key may produce valid padding by chance; the next key may be the right one.
		failure = &AppIDError{Got: string(appID), Want: e.appID}
	}
	return Opened{}, failure
}

// Seal encrypts and signs message with key. For a reply this is the key that opened the push; nil means the current
// key. The platform's documents use the current second as timestamp and the push's nonce. Both must be text that XML
// can hold, or the signature does not match what [Sealed.XML] writes. The only possible error is [ErrTooLong].
//
// To send no reply, answer "success" or an empty body, unsealed in every mode.
func (e *Envelope) Seal(message []byte, key *Key, timestamp, nonce string) (Sealed, error) {
	if key == nil {
		key = e.keys[0]
	}
	encrypted, err := key.Encrypt(message, e.appID)
	if err != nil {
		return Sealed{}, err
	}
	return Sealed{
		Encrypt:   encrypted,
		Signature: Signature(e.token, timestamp, nonce, encrypted),
		Timestamp: timestamp,
		Nonce:     nonce,
	}, nil
}

// AppendSeal is [Envelope.Seal] and [Sealed.XML] in one: it appends the reply envelope's XML to dst. The message must
// not be in the memory behind dst, which is written before the message is read. With an error it returns dst unchanged.
func (e *Envelope) AppendSeal(dst, message []byte, key *Key, timestamp, nonce string) ([]byte, error) {
	if key == nil {
		key = e.keys[0]
	}
	if uint64(len(message)) > math.MaxUint32 {
		return dst, ErrTooLong
	}
	dst = append(dst, "<xml><Encrypt><![CDATA["...)
	start := len(dst)
	dst = key.appendEncrypted(dst, freshBytes(), message, e.appID)
	// The string is used only by sign, and dst is not written meanwhile.
	encrypted := unsafe.String(&dst[start], len(dst)-start)
	signature := sign([]string{e.token, timestamp, nonce, encrypted})
	dst = append(dst, "]]></Encrypt><MsgSignature><![CDATA["...)
	dst = append(dst, signature[:]...)
	dst = append(dst, "]]></MsgSignature>"...)
	return appendClock(dst, timestamp, nonce), nil
}

// Format prints the envelope as "msgcrypt.Envelope(redacted)" for every verb.
func (Envelope) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "msgcrypt.Envelope(redacted)") }
