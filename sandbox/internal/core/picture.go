package core

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// daytime has the colours of a picture: the sky at the top and at the horizon, the sun, and the hills from the farthest
// to the nearest.
type daytime struct {
	top, horizon, sun color.RGBA
	hills             [3]color.RGBA
}

var daytimes = [...]daytime{
	{rgb(0x5aa9e6), rgb(0xe3f4ff), rgb(0xfff3b0), [3]color.RGBA{rgb(0xa7c957), rgb(0x6a994e), rgb(0x386641)}},
	{rgb(0x355070), rgb(0xffb4a2), rgb(0xffe0a3), [3]color.RGBA{rgb(0xb56576), rgb(0x6d597a), rgb(0x463f57)}},
	{rgb(0x8ecae6), rgb(0xfff1e6), rgb(0xffd166), [3]color.RGBA{rgb(0x95d5b2), rgb(0x52b788), rgb(0x2d6a4f)}},
	{rgb(0x2b2d6e), rgb(0xe0aaff), rgb(0xfff8e7), [3]color.RGBA{rgb(0x7b6fb0), rgb(0x56499a), rgb(0x352a6e)}},
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// The size of a picture in pixels, and the number of colours of its sky.
const (
	pictureWidth, pictureHeight = 320, 240
	skySteps                    = 48
)

// Picture draws a landscape as a PNG of a few kilobytes. The same n always gives the same picture.
func Picture(n int64) []byte {
	u := uint64(n)
	day := daytimes[u%uint64(len(daytimes))]
	colours := make(color.Palette, 0, skySteps+1+len(day.hills))
	for i := range skySteps {
		colours = append(colours, between(day.top, day.horizon, float64(i)/(skySteps-1)))
	}
	const sun, hill = skySteps, skySteps + 1
	colours = append(colours, day.sun)
	for _, c := range day.hills {
		colours = append(colours, c)
	}
	img := image.NewPaletted(image.Rect(0, 0, pictureWidth, pictureHeight), colours)
	sunX, sunY := 60+int(u/7%200), 50+int(u/11%50)
	const sunRadius = 24
	for x := range pictureWidth {
		var ridges [3]int
		for i := range ridges {
			wave := math.Sin(float64(x)/float64(34+14*i) + float64(u/13%63)/10 + 2*float64(i))
			ridges[i] = 138 + 34*i + int(wave*float64(18-4*i))
		}
		for y := range pictureHeight {
			c := y * skySteps / pictureHeight
			if dx, dy := x-sunX, y-sunY; dx*dx+dy*dy < sunRadius*sunRadius {
				c = sun
			}
			for i, ridge := range ridges {
				if y >= ridge {
					c = hill + i
				}
			}
			img.SetColorIndex(x, y, uint8(c))
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a bytes.Buffer never fails
	return b.Bytes()
}

// between mixes two colours: at 0 it returns a, at 1 it returns b.
func between(a, b color.RGBA, at float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*at)) }
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}
