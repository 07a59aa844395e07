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
	"strings"
)

// File is a file to upload, streamed from Content.
type File struct {
	// Name is the file's name with its ending, such as "cover.jpg", from which
	// the platform tells the format.
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

// form is a multipart body: what stands before the file, the file, what
// stands after it.
type form struct {
	contentType string
	before      []byte
	content     io.Reader
	after       []byte
	size        int64     // of the content, -1 where unknown
	seeker      io.Seeker // the content, where it can seek
	start       int64     // where the content stood
	given       bool      // the content has been read, in part at least
	last        *turn     // what body returned last
}

// newForm returns nil for a form without a part: an endpoint whose file may be
// left out then has no body.
func newForm(fields []Field, in reflect.Value) (*form, error) {
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
		if _, err := w.CreatePart(fileHeader(fileField, file.Name)); err != nil {
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
	return f, f.measure(file.Size)
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

// measure finds where the content stands and how long it is, unless its size
// was given.
func (f *form) measure(size int64) error {
	f.size = -1
	if size > 0 {
		f.size = size
	} else if sized, ok := f.content.(interface{ Len() int }); ok {
		f.size = int64(sized.Len())
	}
	seeker, ok := f.content.(io.Seeker)
	if !ok {
		return nil
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil // such as a pipe: an *os.File that cannot seek
	}
	f.seeker, f.start = seeker, start
	if f.size >= 0 {
		return nil
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	f.size = end - start
	_, err = seeker.Seek(start, io.SeekStart)
	return err
}

func (f *form) replayable() bool { return f.seeker != nil || !f.given }

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
	if f.given {
		if _, err := f.seeker.Seek(f.start, io.SeekStart); err != nil {
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
