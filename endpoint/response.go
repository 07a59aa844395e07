package endpoint

import (
	"bytes"
	"encoding/json"
	"net/http"
	"unicode/utf8"
)

// ResponseError is an answer that could not be read as what the endpoint
// documents. It does not quote the answer.
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

// status is the errcode that the platform adds to any answer.
type status struct {
	Code    Number `json:"errcode"`
	Message string `json:"errmsg"`
}

// decode reads an answer into out, or returns the error that it is.
func decode(name string, httpStatus int, body []byte, out any) error {
	body = clean(body)
	if !looksJSON(body) {
		if httpStatus != http.StatusOK {
			return newError(name, 0, http.StatusText(httpStatus), httpStatus)
		}
		return &ResponseError{Endpoint: name, Reason: "the answer is not JSON"}
	}
	var st status
	if bytes.TrimSpace(body)[0] == '{' {
		if err := json.Unmarshal(body, &st); err != nil {
			return &ResponseError{Endpoint: name, Reason: "the answer is broken JSON", Err: err}
		}
	}
	if st.Code != 0 || httpStatus != http.StatusOK {
		return newError(name, Code(st.Code), st.Message, httpStatus)
	}
	if _, none := out.(*None); none {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return &ResponseError{Endpoint: name, Reason: "the answer does not fit " + name + "'s type", Err: err}
	}
	return nil
}

func looksJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// clean makes an answer valid JSON where users' texts did not: nicknames carry
// raw control characters, which encoding/json refuses. Line ends and tabs
// inside a string are escaped, other control characters dropped. An answer
// without any, the usual case, is returned as it is.
func clean(body []byte) []byte {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if bytes.IndexFunc(body, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) < 0 {
		return body
	}
	cleaned := make([]byte, 0, len(body)+16)
	inString, escaped := false, false
	for _, c := range body {
		switch {
		case c < ' ' && !inString:
			if c == '\n' || c == '\r' || c == '\t' {
				cleaned = append(cleaned, c)
			}
			continue
		case c < ' ':
			if escaped { // a backslash before a control character escapes nothing
				cleaned = cleaned[:len(cleaned)-1]
				escaped = false
			}
			cleaned = appendControl(cleaned, c)
			continue
		case escaped:
			escaped = false
		case c == '\\' && inString:
			escaped = true
		case c == '"':
			inString = !inString
		}
		cleaned = append(cleaned, c)
	}
	return cleaned
}

func appendControl(dst []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return dst
}
