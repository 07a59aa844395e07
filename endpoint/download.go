package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// Download is a binary answer. Close its Body.
type Download struct {
	// ContentType is the answer's media type, such as "image/jpeg".
	ContentType string
	// Filename is the name that the platform gave, or "".
	Filename string
	// Size is the length in bytes, or -1 where it is unknown.
	Size int64
	// Body streams the content and has no bound of its own.
	Body io.ReadCloser
}

// maxErrorBody bounds the JSON that may stand in a download's place, in bytes.
const maxErrorBody = 64 << 10

// newDownload looks before it hands the answer over: an error comes as JSON
// where the file should be. JSON without an errcode, such as a video's
// address, is handed over.
func newDownload(name string, resp *http.Response) (*Download, error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(resp.Body, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		resp.Body.Close()
		return nil, newTransportError(name, err)
	}
	head = head[:n]
	if looksJSON(head) || resp.StatusCode != http.StatusOK {
		rest, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
		if err != nil {
			resp.Body.Close()
			return nil, newTransportError(name, err)
		}
		head = append(head, rest...)
		if err := refusal(name, resp.StatusCode, head); err != nil {
			resp.Body.Close()
			return nil, err
		}
	}
	d := &Download{
		ContentType: resp.Header.Get("Content-Type"),
		Size:        resp.ContentLength,
		Body:        prefixed{io.MultiReader(bytes.NewReader(head), resp.Body), resp.Body},
	}
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil {
		d.Filename = params["filename"]
	}
	return d, nil
}

// refusal returns the error that body is, or nil.
func refusal(name string, httpStatus int, body []byte) error {
	var st status
	if json.Unmarshal(clean(body), &st) == nil && st.Code != 0 {
		return newError(name, Code(st.Code), st.Message, httpStatus)
	}
	if httpStatus != http.StatusOK {
		return newError(name, 0, http.StatusText(httpStatus), httpStatus)
	}
	return nil
}

type prefixed struct {
	io.Reader
	io.Closer
}
