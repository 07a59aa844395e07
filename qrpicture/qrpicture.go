// Package qrpicture draws QR codes, such as a code with a scene from its URL, without a call of the platform:
//
//	code, err := wx.QRCode.Temporary(ctx, 123, time.Hour)
//	picture, err := qrpicture.PNG(code.URL, 430)
//
// Programs that do not draw codes do not carry it: it is the only package that imports rsc.io/qr.
package qrpicture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"rsc.io/qr"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about what cannot be drawn.
const refuse = field.In("qrpicture")

// quiet is the white margin that a scanner needs, in modules.
const quiet = 4

// MaxWidth is the largest width of a picture, in pixels.
const MaxWidth = 10_000

// PNG draws text as a QR code and returns the picture as a PNG that is width pixels wide and high, see [Draw].
func PNG(text string, width int) ([]byte, error) {
	img, err := Draw(text, width)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Draw draws text as a QR code, width pixels wide and high with its white margin; the platform's own pictures have 430.
// The code is readable if up to 15 % of it are covered (level M). The error is a [*field.Error] if the text is empty or
// too long, or if the picture is too small for the code or wider than [MaxWidth].
func Draw(text string, width int) (image.Image, error) {
	if text == "" {
		return nil, refuse.Empty("text", "give the content of the code")
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, refuse.Field("text", fmt.Sprintf("has %d bytes, more than a code holds", len(text)), "shorten it")
	}
	modules := code.Size + 2*quiet
	if width < modules || width > MaxWidth {
		return nil, refuse.Amount("width", width, modules, MaxWidth, "pixels")
	}
	scale := width / modules
	margin := (width - code.Size*scale) / 2
	img := image.NewGray(image.Rect(0, 0, width, width))
	for y := range width {
		for x := range width {
			if x < margin || y < margin || !code.Black((x-margin)/scale, (y-margin)/scale) {
				img.SetGray(x, y, color.Gray{Y: 0xff})
			}
		}
	}
	return img, nil
}
