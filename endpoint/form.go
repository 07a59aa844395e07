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
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// File is a file to upload, streamed from Content.
type File struct {
	// Name is the file's name with its ending, such as "cover.jpg", from which
	// the platform tells the format. A directory before it is not sent.
	Name string
	// Content is read once, and not after the call has returned, which waits
	// for a Read under way. Where it can seek, a call that failed on an old
	// token is repeated from where it stood. It is not closed.
	Content io.Reader
	// Size is the content's length in bytes; a call whose content has another
	// length fails. 0 means that it is found by seeking or by a Len method.
	// With none of the three the upload goes out chunked, which the platform
	// is known to refuse at times (41005).
	Size int64
}

// ErrNoFile is returned for an upload without a file.
var ErrNoFile = errors.New("endpoint: nothing to upload: File.Name or File.Content is empty")

var errNoFileField = errors.New("the endpoint uploads, and its input has no File with a form tag")

// form is a multipart body: what stands before the file, the file, what
// stands after it.
type form struct {
	contentType string
	before      []byte
	content     io.Reader
	after       []byte
	size        int64    // of the content, -1 where unknown
	start       position // of the content
	given       bool     // the content has been read, in part at least
	last        *turn    // what body returned last
}

// newForm returns nil for a form without a part: an endpoint whose file may be
// left out then has no body.
func newForm(fields []Field, in reflect.Value) (*form, error) {
	if !slices.ContainsFunc(fields, func(f Field) bool { return f.Type == reflect.TypeFor[File]() }) {
		return nil, errNoFileField
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	var fileField string
	var file File
	err := each(fields, in, func(f *Field, v reflect.Value) error {
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
		if _, err := w.CreatePart(fileHeader(fileField, path.Base(file.Name))); err != nil {
			return nil, err
		}
	case buf.Len() == 0:
		return nil, nil
	default:
		file.Content = strings.NewReader("")
	}
	f := &form{contentType: w.FormDataContentType(), before: bytes.Clone(buf.Bytes()), content: file.Content}
	buf.Reset()
	if err := w.Close(); err != nil {
		return nil, err
	}
	f.after = buf.Bytes()
	f.size, f.start, err = file.measure()
	return f, err
}

// formText writes v as it goes in a form: a struct as JSON.
func formText(v reflect.Value) (string, error) {
	_, second := v.Interface().(File)
	_, writesItself := v.Interface().(encoding.TextMarshaler)
	if v.Kind() != reflect.Struct || second || writesItself {
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
		"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quoteEscaper.Replace(field), quoteEscaper.Replace(name))},
		"Content-Type":        {contentType},
	}
}

// Length returns the content's length in bytes from where it stands, and -1
// where only reading it would tell. The content is left where it stood.
func (f File) Length() (int64, error) {
	size, _, err := f.measure()
	return size, err
}

// measure finds the content's length, and where it can seek its start.
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
		return size, position{}, nil // such as a pipe: an *os.File that cannot seek
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

// position is where a content stood; the zero position is of one that cannot
// seek.
type position struct {
	seeker io.Seeker
	at     int64
}

func (p position) restore() error {
	_, err := p.seeker.Seek(p.at, io.SeekStart)
	return err
}

func (f *form) replayable() bool { return f.start.seeker != nil || !f.given }

// length is the body's length in bytes, -1 where unknown.
func (f *form) length() int64 {
	if f.size < 0 {
		return -1
	}
	return int64(len(f.before)) + f.size + int64(len(f.after))
}

// body returns the form from its start, and ends the turn of the one before.
func (f *form) body() (io.ReadCloser, error) {
	f.release()
	if !f.replayable() {
		return nil, ErrNotReplayable
	}
	if f.given {
		if err := f.start.restore(); err != nil {
			return nil, err
		}
	}
	f.given = true
	// The content goes without its other methods: its Close is the caller's.
	content := io.Reader(struct{ io.Reader }{f.content})
	if f.size >= 0 {
		content = &exactly{content, f.size}
	}
	f.last = &turn{r: io.MultiReader(bytes.NewReader(f.before), content, bytes.NewReader(f.after))}
	return f.last, nil
}

// release gives the content back: once it returns, no request reads it.
func (f *form) release() {
	if f.last != nil {
		f.last.Close()
	}
}
