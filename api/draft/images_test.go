package draft_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/endpoint"
)

// pictureOf returns a picture of a format; n makes it another one.
func pictureOf(t *testing.T, format string, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	m := image.NewGray(image.Rect(0, 0, 1+n, 1))
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, m)
	case "jpeg":
		err = jpeg.Encode(&b, m, nil)
	case "gif":
		err = gif.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// uploads records what is uploaded, and answers with an address on the platform.
type uploads struct{ names []string }

func (u *uploads) upload(_ context.Context, f endpoint.File) (string, error) {
	data, err := io.ReadAll(f.Content)
	u.names = append(u.names, fmt.Sprintf("%s %d", f.Name, len(data)))
	return fmt.Sprintf("http://mmbiz.qpic.cn/mmbiz/%d?a=1&b=2", len(u.names)), err
}

func TestImages(t *testing.T) {
	t.Parallel()
	one, two, three := pictureOf(t, "png", 1), pictureOf(t, "jpeg", 2), pictureOf(t, "gif", 3)
	files := fstest.MapFS{
		"a.png": {Data: one}, "pics/b.jpeg": {Data: two}, "pics/same.png": {Data: one}, "c d.webp": {Data: three},
	}
	fetched := ""
	var u uploads
	images := draft.Images{
		Upload: u.upload, Files: files,
		Fetch: func(_ context.Context, address string) (io.ReadCloser, error) {
			fetched += address + "\n"
			return io.NopCloser(bytes.NewReader(pictureOf(t, "png", 4))), nil
		},
		Keep: func(address string) bool { return strings.HasPrefix(address, "http://127.0.0.1:8088/") },
	}
	data := "data:image/png;base64," + base64.StdEncoding.EncodeToString(pictureOf(t, "png", 5))
	const at = "http://mmbiz.qpic.cn/mmbiz/%d?a=1&amp;b=2"
	to := func(n int) string { return fmt.Sprintf(at, n) }
	for _, tt := range []struct{ name, html, want string }{
		{"nothing", "<p>a &amp; b <b>c</p>", "<p>a &amp; b <b>c</p>"},
		{"each kind of address", `<img src="a.png" alt="x"><IMG src='/pics/b.jpeg'/>`, `<img src="` + to(1) + `" alt="x"><IMG src='` + to(2) + `'/>`},
		{"once", `<img data-src=" a.png " src=a.png><img src=./pics/../a.png><img src=pics/same.png>`,
			`<img data-src="` + to(1) + `" src="` + to(1) + `"><img src="` + to(1) + `"><img src="` + to(1) + `">`},
		{"escaped", `<img src="c%20d.webp"><img src="c&#32;d.webp">`, `<img src="` + to(1) + `"><img src="` + to(1) + `">`},
		{"fetched", `<img src="https://example.com/x?y=1&amp;z=2"><img src="//example.com/?a&region=1">`, `<img src="` + to(1) + `"><img src="` + to(1) + `">`},
		{"data", `<img src="` + data + `">`, `<img src="` + to(1) + `">`},
		{"data in lines", `<img src="` + strings.TrimRight(data[:40]+"\n  "+data[40:], "=") + `">`, `<img src="` + to(1) + `">`},
		{"style", `<p style="color:red;background:URL( &quot;a.png&quot; ) no-repeat, url(pics/b.jpeg)">`,
			`<p style="color:red;background:url(` + to(1) + `) no-repeat, url(` + to(2) + `)">`},
		{"kept", `<img src="https://mmbiz.qpic.cn/x"><img src="HTTP://MMBIZ.qpic.cn/x"><img src="//mmbiz.qlogo.cn/x"><img src="http://127.0.0.1:8088/x"><img src=""><i style="fill:url(#a);x:url()">`, ""},
		{"no pictures", `<!-- <img src=no.png> --><style>p{background:url(no.png)}</style><a href="no.png">x</a><imga src=no.png>`, ""},
	} {
		u.names = nil
		if tt.want == "" {
			tt.want = tt.html
		}
		got, err := images.Replace(t.Context(), tt.html)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if tt.name == "escaped" && !cmp.Equal(u.names, []string{fmt.Sprintf("c d.gif %d", len(three))}) {
			t.Errorf("uploaded %v", u.names) // the name's ending is that of the content
		}
	}
	if want := "https://example.com/x?y=1&z=2\nhttps://example.com/?a&region=1\n"; fetched != want {
		t.Errorf("fetched %q, want %q", fetched, want)
	}
}

