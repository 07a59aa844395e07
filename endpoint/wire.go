package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Scalar returns the text of a JSON string without the white space around it, and the text of any other JSON value as
// it is. The platform writes a number now as a number, now as a string: a type that reads both can take its text from
// here.
func Scalar(raw []byte) []byte {
	raw = bytes.TrimSpace(raw)
	if len(raw) < 2 || raw[0] != '"' {
		return raw
	}
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') >= 0 {
		var text string
		if err := json.Unmarshal(raw, &text); err == nil {
			inner = []byte(text)
		}
	}
	return bytes.TrimSpace(inner)
}

// Number is a whole number. The platform sends it as a JSON number or, at times, as a string. An empty string and null
// are read as 0. It is written as a number.
type Number int64

// UnmarshalJSON reads a number in either form.
func (n *Number) UnmarshalJSON(raw []byte) error { return n.UnmarshalText(Scalar(raw)) }

// UnmarshalText reads the same forms as UnmarshalJSON, without quotes.
func (n *Number) UnmarshalText(text []byte) error {
	if len(text) == 0 || string(text) == "null" {
		*n = 0
		return nil
	}
	v, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		v, err = strconv.ParseInt(wholeNumber(string(text)), 10, 64)
	}
	if err != nil {
		return errNotWhole
	}
	*n = Number(v)
	return nil
}

// decimal matches a number as JSON writes it.
var decimal = regexp.MustCompile(`^([+-]?)([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$`)

// wholeNumber rewrites a decimal such as 7.2e3 or 7200.0 without a point or an exponent. It returns "" if the number is
// not whole.
func wholeNumber(text string) string {
	m := decimal.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	digits, shift := strings.TrimLeft(m[2]+m[3], "0"), -len(m[3])
	if m[4] != "" {
		exponent, _ := strconv.Atoi(m[4]) // at most three digits
		shift += exponent
	}
	for shift < 0 && strings.HasSuffix(digits, "0") {
		digits, shift = digits[:len(digits)-1], shift+1
	}
	switch {
	case digits == "":
		return "0"
	case shift < 0:
		return ""
	}
	return m[1] + digits + strings.Repeat("0", shift)
}

// errNotWhole does not quote the value, which may be anything.
var errNotWhole = errors.New("endpoint: want a whole number, or one in a string, in the range of an int64")

// Decimal is a number that need not be whole, such as a rate or a longitude. The platform sends it as a JSON number or,
// at times, as a string. An empty string and null are read as 0. It is written as a number.
type Decimal float64

// UnmarshalJSON reads a number in either form.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	text := Scalar(raw)
	if len(text) == 0 || string(text) == "null" {
		*d = 0
		return nil
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !decimal.Match(text) { // ParseFloat takes NaN and hexadecimal digits as well
		return errNoDecimal
	}
	*d = Decimal(v)
	return nil
}

// errNoDecimal does not quote the value, which may be anything.
var errNoDecimal = errors.New("endpoint: want a number, or one in a string")

// Flag is a yes or no. The platform writes it as 1 or 0, at times in a string. An empty string and null are read as
// false. It is written as a number.
type Flag bool

// MarshalJSON writes 1 or 0.
func (f Flag) MarshalJSON() ([]byte, error) { return f.MarshalText() }

// MarshalText writes 1 or 0, as a query carries the flag.
func (f Flag) MarshalText() ([]byte, error) {
	if f {
		return []byte{'1'}, nil
	}
	return []byte{'0'}, nil
}

// UnmarshalJSON reads 0 or 1, as a number or a string, and false or true.
func (f *Flag) UnmarshalJSON(raw []byte) error { return f.UnmarshalText(Scalar(raw)) }

// UnmarshalText reads the same forms as UnmarshalJSON, without quotes.
func (f *Flag) UnmarshalText(text []byte) error {
	switch string(text) {
	case "1", "true":
		*f = true
	case "0", "false", "", "null":
		*f = false
	default:
		return errNoFlag
	}
	return nil
}

