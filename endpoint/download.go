package endpoint

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"net/http"
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

	endpoint string // the endpoint's name
	object   bool   // Body begins as a JSON object does and came without a name
}

// Decode reads into out what came as JSON in a file's place, such as a video's
// address or an article of the material, and reports false for a file, of which
// it reads nothing. The JSON may have 16 MiB. Close Body either way.
func (d *Download) Decode(out any) (bool, error) {
	if !d.object {
		return false, nil
	}
	body, err := readBounded(d.endpoint, d.Body)
	if err != nil {
		return true, err
	}
	return true, decode(d.endpoint, http.StatusOK, body, out)
}

const (
	// peeked is how much of a download tells whether it looks like JSON, in
	// bytes: white space may come first.
	peeked = 64
	// maxErrorBody bounds the JSON error that may stand in a download's place,
	// in bytes.
	maxErrorBody = 16 << 10
)

// newDownload looks before it hands the answer over: an error comes as JSON
// where the file should be, whatever the media type says. JSON without an
// errcode, such as a video's address, is handed over: see [Download.Decode].
func newDownload(endpoint string, resp *http.Response) (*Download, error) {
	body := bufio.NewReaderSize(resp.Body, maxErrorBody)
	head, err := body.Peek(peeked)
	if err == nil && looksJSON(head) {
		head, err = body.Peek(maxErrorBody)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		resp.Body.Close()
		return nil, newTransportError(endpoint, err)
	}
	st, _ := readStatus(clean(head)) // what is no JSON is the file
	if err := st.refusal(endpoint, resp.StatusCode); err != nil {
		resp.Body.Close()
		return nil, err
	}
	name := filename(resp.Header.Get("Content-Disposition"))
	return &Download{
		endpoint:    endpoint,
		object:      name == "" && begins(head) == '{',
		ContentType: resp.Header.Get("Content-Type"),
		Filename:    name,
		Size:        resp.ContentLength,
		Body: struct {
			io.Reader
			io.Closer
		}{body, resp.Body},
	}, nil
}

// filename reads the name from a Content-Disposition. It takes Chinese names
// without quotes, which package mime refuses, and no directory, since callers
// save under that name.
func filename(disposition string) string {
	_, params, err := mime.ParseMediaType(disposition)
	name := params["filename"]
	if err != nil {
		_, rest, _ := strings.Cut(disposition, "filename=")
		rest, _, _ = strings.Cut(rest, ";")
		name = strings.Trim(rest, `" `)
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	return name
}
