package core

import (
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxChat is how many entries of a user's chat are kept; beyond it the oldest are dropped.
const maxChat = 1000

// Show adds an entry to u's chat.
func (tx *Tx) Show(u *Person, e record.Entry) *record.Entry {
	tx.entryID++
	e.ID, e.At = tx.entryID, tx.now
	e.URL, e.HQURL = truncateText(e.URL), truncateText(e.HQURL)
	u.chat = appendBounded(u.chat, &e, maxChat)
	tx.shown = append(tx.shown, shown{u, &e})
	tx.PublishEntry(u, &e)
	return &e
}

// PublishEntry sends an entry, new or changed, to the pages.
func (tx *Tx) PublishEntry(u *Person, e *record.Entry) {
	tx.publish("chat", struct {
		User  string        `json:"user"`
		Entry *record.Entry `json:"entry"`
	}{u.Name, e})
}

// LastEntryID returns the id of the newest entry of all chats.
func (tx *Tx) LastEntryID() int64 { return tx.entryID }

// Chat returns all entries of u's conversation, oldest first.
func (u *Person) Chat() []*record.Entry { return u.chat }

// Answers returns the entries after the id since that come from the account, and the error lines of the platform.
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

// VoiceSeconds is the length that the sandbox gives to every voice message.
const VoiceSeconds = 1
