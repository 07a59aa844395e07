package api_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/internal/samples"
)

// The platform writes numbers as strings at times. Each number of each documented answer is read as a string, too.
func TestNumbersInStrings(t *testing.T) {
	t.Parallel()
	for e := range api.All() {
		_, out := e.Types()
		for _, s := range samples.Of(e.Name()) {
			var answer any
			if s.Body != "" || json.Unmarshal(s.Response, &answer) != nil {
				continue
			}
			eachNumber(answer, "", func(path string, quote, restore func()) {
				quote()
				defer restore()
				raw, err := json.Marshal(answer)
				if err != nil {
					t.Fatal(err)
				}
				if err := json.Unmarshal(raw, reflect.New(out).Interface()); err != nil {
					t.Errorf("%s, %s: %s is not read from a string: %v", e.Name(), s.Name, path, err)
				}
			})
		}
	}
}

// eachNumber calls f with each number in v, but for the errcode of the answer: quote makes it a string in v, and
// restore the number that it was.
func eachNumber(v any, path string, f func(path string, quote, restore func())) {
	visit := func(value any, path string, set func(any)) {
		n, ok := value.(float64)
		if ok && path != ".errcode" {
			f(path, func() { set(jsonText(n)) }, func() { set(n) })
			return
		}
		eachNumber(value, path, f)
	}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			visit(v[name], path+"."+name, func(value any) { v[name] = value })
		}
	case []any:
		for i := range v {
			visit(v[i], path+"[]", func(value any) { v[i] = value })
		}
	}
}

func jsonText(n float64) string {
	raw, _ := json.Marshal(n) // never fails for a number of JSON
	return string(raw)
}
