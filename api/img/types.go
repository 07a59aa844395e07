package img

import (
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Picture is the picture that a call is about: at a public address or uploaded, one of them.
type Picture struct {
	// URL is the address from which the platform fetches the picture.
	URL string `query:"img_url,omitempty" json:"-"`
	// File is uploaded. It has at most [MaxSize] bytes.
	File endpoint.File `form:"img,omitempty" json:"-"`
}

// Point is a place in a picture, in pixels from its upper left corner.
type Point struct {
	X endpoint.Number `json:"x"` // to the right
	Y endpoint.Number `json:"y"` // downwards
}

// Corners are the corners of what was found in a picture, which may stand askew.
type Corners struct {
	LeftTop     Point `json:"left_top"`
	RightTop    Point `json:"right_top"`
	RightBottom Point `json:"right_bottom"`
	LeftBottom  Point `json:"left_bottom"`
}

// Size is the size of a picture in pixels.
type Size struct {
	Width  endpoint.Number `json:"w"` // in pixels
	Height endpoint.Number `json:"h"` // in pixels
}

// Ratios are ratios of width to height. They travel as a text: "1,2.35".
type Ratios []float64

// MarshalText writes the ratios with commas between them.
func (r Ratios) MarshalText() ([]byte, error) {
	var text []byte
	for i, ratio := range r {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendFloat(text, ratio, 'f', -1, 64)
	}
	return text, nil
}

// UnmarshalText reads ratios with commas between them.
func (r *Ratios) UnmarshalText(text []byte) error {
	var ratios Ratios
	for part := range strings.SplitSeq(string(text), ",") {
		ratio, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return errNotRatios
		}
		ratios = append(ratios, ratio)
	}
	*r = ratios
	return nil
}

// CropIn is the input of [AICrop].
type CropIn struct {
	Picture
	// Ratios are at most [MaxRatios].
	Ratios Ratios `form:"ratios,omitempty" json:"-"`
}

// Crops are the parts of a picture that are worth showing, one for each ratio.
type Crops struct {
	Crops []Crop `json:"results"`
	Size  Size   `json:"img_size"` // of the whole picture
}

// Crop is a part of a picture, in pixels from its upper left corner.
type Crop struct {
	Left   endpoint.Number `json:"crop_left"`   // of the left edge
	Top    endpoint.Number `json:"crop_top"`    // of the upper edge
	Right  endpoint.Number `json:"crop_right"`  // of the right edge
	Bottom endpoint.Number `json:"crop_bottom"` // of the lower edge
}

// Codes are the codes in a picture.
type Codes struct {
	Codes []Code `json:"code_results"`
	Size  Size   `json:"img_size"` // of the whole picture
}

// Code is a code in a picture.
type Code struct {
	// Type is such as "QR_CODE".
	Type string `json:"type_name"`
	// Data is the code's content.
	Data string `json:"data"`
	// Position is nil for bar codes and PDF417 codes.
	Position *Corners `json:"pos,omitempty"`
}

// Enlarged is the output of [SuperResolution].
type Enlarged struct {
	MediaID string `json:"media_id"`
}
