package endpoint_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wechatgo/wechatgo/endpoint"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]endpoint.Number{
		`0`: 0, `-1`: -1, `7200`: 7200, `"7200"`: 7200, `" 7200 "`: 7200, `""`: 0, `" "`: 0, `null`: 0,
		`9007199254740993.0`: 9007199254740993, `"9223372036854775807e0"`: math.MaxInt64, `72000e-1`: 7200, `0e-999`: 0,
		`"7200\n"`: 7200, `"\u0037\t\r\n"`: 7, `7200.0`: 7200, `7.2e3`: 7200, `"7200.00"`: 7200, `-0.0`: 0,
		`9223372036854775807`: math.MaxInt64, `"-9223372036854775808"`: math.MinInt64, `-9.223372036854775808e18`: math.MinInt64,
	} {
		n := endpoint.Number(99)
		got := struct{ N *endpoint.Number }{&n}
		if err := json.Unmarshal([]byte(`{"N":`+raw+`}`), &got); err != nil {
			t.Errorf("%s: %v", raw, err)
		} else if raw == `null` && got.N != nil || raw != `null` && n != want {
			t.Errorf("%s: got %d, want %d", raw, n, want)
		}
	}
	n := endpoint.Number(99)
	if err := json.Unmarshal([]byte("null"), &n); err != nil || n != 0 {
		t.Errorf("null: got %d, %v", n, err)
	}
	for _, raw := range []string{
		`0.5`, `"SECRET"`, `true`, `{}`, `[1]`, `"1 2"`, `"1\n2"`, `"\"1\""`, `1e400`, `"NaN"`, `"Inf"`, `"-Inf"`, `9223372036854775808`, `1e19`, `-1e19`,
		`1e-400`, `7201e-1`, `1e999`, `"0x1p4"`, `"1_0"`, `9223372036854775807.5`,
	} {
		n := endpoint.Number(99)
		err := json.Unmarshal([]byte(raw), &n)
		if err == nil || n != 99 {
			t.Errorf("%s: got %d, %v, want an error", raw, n, err)
		} else if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s is quoted: %v", raw, err)
		}
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]endpoint.Decimal{
		`113.5`: 113.5, `"-23.25"`: -23.25, `"0"`: 0, `""`: 0, `null`: 0, `"0.5\n"`: 0.5, `1e-3`: 0.001,
	} {
		got := endpoint.Decimal(1)
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", raw, got, err, want)
		}
	}
	for _, raw := range []string{`"SECRET"`, `{}`, `[1]`, `true`, `"NaN"`, `"Inf"`, `"1e999"`, `"1 2"`, `"0x1p4"`} {
		got := endpoint.Decimal(1)
		if err := json.Unmarshal([]byte(raw), &got); err == nil || got != 1 {
			t.Errorf("%s: got %v, %v, want an error", raw, got, err)
		} else if strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s is quoted: %v", raw, err)
		}
	}
}

func TestNumberRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := endpoint.Number(rapid.Int64().Draw(t, "n"))
		raw, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range []string{string(raw), `"` + string(raw) + `"`} {
			var got endpoint.Number
			if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
				t.Errorf("%s: got %d, %v", raw, got, err)
			}
		}
	})
}

func TestTime(t *testing.T) {
	t.Parallel()
	followed := time.Date(2013, 10, 28, 9, 44, 55, 0, time.UTC) // 1382953495, the follow time of the documented user
	for raw, want := range map[string]time.Time{
		`1382953495`: followed, `"1382953495"`: followed, `0`: {}, `""`: {}, `null`: {},
	} {
		got := endpoint.At(time.Now())
		if err := json.Unmarshal([]byte(raw), &got); err != nil || !got.Equal(want) || got.IsZero() != want.IsZero() {
			t.Errorf("%s: got %v, %v, want %v", raw, got, err, want)
		}
	}
	var got endpoint.Time
	if err := json.Unmarshal([]byte(`"yesterday"`), &got); err == nil {
		t.Error("yesterday was read")
	}
	type moments struct {
		Set, Cut, Zero, Epoch endpoint.Time
		Left                  endpoint.Time `json:",omitzero"`
	}
	raw, err := json.Marshal(moments{
		Set:   endpoint.At(followed.In(time.FixedZone("CST", 8*3600))),
		Cut:   endpoint.At(followed.Add(999 * time.Millisecond)),
		Epoch: endpoint.At(time.Unix(0, 0)),
	})
	if want := `{"Set":1382953495,"Cut":1382953495,"Zero":0,"Epoch":0}`; err != nil || string(raw) != want {
		t.Errorf("got %s, %v, want %s", raw, err, want)
	}
	if cut := endpoint.At(followed.Add(999 * time.Millisecond)); !cut.Equal(followed) {
		t.Errorf("At keeps %v", cut)
	}
}

