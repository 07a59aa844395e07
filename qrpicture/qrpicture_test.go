package qrpicture_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rsc.io/qr"

	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/qrpicture"
)

const link = "http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI"

// Each module of the code is in the picture, and around it a margin of at least four modules is white.
func TestPNG(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{code.Size + 8, 100, 430, 431} {
		raw, err := qrpicture.PNG(link, width)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(raw))
		if err != nil || img.Bounds() != image.Rect(0, 0, width, width) {
			t.Fatalf("width %d: %v, %v", width, img.Bounds(), err)
		}
		black := func(x, y int) bool { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 }
		first := 0 // the first black pixel is the corner of the upper left finder pattern
		for !black(first, first) {
			first++
		}
		scale := 0 // the pattern has seven black modules
		for black(first+scale, first) {
			scale++
		}
		if scale%7 != 0 {
			t.Fatalf("width %d: the finder pattern has %d pixels", width, scale)
		}
		scale /= 7
		if last := first + code.Size*scale; first < 4*scale || width-last < 4*scale {
			t.Errorf("width %d: the code is from %d to %d with modules of %d", width, first, last, scale)
		}
		for y := range width {
			for x := range width {
				inside := x >= first && y >= first
				if want := inside && code.Black((x-first)/scale, (y-first)/scale); black(x, y) != want {
					t.Fatalf("width %d: the pixel at %d, %d is black: %v", width, x, y, !want)
				}
			}
		}
	}
}

// Each module of the code is a half block, and around it a margin of at least four modules is light.
func TestTerminal(t *testing.T) {
	t.Parallel()
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	text, err := qrpicture.Terminal(link)
	if err != nil {
		t.Fatal(err)
	}
	light := map[rune][2]bool{'█': {true, true}, '▀': {true, false}, '▄': {false, true}, ' ': {false, false}}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if n := 2 * len(lines); n < code.Size+8 || n > code.Size+9 {
		t.Fatalf("%d lines for %d modules", len(lines), code.Size)
	}
	for i, line := range lines {
		modules := []rune(line)
		if len(modules) != code.Size+8 {
			t.Fatalf("line %d has %d modules", i, len(modules))
		}
		for x, r := range modules {
			two, ok := light[r]
			for half, light := range two {
				x, y := x-4, 2*i+half-4
				inside := x >= 0 && y >= 0 && x < code.Size && y < code.Size
				if black := inside && code.Black(x, y); !ok || light == black {
					t.Fatalf("the module %d, %d is %q", x, y, r)
				}
			}
		}
	}
	if _, err := qrpicture.Terminal(""); err == nil {
		t.Error("no text is drawn")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		text  string
		width int
		want  string
	}{
		"no text":      {"", 430, "qrpicture: text is empty: give the content of the code"},
		"too much":     {strings.Repeat("歌", 1000), 430, "qrpicture: text has 3000 bytes, more than a code holds: shorten it"},
		"too small":    {link, 40, "qrpicture: width has 40 pixels: give 41 to 10000"},
		"negative":     {link, -1, "qrpicture: width has -1 pixels: give 41 to 10000"},
		"much too big": {link, 10001, "qrpicture: width has 10001 pixels: give 41 to 10000"},
	} {
		var refused *field.Error
		if picture, err := qrpicture.PNG(tt.text, tt.width); !errors.As(err, &refused) || err.Error() != tt.want || picture != nil {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

func ExamplePNG() {
	picture, err := qrpicture.PNG("http://weixin.qq.com/q/kZgfwMTm72WWPkovabbI", 430)
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, _ := os.MkdirTemp("", "qrpicture")
	defer os.RemoveAll(dir)
	fmt.Println(os.WriteFile(filepath.Join(dir, "code.png"), picture, 0o600))
	// Output: <nil>
}
