package examine

import (
	"slices"
	"testing"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"one two", []string{"one two"}},
		{"one two three", []string{"one two", "three"}},
		{"one verylongword two", []string{"one", "verylongword", "two"}},
		{"请检查域名解析", []string{"请检查域", "名解析"}},      // 8 columns, 6
		{"请检查域，名", []string{"请检查", "域，名"}},        // no comma begins a line
		{"请检查“域名”", []string{"请检查", "“域名”"}},      // no quote ends a line
		{"填写 Token 后", []string{"填写", "Token 后"}}, // a word stays whole
	} {
		if got := wrap(c.text, 8); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}
