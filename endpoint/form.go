package endpoint

import (
	"bytes"
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
	// Name is the file's name with its ending, from which the platform tells
	// the format.
	Name string
	// Content is read once; where it can seek, a call that failed on an old
	// token is repeated from where it stood.
	Content io.Reader
	// Size is the content's length in bytes; 0 means that it is found by
	// seeking. With neither the upload goes out chunked, which the platform is
	// known to refuse at times (41005).
	Size int64
}

// form is a multipart body: what stands before the file, the file, what
// stands after it.
type form struct {
	contentType  string
	before       []byte
	file         *File
	after        []byte
	start, size  int64 // of the file; size -1 where unknown
	seeker       io.Seeker
	alreadyGiven bool
}

// ErrNoFile is returned for an upload without a file.
var ErrNoFile = errors.New("endpoint: nothing to upload: File.Content is nil")

var fileType = reflect.TypeFor[File]()

func newForm(in any) (*form, error) {
	f := &form{size: -1}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	var fileField string
	err := eachField(in, "form", func(name string, v reflect.Value) error {
		switch {
		case v.Type() == fileType:
			file := v.Interface().(File)
			fileField, f.file = name, &file
			return nil
		case v.Kind() == reflect.String:
			return w.WriteField(name, v.String())
		}
		return fmt.Errorf("form field %s: a %s cannot go in a form", name, v.Type())
	})
	if err != nil {
		return nil, err
	}
	if f.file == nil || f.file.Content == nil {
		return nil, ErrNoFile
	}
	if _, err := w.CreatePart(fileHeader(fileField, f.file.Name)); err != nil {
		return nil, err
	}
	f.before = bytes.Clone(buf.Bytes())
	buf.Reset()
	if err := w.Close(); err != nil {
		return nil, err
	}
	f.after = buf.Bytes()
	f.contentType = w.FormDataContentType()
	return f, f.measure()
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

// measure finds where the file stands and how long it is.
func (f *form) measure() error {
	if f.file.Size > 0 {
		f.size = f.file.Size
	}
	seeker, ok := f.file.Content.(io.Seeker)
	if !ok {
		return nil
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil // such as a pipe: an *os.File that cannot seek
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	f.seeker, f.start = seeker, start
	if f.size < 0 {
		f.size = end - start
	}
	_, err = seeker.Seek(start, io.SeekStart)
	return err
}

func (f *form) rewindable() bool { return f.seeker != nil || !f.alreadyGiven }

// length is the body's length in bytes, -1 where unknown.
func (f *form) length() int64 {
	if f.size < 0 {
		return -1
	}
	return int64(len(f.before)) + f.size + int64(len(f.after))
}

// reader returns the body from its start.
func (f *form) reader() (io.Reader, error) {
	if f.alreadyGiven {
		if _, err := f.seeker.Seek(f.start, io.SeekStart); err != nil {
			return nil, err
		}
	}
	f.alreadyGiven = true
	// The file is given out without its Close: the caller opened it.
	content := io.Reader(struct{ io.Reader }{f.file.Content})
	if f.size >= 0 {
		content = io.LimitReader(content, f.size)
	}
	return io.MultiReader(bytes.NewReader(f.before), content, bytes.NewReader(f.after)), nil
}
