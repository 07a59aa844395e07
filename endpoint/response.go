package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"unicode"
)

// ResponseError is an answer that could not be read as the endpoint documents it. Its text quotes at most a number or
// one character of the answer. The platform may have made the call.
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

// maxResponse bounds a JSON answer, in bytes. The largest documented ones, a page of 10,000 OpenIDs or a batch of
// articles, stay below 2 MB.
const maxResponse = 16 << 20

// maxPooled bounds the size of a buffer that is kept for later answers, in bytes.
const maxPooled = 64 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 2<<10); return &b }}

// receive reads an answer and decodes it.
func (c *Invocation) receive(base *base, status int, r io.Reader) error {
	buf := buffers.Get().(*[]byte)
	defer func() {
		if cap(*buf) <= maxPooled {
			*buf = (*buf)[:0]
			buffers.Put(buf)
		}
	}()
	var err error
	if *buf, err = readAll(*buf, r); err != nil {
		if errors.Is(err, errTooLong) {
			return &ResponseError{Endpoint: c.Endpoint.Name, Reason: err.Error()}
		}
		return newTransportError(c, base, err)
	}
	return c.decode(base, status, *buf)
}

var errTooLong = errors.New("the answer is longer than 16 MiB")

// readAll appends the content of r to buf, at most maxResponse bytes.
func readAll(buf []byte, r io.Reader) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):min(cap(buf), maxResponse+1)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > maxResponse:
			return buf, errTooLong
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}

// decode decodes an answer into the call's output. If the answer is a refusal it returns the error, and decodes the
// members beside the errcode into the output.
func (c *Invocation) decode(base *base, httpStatus int, body []byte) error {
	body = clean(body)
	st, err := readStatus(body, httpStatus)
	c.keepRaw(body)
	if st.refuses(httpStatus) {
		_ = json.Unmarshal(body, c.Out) // the members beside the errcode, if any
		return newError(c, base, st, httpStatus)
	}
	switch {
	case len(body) == 0:
		return c.newResponseError("the answer is empty", nil)
	case !looksJSON(body):
		return c.newResponseError("the answer is not JSON: "+cureForeign, nil)
	case err != nil:
		return c.newResponseError("the answer is broken", err)
	case c.plan.noOutput && st.given:
		return nil // there is nothing else to decode
	}
	if err := json.Unmarshal(body, c.Out); err != nil {
		var syntax *json.SyntaxError
		if body[0] == '{' && errors.As(err, &syntax) {
			return c.newResponseError("the answer is broken", err)
		}
		return c.newResponseError("the answer does not fit its type", err)
	}
	return nil
}

// newResponseError makes the error of an answer that cannot be read.
func (c *Invocation) newResponseError(reason string, err error) error {
	return &ResponseError{Endpoint: c.Endpoint.Name, Reason: reason, Err: c.secrets.hide(err)}
}

// keepRaw stores the answer if the call has the option WithRaw.
func (c *Invocation) keepRaw(body []byte) {
	if c.raw != nil && looksJSON(body) && json.Valid(body) {
		*c.raw = bytes.Clone(body)
	}
}

// status holds the members that the platform adds to any answer. A refusal consists of them; a success may lack them.
type status struct {
	Code    errcode `json:"errcode"`
	Message string  `json:"errmsg"`
	given   bool    // the answer is a JSON object and was decoded for its status
}

// errcode is a number. If an object has several, the first that is not 0 counts.
type errcode Number

// UnmarshalJSON reads a number if c is still 0.
func (c *errcode) UnmarshalJSON(raw []byte) error {
	if *c != 0 {
		return nil
	}
	return (*Number)(c).UnmarshalJSON(raw)
}

// readStatus returns the status of a cleaned answer, and the zero status for an answer that is not a JSON object. A
// success that has no status member is not decoded here: it is decoded once, into the call's output.
func readStatus(body []byte, httpStatus int) (status, error) {
	if len(body) > 0 && body[0] == '{' && (httpStatus != http.StatusOK || mayHoldStatus(body)) {
		return decodeStatus(body)
	}
	return status{}, nil
}

func decodeStatus(object []byte) (st status, err error) {
	err = json.Unmarshal(object, &st)
	st.given = err == nil
	return st, err
}

// refuses reports whether the answer is an error.
func (st status) refuses(httpStatus int) bool { return st.Code != 0 || httpStatus != http.StatusOK }

// isKey reports whether the string that begins at i in a JSON object is the name of a member.
func isKey(object []byte, i int) bool {
	before := bytes.TrimRight(object[:i], " \t\r\n")
	return len(before) > 0 && before[len(before)-1] != ':'
}

// The names of a status's members.
var (
	errcodeName = []byte("errcode")
	errmsgName  = []byte("errmsg")
)

// statusTraces are byte sequences of which every object with a status member contains at least one. Searching for them
// is fast, and most answers contain none.
var statusTraces = [][]byte{[]byte("rr"), []byte("rR"), []byte("Rr"), []byte("RR"), []byte(`\u`)}

// mayHoldStatus reports whether encoding/json could find a status member at the top level of a JSON object, in upper or
// lower case. False is certain; true may be wrong for unusual objects.
func mayHoldStatus(object []byte) bool {
	if !slices.ContainsFunc(statusTraces, func(trace []byte) bool { return bytes.Contains(object, trace) }) {
		return false
	}
	depth := 0
	for i := 0; i < len(object); i++ {
		switch object[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			end := i + 1
			for end < len(object) && object[end] != '"' {
				if object[end] == '\\' {
					if depth == 1 && isKey(object, i) {
						return true // an escape in a name
					}
					end++
				}
				end++
			}
			if end >= len(object) {
				return false // the object is broken, and has no status so far
			}
			if name := object[i+1 : end]; depth == 1 &&
				(bytes.EqualFold(name, errcodeName) || bytes.EqualFold(name, errmsgName)) {
				return true
			}
			i = end
		}
	}
	return false
}

func looksJSON(body []byte) bool {
	c := firstByte(body)
	return c == '{' || c == '['
}

// firstByte returns the first byte that is not white space, or 0 if there is none.
func firstByte(body []byte) byte {
	body = trim(body)
	if len(body) == 0 {
		return 0
	}
	return body[0]
}

// trim removes white space and byte order marks from both ends.
func trim(body []byte) []byte {
	return bytes.TrimFunc(body, func(r rune) bool { return r == '\uFEFF' || unicode.IsSpace(r) })
}

// clean repairs JSON that users' texts have made invalid: nicknames contain raw control characters, which encoding/json
// refuses. It escapes line ends and tabs inside a string and drops other control characters. An answer without any, the
// usual case, is not copied. Invalid UTF-8 is left to the decoder, which replaces it by U+FFFD.
func clean(body []byte) []byte {
	body = trim(body)
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

// appendControl appends the JSON form of the control character c, if it has one.
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
