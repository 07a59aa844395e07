package phone

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// Input is what the user does when a menu button asks for something: a scan, pictures or a place. The sandbox chooses
// what is not set.
type Input struct {
	Result   string
	Pictures []File
	Place    *record.EntryLocation
}

// DefaultPlace is the place that a user chooses if none is given. It is the one in the platform's own samples.
var DefaultPlace = record.EntryLocation{
	Latitude:  23.137466,
	Longitude: 113.352425,
	Scale:     15,
	Label:     "广州市海珠区客村艺苑路 106号",
}

// defaultScan is what the scanner of a menu button reads if nothing is given.
const defaultScan = "https://example.com/"

// maxPictures is how many pictures a menu button can send.
const maxPictures = 9

// files returns the pictures to send: one at least.
func (in Input) files(tx *core.Tx) ([]File, error) {
	if len(in.Pictures) > maxPictures {
		return nil, core.RefuseAction(
			fmt.Sprintf("a menu button sends %d pictures at most", maxPictures),
			fmt.Sprintf("菜单按钮一次最多发送 %d 张图片", maxPictures),
		)
	}
	list := slices.Clone(in.Pictures)
	if len(list) == 0 {
		list = []File{{}}
	}
	for i := range list {
		if len(list[i].Data) == 0 {
			list[i] = File{"image/png", core.Picture(tx.IDs.LastMsgID() + int64(i))}
		}
	}
	return list, nil
}

func (in Input) scanCode() message.ScanCode {
	if in.Result == "" {
		in.Result = defaultScan
	}
	return message.ScanCode{Type: "qrcode", Result: in.Result}
}

func (in Input) location() record.EntryLocation {
	if in.Place == nil {
		return DefaultPlace
	}
	return *in.Place
}

func eventPlace(l record.EntryLocation) message.Place {
	return message.Place{
		X:     degrees(l.Latitude),
		Y:     degrees(l.Longitude),
		Scale: strconv.FormatInt(l.Scale, 10),
		Label: l.Label,
	}
}

// checkPlace refuses a place that is not on the earth.
func checkPlace(l record.EntryLocation) error {
	if len(l.Label) > maxLabel {
		return core.RefuseAction("a place's label has 2,048 bytes at most", "位置的 label 最多 2,048 字节")
	}
	if math.Abs(l.Latitude) <= 90 && math.Abs(l.Longitude) <= 180 {
		return nil
	}
	return core.RefuseAction(
		"latitude is -90 to 90 degrees, longitude -180 to 180",
		"纬度须为 -90 到 90 度，经度须为 -180 到 180 度",
	)
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
