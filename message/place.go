package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// placeDecimals is how many decimals the platform writes of a place.
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

// LocationEvent reports where a user is: on entering the conversation, or
// every 5 seconds after, as the account is set up.
type LocationEvent struct {
	Common
	event
	// Latitude and Longitude are in degrees.
	Latitude, Longitude float64
	// Precision is how exact the place is; the platform's page gives no unit.
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
