package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Entry is an entry of a chat: a bubble, a grey line, or the platform's error line. Fields that its Type does not use
// are empty.
type Entry struct {
	ID   int64     `json:"id"`   // counts up
	At   time.Time `json:"at"`   // by the platform's clock
	From string    `json:"from"` // "user", "account" or "system"
	// Via is "push", "reply", "kf", "mass", "preview", "template", "notice", "subscribe", "menu" or "hint". A user's
	// message that went to an agent has "kf".
	Via string `json:"via,omitempty"`
	// Type is the type of the message, "template" for a message by a template, "hint" for the platform's error line, or
	// "event" for a grey line, such as the one about a new follow. Of messages by a template, Via tells template messages,
	// subscription notices ("notice") and one-time subscription messages ("subscribe").
	Type  string `json:"type"`
	Event string `json:"event,omitempty"` // of a grey line: "subscribe" or "unsubscribe"

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
	Duration    int               `json:"duration,omitempty"`  // of a voice, in seconds
	KFAccount   string            `json:"kfAccount,omitempty"` // the agent who wrote it, or to whom it went
	State       string            `json:"state,omitempty"`     // of a user's message: "sending" or "sent"
	Exchanges   []int64           `json:"exchanges,omitempty"` // the ids of the exchanges that belong to it
}

// EntryArticle is an article of a news message.
type EntryArticle struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	PicURL      string `json:"picUrl"`
	URL         string `json:"url"`
}

// EntryLocation is a place that a user sent. Latitude and Longitude are in degrees.
type EntryLocation struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Scale     int64   `json:"scale"` // the zoom of the map
	Label     string  `json:"label"` // the name of the place
}

// EntryMenu is a menu message. The user can tap on its items.
type EntryMenu struct {
	Head  string          `json:"head"` // above the items
	Tail  string          `json:"tail"` // below the items
	Items []EntryMenuItem `json:"items"`
}

// firstMenuID is the bizmsgmenuid of the first item of a menu if the id that the account gave it is not a number.
const firstMenuID = 101

// PushedID returns the bizmsgmenuid that a tap on the item at index i pushes. If the item's id is not a number, this is
// 101 for the first item, 102 for the second and so on.
func (m *EntryMenu) PushedID(i int) string {
	if id := m.Items[i].ID; strings.Trim(id, "0123456789") == "" {
		return id
	}
	return strconv.Itoa(firstMenuID + i)
}

// EntryMenuItem is an item of a menu message. ID is the id that the account sent.
type EntryMenuItem struct {
	ID      string `json:"id"`
	Content string `json:"content"`
}

// EntryMiniProgram is a card that opens a mini program.
type EntryMiniProgram struct {
	Title    string `json:"title"`
	AppID    string `json:"appId"`
	PagePath string `json:"pagePath"`
	ThumbURL string `json:"thumbUrl"`
}

// String returns the entry in one line, such as "account: hello".
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

// Clone returns a copy that shares no memory with the fields that the sandbox changes.
func (e *Entry) Clone() Entry {
	c := *e
	c.Exchanges = slices.Clone(e.Exchanges)
	return c
}
