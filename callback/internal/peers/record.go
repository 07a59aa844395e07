package peers

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// record is what the instances know of a message.
type record struct {
	Owner  string `json:"owner"` // the instance that has the message
	First  int64  `json:"first"` // when its first push came, in milliseconds since 1970
	Fate   string `json:"fate"`  // one of fates, or "" while the handler runs
	Answer string `json:"answer,omitempty"`
}

// fates are the names of fates in a record.
var fates = map[once.Fate]string{once.Open: "open", once.Taken: "taken", once.Settling: "settling"}

func (r record) encode() []byte {
	var raw bytes.Buffer
	to := json.NewEncoder(&raw)
	to.SetEscapeHTML(false) // an answer is XML, which would grow by half
	_ = to.Encode(r)        // a struct of strings and a number cannot fail
	return raw.Bytes()
}

// answered tells whether the execution has ended.
func (r *record) answered() bool { return r.Fate != "" }

// age is how long ago the message's first push came. The clocks of two machines may differ: an age below zero is wrong,
// and one beyond the last push tells nothing more.
func (r *record) age() time.Duration {
	return min(max(time.Since(time.UnixMilli(r.First)), 0), once.PushesOver)
}

// readRecord reads a message's record, decoded and as it is in the store.
func (p *Peers) readRecord(key string) (r *record, raw []byte, err error) {
	if raw, err = p.store.Get(key); err != nil {
		return nil, nil, err
	}
	r = new(record)
	return r, raw, json.Unmarshal(raw, r)
}