var errNoFlag = errors.New("endpoint: want 0 or 1, as a number or a string")

// China is the platform's time zone, UTC+8. The platform's days begin and end in it.
var China = time.FixedZone("CST", 8*60*60)

// Date is a day, which the platform writes as 2006-01-02. The zero Date is written as an empty string; the option
// omitzero leaves it out.
type Date struct {
	Year  int        // such as 2026
	Month time.Month // January is 1
	Day   int        // of the month, from 1
}

// DateOf returns the day of t in [China].
func DateOf(t time.Time) Date {
	y, m, d := t.In(China).Date()
	return Date{y, m, d}
}

// Start returns the time at which d begins in [China].
func (d Date) Start() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, China) }

// Add returns the day n days after d, or before it if n is negative.
func (d Date) Add(n int) Date { return DateOf(d.Start().AddDate(0, 0, n)) }

// Compare returns a negative number if d is before e, 0 if they are the same day, and a positive number if d is after
// e.
func (d Date) Compare(e Date) int { return d.Start().Compare(e.Start()) }

// IsZero reports whether d is the zero Date.
func (d Date) IsZero() bool { return d == Date{} }

// IsValid reports whether the calendar has the day d. The zero Date is none.
func (d Date) IsValid() bool { return DateOf(d.Start()) == d }

// String returns the day as 2006-01-02, and "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Start().Format(time.DateOnly)
}

// MarshalText writes the same text as String. It returns an error for a Date that the calendar does not have, or whose
// year does not have four digits.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && (!d.IsValid() || d.Year < 0 || d.Year > 9999) {
		return nil, errNoDate
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads 2006-01-02, or an empty text as the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	t, err := time.ParseInLocation(time.DateOnly, string(text), China)
	if err != nil {
		return errNoDate
	}
	*d = DateOf(t)
	return nil
}

var errNoDate = errors.New("endpoint: want a date as 2006-01-02")

// Optional is a value whose absence means something else than its zero value. Give the field the option omitzero, and
// set it with [Some].
type Optional[T any] struct {
	Value T
	Given bool // false if the field is absent or null
}

// Some returns v as a value that is given, even if v is zero.
func Some[T any](v T) Optional[T] { return Optional[T]{v, true} }

// IsZero reports whether no value is given.
func (o Optional[T]) IsZero() bool { return !o.Given }

// MarshalJSON writes the value, or null if none is given.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if !o.Given {
		return []byte("null"), nil
	}
	return EncodeJSON(o.Value)
}

// UnmarshalJSON reads a value; null means that none is given.
func (o *Optional[T]) UnmarshalJSON(raw []byte) error {
	*o = Optional[T]{}
	if string(raw) == "null" {
		return nil
	}
	o.Given = true
	return json.Unmarshal(raw, &o.Value)
}

// Time is a time that the platform writes as Unix seconds. The zero Time is written as 0, and 0 is read as the zero
// Time, since the platform writes 0 for "no time". The option omitzero leaves it out.
type Time struct{ time.Time }

// At returns t as the platform writes it, truncated to whole seconds.
func At(t time.Time) Time { return Time{t.Truncate(time.Second)} }

// MarshalJSON writes Unix seconds.
func (t Time) MarshalJSON() ([]byte, error) { return t.MarshalText() }

// MarshalText writes Unix seconds, as a query carries the time.
func (t Time) MarshalText() ([]byte, error) {
	if t.IsZero() {
		return []byte{'0'}, nil
	}
	return strconv.AppendInt(nil, t.Unix(), 10), nil
}

// UnmarshalText reads Unix seconds.
func (t *Time) UnmarshalText(text []byte) error { return t.UnmarshalJSON(text) }

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

// Lang is the language of names in an answer.
type Lang string

// The languages.
const (
	LangZhCN Lang = "zh_CN"
	LangZhTW Lang = "zh_TW"
	LangEn   Lang = "en"
)
