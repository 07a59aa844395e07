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

// Exchange is a kept exchange with what is not shown of it.
type Exchange struct {
	record.Exchange
	RID  string // of a refused call
	Push *Push  // of a push

	noted bool // among the problems
}

// exchanges keeps the last ones, oldest first.
type exchanges struct {
	last     int64
	list     []*Exchange
	problems []*Exchange // the first ones, also of those that are gone from list
	asked    []*Exchange // the same, of problems that were asked for
}

// Record keeps x under a new id and tells the pages.
func (tx *Tx) Record(x Exchange) *Exchange {
	tx.exchanges.last++
	x.ID, x.At = tx.exchanges.last, tx.now
	tx.exchanges.list = appendLast(tx.exchanges.list, &x, MaxExchanges)
	tx.Update(&x)
	return &x
}

// Update tells the pages about a changed exchange.
func (tx *Tx) Update(x *Exchange) {
	x.cut()
	list := &tx.exchanges.problems
	if x.Asked {
		list = &tx.exchanges.asked
	}
	if x.Problem != nil && !x.noted && len(*list) < MaxExchanges {
		x.noted = true
		*list = append(*list, x)
	}
	tx.publish("exchange", &x.Exchange)
}

// cut bounds what is kept of x.
func (x *Exchange) cut() {
	x.Title = Short(x.Title)
	for _, m := range []*record.HTTPMessage{&x.Request, &x.Response} {
		m.URL, m.Body, m.Opened = cutText(m.URL), cut(m.Body, maxRecorded), cut(m.Opened, maxIndented)
	}
	if p := x.Problem; p != nil && len(p.EN)+len(p.ZH) > maxRecordedText {
		x.Problem = &record.Problem{EN: cut(p.EN, maxRecordedText/2), ZH: cut(p.ZH, maxRecordedText/2)}
	}
	if slices.ContainsFunc(x.Signatures, isLong) {
		x.Signatures = slices.Clone(x.Signatures) // somebody may be reading the former ones
		for i := range x.Signatures {
			s := &x.Signatures[i]
			s.Value, s.Parts = cutText(s.Value), slices.Clone(s.Parts)
			for k := range s.Parts {
				s.Parts[k].Value = cut(s.Parts[k].Value, maxRecorded)
			}
		}
	}
}

func isLong(s record.Signature) bool {
	return len(s.Value) > maxRecordedText+len("…") ||
		slices.ContainsFunc(s.Parts, func(p record.SignaturePart) bool { return len(p.Value) > maxRecorded+len("…") })
}

// Problems are the exchanges that had a problem, oldest first: the first 500 of
// those that were asked for, and the first 500 others.
func (tx *Tx) Problems() []*Exchange {
	return slices.SortedFunc(slices.Values(slices.Concat(tx.exchanges.problems, tx.exchanges.asked)), func(a, b *Exchange) int {
		return cmp.Compare(a.ID, b.ID)
	})
}

// Exchanges are the kept exchanges, oldest first.
func (tx *Tx) Exchanges() []*Exchange { return tx.exchanges.list }

// FindExchange returns the exchange with that id, or nil where it is gone.
func (tx *Tx) FindExchange(id int64) *Exchange {
	for _, x := range slices.Backward(tx.exchanges.list) {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// ForgetExchanges drops all of them.
func (tx *Tx) ForgetExchanges() {
	tx.exchanges.list, tx.exchanges.problems, tx.exchanges.asked = nil, nil, nil
	tx.Changed()
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

// CountCall counts a call of an endpoint, "" for a path that is missing.
func (tx *Tx) CountCall(endpoint string, ok bool) {
	tx.counters.Calls[endpoint]++
	if !ok {
		tx.counters.Refused[endpoint]++
	}
}

// CountPush counts an attempt of a push.
func (tx *Tx) CountPush(user string, first bool) {
	n := tx.counters.Pushes[user]
	n.Attempts++
	if first {
		n.Messages++
	}
	tx.counters.Pushes[user] = n
}

// Counters returns the counts of now.
func (tx *Tx) Counters() record.Counters {
	c := tx.counters
	return record.Counters{Calls: maps.Clone(c.Calls), Refused: maps.Clone(c.Refused), Pushes: maps.Clone(c.Pushes)}
}

// Bounds of what is kept of an exchange, in bytes.
const (
	maxRecorded     = 64 << 10  // of a body
	maxIndented     = 128 << 10 // of a body that is laid out
	maxRecordedText = 8 << 10   // of an address, a header or a problem
)

// Recorded is a body as the inspector keeps it.
func Recorded(body []byte) string {
	if !utf8.Valid(body) {
		return "(binary)"
	}
	return cut(string(body), maxRecorded)
}

// Indented is JSON laid out for reading, "" for anything else and for what would
// be too long: deep JSON grows with the square of its depth.
func Indented(body []byte) string {
	var b bytes.Buffer
	if len(body) > maxRecorded || indentedSize(body) > maxIndented || json.Indent(&b, body, "", "  ") != nil {
		return ""
	}
	return b.String()
}

// indentedSize is how long JSON is at most once it is laid out, in bytes.
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

// Flatten is a header as the inspector keeps it.
func Flatten(h http.Header) map[string]string {
	flat, size := make(map[string]string, len(h)), 0
	for _, k := range slices.Sorted(maps.Keys(h)) {
		name, value := cutText(k), cutText(strings.Join(h[k], ", "))
		if size += len(name) + len(value); size > maxRecorded {
			break
		}
		flat[name] = value
	}
	return flat
}

func cutText(s string) string { return cut(s, maxRecordedText) }

// cut keeps the first most bytes, in whole characters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.Clone(strings.ToValidUTF8(s[:most], "")) + "…"
}

// Short is a title's worth of a text: 60 characters.
func Short(s string) string {
	n := 0
	for i := range s {
		if n++; n > 60 {
			return strings.Clone(s[:i]) + "…"
		}
	}
	return s
}
