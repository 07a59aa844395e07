package xmldoc

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// find returns the element called name, or 0.
func (b *Binder) find(name string) int { return b.in.child(b.parent, name, b.strict) }

// need is find, but in strict mode a missing element is an error.
func (b *Binder) need(name string) int {
	n := b.find(name)
	if n == 0 && b.strict {
		b.Fail(name, "is missing")
	}
	return n
}

// Text binds a string. It is written even if it is empty.
func (b *Binder) Text(name string, p *string) {
	if !b.Reading() {
		b.out.cdata(name, *p)
	} else if n := b.need(name); n != 0 {
		*p = b.in.text(n)
	}
}

// OptText binds a string that is not written if it is empty.
func (b *Binder) OptText(name string, p *string) {
	if b.Reading() {
		b.readOpt(name, p)
	} else if *p != "" {
		b.out.cdata(name, *p)
	}
}

// OptBare binds a string that the platform writes without CDATA, such as an id in digits. It is not written if it is
// empty.
func (b *Binder) OptBare(name string, p *string) {
	if b.Reading() {
		b.readOpt(name, p)
	} else if *p != "" {
		b.out.bare(name, *p)
	}
}

func (b *Binder) readOpt(name string, p *string) {
	if n := b.find(name); n != 0 {
		*p = b.in.text(n)
	}
}

// Int binds a whole number. A blank element is read as 0.
func (b *Binder) Int(name string, p *int64) {
	if !b.Reading() {
		b.out.int(name, *p)
	} else if n := b.need(name); n != 0 {
		b.readInt(name, -1, n, p)
	}
}

// OptInt binds a whole number that is not written if it is 0.
func (b *Binder) OptInt(name string, p *int64) {
	if b.Reading() {
		if n := b.find(name); n != 0 {
			b.readInt(name, -1, n, p)
		}
	} else if *p != 0 {
		b.out.int(name, *p)
	}
}

// Float binds a number with a fraction. A blank element is read as 0. It is written with the given number of decimals,
// or with more if it needs them.
func (b *Binder) Float(name string, decimals int, p *float64) {
	if !b.Reading() {
		b.out.float(name, decimals, *p)
		return
	}
	n := b.need(name)
	if n == 0 {
		return
	}
	digits := b.digits(name, -1, n)
	if digits == "" {
		return
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		b.Fail(name, noNumber)
		return
	}
	*p = f
}

// Time binds Unix seconds. The zero time is written as 0, and 0 is read as the zero time. A time outside the years 1 to
// 9999 does not fit, such as one in milliseconds: its time.Time could not be written as JSON.
func (b *Binder) Time(name string, p *time.Time) {
	var sec int64
	if !b.Reading() && !p.IsZero() {
		sec = p.Unix()
	}
	b.Int(name, &sec)
	if !b.Reading() || sec == 0 {
		return
	}
	at := time.Unix(sec, 0)
	if year := at.Year(); year < 1 || year > 9999 {
		b.Fail(name, noNumber)
		return
	}
	*p = at
}

const noNumber = "is not a number of its kind"

// readInt reads the number in node n. place is the position among repeated elements.
func (b *Binder) readInt(name string, place, n int, p *int64) {
	digits := b.digits(name, place, n)
	if digits == "" {
		return
	}
	i, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		b.Fail(path(name, place), noNumber)
		return
	}
	*p = i
}

// digits returns the text of a number, or "" if it is blank.
func (b *Binder) digits(name string, place, n int) string {
	digits := strings.TrimSpace(b.in.text(n))
	if digits == "" && b.strict {
		b.Fail(path(name, place), "is empty")
	}
	return digits
}
