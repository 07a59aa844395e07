package endpoint_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/endpoint"
)

// part is a part of a multipart form as a server reads it.
type part struct{ Name, Filename, ContentType, Content string }

func parts(t *testing.T, s sent) []part {
	t.Helper()
	kind, params, err := mime.ParseMediaType(s.ContentType)
	if err != nil || kind != "multipart/form-data" {
		t.Fatalf("Content-Type %q, %v", s.ContentType, err)
	}
	var got []part
	r := multipart.NewReader(strings.NewReader(s.Body), params["boundary"])
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, part{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(content)})
	}
}

// A video is uploaded together with another field.
func TestUploadRequest(t *testing.T) {
	t.Parallel()
	type in struct {
		Type        string        `query:"type"`
		Media       endpoint.File `form:"media"`
		Description string        `form:"description"`
		Left        string        `form:"left,omitempty"`
		Count       int           `form:"count"`
	}
	e := endpoint.Upload[in, mediaOut]("material.add", "/cgi-bin/material/add_material", "")
	rec, c := record(t, 200, `{"media_id":"M"}`)
	got, err := endpoint.Call(t.Context(), c, e, in{
		Type:        "video",
		Media:       endpoint.File{Name: `a "b"\汉.png`, Content: strings.NewReader("\x00\r\n--binary")},
		Description: `{"title":"汉"}`,
	})
	if err != nil || got.MediaID != "M" {
		t.Fatalf("got %+v, %v", got, err)
	}
	s := rec.one(t)
	if s.Method != http.MethodPost || s.Path != "/cgi-bin/material/add_material" || s.Query.Encode() != "access_token=T0&type=video" {
		t.Errorf("sent %s %s?%s", s.Method, s.Path, s.Query.Encode())
	}
	if s.Length != int64(len(s.Body)) {
		t.Errorf("Content-Length %d of %d: the platform refuses chunks", s.Length, len(s.Body))
	}
	want := []part{
		{"description", "", "", `{"title":"汉"}`},
		{"count", "", "", "0"},
		{"media", `a "b"\汉.png`, "image/png", "\x00\r\n--binary"},
	}
	// Go's own server removes the directory from a name; the rest must arrive.
	want[2].Filename = filepath.Base(want[2].Filename)
	if diff := gocmp.Diff(want, parts(t, s)); diff != "" {
		t.Error(diff)
	}
}

// A name cannot end its header field early.
func TestUploadNames(t *testing.T) {
	t.Parallel()
	rec, c := record(t, 200, `{}`)
	in := mediaIn{Media: endpoint.File{Name: "a\r\nX-Evil: 1\".unknown-ending", Content: strings.NewReader("x")}}
	if _, err := endpoint.Call(t.Context(), c, upload, in); err != nil {
		t.Fatal(err)
	}
	want := []part{{"media", `aX-Evil: 1".unknown-ending`, "application/octet-stream", "x"}}
	if diff := gocmp.Diff(want, parts(t, rec.one(t))); diff != "" {
		t.Error(diff)
	}
}

// The length is known if the content tells it; otherwise it is -1 and the upload is chunked.
func TestUploadLength(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString("skippedcontent"); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(int64(len("skipped")), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	pipe, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	go func() {
		io.WriteString(in, "content")
		in.Close()
	}()
	reader := func() io.Reader { return io.MultiReader(strings.NewReader("content")) }
	for name, tt := range map[string]struct {
		file  endpoint.File
		known bool
	}{
		"strings.Reader":     {endpoint.File{Content: strings.NewReader("content")}, true},
		"bytes.Buffer":       {endpoint.File{Content: bytes.NewBufferString("content")}, true},
		"os.File":            {endpoint.File{Content: file}, true},
		"seeker with a size": {endpoint.File{Content: struct{ io.ReadSeeker }{strings.NewReader("content")}, Size: 7}, true},
		"size":               {endpoint.File{Content: reader(), Size: 7}, true},
		"empty":              {endpoint.File{Content: strings.NewReader("")}, true},
		"reader":             {endpoint.File{Content: reader()}, false},
		"pipe":               {endpoint.File{Content: pipe}, false},
	} {
		rec, c := record(t, 200, `{}`)
		tt.file.Name = "a.jpg"
		if _, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: tt.file}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s := rec.one(t)
		want := "content"
		if name == "empty" {
			want = ""
		}
		if got := parts(t, s); len(got) != 1 || got[0].Content != want {
			t.Errorf("%s: sent %+v", name, got)
		}
		if known := s.Length == int64(len(s.Body)); known != tt.known || !known && s.Length != -1 {
			t.Errorf("%s: Content-Length %d of %d", name, s.Length, len(s.Body))
		}
	}
	if _, err := file.Stat(); err != nil {
		t.Errorf("the caller's file was closed: %v", err)
	}
}

func TestUploadErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	for name, tt := range map[string]struct {
		file endpoint.File
		want error
		text string
	}{
		"no content": {endpoint.File{Name: "a.jpg"}, endpoint.ErrNoFile, "media.upload: endpoint: nothing to upload"},
		"no name":    {endpoint.File{Content: strings.NewReader("x")}, endpoint.ErrNoFile, "media.upload: endpoint: nothing to upload"},
		"seek":       {endpoint.File{Name: "a.jpg", Content: &failingSeeker{strings.NewReader("x"), 1}}, errNoMoreSeeks, "media.upload: no more seeks"},
		"seek back":  {endpoint.File{Name: "a.jpg", Content: &failingSeeker{strings.NewReader("x"), 2}}, errNoMoreSeeks, "media.upload: no more seeks"},
		"read":       {endpoint.File{Name: "a.jpg", Content: errorBody{broken}, Size: 1}, broken, "media.upload: disk on fire"},
	} {
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			_, err := io.Copy(io.Discard, r.Body)
			return nil, err
		}).client()
		_, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: tt.file})
		if !errors.Is(err, tt.want) || !strings.HasPrefix(err.Error(), tt.text) {
			t.Errorf("%s: got %v, want %s", name, err, tt.text)
		}
	}
}

// A wrong size is an error: a truncated file would arrive as if it were whole.
func TestUploadSizeMismatch(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{1, 6, 8, 100} {
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err == nil || bytes.Contains(body, []byte("--\r\n")) {
				t.Errorf("size %d: %q was sent, %v", size, body, err)
			}
			return nil, err
		}).client()
		in := mediaIn{Media: endpoint.File{Name: "a.jpg", Content: strings.NewReader("content"), Size: size}}
		_, err := endpoint.Call(t.Context(), c, upload, in)
		if !errors.Is(err, endpoint.ErrFileSize) || !strings.HasPrefix(err.Error(), "media.upload: endpoint: the upload's content") {
			t.Errorf("size %d: got %v", size, err)
		}
	}
}

// endless is an endless reader that counts the bytes that were read.
type endless struct{ given int64 }

func (e *endless) Read(p []byte) (int, error) {
	clear(p)
	e.given += int64(len(p))
	return len(p), nil
}

// An upload of 64 MiB is not buffered: only as many bytes are read as are sent.
func TestUploadStreams(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	source := &endless{}
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		if source.given != 0 {
			t.Errorf("%d bytes were read before the request", source.given)
		}
		var received int64
		buf := make([]byte, 64<<10)
		for {
			n, err := r.Body.Read(buf)
			received += int64(n)
			if source.given > received {
				t.Fatalf("%d bytes were read for %d sent", source.given, received)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
		}
		if received != r.ContentLength {
			t.Errorf("received %d of %d bytes", received, r.ContentLength)
		}
		return answer(200, `{"media_id":"M"}`), nil
	}).client()
	in := mediaIn{Media: endpoint.File{Name: "a.mp4", Content: io.LimitReader(source, size), Size: size}}
	if _, err := endpoint.Call(t.Context(), c, upload, in); err != nil || source.given < size {
		t.Errorf("%v after %d bytes", err, source.given)
	}
}

// The platform may refuse the token before the upload is finished, while the transport still reads. That must not
// disturb the second try, nor the caller afterwards.
func TestRefusalDuringUpload(t *testing.T) {
	t.Parallel()
	content := strings.NewReader(strings.Repeat("content ", 1000))
	first := make(chan io.Reader, 1)
	requests := 0
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		if requests++; requests == 1 {
			if _, err := io.ReadFull(r.Body, make([]byte, 1000)); err != nil {
				t.Error(err)
			}
			first <- r.Body
			return answer(200, `{"errcode":42001,"errmsg":"access_token expired"}`), nil
		}
		if n, err := (<-first).Read(make([]byte, 10)); n != 0 || err == nil || err == io.EOF {
			t.Errorf("the first try read %d more bytes, %v", n, err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || strings.Count(string(body), "content ") != 1000 || int64(len(body)) != r.ContentLength {
			t.Errorf("the second try sent %d bytes of %d, %v", len(body), r.ContentLength, err)
		}
		first <- r.Body
		return answer(200, `{"media_id":"M"}`), nil
	}).client()
	if _, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.mp4", Content: content}}); err != nil {
		t.Fatal(err)
	}
	if n, err := (<-first).Read(make([]byte, 10)); n != 0 || err == nil || err == io.EOF {
		t.Errorf("after the call %d more bytes were read, %v", n, err)
	}
}