func TestImagesRefused(t *testing.T) {
	t.Parallel()
	var u uploads
	files := fstest.MapFS{
		"a.png": {Data: pictureOf(t, "png", 1)}, "text.png": {Data: []byte("hello")}, "empty.png": {}, "secret": {Data: []byte("s")},
		"large.gif": {Data: append(pictureOf(t, "gif", 1), make([]byte, draft.MaxImageBytes)...)},
	}
	for src, want := range map[string]string{
		"none.png":              "cannot be read: open none.png: file does not exist",
		"text.png":              "is text/plain; charset=utf-8: convert it to JPEG or PNG",
		"secret":                "is text/plain",
		"empty.png":             "is empty",
		"large.gif":             "has more than 10485760 bytes: make it smaller",
		"../secret":             "is outside of Images.Files",
		"https://example.com/a": "is on another host: set Images.Fetch",
		"cid:1":                 "has an address of the kind cid",
		"data:image/png":        "is a data: URL without data",
		"data:,hello":           "is text/plain",
		"data:;base64,?":        "cannot be read: illegal base64",
		"http://[":              "has an address that cannot be parsed",
	} {
		got, err := draft.Images{Upload: u.upload, Files: files}.Replace(t.Context(), `<img src="a.png"><img src="`+src+`">`)
		if _, ok := errors.AsType[*endpoint.FieldError](err); !ok || got != "" || !strings.Contains(err.Error(), fmt.Sprintf("draft: content: the picture %q %s", src, want)) {
			t.Errorf("%s: %q, %v", src, got, err)
		}
	}
	if len(u.names) > 0 {
		t.Errorf("uploaded %v before all was read", u.names)
	}
	if _, err := (draft.Images{Upload: u.upload}).Replace(t.Context(), "<img src=a.png>"); err == nil || !strings.Contains(err.Error(), "set Images.Files") {
		t.Errorf("without Files: %v", err)
	}
	if _, err := (draft.Images{}).Replace(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "Images.Upload is empty") {
		t.Errorf("without Upload: %v", err)
	}
	if _, err := (draft.Images{Upload: u.upload, Files: files}).Replace(t.Context(), "<img src=none.png>"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("errors.Is does not find the cause in %v", err)
	}
	broken := draft.Images{Files: files, Upload: func(context.Context, endpoint.File) (string, error) { return "", endpoint.ErrMediaTooLarge }}
	if got, err := broken.Replace(t.Context(), "<img src=a.png>"); got != "" || !errors.Is(err, endpoint.ErrMediaTooLarge) || !strings.Contains(err.Error(), `"a.png"`) {
		t.Errorf("a failing upload: %q, %v", got, err)
	}
}

// Replace does not blame a picture for what the program does, and bounds the memory that an article can take.
func TestImagesOfOddPrograms(t *testing.T) {
	t.Parallel()
	var u uploads
	one := pictureOf(t, "png", 1)
	files := fstest.MapFS{"a.png": {Data: one}}
	var refused *endpoint.FieldError

	ctx, cancel := context.WithCancel(t.Context())
	hung := draft.Images{Upload: u.upload, Fetch: func(ctx context.Context, _ string) (io.ReadCloser, error) {
		cancel()
		return nil, fmt.Errorf("get it: %w", ctx.Err())
	}}
	if _, err := hung.Replace(ctx, "<img src=https://example.com/a.png>"); !errors.Is(err, context.Canceled) || errors.As(err, &refused) {
		t.Errorf("of a context that ends: %v", err)
	}
	if _, err := (draft.Images{Upload: u.upload, Files: files}).Replace(ctx, "<img src=a.png>"); !errors.Is(err, context.Canceled) {
		t.Errorf("of a context that has ended: %v", err)
	}

	nothing := draft.Images{Upload: u.upload, Fetch: func(context.Context, string) (io.ReadCloser, error) { return nil, nil }}
	if _, err := nothing.Replace(t.Context(), "<img src=https://example.com/a.png>"); !errors.As(err, &refused) || !strings.Contains(err.Error(), "without content and without an error") {
		t.Errorf("of a Fetch that returns nothing: %v", err)
	}

	nowhere := draft.Images{Files: files, Upload: func(context.Context, endpoint.File) (string, error) { return "", nil }}
	if got, err := nowhere.Replace(t.Context(), "<img src=a.png>"); got != "" || err == nil || !strings.Contains(err.Error(), "the platform returned no address") {
		t.Errorf("of an upload without an address: %q, %v", got, err)
	}

	fetched := byte(0)
	endless := draft.Images{Upload: u.upload, Fetch: func(context.Context, string) (io.ReadCloser, error) {
		fetched++
		large := make([]byte, draft.MaxImageBytes)
		copy(large, one)
		large[len(large)-1] = fetched
		return io.NopCloser(bytes.NewReader(large)), nil
	}}
	article := ""
	for n := range 100 {
		article += fmt.Sprintf("<img src=https://example.com/%d.png>", n)
	}
	if _, err := endless.Replace(t.Context(), article); !errors.As(err, &refused) || !strings.Contains(err.Error(), "has pictures of more than 104857600 bytes") || fetched != 11 {
		t.Errorf("of an article with 1 GB of pictures: %v after %d", err, fetched)
	}
	if len(u.names) != 0 {
		t.Errorf("uploaded %v", u.names)
	}
}

// A pipe or a folder is not opened: that may never end.
func TestNoRegularFile(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"pipe.png": {Mode: fs.ModeNamedPipe}, "folder": {Mode: fs.ModeDir}}
	for name := range files {
		_, err := draft.Images{Files: files}.Read(t.Context(), name)
		if err == nil || !strings.Contains(err.Error(), "is no regular file: give a file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
