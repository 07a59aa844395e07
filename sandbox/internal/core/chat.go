package core

import (
	"slices"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxChat is how many entries of a user's chat are kept; beyond it the oldest are dropped.
const maxChat = 1000

// Show adds an entry to u's chat. Texts of more than 8 KB are shortened.
func (tx *Tx) Show(u *Person, e record.Entry) *record.Entry {
	tx.entryID++
	e.ID, e.At = tx.entryID, tx.now
	shorten(&e)
	u.chat = appendBounded(u.chat, &e, maxChat)
	tx.shown = append(tx.shown, shown{u, &e})
	tx.PublishEntry(u, &e)
	return &e
}

// shorten shortens the texts of an entry to their limit. What other entries may share is copied before.
func shorten(e *record.Entry) {
	isLong := false
	for _, text := range textsOf(e) {
		isLong = isLong || len(*text) > maxRecordedText
	}
	if !isLong {
		return
	}
	e.Articles = slices.Clone(e.Articles)
	if e.Menu != nil {
		menu := *e.Menu
		menu.Items, e.Menu = slices.Clone(menu.Items), &menu
	}
	if e.MiniProgram != nil {
		program := *e.MiniProgram
		e.MiniProgram = &program
	}
	for _, text := range textsOf(e) {
		*text = truncateText(*text)
	}
}

// textsOf returns the texts of an entry that a caller or a user may choose.
func textsOf(e *record.Entry) []*string {
	texts := []*string{
		&e.Type,
		&e.Text,
		&e.MediaID,
		&e.MediaURL,
		&e.Title,
		&e.Description,
		&e.URL,
		&e.ThumbURL,
		&e.HQURL,
		&e.KFAccount,
	}
	for i := range e.Articles {
		a := &e.Articles[i]
		texts = append(texts, &a.Title, &a.Description, &a.PicURL, &a.URL)
	}
	if m := e.Menu; m != nil {
		texts = append(texts, &m.Head, &m.Tail)
		for i := range m.Items {
			texts = append(texts, &m.Items[i].ID, &m.Items[i].Content)
		}
	}
	if p := e.MiniProgram; p != nil {
		texts = append(texts, &p.Title, &p.AppID, &p.PagePath, &p.ThumbURL)
	}
	return texts
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
