package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Push is a captured request of the platform: a push, or the handshake of the server address.
type Push struct {
	// Method is the HTTP method, "" if it is not known.
	Method string
	// Query is what follows the ? of the address, as it was sent.
	Query string
	// Header has the header's fields by their canonical names. It is nil if they are not known.
	Header map[string]string
	// Body is the body as it was sent.
	Body []byte
	// More says that the text goes on behind the body.
	More bool
	// At is when the request came. The age of its timestamp is judged only if it is known.
	At time.Time
}

// ErrForm is the error for a text that is no captured request.
var ErrForm = errors.New(
	"capture: not a captured push: give the request (request line, headers, an empty line, body), " +
		"its URL and then its body, its body alone, or the JSON of an exchange of the sandbox",
)

var requestLine = regexp.MustCompile(`^([A-Z]+) (\S+) HTTP/\d(?:\.\d)?$`)

// ErrKind is the error for an exchange of the sandbox that is neither a push nor a handshake.
var ErrKind = errors.New("capture: the exchange is neither a push nor a handshake")

// Parse reads a captured request: the HTTP request itself as it was logged or received (its lines may end with \n), its
// URL in a line and then its body, its body alone, or the JSON of an exchange, as the sandbox's GET
// /_sandbox/exchanges/{id} answers it. Anything else is [ErrForm], and an exchange of another kind
// [ErrKind].
func Parse(raw []byte) (Push, error) {
	text := bytes.TrimLeft(bytes.TrimPrefix(raw, byteOrderMark), " \t\r\n")
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	line := strings.TrimSpace(string(first))
	switch match := requestLine.FindStringSubmatch(line); {
	case match != nil:
		return parseRequest(match[1], match[2], rest)
	case hasExchange(text):
		return parseExchange(text)
	case strings.HasPrefix(line, "http://"), strings.HasPrefix(line, "https://"), strings.HasPrefix(line, "/"):
		return Push{Query: queryOf(line), Body: bytes.TrimLeft(rest, "\r\n")}, nil
	case looksLikeBody(text) && !otherJSON(text):
		return Push{Body: bytes.TrimLeft(raw, " \t\r\n")}, nil
	}
	return Push{}, ErrForm
}

// byteOrderMark is what some editors and servers put in front of UTF-8.
var byteOrderMark = []byte("\xef\xbb\xbf")

// looksLikeBody reports whether a text begins as XML or a JSON object does.
func looksLikeBody(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return len(text) > 0 && (text[0] == '<' || text[0] == '{')
}

// otherJSON reports whether a text is a JSON object that is no push, such as a list of exchanges or an error of the
// sandbox.
func otherJSON(text []byte) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		return false
	}
	for _, name := range []string{"ToUserName", "FromUserName", "MsgType", "Encrypt"} {
		if _, has := members[name]; has {
			return false
		}
	}
	return true
}

// queryOf returns what follows the ? of an address.
func queryOf(address string) string {
	_, query, _ := strings.Cut(address, "?")
	query, _, _ = strings.Cut(query, "#")
	return query
}

// parseRequest reads what follows the request line of an HTTP request.
func parseRequest(method, address string, rest []byte) (Push, error) {
	p := Push{Method: method, Query: queryOf(address), Header: map[string]string{}}
	for {
		line, after, more := bytes.Cut(rest, []byte("\n"))
		rest = after
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			break
		}
		name, value, ok := strings.Cut(string(line), ":")
		if !ok {
			return Push{}, fmt.Errorf(
				"capture: %q is not a line of an HTTP header: is the empty line before the body there?",
				shortened(string(line)),
			)
		}
		p.Header[textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))] = strings.TrimSpace(value)
		if !more {
			break
		}
	}
	p.Body = rest
	// Many tools name the encoding, and show the body without it.
	if strings.EqualFold(p.Header["Transfer-Encoding"], "chunked") && !looksLikeBody(rest) {
		body, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(rest)))
		if err != nil {
			return Push{}, fmt.Errorf("capture: the chunked body is not whole: %w", err)
		}
		p.Body = body
	}
	if length, err := strconv.Atoi(p.Header["Content-Length"]); err == nil && length >= 0 && length < len(p.Body) {
		// What follows is the tool's, such as a newline at the file's end, or another request.
		p.More = len(bytes.TrimSpace(p.Body[length:])) > 0
		p.Body = p.Body[:length]
	}
	return p, nil
}

// exchange has the members of the sandbox's exchanges that are read here.
type exchange struct {
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Request *struct {
		Method  string            `json:"method"`
		URL     string            `json:"url"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"request"`
}

func hasExchange(text []byte) bool {
	var x exchange
	return json.Unmarshal(text, &x) == nil && x.Request != nil
}

func parseExchange(text []byte) (Push, error) {
	var x exchange
	if err := json.Unmarshal(text, &x); err != nil {
		return Push{}, ErrForm
	}
	if x.Kind != "" && x.Kind != "push" && x.Kind != "handshake" {
		return Push{}, fmt.Errorf("%w: its kind is %q", ErrKind, shortened(x.Kind))
	}
	if _, err := url.Parse(x.Request.URL); err != nil {
		return Push{}, errors.New("capture: the exchange's url is not an address")
	}
	p := Push{
		Method: x.Request.Method, Query: queryOf(x.Request.URL), Body: []byte(x.Request.Body), At: x.At,
		Header: map[string]string{},
	}
	for name, value := range x.Request.Headers {
		p.Header[textproto.CanonicalMIMEHeaderKey(name)] = value
	}
	return p, nil
}

// shortened returns a text for an error, without what would make a line of a terminal long.
func shortened(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
