package endpoint

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/field"
)

// File is a file to upload. It is streamed from Content.
type File struct {
	// Name is the file's name with its extension, such as "cover.jpg"; the platform derives the format from the
	// extension. A directory in front of it is not sent.
	Name string
	// Content is read once and not closed. It is not read any more when the call returns: the call waits for a Read in
	// progress. If Content can seek, a call that failed because of an old token is repeated from the position at which
	// the content was given.
	Content io.Reader
	// Size is the content's length in bytes. A call whose content has another length fails. If Size is 0, the length is
	// found by seeking or by a Len method. If neither is possible the upload is sent chunked, which the platform is
	// known to refuse at times (41005).
	Size int64
	// Progress, if it is set, is called whenever a part of the content is sent: with the number of bytes sent so far,
	// and with the content's length, -1 if that is unknown. If the upload is repeated, the number begins at 0 again.
	// The upload waits for Progress; when the call has returned, Progress is not called any more.
	Progress func(sent, total int64) `json:"-"`
}

// ErrNoFile is returned for an upload without a file.
var ErrNoFile = errors.New("endpoint: nothing to upload: File.Name or File.Content is empty")

var errNoFileField = errors.New("the endpoint uploads, and its input has no File with a form tag")

// form is a multipart body: the bytes before the file, the file, and the bytes after it.
type form struct {
	contentType string
	before      []byte
	content     io.Reader
	after       []byte
	size        int64 // of the content, -1 if unknown
	progress    func(sent, total int64)
	start       position     // of the content
	started     bool         // a request has begun to read the content
	lastBody    *requestBody // the body of the last request
}

// newForm encodes the fields of in. It returns nil if there is no part: an endpoint whose file is optional then has no
// body.
func newForm(fields []Field, in reflect.Value) (*form, error) {
	if !slices.ContainsFunc(fields, func(f Field) bool { return f.Type == reflect.TypeFor[File]() }) {
		return nil, errNoFileField
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	var fileField string
	var file File
	err := forEachSent(fields, in, func(f *Field, v reflect.Value) error {
		if given, ok := v.Interface().(File); ok && fileField == "" {
			fileField, file = f.Name, given
			return nil
		}
		s, err := formText(v)
		return errors.Join(err, w.WriteField(f.Name, s))
	})
	switch {
	case err != nil:
		return nil, err
	case fileField != "":
		if file.Name == "" || file.Content == nil {
			return nil, ErrNoFile
		}
		if _, err := w.CreatePart(fileHeader(fileField, filepath.Base(file.Name))); err != nil {
			return nil, err
		}
	case buf.Len() == 0:
		return nil, nil
	default:
		file.Content = strings.NewReader("")
	}
	f := &form{
		contentType: w.FormDataContentType(),
		before:      bytes.Clone(buf.Bytes()),
		content:     file.Content,
		progress:    file.Progress,
	}
	buf.Reset()
	if err := w.Close(); err != nil {
		return nil, err
	}
	f.after = buf.Bytes()
	f.size, f.start, err = file.measure()
	return f, err
}

// formText returns v as a form carries it: a struct as JSON.
func formText(v reflect.Value) (string, error) {
	_, isFile := v.Interface().(File)
	_, hasText := v.Interface().(encoding.TextMarshaler)
	if v.Kind() != reflect.Struct || isFile || hasText {
		return text(v)
	}
	raw, err := EncodeJSON(v.Interface())
	return string(raw), err
}

var quoteEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "")

func fileHeader(field, name string) textproto.MIMEHeader {
	contentType := mime.TypeByExtension(filepath.Ext(name))
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	return textproto.MIMEHeader{
		"Content-Disposition": {
			fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quoteEscaper.Replace(field), quoteEscaper.Replace(name)),
		},
		"Content-Type": {contentType},
	}
}

// Length returns the content's length in bytes from its current position, or -1 if only reading it would tell. The
// position does not change.
func (f File) Length() (int64, error) {
	size, _, err := f.measure()
	return size, err
}

// Check refuses a file without a name or content, with another ending than the given ones, that is empty, or that has
// more than most bytes, for which tooLarge is the platform's code. The error is a [*FieldError] of an area about its
// field where. Without endings any is allowed. The size is checked if it is known without reading the file.
func (f File) Check(area field.In, where string, most int64, tooLarge Code, endings ...string) error {
	if f.Name == "" || f.Content == nil {
		return area.Field(where, "has no name or no content", "give an endpoint.File with both").With(ErrNoFile)
	}
	if ending := strings.ToLower(filepath.Ext(f.Name)); len(endings) > 0 && !slices.Contains(endings, ending) {
		return area.Field(where, fmt.Sprintf("has the ending %q", ending),
			"give a file with "+strings.Join(endings, ", ")).With(ErrInvalidFileType)
	}
	size, err := f.Length()
	switch {
	case err != nil:
		return fmt.Errorf("%s: measure the file: %w", area, err)
	case size == 0:
		return area.Empty(where, "give a file that is not empty").With(ErrEmptyMedia)
	case size > most:
		return area.Field(where, fmt.Sprintf("has %d bytes", size), fmt.Sprintf("give 1 to %d", most)).With(tooLarge)
	}
	return nil
}

// measure finds the content's length and, if it can seek, its position.
func (f File) measure() (size int64, start position, err error) {
	size = -1
	if f.Size > 0 {
		size = f.Size
	} else if sized, ok := f.Content.(interface{ Len() int }); ok {
		size = int64(sized.Len())
	}
	seeker, ok := f.Content.(io.Seeker)
	if !ok {
		return size, position{}, nil
	}
	at, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return size, position{}, nil // for example a pipe: an *os.File that cannot seek
	}
	start = position{seeker, at}
	if size >= 0 {
		return size, start, nil
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return -1, start, err
	}
	return end - at, start, start.restore()
}

// position is a position in a content. The zero position is that of a content that cannot seek.
type position struct {
	seeker io.Seeker
	at     int64
}

func (p position) restore() error {
	_, err := p.seeker.Seek(p.at, io.SeekStart)
	return err
}

func (f *form) replayable() bool { return f.start.seeker != nil || !f.started }

// length returns the body's length in bytes, or -1 if unknown.
func (f *form) length() int64 {
	if f.size < 0 {
		return -1
	}
	return int64(len(f.before)) + f.size + int64(len(f.after))
}

// body returns the form from its start, and closes the body of the request before.
func (f *form) body() (io.ReadCloser, error) {
	f.release()
	if !f.replayable() {
		return nil, ErrNotReplayable
	}
	if f.started {
		if err := f.start.restore(); err != nil {
			return nil, err
		}
	}
	f.started = true
	// The content's other methods are hidden: closing it is up to the caller.
	content := io.Reader(struct{ io.Reader }{f.content})
	if f.size >= 0 {
		content = &exactReader{content, f.size}
	}
	if f.progress != nil {
		content = &countingReader{Reader: content, total: f.size, report: f.progress}
	}
	f.lastBody = &requestBody{r: io.MultiReader(bytes.NewReader(f.before), content, bytes.NewReader(f.after))}
	return f.lastBody, nil
}

// release closes the last body. After it returns, no request reads the content.
func (f *form) release() {
	if f.lastBody != nil {
		f.lastBody.Close()
	}
}
