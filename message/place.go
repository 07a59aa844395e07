package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// placeDecimals is the number of decimals of a place's coordinates in the platform's pushes.
const placeDecimals = 6

// Location is a place that the user sent from the map.
type Location struct {
	Standard
	// Latitude and Longitude are in degrees (Location_X and Location_Y).
	Latitude, Longitude float64
	// Scale is the map's zoom level.
	Scale int64
	// Label is the address.
	Label string
}

// Type returns "location".
func (*Location) Type() string { return "location" }

func (m *Location) fields(b *xmldoc.Binder) {
	b.Float("Location_X", placeDecimals, &m.Latitude)
	b.Float("Location_Y", placeDecimals, &m.Longitude)
	b.Int("Scale", &m.Scale)
	b.Text("Label", &m.Label)
	m.bindStandard(b)
}

// LocationEvent reports where a user is. Depending on the account's settings it is sent when the user enters the
// conversation, or then every 5 seconds as well.
type LocationEvent struct {
	Common
	event
	// Latitude and Longitude are in degrees.
	Latitude, Longitude float64
	// Precision is the precision of the position; the platform's page gives no unit.
	Precision float64
}

// EventName returns "LOCATION".
func (*LocationEvent) EventName() string { return "LOCATION" }

// Key returns "".
func (*LocationEvent) Key() string { return "" }

func (m *LocationEvent) fields(b *xmldoc.Binder) {
	b.Float("Latitude", placeDecimals, &m.Latitude)
	b.Float("Longitude", placeDecimals, &m.Longitude)
	b.Float("Precision", placeDecimals, &m.Precision)
}
