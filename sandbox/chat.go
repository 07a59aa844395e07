package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Entry is one thing that a chat shows: a bubble, a grey line, or the
// platform's error line. Fields that do not belong to its Type are empty.
type Entry struct {
	ID   int64     `json:"id"`
	At   time.Time `json:"at"`
	From string    `json:"from"`          // "user", "account" or "system"
	Via  string    `json:"via,omitempty"` // "push", "reply", "kf", "menu" or "hint"
	// Type is the message's type, "hint" for the platform's error line, or
	// "event" for a grey line such as that of a follow.
	Type  string `json:"type"`
	Event string `json:"event,omitempty"` // of a grey line: "subscribe" and so on

	Text        string            `json:"text,omitempty"`
	MediaID     string            `json:"mediaId,omitempty"`
	MediaURL    string            `json:"mediaUrl,omitempty"`
	Title       string            `json:"title,omitempty"`
	Description string            `json:"description,omitempty"`
	URL         string            `json:"url,omitempty"`
	ThumbURL    string            `json:"thumbUrl,omitempty"`
	HQURL       string            `json:"hqUrl,omitempty"`
	Articles    []EntryArticle    `json:"articles,omitempty"`
	Location    *EntryLocation    `json:"location,omitempty"`
	Menu        *EntryMenu        `json:"menu,omitempty"`
	MiniProgram *EntryMiniProgram `json:"miniprogram,omitempty"`
	Recognition string            `json:"recognition,omitempty"`
	Duration    int               `json:"duration,omitempty"` // of a voice, in seconds
	KFAccount   string            `json:"kfAccount,omitempty"`
	State       string            `json:"state,omitempty"` // of the user's own: "sending" or "sent"
	Exchanges   []int64           `json:"exchanges,omitempty"`
}

// EntryArticle is one article of a card.
type EntryArticle struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	PicURL      string `json:"picUrl"`
	URL         string `json:"url"`
}

// EntryLocation is a place that the user sent.
type EntryLocation struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Scale     int64   `json:"scale"`
	Label     string  `json:"label"`
}

// EntryMenu is a menu message; its items can be tapped.
type EntryMenu struct {
	Head  string          `json:"head"`
	Tail  string          `json:"tail"`
	Items []EntryMenuItem `json:"items"`
}

// EntryMenuItem is an item of a menu message.
type EntryMenuItem struct {
	ID      string `json:"id"`
	Content string `json:"content"`
}

// EntryMiniProgram is a mini program's card.
type EntryMiniProgram struct {
	Title    string `json:"title"`
	AppID    string `json:"appId"`
	PagePath string `json:"pagePath"`
	ThumbURL string `json:"thumbUrl"`
}

// String shows the entry in one line, such as "account: hello".
func (e Entry) String() string {
	what := e.Type
	switch {
	case e.Type == "text", e.Type == "hint":
		what = e.Text
	case e.Type == "event":
		what = e.Event
	case len(e.Articles) > 0:
		what += " " + e.Articles[0].Title
	case e.Menu != nil:
		what += " " + strings.TrimSpace(e.Menu.Head)
	case e.Title != "":
		what += " " + e.Title
	case e.MediaID != "":
		what += " " + e.MediaID
	}
	return fmt.Sprintf("%s: %s", e.From, what)
}

// clone shares no memory that the sandbox changes.
func (e *Entry) clone() Entry {
	c := *e
	c.Exchanges = slices.Clone(e.Exchanges)
	return c
}

// maxChat bounds one user's chat; the oldest entries go.
const maxChat = 1000

// show adds an entry to u's chat and tells the pages.
func (w *world) show(u *person, e Entry) *Entry {
	w.entryID++
	e.ID, e.At = w.entryID, w.now()
	u.chat = appendLast(u.chat, &e, maxChat)
	w.tell(u, &e)
	return &e
}

// tell sends an entry, new or changed, to the pages.
func (w *world) tell(u *person, e *Entry) {
	if w.ctx.Err() != nil {
		return // reset in the meantime: the page has forgotten the entry
	}
	w.p.hub.publish("chat", struct {
		User  string `json:"user"`
		Entry *Entry `json:"entry"`
	}{u.name, e})
}

// hintText is the platform's own line when the account gave no usable answer.
const hintText = "该公众号提供的服务出现故障，请稍后再试"

// answers are the entries after the one called since that the account or the
// platform's error line put there.
func (u *person) answers(since int64) []Entry {
	first := len(u.chat)
	for first > 0 && u.chat[first-1].ID > since {
		first--
	}
	var list []Entry
	for _, e := range u.chat[first:] {
		if e.From == "account" || e.Type == "hint" {
			list = append(list, e.clone())
		}
	}
	return list
}
