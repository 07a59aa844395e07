// Package qrpicture draws QR codes, such as a code with a scene from its URL, without a call of the platform:
//
//	code, err := wx.QRCode.Temporary(ctx, 123, time.Hour)
//	picture, err := qrpicture.PNG(code.URL, 430)
//
// Programs that do not draw codes do not carry it: it is the only package that imports rsc.io/qr.
//
// The guide is [docs/calls.md].
//
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md#where-something-is
package qrpicture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

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
	code, err := encode(text)
	if err != nil {
		return nil, err
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

// Terminal draws text as a QR code for a terminal: lines of half blocks, each of which has two rows of the code. A block
// is a light module, so that a code of light text on a dark ground has the right colors. The error is a [*field.Error]
// if the text is empty or too long.
func Terminal(text string) (string, error) {
	code, err := encode(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		for x := -quiet; x < code.Size+quiet; x++ {
			upper, lower := !code.Black(x, y), !code.Black(x, y+1) // outside of the code nothing is black
			switch {
			case upper && lower:
				b.WriteString("█")
			case upper:
				b.WriteString("▀")
			case lower:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

func encode(text string) (*qr.Code, error) {
	if text == "" {
		return nil, refuse.Empty("text", "give the content of the code")
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, refuse.Field("text", fmt.Sprintf("has %d bytes, more than a code holds", len(text)), "shorten it")
	}
	return code, nil
}
