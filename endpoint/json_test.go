package endpoint_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

func TestEncodeJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   any
		want string
	}{
		{endpoint.None{}, `{}`},
		{`<a href="/?a=1&b=2">`, `"<a href=\"/?a=1&b=2\">"`},
		{"line\u2028and\u2029paragraph", "\"line\u2028and\u2029paragraph\""},
		{"bad \xff UTF-8", "\"bad \ufffd UTF-8\""},
		{"\x01\n\t", `"\u0001\n\t"`}, // JSON has no other form for U+0001
		{`\u0026`, `"\\u0026"`},      // six characters, which stay unchanged
		{json.RawMessage(`{"name":"\u4eca\u65E5","link":"\u0026\u003c"}`), `{"name":"今日","link":"&<"}`},
		{json.RawMessage(`"\ud83d\ude00 \ud83d \ude00\ud83d x\ud83d\u0041"`), `"😀 \ud83d \ude00\ud83d x\ud83dA"`},
		{json.RawMessage(`"\u0020\u0022\u005c\u005Cu0026\u007f"`), `" \"\\\\u0026` + "\x7f\""},
		{json.RawMessage(`"\\\u0026\\u0026\\\\u"`), `"\\&\\u0026\\\\u"`},
	} {
		got, err := endpoint.EncodeJSON(tt.in)
		if err != nil || string(got) != tt.want {
			t.Errorf("%q: got %s, %v, want %s", tt.in, got, err, tt.want)
		}
	}
	if _, err := endpoint.EncodeJSON(json.RawMessage(`{"`)); err == nil {
		t.Error("invalid JSON was accepted")
	}
}

// needlessEscape finds an escape of something other than a control character or half a surrogate pair.
var needlessEscape = regexp.MustCompile(`\\u(?:0[1-9a-fA-F]|00[2-9a-fA-F]|[1-9abcefABCEF]|[dD][0-7])`)

// Encoding does not change the meaning of any JSON.
func FuzzEncodeJSON(f *testing.F) {
	for _, seed := range []string{`"\u0026"`, `"\\u0026"`, `"\ud83d\ude00"`, `"\ud83d"`, `{"\u0022":["\u2028",1]}`, `"\\\u005c"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := endpoint.EncodeJSON(json.RawMessage(in))
		if err != nil {
			if json.Valid([]byte(in)) {
				t.Error(err)
			}
			return
		}
		var before, after any
		if err := json.Unmarshal([]byte(in), &before); err != nil {
			t.Skip() // a number out of range
		}
		if err := json.Unmarshal(got, &after); err != nil {
			t.Fatalf("%s became %s: %v", in, got, err)
		}
		b, _ := json.Marshal(before)
		a, _ := json.Marshal(after)
		if string(a) != string(b) {
			t.Errorf("%s became %s", in, got)
		}
		if rest := needlessEscape.FindString(strings.ReplaceAll(string(got), `\\`, "")); rest != "" {
			t.Errorf("%s became %s, with %s left", in, got, rest)
		}
	})
}
