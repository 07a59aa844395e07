package sandbox

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/wechatgo/wechatgo/message"
)

// pressInput is what the user does once a menu button asks: it scans, takes
// pictures, or chooses a place. Its zero value lets the sandbox choose.
type pressInput struct {
	result   string
	pictures []file
	place    *EntryLocation
}

// PressOption says what the user does once a menu button asks for it. Buttons
// that ask for something else pass it over.
type PressOption func(*pressInput)

// WithScan lets the scanner of a scancode button read result; without it that
// is "https://example.com/".
func WithScan(result string) PressOption { return func(in *pressInput) { in.result = result } }

// WithPicture lets a pic button send a picture, such as "image/png"; nine at
// most, one option each. Without it one is made.
func WithPicture(contentType string, data []byte) PressOption {
	return func(in *pressInput) {
		in.pictures = append(in.pictures, file{contentType, slices.Clone(data)})
	}
}

// WithPlace lets a location_select button send a place; latitude and longitude
// are in degrees. Without it that is the one of the platform's samples.
func WithPlace(latitude, longitude float64, label string) PressOption {
	return func(in *pressInput) {
		in.place = &EntryLocation{Latitude: latitude, Longitude: longitude, Scale: somewhere.Scale, Label: label}
	}
}

func pressed(opts []PressOption) (in pressInput) {
	for _, opt := range opts {
		opt(&in)
	}
	return in
}

// The place that a user chooses unless told otherwise: the one in the
// platform's own samples.
var somewhere = EntryLocation{Latitude: 23.137466, Longitude: 113.352425, Scale: 15, Label: "广州市海珠区客村艺苑路 106号"}

// defaultScan is what a menu's scanner reads unless told otherwise.
const defaultScan = "https://example.com/"

// maxPictures is how many pictures the album of a menu button sends.
const maxPictures = 9

// files are the pictures to send: at least one.
func (in pressInput) files(w *world) ([]file, error) {
	if len(in.pictures) > maxPictures {
		return nil, cannot(fmt.Sprintf("a menu button sends %d pictures at most", maxPictures), fmt.Sprintf("菜单按钮一次最多发送 %d 张图片", maxPictures))
	}
	list := slices.Clone(in.pictures)
	if len(list) == 0 {
		list = []file{{}}
	}
	for i := range list {
		if len(list[i].data) == 0 {
			list[i] = file{"image/png", picture(w.ids.msgID + int64(i))}
		}
	}
	return list, nil
}

func (in pressInput) scanCode() message.ScanCode {
	if in.result == "" {
		in.result = defaultScan
	}
	return message.ScanCode{Type: "qrcode", Result: in.result}
}

func (in pressInput) location() EntryLocation {
	if in.place == nil {
		return somewhere
	}
	return *in.place
}

func (l EntryLocation) eventPlace() message.Place {
	return message.Place{X: degrees(l.Latitude), Y: degrees(l.Longitude), Scale: strconv.FormatInt(l.Scale, 10), Label: l.Label}
}

// check refuses what is nowhere on earth.
func (l EntryLocation) check() error {
	if math.Abs(l.Latitude) <= 90 && math.Abs(l.Longitude) <= 180 {
		return nil
	}
	return cannot("latitude is -90 to 90 degrees, longitude -180 to 180", "纬度须为 -90 到 90 度，经度须为 -180 到 180 度")
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
