package endpoint

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"regexp"
	"strings"
)

// Download is a binary answer. The caller must close its Body.
type Download struct {
	// ContentType is the answer's media type, such as "image/jpeg". The platform sends text/plain for some pictures.
	ContentType string
	// Filename is the name that the platform gave, without a directory, or "".
	Filename string
	// Size is the length in bytes, or -1 if it is unknown.
	Size int64
	// Body streams the content. Its length is not bounded. Reading ends with [io.ErrUnexpectedEOF] if the connection
	// breaks.
	Body io.ReadCloser
}

const (
	// peeked is the number of bytes of a download that are read to decide whether it may be JSON. If all of them are
	// white space, maxErrorBody bytes are read.
	peeked = 64
	// maxErrorBody bounds the JSON error that may come instead of a download, in bytes.
	maxErrorBody = 16 << 10
)

// receiveFile puts the download into the call's output, or the JSON that came instead of it. It checks the beginning of
// the answer first, since an error comes as JSON whatever the media type says. JSON without an errcode is decoded if
// the output has fields for it, else it is the file.
func (c *Invocation) receiveFile(base *base, resp *http.Response) error {
	handedOver := false
	defer func() {
		if !handedOver {
			resp.Body.Close()
		}
	}()
	body := bufio.NewReaderSize(resp.Body, maxErrorBody)
	head, err := body.Peek(peeked)
	if err == nil && (looksJSON(head) || len(trim(head)) == 0) {
		head, err = body.Peek(maxErrorBody)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return newTransportError(c, base, err)
	}
	name := filename(resp.Header.Get("Content-Disposition"))
	file := c.plan.file
	if file.index != nil && name == "" && firstByte(head) == '{' {
		err := c.receive(base, resp.StatusCode, body)
		if err == nil && reflect.ValueOf(c.Out).Elem().IsZero() {
			return &ResponseError{
				Endpoint: c.Endpoint.Name,
				Reason:   "the answer is neither a file nor what may come in its place",
			}
		}
		return err
	}
	head = clean(head)
	st, err := readStatus(head, resp.StatusCode) // an answer that is not JSON is the file
	if st.refuses(resp.StatusCode) {
		c.keepRaw(head)
		return newError(c, base, st, resp.StatusCode)
	}
	if err != nil {
		return c.newResponseError("the answer in the file's place is broken or longer than 16 KiB", err)
	}
	handedOver = true
	*c.downloadField(file) = &Download{
		ContentType: resp.Header.Get("Content-Type"),
		Filename:    name,
		Size:        resp.ContentLength,
		Body: struct {
			io.Reader
			io.Closer
		}{body, resp.Body},
	}
	return nil
}

// filenamePattern finds the name in a Content-Disposition that package mime refuses.
var filenamePattern = regexp.MustCompile(`(?i)(?:^|[;\s])filename\s*=\s*("[^"]*"|[^;]*)`)

// filename returns the name in a Content-Disposition. It accepts Chinese names without quotes, which package mime
// refuses, and drops any directory, since callers save the file under the name.
func filename(disposition string) string {
	_, params, err := mime.ParseMediaType(disposition)
	name := params["filename"]
	if err != nil {
		name = ""
		if m := filenamePattern.FindStringSubmatch(disposition); m != nil {
			name = strings.Trim(m[1], `" `)
		}
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	return name
}

// download returns the file in the call's output, and whether the output has a field for one.
func (c *Invocation) download() (*Download, bool) {
	file := c.plan.file
	if !file.exists {
		return nil, false
	}
	return *c.downloadField(file), true
}

// closeDownload closes and removes the file in the call's output, if there is one: the caller will not see it.
func (c *Invocation) closeDownload() {
	if !c.plan.file.exists {
		return
	}
	if place := c.downloadField(c.plan.file); *place != nil {
		(*place).Body.Close()
		*place = nil
	}
}

// downloadField returns a pointer to the download in the call's output.
func (c *Invocation) downloadField(file fileField) **Download {
	v := reflect.ValueOf(c.Out).Elem()
	if file.index != nil {
		v = v.FieldByIndex(file.index)
	}
	return v.Addr().Interface().(**Download)
}

// cancelOnClose is a body whose Close also releases the call's time limit.
type cancelOnClose struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (e cancelOnClose) Close() error {
	defer e.cancel()
	return e.ReadCloser.Close()
}
