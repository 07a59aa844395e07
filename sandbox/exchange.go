package sandbox

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/message"
)

// Exchange is one request and its answer between the platform and the account:
// a push, a call of the API, a handshake, a login page, a check of a JS-SDK
// signature.
type Exchange struct {
	ID         int64     `json:"id"`
	At         time.Time `json:"at"`
	Kind       string    `json:"kind"` // "push", "call", "handshake", "authorize" or "jssdk"
	Title      string    `json:"title"`
	User       string    `json:"user,omitempty"`
	Mode       string    `json:"mode,omitempty"`    // of a push
	Attempt    int       `json:"attempt,omitempty"` // of a push: 1 to 3, or more with [Platform.PushAgain]
	DurationMS float64   `json:"durationMs"`
	Pending    bool      `json:"pending"`
	OK         bool      `json:"ok"`
	Status     int       `json:"status,omitempty"`   // HTTP
	Fidelity   string    `json:"fidelity,omitempty"` // of a call: "stateful" or "missing"
	Endpoint   string    `json:"endpoint,omitempty"` // of a call, such as "menu.create"
	ErrCode    int       `json:"errcode"`

	Request    HTTPMessage `json:"request"`
	Response   HTTPMessage `json:"response"`
	Signatures []Signature `json:"signatures,omitempty"`
	// Outcome says how a push ended: "replied", "success", "empty", "late",
	// "refused" (an answer that the platform does not take), "status" (not
	// 200), "broken" (no whole answer) or "unconnected".
	Outcome string `json:"outcome,omitempty"`
	// Fault is what the sandbox did to a push because it was asked to: "delay"
	// or "cut".
	Fault   string   `json:"fault,omitempty"`
	Problem *Problem `json:"problem"`

	rid  string // of a refused call
	push *push  // of a push
}

// HTTPMessage is a request or a response.
type HTTPMessage struct {
	Method  string            `json:"method,omitempty"`
	URL     string            `json:"url,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"`
	// Opened is the body decrypted, or its JSON indented; "" where that adds
	// nothing.
	Opened string `json:"opened,omitempty"`
}

// Signature is a signature and what it was made of.
type Signature struct {
	Name     string          `json:"name"`
	Value    string          `json:"value"`
	Expected string          `json:"expected,omitempty"` // where Value is wrong
	Parts    []SignaturePart `json:"parts"`
	OK       bool            `json:"ok"`
}

// SignaturePart is one of the strings that were signed.
type SignaturePart struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// maxExchanges is how many exchanges are kept.
const maxExchanges = 500

// exchanges keeps the last ones, oldest first.
type exchanges struct {
	last int64
	list []*Exchange
}

// record keeps x under a new id and tells the pages.
func (w *world) record(x Exchange) *Exchange {
	w.exchanges.last++
	x.ID, x.At = w.exchanges.last, w.now()
	w.exchanges.list = appendLast(w.exchanges.list, &x, maxExchanges)
	w.changed(&x)
	return &x
}

// appendLast appends to a list that keeps the last most elements. The first one
// is let go of without moving the others.
func appendLast[E any](list []E, e E, most int) []E {
	if len(list) == most {
		clear(list[:1])
		list = list[1:]
	}
	return append(list, e)
}

// changed tells the pages about an exchange.
func (w *world) changed(x *Exchange) {
	if w.ctx.Err() == nil {
		w.p.hub.publish("exchange", x)
	}
}

// Exchanges returns the last 500 exchanges, oldest first.
func (p *Platform) Exchanges() []Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]Exchange, len(p.world.exchanges.list))
	for i, x := range p.world.exchanges.list {
		list[i] = *x
	}
	return list
}

// maxRecorded bounds a recorded body, in bytes.
const maxRecorded = 64 << 10

// recorded is a body as the inspector keeps it.
func recorded(body []byte) string {
	if !utf8.Valid(body) {
		return "(binary)"
	}
	if len(body) > maxRecorded {
		return strings.ToValidUTF8(string(body[:maxRecorded]), "") + "…"
	}
	return string(body)
}

func flatten(h http.Header) map[string]string {
	flat := make(map[string]string, len(h))
	for k, v := range h {
		flat[k] = strings.Join(v, ", ")
	}
	return flat
}

// titleOf names a push in a few words.
func titleOf(m message.Message) string {
	switch m := m.(type) {
	case *message.Text:
		return "text " + short(m.Content)
	case message.Event:
		return strings.TrimSpace("event " + m.EventName() + " " + short(m.Key()))
	}
	return m.Type()
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
