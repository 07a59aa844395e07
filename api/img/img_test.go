package img_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/img"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// uploaded returns a picture to upload.
func uploaded() img.Picture {
	return img.Picture{File: endpoint.File{Name: "test.jpg", Content: strings.NewReader("JPEG")}}
}

// addressed is a picture at an address.
var addressed = img.Picture{URL: "https://example.com/test.jpg"}

func TestService(t *testing.T) {
	t.Parallel()
	crops := img.Crops{
		Crops: []img.Crop{{Left: 112, Right: 839, Bottom: 727}, {Top: 205, Right: 965, Bottom: 615}},
		Size:  img.Size{Width: 966, Height: 728},
	}
	code := img.Code{Type: "QR_CODE", Data: "https://www.qq.com", Position: &img.Corners{
		LeftTop: img.Point{X: 585, Y: 378}, RightTop: img.Point{X: 828, Y: 378},
		RightBottom: img.Point{X: 828, Y: 618}, LeftBottom: img.Point{X: 585, Y: 618},
	}}
	codes := func(c img.Code) img.Codes {
		return img.Codes{Codes: []img.Code{c}, Size: img.Size{Width: 1000, Height: 900}}
	}
	apitest.Run(t, img.Endpoints(), []apitest.Case{
		{Sample: "aicrop", Want: crops, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return img.New(c).Crop(ctx, uploaded(), 1, 2.35)
		}},
		{Sample: "aicrop_address", Want: crops, Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return img.New(c).Crop(ctx, addressed, 1, 2.35)
		}},
		{Sample: "qrcode", Want: codes(code), Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
			return img.New(c).Codes(ctx, uploaded())
		}},
		{
			Sample: "qrcode_barcode", Want: codes(img.Code{Type: "EAN_13", Data: "6901234567892"}),
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) { return img.New(c).Codes(ctx, addressed) },
		},
		{
			Sample: "superresolution", Want: "6WXsIXkG7lXuDLspD9xfm5dsvHzb0EFl0li6ySxi92ap8Vl3zZoD9DpOyNudeJGB",
			Call: func(ctx context.Context, c *endpoint.Client) (any, error) {
				return img.New(c).SuperResolution(ctx, uploaded())
			},
		},
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	file := func(name string, size int64) img.Picture {
		return img.Picture{File: endpoint.File{Name: name, Content: strings.NewReader("x"), Size: size}}
	}
	both := addressed
	both.File = uploaded().File
	for name, tt := range map[string]struct {
		picture img.Picture
		code    error // nil for a picture that is allowed
		text    string
	}{
		"an address":        {addressed, nil, ""},
		"a file":            {file("a.jpg", 2<<20), nil, ""},
		"an unknown length": {img.Picture{File: endpoint.File{Name: "a.jpg", Content: io.MultiReader(strings.NewReader("x"))}}, nil, ""},
		"nothing":           {img.Picture{}, endpoint.ErrNoFile, "img: img is empty: give the picture's URL or a File"},
		"both":              {both, endpoint.ErrOCRInvalidImageURL, "img: img comes both as an address and as a file: give one of them"},
		"no address":        {img.Picture{URL: "a.jpg"}, endpoint.ErrOCRInvalidImageURL, "img: img_url is no http or https address: give one that the platform can reach"},
		"a local file":      {img.Picture{URL: "file:///a.jpg"}, endpoint.ErrOCRInvalidImageURL, "img: img_url is no http or https address: give one that the platform can reach"},
		"no name":           {file("", 1), endpoint.ErrNoFile, "img: img has no name or no content: give an endpoint.File with both"},
		"no content":        {img.Picture{File: endpoint.File{Name: "a.jpg"}}, endpoint.ErrNoFile, "img: img has no name or no content: give an endpoint.File with both"},
		"an empty file": {
			img.Picture{File: endpoint.File{Name: "a.jpg", Content: strings.NewReader("")}}, endpoint.ErrEmptyMedia,
			"img: img is empty: give a file that is not empty",
		},
		"a file too large": {file("a.jpg", 2<<20+1), endpoint.ErrOCRImageData, "img: img has 2097153 bytes: give 1 to 2097152"},
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0}`) })
		s := img.New(client)
		calls := map[string]func() error{
			"Crop":            func() error { _, err := s.Crop(t.Context(), tt.picture); return err },
			"Codes":           func() error { _, err := s.Codes(t.Context(), tt.picture); return err },
			"SuperResolution": func() error { _, err := s.SuperResolution(t.Context(), tt.picture); return err },
		}
		if tt.code == nil {
			if err := tt.picture.Check(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		for method, call := range calls {
			var refused *endpoint.FieldError
			if err := call(); !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text || requests() != 0 {
				t.Errorf("%s of %s: got %v after %d requests, want %v, %s", method, name, err, requests(), tt.code, tt.text)
			}
		}
	}
}

func TestCheckRatios(t *testing.T) {
	t.Parallel()
	for text, ratios := range map[string]img.Ratios{
		"img: ratios has 6 ratios: give at most 5":                           {1, 2, 3, 4, 5, 6},
		"img: ratios[1] is 0: give width divided by height, such as 2.35":    {1, 0},
		"img: ratios[0] is -1: give width divided by height, such as 2.35":   {-1},
		"img: ratios[0] is NaN: give width divided by height, such as 2.35":  {math.NaN()},
		"img: ratios[0] is +Inf: give width divided by height, such as 2.35": {math.Inf(1)},
	} {
		err := img.CropIn{Picture: addressed, Ratios: ratios}.Check()
		if err == nil || err.Error() != text || !errors.Is(err, endpoint.ErrInvalidArgs) {
			t.Errorf("%v: got %v, want %s", ratios, err, text)
		}
	}
	if err := (img.CropIn{Picture: addressed, Ratios: img.Ratios{1, 2, 3, 4, 0.75}}).Check(); err != nil {
		t.Error(err)
	}
}

func TestRatiosAsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]img.Ratios{"1,2.35": {1, 2.35}, "0.75": {0.75}, "1, 16": {1, 16}} {
		var got img.Ratios
		if err := got.UnmarshalText([]byte(text)); err != nil || !cmp.Equal(want, got) {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
		written, err := got.MarshalText()
		if err != nil || string(written) != strings.ReplaceAll(text, " ", "") {
			t.Errorf("%v is written as %s, %v", got, written, err)
		}
	}
	for _, text := range []string{"", "1,", "1;2", "wide"} {
		got := img.Ratios{7}
		if err := got.UnmarshalText([]byte(text)); err == nil || !cmp.Equal(img.Ratios{7}, got) {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}
