package once

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"hash/maphash"
	"math/bits"
	"strings"

	"github.com/wechatgo/wechatgo/message"
)

// Key is what makes two pushes one message: sender and MsgId; for an event sender, time, name and key. Where the push
// lacks them, or has a number that cannot be read in their place, its whole XML decides, which the platform repeats as
// it was. A group has one account, so that the account is no part of the key.
type Key struct {
	Sender  string // the user's openid
	msgID   int64
	created int64  // an event's time in Unix seconds
	event   string // its name in lower case
	key     string // its key
	digest  [sha256.Size]byte
}

// KeyOf returns the key of a message that was pushed as raw.
func KeyOf(m message.Message, raw string) Key {
	head := m.Head()
	k := Key{Sender: head.FromUserName}
	switch m := m.(type) {
	case message.Event:
		// Many an event's key is made of its numbers, and one that cannot be read is 0 in all pushes.
		if head.Problem == nil && !head.CreateTime.IsZero() {
			k.created, k.event, k.key = head.CreateTime.Unix(), strings.ToLower(m.EventName()), m.Key()
			// An event of an unknown type may have its key in an element that nobody knows: without a key, two such
			// events of one second are told apart by their XML.
			if _, unknown := m.(*message.UnknownEvent); !unknown || k.key != "" {
				return k
			}
		}
	case message.Ordinary:
		if k.msgID = m.ID(); k.msgID != 0 {
			return k
		}
	}
	k.digest = sha256.Sum256([]byte(raw))
	return k
}

// Name is the key as text, the same on every instance: 43 letters, digits, - and _. It does not tell the sender.
func (k *Key) Name() string {
	raw, _ := json.Marshal([]any{k.Sender, k.msgID, k.created, k.event, k.key, k.digest})
	sum := sha256.Sum256(raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// id stands for a [Key] within the process. It keeps no text of the message alive.
type id struct {
	number int64  // the MsgId, or the complement of the time
	hash   uint64 // of the whole key
}

// id hashes the key and its sender with a seed that nobody outside the process knows.
func (k *Key) id(seed maphash.Seed) (message id, user uint64) {
	user = maphash.String(seed, k.Sender)
	message.number = k.msgID
	if k.created != 0 {
		message.number = ^k.created // one of the two is 0
	}
	message.hash = mix(user, uint64(message.number))
	if k.event != "" || k.key != "" {
		message.hash = mix(mix(message.hash, maphash.String(seed, k.event)), maphash.String(seed, k.key))
	}
	if k.digest != ([sha256.Size]byte{}) {
		message.hash = mix(message.hash, maphash.Bytes(seed, k.digest[:]))
	}
	return message, user
}

// Two odd numbers of 64 random-looking bits: the golden ratio's fraction, and a multiplier of good spectral quality.
// They keep a zero from making the product zero.
const (
	mixA = 0x9e3779b97f4a7c15
	mixB = 0xd1342543de82ef95
)

// mix makes one hash of two, at least one of which is seeded.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^mixA, b^mixB)
	return high ^ low
}
