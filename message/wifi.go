package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// WifiConnectedEvent is a user who joined a store's Wi-Fi. It is known from other toolkits' tests, not from the
// platform's pages.
type WifiConnectedEvent struct {
	Common
	event
	ConnectTime time.Time // when, in whole seconds; zero in the known sample
	ExpireTime  time.Time // until when; zero in the known sample
	VendorID    string    // the network's vendor
	// ShopID is the store. Older pushes call it PlaceId; that is read too.
	ShopID   string
	DeviceNo string // the access point
}

// EventName returns "WifiConnected".
func (*WifiConnectedEvent) EventName() string { return "WifiConnected" }

// Key returns the store and the access point.
func (m *WifiConnectedEvent) Key() string { return joinKey(m.ShopID, m.DeviceNo) }

func (m *WifiConnectedEvent) fields(b *xmldoc.Binder) {
	b.Time("ConnectTime", &m.ConnectTime)
	b.Time("ExpireTime", &m.ExpireTime)
	b.Text("VendorId", &m.VendorID)
	bindRenamed(b, "ShopId", "PlaceId", &m.ShopID)
	b.Text("DeviceNo", &m.DeviceNo)
}
