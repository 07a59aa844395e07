package endpoint_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// fetch downloads a file from a platform that answers with the given header and body.
func fetch(t *testing.T, status int, header http.Header, body io.ReadCloser, length int64) (*endpoint.Download, error) {
	t.Helper()
	c := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: body, ContentLength: length}, nil
	}).client()
	download := endpoint.Fetch[mediaID]("media.get", "/cgi-bin/media/get", "", endpoint.Once())
	return endpoint.Call(t.Context(), c, download, mediaID{MediaID: "M"})
}

// closeTracker records whether a body was closed.
type closeTracker struct {
	io.Reader
	closed bool
}

func (w *closeTracker) Close() error {
	w.closed = true
	return nil
}

func TestDownloadRequest(t *testing.T) {
	t.Parallel()
	picture := strings.Repeat("\xff\xd8\xff\xe0\x00{binary}", 10_000)
	rec, c := record(t, 200, picture)
	d, err := endpoint.Call(t.Context(), c, download, mediaID{MediaID: "M&1"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Body.Close()
	if got, err := io.ReadAll(d.Body); err != nil || string(got) != picture {
		t.Errorf("got %d bytes, %v, want %d", len(got), err, len(picture))
	}
	s := rec.one(t)
	if s.Method != http.MethodGet || s.Path != "/cgi-bin/media/get" || s.Query.Encode() != "access_token=T0&media_id=M%261" || s.Body != "" {
		t.Errorf("sent %+v", s)
	}
}

// Permanent media are downloaded with POST.
func TestDownloadByPost(t *testing.T) {
	t.Parallel()
	type in struct {
		MediaID string `json:"media_id"`
	}
	rec, c := record(t, 200, "ID3")
	e := endpoint.Post[in, *endpoint.Download]("material.get", "/cgi-bin/material/get_material", "")
	d, err := endpoint.Call(t.Context(), c, e, in{"M"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Body.Close()
	if got, err := io.ReadAll(d.Body); err != nil || string(got) != "ID3" || d.Size != 3 {
		t.Errorf("got %q of %d, %v", got, d.Size, err)
	}
	if s := rec.one(t); s.Method != http.MethodPost || s.Body != `{"media_id":"M"}` || s.Query.Encode() != "access_token=T0" {
		t.Errorf("sent %+v", s)
	}
}

func TestDownloadsReturned(t *testing.T) {
	t.Parallel()
	long := `{"looks":"like JSON"` + strings.Repeat(" ", 100<<10)
	for name, content := range map[string]string{
		"picture":                        "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 100<<10),
		"short":                          "a",
		"empty":                          "",
		"a video's address":              `{"video_url":"http://example.com/v.mp4"}`,
		"a video's address, errcode 0":   `{"errcode":0,"video_url":"http://example.com/v.mp4"}`,
		"broken JSON":                    `{"video_url":"http://example.com/v.mp4`,
		"a text about errors":            `{"error":"errcode 40007","errors":[` + strings.Repeat(`{"errcode":40007},`, 2000),
		"RTF":                            `{\rtf1\ansi hello}`,
		"an array":                       `[1,2,3]`,
		"long, and JSON as far as seen":  long,
		"an errcode far into a document": long + `,"errcode":40007}`,
		"control characters":             "{\x00\x01",
	} {
		body := &closeTracker{Reader: strings.NewReader(content)}
		d, err := fetch(t, 200, http.Header{"Content-Type": {"video/mp4"}}, body, int64(len(content)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := io.ReadAll(d.Body)
		if err != nil || string(got) != content || d.Size != int64(len(content)) || d.ContentType != "video/mp4" {
			t.Errorf("%s: got %d bytes of %d as %s, %v, want %d", name, len(got), d.Size, d.ContentType, err, len(content))
		}
		if body.closed {
			t.Errorf("%s: the body was closed early", name)
		}
		if d.Body.Close(); !body.closed {
			t.Errorf("%s: Close does not close", name)
		}
	}
}

func TestErrorInsteadOfFile(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status            int
		contentType, body string
		want              endpoint.Error
	}{
		"JSON":        {200, "application/json", `{"errcode":40007,"errmsg":"invalid media_id rid: 1-2-3"}`, endpoint.Error{Code: 40007, Message: "invalid media_id", RID: "1-2-3"}},
		"text":        {200, "text/plain", `{"errcode":40007,"errmsg":"invalid media_id"}`, endpoint.Error{Code: 40007, Message: "invalid media_id"}},
		"picture":     {200, "image/jpeg", `{"errcode":40007,"errmsg":"invalid media_id"}`, endpoint.Error{Code: 40007, Message: "invalid media_id"}},
		"white space": {200, "", "\n\n\n\n\n {\"errcode\":40007}", endpoint.Error{Code: 40007}},
		"blank lines": {200, "", strings.Repeat("\r\n", 1000) + "{\"errcode\":40007}", endpoint.Error{Code: 40007}},
		"BOM":         {200, "", "\xef\xbb\xbf{\"errcode\":40007}", endpoint.Error{Code: 40007}},
		"BOMs":        {200, "", "\n\xef\xbb\xbf \xef\xbb\xbf{\"errcode\":40007}", endpoint.Error{Code: 40007}},
		"twice":       {200, "", `{"errcode":40007,"errcode":0}`, endpoint.Error{Code: 40007}},
		"long":        {200, "", `{"errcode":40007,"padding":"` + strings.Repeat("x", 8<<10) + `"}`, endpoint.Error{Code: 40007}},
		"404":         {404, "text/html", "<html>not found</html>", endpoint.Error{Message: "Not Found", HTTPStatus: 404}},
		"404 JSON":    {404, "text/html", `{"errcode":40007}`, endpoint.Error{Code: 40007, HTTPStatus: 404}},
		"502":         {502, "text/html", strings.Repeat("x", 100<<10), endpoint.Error{Message: "Bad Gateway", HTTPStatus: 502}},
	} {
		body := &closeTracker{Reader: strings.NewReader(tt.body)}
		d, err := fetch(t, tt.status, http.Header{"Content-Type": {tt.contentType}}, body, int64(len(tt.body)))
		tt.want.Endpoint = "media.get"
		t.Log(name)
		wantError(t, err, tt.want)
		if d != nil || !body.closed {
			t.Errorf("%s: got %v, the body closed: %t", name, d, body.closed)
		}
	}
}

// An answer that looks like JSON but cannot be read is an error, not a file.
func TestUnreadableErrorInsteadOfFile(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"broken off":  `{"errcode":40007,`,
		"no end":      `{"errcode":40007,"errmsg":"invalid media_id`,
		"long":        `{"errcode":40007,"errmsg":"` + strings.Repeat("x", 20<<10) + `"}`,
		"an object":   `{"errcode":{"code":40007}}`,
		"a word":      `{"errcode":"invalid media_id"}`,
		"a huge code": `{"errcode":1e999}`,
	} {
		body := &closeTracker{Reader: strings.NewReader(content)}
		d, err := fetch(t, 200, http.Header{"Content-Type": {"video/mp4"}}, body, int64(len(content)))
		if as[*endpoint.ResponseError](t, err); d != nil || !body.closed {
			t.Errorf("%s: got %v, %v, the body closed: %t", name, d, err, body.closed)
		}
	}
}

// A body that panics is closed, and the call's time limit is released.
func TestDownloadThatPanics(t *testing.T) {
	t.Parallel()
	body := &closeTracker{Reader: panicking{}}
	var ctx context.Context
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		ctx = r.Context()
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	}).client()
	_, err := endpoint.Call(t.Context(), c, download, mediaID{}, endpoint.WithTimeout(time.Hour))
	as[*endpoint.PanicError](t, err)
	if !body.closed || ctx.Err() == nil {
		t.Errorf("the body closed: %t; its context: %v", body.closed, ctx.Err())
	}
}

// The file is returned as soon as it is known not to be JSON, even if the rest comes slowly.
func TestSlowFileIsReturnedEarly(t *testing.T) {
	t.Parallel()
	later := &endless{}
	d, err := fetch(t, 200, nil, io.NopCloser(io.MultiReader(bytes.NewReader(make([]byte, 64)), later)), -1)
	if err != nil || later.given != 0 {
		t.Errorf("got %v, %v after %d bytes too many", d, err, later.given)
	}
}

func TestInterruptedDownload(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset by peer")
	for _, seen := range []string{"", "abc", `{"errcode":`} {
		body := &closeTracker{Reader: io.MultiReader(strings.NewReader(seen), errorBody{broken})}
		_, err := fetch(t, 200, nil, body, 100)
		if as[*endpoint.TransportError](t, err); !errors.Is(err, broken) || !body.closed {
			t.Errorf("after %q: %v, the body closed: %t", seen, err, body.closed)
		}
	}
	// After the head was read, the caller gets the error when reading the body.
	body := &closeTracker{Reader: io.MultiReader(bytes.NewReader(make([]byte, 100<<10)), errorBody{broken})}
	d, err := fetch(t, 200, nil, body, -1)
	if err != nil || d.Size != -1 {
		t.Fatalf("got %+v, %v", d, err)
	}
	if n, err := io.Copy(io.Discard, d.Body); n != 100<<10 || !errors.Is(err, broken) {
		t.Errorf("read %d bytes, %v", n, err)
	}
}

func TestFilename(t *testing.T) {
	t.Parallel()
	for disposition, want := range map[string]string{
		"":                                           "",
		"attachment":                                 "",
		`attachment; filename="MEDIA_ID.jpg"`:        "MEDIA_ID.jpg",
		`attachment; filename=MEDIA_ID.jpg`:          "MEDIA_ID.jpg",
		`attachment; filename="汉字.mp3"`:              "汉字.mp3",
		`attachment; filename=汉字 1.mp3`:              "汉字 1.mp3",
		`attachment; filename= "汉字.mp3`:              "汉字.mp3",
		`attachment; filename=汉字.mp3; size=1`:        "汉字.mp3",
		`attachment; filename*=UTF-8''%E6%B1%89.mp3`: "汉.mp3",
		`attachment; FileName=汉字.mp3`:                "汉字.mp3",
		`attachment; filename = 汉字.mp3; size=1`:      "汉字.mp3",
		`filename="汉;字.mp3"`:                         "汉;字.mp3",
		`attachment; oldfilename=汉.mp3`:              "",
		`attachment; filename="../../etc/passwd"`:    "passwd",
		`attachment; filename=C:\汉\a.jpg`:            "a.jpg",
		`attachment; filename="dir/"`:                "",
		`attachment; filename=".."`:                  "",
	} {
		d, err := fetch(t, 200, http.Header{"Content-Disposition": {disposition}}, io.NopCloser(strings.NewReader("x")), 1)
		if err != nil || d.Filename != want {
			t.Errorf("%s: got %+v, %v, want %q", disposition, d, err, want)
		}
	}
}
