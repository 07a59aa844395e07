package article_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
)

// pngOf returns a PNG of so many pixels.
func pngOf(t *testing.T, pixels int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, pixels, pixels))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// recorder is an account's material that remembers what was uploaded.
type recorder struct{ names []string }

func (r *recorder) upload() article.Upload {
	return article.Upload{
		Image: func(_ context.Context, p draft.Picture) (string, error) {
			r.names = append(r.names, "image "+p.Name)
			return "https://mmbiz.qpic.cn/" + p.Name, nil
		},
		Material: func(_ context.Context, p draft.Picture) (string, error) {
			r.names = append(r.names, "material "+p.Name)
			return "ID-" + p.Name, nil
		},
	}
}

func TestDraft(t *testing.T) {
	t.Parallel()
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 2, 2)), nil); err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"post/a.png":     {Data: pngOf(t, 1)},
		"post/same.png":  {Data: pngOf(t, 1)},
		"img/b c.webp":   {Data: pngOf(t, 2)}, // the content counts, not the name
		"post/cover.jpg": {Data: jpg.Bytes()},
	}
	const source = "---\ncomments: fans\ncover: cover.jpg\nauthor: A\n---\n# T\n\n![](a.png) ![](same.png) ![](../img/b%20c.webp) ![](/post/a.png) ![](https://mmbiz.qpic.cn/x)\n"
	p, err := parse(t, source).Prepare(t.Context(), article.Folder{Files: files, Dir: "post"})
	if err != nil {
		t.Fatal(err)
	}
	var r recorder
	d, err := p.Draft(t.Context(), r.upload())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"image a.png", "image b c.png", "material cover.jpg"}; !slices.Equal(r.names, want) {
		t.Errorf("uploaded %q, want %q", r.names, want)
	}
	for address, n := range map[string]int{`src="https://mmbiz.qpic.cn/a.png"`: 3, `src="https://mmbiz.qpic.cn/b c.png"`: 1, `src="https://mmbiz.qpic.cn/x"`: 1} {
		if got := strings.Count(d.Content, address); got != n {
			t.Errorf("%s is there %d times, want %d: %s", address, got, n, d.Content)
		}
	}
	d.Content = ""
	if want := (draft.Article{Title: "T", Author: "A", ThumbMediaID: "ID-cover.jpg", NeedOpenComment: true, OnlyFansCanComment: true}); fmt.Sprint(d) != fmt.Sprint(want) {
		t.Errorf("got %+v", d)
	}

	// Without a cover it is the first picture; a newspic has its pictures as material.
	p, err = parse(t, "# T\n\n![](b.png)").Prepare(t.Context(), article.Folder{Files: fstest.MapFS{"b.png": {Data: pngOf(t, 3)}}})
	if err != nil || p.Cover.Name != "b.png" {
		t.Errorf("%v, %v", p, err)
	}
	p, err = parse(t, "---\ntype: newspic\n---\n# T\n\nwords\n\n![](post/a.png) ![](post/cover.jpg)").Prepare(t.Context(), article.Folder{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	d, err = p.Draft(t.Context(), r.upload())
	if err != nil || d.Content != "words" || d.Type != draft.NewsPic || len(d.ImageInfo.Images) != 2 || d.ImageInfo.Images[1].MediaID != "ID-cover.jpg" {
		t.Errorf("%+v, %v", d, err)
	}
}

// Each error names what is wrong and the cure, and nothing is sent.
func TestPrepareRefuses(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "outside.png")
	if err := os.WriteFile(outside, pngOf(t, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link.png")); err != nil {
		t.Skip("no symbolic links here")
	}
	for name, data := range map[string][]byte{
		"a.png": pngOf(t, 1), "b.webp": []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "c.svg": []byte("<svg xmlns='x'></svg>"), "d.png": nil,
		"e.png": append(pngOf(t, 1), make([]byte, 10<<20)...),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	var many strings.Builder
	for i := range 21 {
		name := fmt.Sprintf("n%d.png", i)
		fmt.Fprintf(&many, "![](%s)\n", name)
		if err := os.WriteFile(filepath.Join(dir, name), pngOf(t, i+1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for source, text := range map[string]string{
		"![](a.png)":                                      "article: title is empty: begin the text with a heading of level 1",
		"# T\n\na":                                        "article: cover is empty: set cover in the front matter",
		"# T\n\n![](none.png)":                            `draft: content: the picture "none.png" cannot be read: `,
		"# T\n\n![](../outside.png)":                      `article: the picture "../outside.png" is outside of the article's folder: move it there`,
		"# T\n\n![](link.png)":                            `draft: content: the picture "link.png" cannot be read: `,
		"# T\n\n![](b.webp)":                              `draft: content: the picture "b.webp" is image/webp: convert it to JPEG or PNG`,
		"# T\n\n![](c.svg)":                               `draft: content: the picture "c.svg" is text/plain; charset=utf-8: convert it to JPEG or PNG`,
		"# T\n\n![](d.png)":                               `draft: content: the picture "d.png" is empty: give a picture`,
		"# T\n\n![](e.png)":                               `draft: content: the picture "e.png" has more than 10485760 bytes: make it smaller`,
		"# T\n\n![](data:image/png;base64,AAAA)":          `article: the picture "data:image/png;base64,AAAA" is a data: URL: save it as a file beside the article`,
		"# T\n\n![](https://x.test/a.png)":                `article: the picture "https://x.test/a.png" is on another host: save it beside the article`,
		"# T\n\n![](//x.test/a.png)":                      `article: the picture "//x.test/a.png" is on another host`,
		"# " + strings.Repeat("汉", 33) + "\n\n![](a.png)": "draft: title has 33 characters: give 1 to 32",
		"---\nauthor: " + strings.Repeat("汉", 17) + "\n---\n# T\n\n![](a.png)":  "draft: author has 17 characters: give at most 16",
		"---\ndigest: " + strings.Repeat("汉", 129) + "\n---\n# T\n\n![](a.png)": "draft: digest has 129 characters: give at most 128",
		"# T\n\n![](a.png)\n\n" + strings.Repeat("a&", 200_000):                 "draft: content has ",
		"---\ntype: newspic\n---\n# T\n\na":                                     "article: pictures is empty: put 1 to 20 pictures into the text of a newspic",
		"---\ntype: newspic\n---\n# T\n\n![](https://mmbiz.qpic.cn/a)":          `article: the picture "https://mmbiz.qpic.cn/a" is an address on the platform`,
		"---\ntype: newspic\n---\n# T\n\n" + many.String():                      "draft: image_info.image_list has 21 pictures: give 1 to 20",
	} {
		_, err := parse(t, source).Prepare(t.Context(), article.Folder{Files: root.FS()})
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), text) || refused.Cure == "" {
			t.Errorf("%.80q: got %v, want %s", source, err, text)
		}
	}

	fetched := pngOf(t, 1)
	p, err := parse(t, "# T\n\n![](https://x.test/a)").Prepare(t.Context(), article.Folder{
		Fetch: func(_ context.Context, address string) (io.ReadCloser, error) {
			if address != "https://x.test/a" {
				t.Errorf("fetched %s", address)
			}
			return io.NopCloser(bytes.NewReader(fetched)), nil
		},
	})
	if err != nil || len(p.InText) != 1 || p.InText[0].Name != "a.png" {
		t.Errorf("%+v, %v", p, err)
	}
}

// The strict platform takes the draft, and keeps all of its HTML.
func TestSandboxKeepsEverything(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t, sandbox.WithoutApp(), sandbox.WithoutProblems())
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
	if err != nil {
		t.Fatal(err)
	}
	p, err := parse(t, everything).Prepare(t.Context(), article.Folder{Files: fstest.MapFS{"q.png": {Data: pngOf(t, 1)}}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := p.Draft(t.Context(), article.UploadTo(wx.Material))
	if err != nil {
		t.Fatal(err)
	}
	id, err := wx.Draft.Add(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wx.Draft.Get(t.Context(), id)
	if err != nil || got.Articles[0].Content != d.Content {
		t.Errorf("%v: sent\n%s\nkept\n%s", err, d.Content, got.Articles[0].Content)
	}
}

// A name with a colon is that of a file, not of a scheme.
func TestColonInName(t *testing.T) {
	t.Parallel()
	a, err := article.Parse([]byte("# T\n\n![](./图:1.png)"))
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"图:1.png": {Data: pngOf(t, 1)}}
	if _, err := a.Prepare(t.Context(), article.Folder{Files: files}); err != nil {
		t.Error(err)
	}
}
