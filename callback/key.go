package callback

import (
	"crypto/sha256"
	"hash/maphash"
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

// id makes the key small. The hash has a seed that nobody else knows; the
// number stands as it is.
func (k *pushKey) id(seed maphash.Seed) pushID {
	number := k.msgID
	if k.created != 0 {
		number = ^k.created // one of the two is 0
	}
	var h maphash.Hash
	h.SetSeed(seed)
	h.WriteString(k.sender)
	h.WriteByte(0) // which no field holds: XML does not allow it
	h.WriteString(k.event)
	h.WriteByte(0)
	h.WriteString(k.key)
	if k.digest != ([sha256.Size]byte{}) {
		h.Write(k.digest[:])
	}
	maphash.WriteComparable(&h, number)
	return pushID{number, h.Sum64()}
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
