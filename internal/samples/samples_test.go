package samples

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every embedded file is a sample and is found by its endpoint; a misspelt field or a second value is refused.
func TestParse(t *testing.T) {
	t.Parallel()
	n := 0
	for _, area := range Areas() {
		for _, s := range Area(area) {
			n++
			if !slices.ContainsFunc(Of(s.Endpoint), func(found Sample) bool { return cmp.Equal(found, s) }) {
				t.Errorf("%s/%s is not found by its endpoint %s", area, s.Name, s.Endpoint)
			}
		}
	}
	if n < 50 {
		t.Errorf("%d samples are embedded", n)
	}
	for name, content := range map[string]string{
		"unknown field": `{"endpiont":"x"}`, "broken": `{`, "two values": `{"endpoint":"x"} {}`, "more text": `{"endpoint":"x"} x`,
	} {
		if _, err := parse("x", []byte(content)); err == nil {
			t.Errorf("%s: was parsed", name)
		}
	}
	if Area("none") != nil || Of("none.none") != nil {
		t.Error("there are samples of no area")
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]any{
		`{"errcode":0,"errmsg":"ok","a":1}`: {"a": 1.0},
		`{"errmsg":"mine"}`:                 {"errmsg": "mine"},
		`{"errcode":"0","errmsg":"ok"}`:     {},
		`{"errcode":"1","errmsg":"no"}`:     {"errcode": "1", "errmsg": "no"},
	}
	for raw, want := range tests {
		got, err := Sample{Response: json.RawMessage(raw)}.Answer()
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", raw, diff)
		}
	}
	if _, err := (Sample{Response: json.RawMessage("{")}).Answer(); err == nil {
		t.Error("broken JSON was read")
	}
}

func TestSaysOK(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		`{"errcode":0,"errmsg":"ok","a":1}`: true, `{"errcode":0,"errmsg":"ok"}`: false, `{"a":1}`: false, `null`: false,
	} {
		if got := (Sample{Response: json.RawMessage(raw)}).SaysOK(); got != want {
			t.Errorf("%s: %v", raw, got)
		}
	}
}
