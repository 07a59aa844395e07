package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// POICheckNotifyEvent tells how the review of a store (a point of interest) ended. The event is known from other
// toolkits' tests, not from the platform's pages.
type POICheckNotifyEvent struct {
	Common
	event
	UniqID string // the account's own id of the store, its sid
	POIID  string // the platform's id of the store
	Result string // "succ" or "fail"
	Msg    string // the reason in words
}

// EventName returns "poi_check_notify".
func (*POICheckNotifyEvent) EventName() string { return "poi_check_notify" }

// Key returns both ids of the store.
func (m *POICheckNotifyEvent) Key() string { return joinKey(m.UniqID, m.POIID) }

func (m *POICheckNotifyEvent) fields(b *xmldoc.Binder) {
	b.Text("UniqId", &m.UniqID)
	b.Text("PoiId", &m.POIID)
	b.Text("Result", &m.Result)
	b.Text("Msg", &m.Msg)
}
