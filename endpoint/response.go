package endpoint

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
)

// ResponseError is an answer that could not be read as what the endpoint
// documents. It does not quote the answer's texts.
type ResponseError struct {
	Endpoint string // the endpoint's name
	Reason   string // what is wrong with the answer
	Err      error  // the decoder's error, or nil
}

func (e *ResponseError) Error() string {
	if e.Err != nil {
		return e.Endpoint + ": " + e.Reason + ": " + e.Err.Error()
	}
	return e.Endpoint + ": " + e.Reason
}

// Unwrap returns the decoder's error.
func (e *ResponseError) Unwrap() error { return e.Err }

// decode reads an answer into out, or returns the error that it is, with what
// comes beside the errcode in out.
func decode(name string, httpStatus int, body []byte, out any) error {
	body = clean(body)
	st, err := readStatus(body)
	if refused := st.refusal(name, httpStatus); refused != nil {
		_ = json.Unmarshal(body, out) // what comes beside an errcode, if anything
		return refused
	}
	switch {
	case len(body) == 0:
		return &ResponseError{Endpoint: name, Reason: "the answer is empty"}
	case !looksJSON(body):
		return &ResponseError{Endpoint: name, Reason: "the answer is not JSON"}
	case err != nil:
		return &ResponseError{Endpoint: name, Reason: "the answer is broken", Err: err}
	}
	if err := json.Unmarshal(body, out); err != nil {
		return &ResponseError{Endpoint: name, Reason: "the answer does not fit its type", Err: err}
	}
	return nil
}

// status is what the platform adds to any answer, and what a refusal consists
// of. A success may lack it.
type status struct {
	Code    Number `json:"errcode"`
	Message string `json:"errmsg"`
}

// readStatus reads the status of a cleaned answer. An answer that is no JSON
// object has none.
func readStatus(body []byte) (status, error) {
	var st status
	if len(body) == 0 || body[0] != '{' {
		return st, nil
	}
	err := json.Unmarshal(body, &st)
	return st, err
}

// refusal returns the error that an answer is, or nil.
func (st status) refusal(name string, httpStatus int) error {
	if st.Code == 0 && httpStatus == http.StatusOK {
		return nil
	}
	return newError(name, Code(st.Code), st.Message, httpStatus)
}

var bom = []byte("\xef\xbb\xbf")

func looksJSON(body []byte) bool {
	c := begins(body)
	return c == '{' || c == '['
}

// begins returns the first byte that is no white space, 0 where there is none.
func begins(body []byte) byte {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, bom))
	if len(body) == 0 {
		return 0
	}
	return body[0]
}

// clean makes an answer valid JSON where users' texts did not: nicknames carry
// raw control characters, which encoding/json refuses. Line ends and tabs
// inside a string are escaped, other control characters dropped. An answer
// without any, the usual case, is not copied. Bad UTF-8 is left to the
// decoder, which puts U+FFFD in its place.
func clean(body []byte) []byte {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, bom))
	if !slices.ContainsFunc(body, isControl) {
		return body
	}
	cleaned := make([]byte, 0, len(body)+16)
	inString, escaped := false, false
	for _, c := range body {
		if isControl(c) {
			if escaped { // a backslash before a control character escapes nothing
				cleaned = cleaned[:len(cleaned)-1]
				escaped = false
			}
			cleaned = appendControl(cleaned, c, inString)
			continue
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = inString
		case c == '"':
			inString = !inString
		}
		cleaned = append(cleaned, c)
	}
	return cleaned
}

func isControl(c byte) bool { return c < ' ' }

// appendControl appends what JSON allows in c's place.
func appendControl(dst []byte, c byte, inString bool) []byte {
	i := bytes.IndexByte([]byte("\n\r\t"), c)
	switch {
	case i < 0:
		return dst
	case inString:
		return append(dst, '\\', "nrt"[i])
	}
	return append(dst, c)
}
