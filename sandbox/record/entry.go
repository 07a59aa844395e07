package record

import (
	"fmt"
	"slices"
	"strconv"
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

// firstMenuID is the bizmsgmenuid of a menu's first item where the account gave
// it an id that is no number.
const firstMenuID = 101

// PushedID is the bizmsgmenuid that a tap on the item at index i pushes. Where
// the item's id is no number, that is 101 for the first item, 102 for the second
// and so on.
func (m *EntryMenu) PushedID(i int) string {
	if id := m.Items[i].ID; strings.Trim(id, "0123456789") == "" {
		return id
	}
	return strconv.Itoa(firstMenuID + i)
}

// EntryMenuItem is an item of a menu message. Its id is as the account sent it.
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

// Clone shares no memory that the sandbox changes.
func (e *Entry) Clone() Entry {
	c := *e
	c.Exchanges = slices.Clone(e.Exchanges)
	return c
}
