package material_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/api/material"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

// sized returns an upload whose size is known without reading it.
func sized(name string, size int64) endpoint.File {
	return endpoint.File{Name: name, Content: strings.NewReader("x"), Size: size}
}

const (
	kb = 1 << 10
	mb = 1 << 20
)

// The limits are those of the platform's pages.
func TestCheck(t *testing.T) {
	t.Parallel()
	temporary := func(kind material.Kind, f endpoint.File) error {
		return material.UploadIn{Type: kind, Media: f}.Check()
	}
	permanent := func(kind material.Kind, f endpoint.File) error {
		in := material.AddIn{Type: kind, Media: f}
		return in.Check()
	}
	article := func(_ material.Kind, f endpoint.File) error { return material.UploadImageIn{Media: f}.Check() }
	for name, tt := range map[string]struct {
		check func(material.Kind, endpoint.File) error
		kind  material.Kind
		file  endpoint.File
		code  endpoint.Code // 0 for a file that is allowed
		text  string
	}{
		"picture":                     {temporary, material.KindImage, sized("a.PNG", 10*mb), 0, ""},
		"picture too large":           {temporary, material.KindImage, sized("a.png", 10*mb+1), 45001, "material: media has 10485761 bytes: give 1 to 10485760"},
		"BMP for a while":             {temporary, material.KindImage, sized("a.bmp", 1), 40005, `material: media has the ending ".bmp": give a file with .png, .jpeg, .jpg, .gif`},
		"permanent BMP":               {permanent, material.KindImage, sized("a.bmp", 1), 0, ""},
		"voice":                       {temporary, material.KindVoice, sized("录音.amr", 2*mb), 0, ""},
		"voice too large":             {temporary, material.KindVoice, sized("a.mp3", 2*mb+1), 45001, "material: media has 2097153 bytes: give 1 to 2097152"},
		"WAV for a while":             {temporary, material.KindVoice, sized("a.wav", 1), 40005, `material: media has the ending ".wav": give a file with .amr, .mp3`},
		"permanent WAV":               {permanent, material.KindVoice, sized("a.wav", 1), 0, ""},
		"video":                       {permanent, material.KindVideo, sized("a.mp4", 10*mb), 0, ""},
		"video too large":             {permanent, material.KindVideo, sized("a.mp4", 10*mb+1), 45001, "material: media has 10485761 bytes: give 1 to 10485760"},
		"thumb":                       {permanent, material.KindThumb, sized("a.jpg", 64*kb), 0, ""},
		"thumb too large":             {temporary, material.KindThumb, sized("a.jpg", 64*kb+1), 45001, "material: media has 65537 bytes: give 1 to 65536"},
		"thumb that is no JPEG":       {temporary, material.KindThumb, sized("a.png", 1), 40005, `material: media has the ending ".png": give a file with .jpg, .jpeg`},
		"empty":                       {temporary, material.KindImage, endpoint.File{Name: "a.png", Content: strings.NewReader("")}, 44001, "material: media is empty: give a file that is not empty"},
		"no ending":                   {temporary, material.KindImage, sized("picture", 1), 40005, `material: media has the ending "": give a file with .png, .jpeg, .jpg, .gif`},
		"an unknown length":           {temporary, material.KindImage, endpoint.File{Name: "a.png", Content: io.MultiReader(strings.NewReader("x"))}, 0, ""},
		"an article's picture":        {article, "", sized("a.png", 1*mb), 0, ""},
		"an article's large picture":  {article, "", sized("a.gif", 10*mb), 0, ""},
		"an article's picture in SVG": {article, "", sized("a.svg", 1), 40005, `material: media has the ending ".svg": give a file with .jpg, .jpeg, .png, .gif`},
		"news":                        {temporary, material.KindNews, sized("a.png", 1), 40004, `material: type is "news": use KindImage, KindVoice, KindVideo or KindThumb`},
		"no kind":                     {permanent, "", sized("a.png", 1), 40004, `material: type is "": use KindImage, KindVoice, KindVideo or KindThumb`},
	} {
		err := tt.check(tt.kind, tt.file)
		if tt.code == 0 {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || !errors.Is(err, tt.code) || err.Error() != tt.text {
			t.Errorf("%s: got %v, want %d %s", name, err, int(tt.code), tt.text)
		}
	}
	var refused *endpoint.FieldError
	if err := temporary(material.KindImage, endpoint.File{Name: "a.png"}); !errors.Is(err, endpoint.ErrNoFile) || !errors.As(err, &refused) {
		t.Errorf("no content: %v", err)
	}
}

// Only a video may have a description, and it does not need one.
func TestCheckDescription(t *testing.T) {
	t.Parallel()
	d := material.Description{Title: "VIDEO_TITLE"}
	for want, in := range map[string]material.AddIn{
		"material: description is only for a video: leave it out, or add a video": {Type: material.KindImage, Media: sized("a.png", 1), Description: d},
	} {
		if err := in.Check(); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := (material.AddIn{Type: material.KindVideo, Media: sized("a.mp4", 1)}).Check(); err != nil {
		t.Errorf("a video without a description: %v", err)
	}
}

// A refused file is not sent, and its reader keeps its position.
func TestRefusedFilesAreNotSent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "封面.jpg")
	if err := os.WriteFile(path, make([]byte, 64*kb+1), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"media_id":"M","url":"u"}`) })
	s := material.New(client)
	thumb := endpoint.File{Name: filepath.Base(path), Content: f}
	_, temporary := s.Upload(t.Context(), material.KindThumb, thumb)
	_, permanent := s.Add(t.Context(), material.KindThumb, thumb)
	_, video := s.AddVideo(t.Context(), thumb, material.Description{Title: "t"})
	_, image := s.UploadImage(t.Context(), sized("a.svg", 1))
	if temporary == nil || permanent == nil || video == nil || image == nil || requests() != 0 {
		t.Errorf("%v, %v, %v, %v after %d requests", temporary, permanent, video, image, requests())
	}
	if at, err := f.Seek(0, io.SeekCurrent); at != 0 || err != nil {
		t.Errorf("the file is at offset %d, %v", at, err)
	}
	// The same file is sent completely as a kind that allows it.
	if _, err := s.Add(t.Context(), material.KindImage, thumb); err != nil || requests() != 1 {
		t.Errorf("%v after %d requests", err, requests())
	}
}

// The platform's page on uploadnews takes 1 to 8 articles.
func TestUploadNewsCounts(t *testing.T) {
	t.Parallel()
	for n, text := range map[int]string{
		0: "material: articles is empty: give at least one article",
		1: "",
		8: "",
		9: "material: articles has 9 articles: give 1 to 8",
	} {
		client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte {
			return []byte(`{"type":"news","media_id":"M","created_at":1391857799}`)
		})
		_, err := material.New(client).UploadNews(t.Context(), make([]material.Article, n)...)
		if text == "" {
			if err != nil || requests() != 1 {
				t.Errorf("%d articles: %v after %d requests", n, err, requests())
			}
			continue
		}
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) || errors.Is(err, endpoint.ErrTooManyArticles) != (n > 8) || err.Error() != text || requests() != 0 {
			t.Errorf("%d articles: got %v after %d requests, want %s", n, err, requests(), text)
		}
	}
}
