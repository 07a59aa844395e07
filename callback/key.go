package callback

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/message"
)

// pushKey is the same for the pushes of one message, and for no other: account,
// sender and MsgId; for an event account, sender, time, name and key. Where
// the push lacks them, the push itself decides, which the platform repeats as
// it was.
func pushKey(appID string, m message.Message, raw []byte) string {
	head := m.Head()
	var id []string
	switch m := m.(type) {
	case message.Event:
		if !head.CreateTime.IsZero() {
			id = eventID(m, raw)
		}
	case message.Ordinary:
		if m.ID() != 0 {
			id = []string{"message", strconv.FormatInt(m.ID(), 10)}
		}
	}
	if id == nil {
		id = []string{"push", digest(raw)}
	}
	// No field holds a NUL: XML does not allow it.
	return strings.Join(append([]string{appID, head.FromUserName}, id...), "\x00")
}

func eventID(e message.Event, raw []byte) []string {
	key := e.Key()
	if _, unknown := e.(*message.UnknownEvent); unknown && key == "" {
		// It may have a key under a name of its own: two events of one second
		// are two.
		key = digest(raw)
	}
	return []string{"event", strconv.FormatInt(e.Head().CreateTime.Unix(), 10), strings.ToLower(e.EventName()), key}
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return string(sum[:])
}
