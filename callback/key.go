package callback

import (
	"crypto/sha256"
	"hash/maphash"
	"math/bits"
	"strings"

	"github.com/wechatgo/wechatgo/message"
)

// pushKey is the same for the pushes of one message, and for no other: sender
// and MsgId; for an event sender, time, name and key. Where the push lacks
// them, the push itself decides, which the platform repeats as it was. The
// account is the server's.
type pushKey struct {
	sender  string
	msgID   int64
	created int64  // of an event, in Unix seconds
	event   string // in lower case
	key     string
	digest  [sha256.Size]byte
}

// id makes the key small, with a seed that nobody else knows, and the sender
// too. The number stands as it is.
func (k *pushKey) id(seed maphash.Seed) (id pushID, user uint64) {
	user = maphash.String(seed, k.sender)
	id.number = k.msgID
	if k.created != 0 {
		id.number = ^k.created // one of the two is 0
	}
	id.hash = mix(user, uint64(id.number))
	if k.event != "" || k.key != "" {
		id.hash = mix(mix(id.hash, maphash.String(seed, k.event)), maphash.String(seed, k.key))
	}
	if k.digest != ([sha256.Size]byte{}) {
		id.hash = mix(id.hash, maphash.Bytes(seed, k.digest[:]))
	}
	return id, user
}

// mix makes one hash of two, of which one is a secret.
func mix(a, b uint64) uint64 {
	high, low := bits.Mul64(a^0x9e3779b97f4a7c15, b^0xd1342543de82ef95)
	return high ^ low
}

func keyOf(m message.Message, raw string) pushKey {
	head := m.Head()
	k := pushKey{sender: head.FromUserName}
	switch m := m.(type) {
	case message.Event:
		if !head.CreateTime.IsZero() {
			k.created, k.event, k.key = head.CreateTime.Unix(), strings.ToLower(m.EventName()), m.Key()
			// An unknown event may have a key under a name of its own: two
			// events of one second are two.
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
