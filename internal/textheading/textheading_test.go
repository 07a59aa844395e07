package textheading_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/internal/textheading"
)

func TestEnds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"【标题】":                true,
		"before\n\n【标题】\n\n":  true,
		" 【标题】 ":              true,
		textheading.Of("two"): true,
		"":                    false,
		"【】":                  false,
		"【标题】 text":           false,
		"see 【标题】":            false,
		"【标题】\ntext":          false,
		"【一】和【二】":             false,
		"【标题":                 false,
		"标题】":                 false,
	} {
		if got := textheading.Ends(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
