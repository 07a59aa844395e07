package assets

import (
	"testing"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The platform's name of a file is taken where it is a plain one, which does nothing to a terminal that shows it.
func TestNameOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"封面.png": "封面.png", "../a.png": "a.png", ".a.png": "media.jpg", "": "media.jpg",
		"a\x1b[2J.png": "media.jpg", "a\n.png": "media.jpg", "\u202egnp.exe": "media.jpg",
	} {
		if got := nameOf(&endpoint.Download{Filename: name, ContentType: "image/jpeg"}); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
