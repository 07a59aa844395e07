package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// Number is a whole number that the platform sends as a JSON number or, at
// times, as a string. An empty string and null are 0. It is written as a
// number.
type Number int64

// UnmarshalJSON reads a number in either form.
func (n *Number) UnmarshalJSON(raw []byte) error {
	text := string(bytes.Trim(raw, `" `))
	if text == "" || text == "null" {
		*n = 0
		return nil
	}
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		*n = Number(v)
		return nil
	}
	f, err := strconv.ParseFloat(text, 64) // such as 7.2e3 or 7200.0
	if err != nil || f < -1<<63 || f >= 1<<63 || f != float64(int64(f)) {
		return errNotWhole
	}
	*n = Number(f)
	return nil
}

// errNotWhole does not quote what it found, which may be anything.
var errNotWhole = errors.New("endpoint: want a whole number, or one in a string, in the range of an int64")

// Time is a moment that the platform writes as Unix seconds. The zero Time is 0
// on the wire; the option omitzero leaves it out.
type Time struct{ time.Time }

// At returns t as the platform writes it, cut to whole seconds.
func At(t time.Time) Time { return Time{t.Truncate(time.Second)} }

// MarshalJSON writes Unix seconds.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("0"), nil
	}
	return json.Marshal(t.Unix())
}

// UnmarshalJSON reads Unix seconds, as a number or a string, into local time.
func (t *Time) UnmarshalJSON(raw []byte) error {
	var n Number
	if err := n.UnmarshalJSON(raw); err != nil {
		return err
	}
	*t = Time{}
	if n != 0 {
		t.Time = time.Unix(int64(n), 0)
	}
	return nil
}
