package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// MenuEvent is an event that a press on a menu button with a key causes.
type MenuEvent interface {
	Event
	// MenuKey is the key that the button was given in the menu.
	MenuKey() string
}

// MenuPress holds the field that every press on a menu button with a key has.
type MenuPress struct {
	Common
	// EventKey is the button's key.
	EventKey string
}

// Key returns EventKey.
func (p *MenuPress) Key() string { return p.EventKey }

// MenuKey returns EventKey.
func (p *MenuPress) MenuKey() string { return p.EventKey }

func (p *MenuPress) bindPress(b *xmldoc.Binder) { b.Text("EventKey", &p.EventKey) }

// ClickEvent is a press on a button of type click. A button that only opens others sends nothing.
type ClickEvent struct {
	MenuPress
	event
}

// EventName returns "CLICK".
func (*ClickEvent) EventName() string { return "CLICK" }

func (m *ClickEvent) fields(b *xmldoc.Binder) { m.bindPress(b) }

// ViewEvent is a press on a button of type view, which opens a page. A reply is not shown.
type ViewEvent struct {
	Common
	event
	// EventKey is the page's URL.
	EventKey string
	// MenuID is the id of the conditional menu that the user saw.
	MenuID string
}

// EventName returns "VIEW".
func (*ViewEvent) EventName() string { return "VIEW" }

// Key returns EventKey.
func (m *ViewEvent) Key() string { return m.EventKey }

func (m *ViewEvent) fields(b *xmldoc.Binder) {
	b.Text("EventKey", &m.EventKey)
	b.OptBare("MenuId", &m.MenuID)
}

// ViewMiniProgramEvent is a press on a button of type miniprogram. A reply is not shown.
type ViewMiniProgramEvent struct {
	Common
	event
	// EventKey is the page in the mini program.
	EventKey string
	// MenuID is the id of the conditional menu that the user saw.
	MenuID string
}

// EventName returns "view_miniprogram".
func (*ViewMiniProgramEvent) EventName() string { return "view_miniprogram" }

// Key returns EventKey.
func (m *ViewMiniProgramEvent) Key() string { return m.EventKey }

func (m *ViewMiniProgramEvent) fields(b *xmldoc.Binder) {
	b.Text("EventKey", &m.EventKey)
	b.OptBare("MenuId", &m.MenuID)
}
