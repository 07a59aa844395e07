package core

import (
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxChat bounds one user's chat; the oldest entries go.
const maxChat = 1000

// Show adds an entry to u's chat.
func (tx *Tx) Show(u *Person, e record.Entry) *record.Entry {
	tx.entryID++
	e.ID, e.At = tx.entryID, tx.now
	e.URL, e.HQURL = cutText(e.URL), cutText(e.HQURL)
	u.chat = appendLast(u.chat, &e, maxChat)
	tx.shown = append(tx.shown, shown{u, &e})
	tx.Tell(u, &e)
	return &e
}

// Tell sends an entry, new or changed, to the pages.
func (tx *Tx) Tell(u *Person, e *record.Entry) {
	tx.publish("chat", struct {
		User  string        `json:"user"`
		Entry *record.Entry `json:"entry"`
	}{u.Name, e})
}

// LastEntry is the id of the entry that was shown last, to whom it may be.
func (tx *Tx) LastEntry() int64 { return tx.entryID }

// Chat is all that u's conversation shows, oldest first.
func (u *Person) Chat() []*record.Entry { return u.chat }

// Answers are the entries after the one called since that the account or the
// platform's error line put there.
func (u *Person) Answers(since int64) []record.Entry {
	first := len(u.chat)
	for first > 0 && u.chat[first-1].ID > since {
		first--
	}
	var list []record.Entry
	for _, e := range u.chat[first:] {
		if e.From == "account" || e.Type == "hint" {
			list = append(list, e.Clone())
		}
	}
	return list
}

// VoiceSeconds is how long each voice of the sandbox seems to be.
const VoiceSeconds = 1
