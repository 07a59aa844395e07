package nontax

import (
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Day is a day, which this area writes as 20060102. The option omitzero leaves out the zero Day.
type Day struct{ endpoint.Date }

// compact is how this area writes a day.
const compact = "20060102"

var errNoDay = errors.New("nontax: want a date as 20060102")

// MarshalText writes the day as 20060102, and the zero Day as an empty text. It returns an error for a day that the
// calendar does not have.
func (d Day) MarshalText() ([]byte, error) {
	if _, err := d.Date.MarshalText(); err != nil || d.IsZero() {
		return nil, err
	}
	return d.Start().AppendFormat(nil, compact), nil
}

// UnmarshalText reads 20060102, or an empty text as the zero Day.
func (d *Day) UnmarshalText(text []byte) error {
	*d = Day{}
	if len(text) == 0 {
		return nil
	}
	t, err := time.ParseInLocation(compact, string(text), endpoint.China)
	if err != nil {
		return errNoDay
	}
	d.Date = endpoint.DateOf(t)
	return nil
}

// UnmarshalJSON reads a day as a string, or as a number, as which a toolkit has seen it.
func (d *Day) UnmarshalJSON(raw []byte) error {
	if string(raw) == "null" {
		raw = nil
	}
	return d.UnmarshalText(endpoint.Scalar(raw))
}
