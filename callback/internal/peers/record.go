package peers

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// record is what the instances know of a message.
type record struct {
	Owner  string `json:"owner"`        // the instance that has the message
	First  int64  `json:"first"`        // when its first push came, in milliseconds since 1970, by the store's time
	Fate   string `json:"fate"`         // one of fates, or "" while the handler runs
	By     string `json:"by,omitempty"` // who has taken the answer: an instance, or one of its pushes
	Answer string `json:"answer,omitempty"`
	Part   string `json:"part,omitempty"` // the kept part that the answer shows
	Kept   bool   `json:"kept,omitempty"` // the user can ask for the answer
	// Follows says that something follows the answer, for which the record has to last.
	Follows bool `json:"follows,omitempty"`
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

// settle says that no push gets the answer.
func (r *record) settle() { r.Fate, r.Answer, r.Part = fates[once.Settling], "", "" }

// taken tells whether a push was answered with the answer.
func (r *record) taken() bool { return r.Fate == fates[once.Taken] }

// life is how long the store keeps the record: for the pushes that may come, or as long as the message's owner may do
// something about it.
func (p *Peers) life(r *record) time.Duration {
	if r.answered() && r.Fate != fates[once.Settling] && !r.Follows {
		return once.CacheFor
	}
	return p.recordFor()
}

// recordFor is how long a record lives whose owner writes nothing more.
func (p *Peers) recordFor() time.Duration { return p.limit + once.CacheFor }

// age is how long ago the message's first push came. An age below zero is wrong, and one beyond the last push tells
// nothing more.
func (p *Peers) age(r *record) time.Duration {
	return min(max(p.storeTime(p.clock.Now()).Sub(time.UnixMilli(r.First)), 0), once.PushesOver)
}

// readRecord reads a message's record, decoded and as it is in the store.
func (p *Peers) readRecord(key string) (r *record, raw []byte, err error) {
	if raw, err = p.store.Get(key); err != nil {
		return nil, nil, err
	}
	r = new(record)
	if err := json.Unmarshal(raw, r); err != nil {
		return nil, nil, p.unreadable(err)
	}
	return r, raw, nil
}
