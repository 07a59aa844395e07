package message

import (
	"time"

	"github.com/wechatgo/wechatgo/internal/xmldoc"
)

// WifiConnectedEvent reports that a user joined a store's Wi-Fi. It is known from other toolkits' tests, not from the
// platform's pages.
type WifiConnectedEvent struct {
	Common
	event
	ConnectTime time.Time // when the user joined, in whole seconds; zero in the known sample
	ExpireTime  time.Time // when the connection expires, in whole seconds; zero in the known sample
	VendorID    string    // the id of the network's vendor
	// ShopID is the store's id. In older pushes the element is named PlaceId, which is read as well.
	ShopID   string
	DeviceNo string // the access point's number
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
