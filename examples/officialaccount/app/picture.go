package app

import (
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
)

// picture draws the jasmine flower of the share card, since WeChat wants a bitmap there.
func picture(w http.ResponseWriter, _ *http.Request) {
	const size, petals = 300, 5
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			dx, dy := float64(x-size/2), float64(y-size/2)
			r, angle := math.Hypot(dx, dy), math.Atan2(dy, dx)
			c := color.RGBA{0x07, 0xc1, 0x60, 0xff}
			switch {
			case r < size*0.07:
				c = color.RGBA{0xff, 0xe0, 0x66, 0xff}
			case r < size*(0.17+0.23*math.Abs(math.Cos(petals*angle/2))):
				c = color.RGBA{0xff, 0xff, 0xff, 0xff}
			}
			img.SetRGBA(x, y, c)
		}
	}
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, img) // an error means that the client has disconnected
}
