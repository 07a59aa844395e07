package message

import (
	"strings"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// scenePrefix precedes the scene in the EventKey of a new follower.
const scenePrefix = "qrscene_"

// SceneEvent is an event that a QR code with a scene can cause: a follower scanned it, or a user followed the account
// by scanning it.
type SceneEvent interface {
	Event
	// Scene is the scene's number or string, without a prefix; "" if no QR code was scanned.
	Scene() string
}

// SubscribeEvent reports that a user followed the account, by scanning a QR code with a scene or in another way.
type SubscribeEvent struct {
	Common
	event
	// EventKey is "qrscene_" and the scene, or empty. From a product's page it is "scanbarcode|keystandard|keystr" or,
	// by its QR code, "scanimage|keystandard|keystr"; that form is known only from another toolkit's tests.
	EventKey string
	// Ticket is the scanned QR code's ticket.
	Ticket string
}

// EventName returns "subscribe".
func (*SubscribeEvent) EventName() string { return "subscribe" }

// Key returns EventKey.
func (m *SubscribeEvent) Key() string { return m.EventKey }

// Scene returns the scanned scene without its prefix, or "" for a plain follow.
func (m *SubscribeEvent) Scene() string {
	scene, ok := strings.CutPrefix(m.EventKey, scenePrefix)
	if !ok {
		return ""
	}
	return scene
}

func (m *SubscribeEvent) fields(b *xmldoc.Binder) {
	b.OptText("EventKey", &m.EventKey)
	b.OptText("Ticket", &m.Ticket)
}

// UnsubscribeEvent reports that a follower unfollowed the account. The user's data must be deleted, and the account can
// no longer send messages to the user; a reply is not shown.
type UnsubscribeEvent struct {
	Common
	event
	// EventKey is always empty.
	EventKey string
}

// EventName returns "unsubscribe".
func (*UnsubscribeEvent) EventName() string { return "unsubscribe" }

// Key returns EventKey.
func (m *UnsubscribeEvent) Key() string { return m.EventKey }

func (m *UnsubscribeEvent) fields(b *xmldoc.Binder) {
	b.OptText("EventKey", &m.EventKey)
}

// ScanEvent reports that a follower scanned a QR code with a scene.
type ScanEvent struct {
	Common
	event
	// EventKey is the scene's number or string.
	EventKey string
	// Ticket is the QR code's ticket.
	Ticket string
}

// EventName returns "SCAN".
func (*ScanEvent) EventName() string { return "SCAN" }

// Key returns EventKey.
func (m *ScanEvent) Key() string { return m.EventKey }

// Scene returns EventKey.
func (m *ScanEvent) Scene() string { return m.EventKey }

func (m *ScanEvent) fields(b *xmldoc.Binder) {
	b.Text("EventKey", &m.EventKey)
	b.OptText("Ticket", &m.Ticket)
}
