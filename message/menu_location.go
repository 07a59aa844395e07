package message

import "github.com/wechatgo/wechatgo/internal/xmldoc"

// Place is the place that the user chose on the map that a menu button opened.
type Place struct {
	// X and Y are latitude and longitude in degrees, as the platform writes them.
	X, Y string
	// Scale is the map's zoom level.
	Scale string
	// Label is the address.
	Label string
	// POIName is the name of the place in Moments; it may be empty.
	POIName string
}

// LocationSelectEvent comes from a button that opens the map. The place follows as a [Location] message.
type LocationSelectEvent struct {
	MenuPress
	event
	Place Place // what was chosen
}

// EventName returns "location_select".
func (*LocationSelectEvent) EventName() string { return "location_select" }

func (m *LocationSelectEvent) fields(b *xmldoc.Binder) {
	m.bindPress(b)
	b.Group("SendLocationInfo", func(b *xmldoc.Binder) {
		b.Text("Location_X", &m.Place.X)
		b.Text("Location_Y", &m.Place.Y)
		b.Text("Scale", &m.Place.Scale)
		b.Text("Label", &m.Place.Label)
		b.Text("Poiname", &m.Place.POIName)
	})
}
