package terminal_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/internal/terminal"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"歌曲 🎵\n\t\"a\\b\"":       "歌曲 🎵\n\t\"a\\b\"",
		"\x1b[2Ja\r\u009b\u202e": `\x1b[2Ja\r\u009b\u202e`,
	} {
		if got := terminal.Visible(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