// The transport itself sends a file again if a kept connection was dead.
func TestTransportRewindsUpload(t *testing.T) {
	t.Parallel()
	c := roundTrip(func(r *http.Request) (*http.Response, error) {
		before, _ := io.ReadAll(io.LimitReader(r.Body, 200))
		again, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Body.Read(make([]byte, 1)); err == nil {
			t.Error("both bodies can be read")
		}
		body, err := io.ReadAll(again)
		if err != nil || !bytes.HasPrefix(body, before) || int64(len(body)) != r.ContentLength {
			t.Errorf("%d bytes of %d, %v", len(body), r.ContentLength, err)
		}
		return answer(200, `{}`), nil
	}).client()
	in := mediaIn{Media: endpoint.File{Name: "a.mp4", Content: strings.NewReader(strings.Repeat("content ", 100))}}
	if _, err := endpoint.Call(t.Context(), c, upload, in); err != nil {
		t.Fatal(err)
	}
}

// The file's directory on the machine is not sent.
func TestUploadOmitsDirectory(t *testing.T) {
	t.Parallel()
	rec, c := record(t, 200, `{"media_id":"M"}`)
	in := mediaIn{Type: "image", Media: endpoint.File{Name: "/home/me/private/封面.jpg", Content: strings.NewReader("content")}}
	if _, err := endpoint.Call(t.Context(), c, upload, in); err != nil {
		t.Fatal(err)
	}
	if body := rec.one(t).Body; strings.Contains(body, "private") || !strings.Contains(body, `filename="封面.jpg"`) {
		t.Errorf("sent %s", body)
	}
}

// A middleware that calls next again sends the whole file again, or fails if the file cannot be read a second time.
func TestMiddlewareSendsAnUploadAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		content io.Reader
		want    error
		sent    int
	}{
		"seeks":       {strings.NewReader("content"), nil, 2},
		"cannot seek": {io.LimitReader(strings.NewReader("content"), 100), endpoint.ErrNotReplayable, 1},
	} {
		sent := 0
		c := roundTrip(func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			if err != nil || !bytes.Contains(body, []byte("\r\n\r\ncontent\r\n--")) {
				t.Errorf("%s: sent %q, %v", name, body, err)
			}
			sent++
			return answer(200, `{"media_id":"M"}`), nil
		}).client()
		c.Middleware = []endpoint.Middleware{func(next endpoint.Handler) endpoint.Handler {
			return func(ctx context.Context, call *endpoint.Invocation) error {
				if err := next(ctx, call); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				return next(ctx, call)
			}
		}}
		_, err := endpoint.Call(t.Context(), c, upload, mediaIn{Media: endpoint.File{Name: "a.jpg", Content: tt.content}})
		if !errors.Is(err, tt.want) || sent != tt.sent {
			t.Errorf("%s: %d were sent, want %d; %v", name, sent, tt.sent, err)
		}
	}
}

// Progress tells each piece of the content that is sent. A repeated upload counts from its start again.
func TestUploadProgress(t *testing.T) {
	t.Parallel()
	const size = 100_000
	unknown := func(size int) io.Reader { return io.LimitReader(&endless{}, int64(size)) }
	for name, tt := range map[string]struct {
		content io.Reader
		answers []string
		total   int64
		starts  int
	}{
		"known length":   {strings.NewReader(strings.Repeat("x", size)), []string{`{"media_id":"M"}`}, size, 1},
		"unknown length": {unknown(size), []string{`{"media_id":"M"}`}, -1, 1},
		"empty":          {strings.NewReader(""), []string{`{"media_id":"M"}`}, 0, 0},
		"refused token": {
			strings.NewReader(strings.Repeat("x", size)), []string{`{"errcode":42001}`, `{"media_id":"M"}`}, size, 2,
		},
	} {
		var last, sent int64
		starts := 0
		progress := func(now, total int64) {
			if now <= last {
				last = 0
			}
			if last == 0 {
				starts++
			}
			if total != tt.total || now <= last || now > size {
				t.Errorf("%s: progress %d of %d after %d", name, now, total, last)
			}
			sent += now - last
			last = now
		}
		f, requests := answering(tt.answers...)
		in := mediaIn{Media: endpoint.File{Name: "a.mp4", Content: tt.content, Progress: progress}}
		if _, err := endpoint.Call(t.Context(), f.client(), upload, in); err != nil || *requests != len(tt.answers) {
			t.Errorf("%s: %v after %d requests", name, err, *requests)
		}
		if starts != tt.starts || sent != int64(starts*size) {
			t.Errorf("%s: progress told %d bytes in %d uploads, want %d bytes each", name, sent, starts, size)
		}
	}
}
