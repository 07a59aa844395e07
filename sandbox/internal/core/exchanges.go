package core

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// MaxExchanges is how many exchanges are kept.
const MaxExchanges = 500

// Exchange is a recorded exchange with the fields that are not shown.
type Exchange struct {
	record.Exchange
	RID  string // the request id of a refused call
	Push *Push  // the push that the exchange is an attempt of, or nil

	listed bool // whether exchanges has it in one of its lists of problems
}

// exchanges keeps the most recent exchanges, oldest first.
type exchanges struct {
	last     int64
	list     []*Exchange
	problems []*Exchange // the first ones that had a problem; they stay when list drops them
	asked    []*Exchange // the same for problems that a fault was requested for
}

// Record stores x under a new id and sends it to the pages.
func (tx *Tx) Record(x Exchange) *Exchange {
	tx.exchanges.last++
	x.ID, x.At = tx.exchanges.last, tx.now
	tx.exchanges.list = appendBounded(tx.exchanges.list, &x, MaxExchanges)
	tx.Update(&x)
	return &x
}

// Update publishes a changed exchange to the pages.
func (tx *Tx) Update(x *Exchange) {
	x.truncate()
	list := &tx.exchanges.problems
	if x.Asked {
		list = &tx.exchanges.asked
	}
	if x.Problem != nil && !x.listed && len(*list) < MaxExchanges {
		x.listed = true
		*list = append(*list, x)
	}
	tx.publish("exchange", &x.Exchange)
}

// truncate shortens the texts of x to their limits.
func (x *Exchange) truncate() {
	x.Title = Short(x.Title)
	for _, m := range []*record.HTTPMessage{&x.Request, &x.Response} {
		m.URL, m.Body, m.Opened = truncateText(m.URL), truncate(m.Body, maxRecorded), truncate(m.Opened, maxIndented)
	}
	if p := x.Problem; isLongProblem(p) {
		x.Problem = &record.Problem{EN: truncate(p.EN, maxRecordedText/2), ZH: truncate(p.ZH, maxRecordedText/2)}
	}
	if slices.ContainsFunc(x.Signatures, isTooLong) {
		x.Signatures = slices.Clone(x.Signatures) // another goroutine may still read the old slice
		for i := range x.Signatures {
			s := &x.Signatures[i]
			s.Value, s.Parts = truncateText(s.Value), slices.Clone(s.Parts)
			for k := range s.Parts {
				s.Parts[k].Value = truncate(s.Parts[k].Value, maxRecorded)
			}
		}
	}
}

// isLongProblem reports whether a problem has more text than an exchange keeps.
func isLongProblem(p *record.Problem) bool {
	return p != nil && len(p.EN)+len(p.ZH) > maxRecordedText
}

func isTooLong(s record.Signature) bool {
	return len(s.Value) > maxRecordedText+len("…") ||
		slices.ContainsFunc(s.Parts, func(p record.SignaturePart) bool { return len(p.Value) > maxRecorded+len("…") })
}

// Problems returns the exchanges that had a problem, oldest first: the first 500 whose problem was requested by a
// fault, and the first 500 others.
func (tx *Tx) Problems() []*Exchange {
	return slices.SortedFunc(
		slices.Values(slices.Concat(tx.exchanges.problems, tx.exchanges.asked)),
		func(a, b *Exchange) int {
			return cmp.Compare(a.ID, b.ID)
		},
	)
}

// Exchanges returns the recorded exchanges, oldest first.
func (tx *Tx) Exchanges() []*Exchange { return tx.exchanges.list }

// FindExchange returns the exchange with that id, or nil if it is not recorded any more.
func (tx *Tx) FindExchange(id int64) *Exchange {
	for _, x := range slices.Backward(tx.exchanges.list) {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// ForgetExchanges removes all recorded exchanges.
func (tx *Tx) ForgetExchanges() {
	tx.exchanges.list, tx.exchanges.problems, tx.exchanges.asked = nil, nil, nil
	tx.Changed()
}

// appendBounded appends to a list that keeps only the last limit elements. It drops the first element without moving
// the others.
func appendBounded[E any](list []E, e E, limit int) []E {
	if len(list) == limit {
		clear(list[:1])
		list = list[1:]
	}
	return append(list, e)
}

// CountCall counts a call of an endpoint. The endpoint is "" for a path that the sandbox does not have.
func (tx *Tx) CountCall(endpoint string, ok bool) {
	tx.counters.Calls[endpoint]++
	if !ok {
		tx.counters.Refused[endpoint]++
	}
}

// CountPush counts one attempt of a push to a user; first is true for the first attempt of a message.
func (tx *Tx) CountPush(user string, first bool) {
	n := tx.counters.Pushes[user]
	n.Attempts++
	if first {
		n.Messages++
	}
	tx.counters.Pushes[user] = n
}

// Counters returns a copy of the current counts.
func (tx *Tx) Counters() record.Counters {
	c := tx.counters
	return record.Counters{Calls: maps.Clone(c.Calls), Refused: maps.Clone(c.Refused), Pushes: maps.Clone(c.Pushes)}
}

// Limits of the recorded texts of an exchange, in bytes.
const (
	maxRecorded     = 64 << 10  // a body
	maxIndented     = 128 << 10 // a body with indentation
	maxRecordedText = 8 << 10   // an address, a header or a problem
)

// Recorded returns a body as the inspector keeps it.
func Recorded(body []byte) string {
	if !utf8.Valid(body) {
		return "(binary)"
	}
	return truncate(string(body), maxRecorded)
}

// Indented returns JSON with indentation, for people to read. It returns "" for anything else, and for JSON that would
// become too long: the length of deeply nested JSON grows with the square of its depth.
func Indented(body []byte) string {
	var b bytes.Buffer
	if len(body) > maxRecorded || indentedSize(body) > maxIndented || json.Indent(&b, body, "", "  ") != nil {
		return ""
	}
	return b.String()
}

// indentedSize returns the largest length that JSON can have with indentation, in bytes.
func indentedSize(body []byte) int {
	size, depth := len(body), 0
	for _, c := range body {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case ',':
		default:
			continue
		}
		size += 2*max(depth, 0) + 2
	}
	return size
}

// FlattenHeader returns a header as the inspector keeps it: one line for each name.
func FlattenHeader(h http.Header) map[string]string {
	flat, size := make(map[string]string, len(h)), 0
	for _, k := range slices.Sorted(maps.Keys(h)) {
		name, value := truncateText(k), truncateText(strings.Join(h[k], ", "))
		if size += len(name) + len(value); size > maxRecorded {
			break
		}
		flat[name] = value
	}
	return flat
}

func truncateText(s string) string { return truncate(s, maxRecordedText) }

// truncate shortens s to at most limit bytes and an ellipsis, and does not cut a character in two.
func truncate(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.Clone(strings.ToValidUTF8(s[:limit], "")) + "…"
}

// Short shortens a text to 60 characters, for use in titles and messages.
func Short(s string) string {
	n := 0
	for i := range s {
		if n++; n > 60 {
			return strings.Clone(s[:i]) + "…"
		}
	}
	return s
}
