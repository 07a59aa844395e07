package endpoint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Number is a whole number that the platform sends as a JSON number or, at
// times, as a string. An empty string and null are 0.
type Number int64

// UnmarshalJSON reads a number in either form.
func (n *Number) UnmarshalJSON(raw []byte) error {
	text := bytes.Trim(raw, `" `)
	if len(text) == 0 || string(text) == "null" {
		*n = 0
		return nil
	}
	v, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		f, ferr := strconv.ParseFloat(string(text), 64)
		if ferr != nil || f != float64(int64(f)) {
			return fmt.Errorf("endpoint: want a whole number, have %d bytes that are none", len(raw))
		}
		v = int64(f)
	}
	*n = Number(v)
	return nil
}

// Time is a moment that the platform writes as Unix seconds. The zero time is
// 0 on the wire.
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

// UnmarshalJSON reads Unix seconds, as a number or a string.
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
