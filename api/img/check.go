package img

import (
	"errors"
	"fmt"
	"math"
	"net/url"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about what the platform would refuse.
const refuse = field.In("img")

// Limits of the platform.
const (
	MaxSize   = 2 << 20 // of an uploaded picture, in bytes
	MaxRatios = 5       // of one call of [AICrop]
)

var errNotRatios = errors.New("img: want numbers with commas between them, such as 1,2.35")

// Check refuses a picture that the platform would refuse, with an [*endpoint.FieldError]: one that is not given by
// either its address or a file, an address that is none, and a file that is too large, if its size is known without
// reading it. errors.Is finds the platform's code.
func (p Picture) Check() error {
	uploads := p.File.Name != "" || p.File.Content != nil
	switch {
	case p.URL == "" && !uploads:
		return refuse.Empty("img", "give the picture's URL or a File").With(endpoint.ErrNoFile)
	case p.URL != "" && uploads:
		return refuse.Field("img", "comes both as an address and as a file", "give one of them").
			With(endpoint.ErrOCRInvalidImageURL)
	case uploads:
		return p.File.Check(refuse, "img", MaxSize, endpoint.ErrOCRImageData)
	}
	if u, err := url.Parse(p.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return refuse.Field("img_url", "is no http or https address", "give one that the platform can reach").
			With(endpoint.ErrOCRInvalidImageURL)
	}
	return nil
}

// Check refuses a picture as [Picture.Check] does, and ratios that are too many or none.
func (in CropIn) Check() error {
	if err := in.Picture.Check(); err != nil {
		return err
	}
	if n := len(in.Ratios); n > MaxRatios {
		return refuse.Amount("ratios", n, 0, MaxRatios, "ratios").With(endpoint.ErrInvalidArgs)
	}
	for i, ratio := range in.Ratios {
		if !(ratio > 0) || math.IsInf(ratio, 0) {
			return refuse.Field(fmt.Sprintf("ratios[%d]", i), fmt.Sprintf("is %v", ratio),
				"give width divided by height, such as 2.35").With(endpoint.ErrInvalidArgs)
		}
	}
	return nil
}
