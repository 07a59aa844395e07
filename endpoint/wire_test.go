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
		`7200.0`: 7200, `7.2e3`: 7200, `"7200.00"`: 7200, `-0.0`: 0,
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
		`0.5`, `"SECRET"`, `true`, `{}`, `[1]`, `"1 2"`, `1e400`, `"NaN"`, `"Inf"`, `"-Inf"`, `9223372036854775808`, `1e19`, `-1e19`,
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

func TestNumberIsReadAsWritten(t *testing.T) {
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
	// The follow time of the documented user.
	followed := time.Date(2013, 10, 28, 9, 44, 55, 0, time.UTC) // 1382953495
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
