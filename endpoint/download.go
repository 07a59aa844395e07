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

// Download is a binary answer. Close its Body.
type Download struct {
	// ContentType is the answer's media type, such as "image/jpeg". The
	// platform says text/plain of some pictures.
	ContentType string
	// Filename is the name that the platform gave, without a directory, or "".
	Filename string
	// Size is the length in bytes, or -1 where it is unknown.
	Size int64
	// Body streams the content and has no bound of its own. It ends with
	// [io.ErrUnexpectedEOF] where the connection broke.
	Body io.ReadCloser
}

const (
	// peeked is how much of a download tells whether it looks like JSON, in
	// bytes, unless all of it is white space.
	peeked = 64
	// maxErrorBody bounds the JSON error that may stand in a download's place,
	// in bytes.
	maxErrorBody = 16 << 10
)

// receiveFile puts a download into the call's output, or the JSON that came in
// its place. It looks before it hands the answer over: an error comes as JSON
// where the file should be, whatever the media type says. JSON without an
// errcode is decoded where the output has fields for it, and is handed over as
// a file where it has none.
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
	if file.index != nil && name == "" && begins(head) == '{' {
		err := c.receive(base, resp.StatusCode, body)
		if err == nil && reflect.ValueOf(c.Out).Elem().IsZero() {
			return &ResponseError{Endpoint: c.Endpoint.Name, Reason: "the answer is neither a file nor what may come in its place"}
		}
		return err
	}
	head = clean(head)
	st, err := readStatus(head, resp.StatusCode) // what is no JSON is the file
	if st.refuses(resp.StatusCode) {
		c.keepRaw(head)
		return newError(c, base, st, resp.StatusCode)
	}
	if err != nil {
		return c.unreadable("the answer in the file's place is broken or longer than 16 KiB", err)
	}
	handedOver = true
	*c.filePlace(file) = &Download{
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

// filenamePattern finds the name in a Content-Disposition that package mime
// refuses.
var filenamePattern = regexp.MustCompile(`(?i)(?:^|[;\s])filename\s*=\s*("[^"]*"|[^;]*)`)

// filename reads the name from a Content-Disposition. It takes Chinese names
// without quotes, which package mime refuses, and no directory, since callers
// save under that name.
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

// download returns the file in the call's output, and whether it has a place
// for one.
func (c *Invocation) download() (*Download, bool) {
	file := c.plan.file
	if !file.is {
		return nil, false
	}
	return *c.filePlace(file), true
}

// dropFile closes the file in the call's output and takes it out, if there is
// one: nobody will.
func (c *Invocation) dropFile() {
	if !c.plan.file.is {
		return
	}
	if place := c.filePlace(c.plan.file); *place != nil {
		(*place).Body.Close()
		*place = nil
	}
}

// filePlace points to where in the output a download goes.
func (c *Invocation) filePlace(file fileOut) **Download {
	v := reflect.ValueOf(c.Out).Elem()
	if file.index != nil {
		v = v.FieldByIndex(file.index)
	}
	return v.Addr().Interface().(**Download)
}

// endsWith is a body whose Close ends the call's time limit as well.
type endsWith struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (e endsWith) Close() error {
	defer e.cancel()
	return e.ReadCloser.Close()
}