func TestFlag(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]endpoint.Flag{
		`1`: true, `"1"`: true, `true`: true, `0`: false, `"0"`: false, `false`: false, `""`: false, `null`: false, `" 1 "`: true,
	} {
		got := struct{ F endpoint.Flag }{!want}
		if err := json.Unmarshal([]byte(`{"F":`+raw+`}`), &got); raw != "null" && (err != nil || got.F != want) {
			t.Errorf("%s: got %t, %v", raw, got.F, err)
		}
	}
	for _, raw := range []string{`2`, `-1`, `"yes"`, `{}`, `[1]`, `1.0`} {
		var f endpoint.Flag
		if err := json.Unmarshal([]byte(raw), &f); err == nil {
			t.Errorf("%s was read as %t", raw, f)
		}
	}
	got, err := json.Marshal([]endpoint.Flag{true, false})
	if string(got) != `[1,0]` || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
}

// A day is the platform's: it begins at midnight in China, wherever the program runs.
func TestDate(t *testing.T) {
	t.Parallel()
	lastSecond := time.Date(2026, 12, 31, 15, 59, 59, 0, time.UTC)
	day := endpoint.DateOf(lastSecond)
	if want := (endpoint.Date{Year: 2026, Month: 12, Day: 31}); day != want {
		t.Errorf("got %v, want %v", day, want)
	}
	next := day.Add(1)
	if want := (endpoint.Date{Year: 2027, Month: 1, Day: 1}); next != want || endpoint.DateOf(lastSecond.Add(time.Second)) != want {
		t.Errorf("the day after is %v, want %v", next, want)
	}
	if next.Add(-1) != day || day.Compare(next) >= 0 || next.Compare(day) <= 0 || day.Compare(day) != 0 {
		t.Error("days are out of order")
	}
	if got := next.Start().UTC(); !got.Equal(lastSecond.Add(time.Second)) {
		t.Errorf("it starts at %v", got)
	}
	type in struct {
		Begin endpoint.Date `json:"begin_date"`
		End   endpoint.Date `json:"end_date,omitzero"`
	}
	raw, err := endpoint.EncodeJSON(in{Begin: day})
	if string(raw) != `{"begin_date":"2026-12-31"}` || err != nil {
		t.Errorf("got %s, %v", raw, err)
	}
	var back in
	if err := json.Unmarshal([]byte(`{"begin_date":"2026-12-31","end_date":""}`), &back); err != nil || back != (in{Begin: day}) {
		t.Errorf("got %v, %v", back, err)
	}
	for _, text := range []string{`"2026-02-30"`, `"20261231"`, `"2026-1-2"`, `"2026-12-31T00:00:00Z"`, `7`} {
		if err := json.Unmarshal([]byte(`{"begin_date":`+text+`}`), &back); err == nil {
			t.Errorf("%s was read as %v", text, back)
		}
	}
	if _, err := endpoint.EncodeJSON(in{Begin: endpoint.Date{Year: 2026, Month: 2, Day: 30}}); err == nil {
		t.Error("30 February was written")
	}
	if _, err := endpoint.EncodeJSON(in{}); err != nil {
		t.Errorf("no day: %v", err)
	}
}

func TestOptional(t *testing.T) {
	t.Parallel()
	type out struct {
		IsOpen endpoint.Optional[endpoint.Flag] `json:"is_open,omitzero"`
	}
	for raw, want := range map[string]out{
		`{}`:               {},
		`{"is_open":null}`: {},
		`{"is_open":0}`:    {endpoint.Some[endpoint.Flag](false)},
		`{"is_open":"1"}`:  {endpoint.Some[endpoint.Flag](true)},
	} {
		got := out{endpoint.Some[endpoint.Flag](true)}
		if raw == `{}` {
			got = out{}
		}
		if err := json.Unmarshal([]byte(raw), &got); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", raw, got, err)
		}
	}
	for want, v := range map[string]out{`{}`: {}, `{"is_open":0}`: {endpoint.Some[endpoint.Flag](false)}} {
		if raw, err := endpoint.EncodeJSON(v); string(raw) != want || err != nil {
			t.Errorf("got %s, %v, want %s", raw, err, want)
		}
	}
	if raw, err := json.Marshal(endpoint.Optional[string]{}); string(raw) != "null" || err != nil {
		t.Errorf("got %s, %v", raw, err)
	}
	if raw, err := json.Marshal(endpoint.Some("a&b")); string(raw) != `"a\u0026b"` || err != nil {
		t.Errorf("got %s, %v", raw, err) // package json escapes the result of MarshalJSON; EncodeJSON does not
	}
	var n endpoint.Optional[int]
	if err := json.Unmarshal([]byte(`"x"`), &n); err == nil {
		t.Error("a text was read as a number")
	}
}
