package nearest_test

import (
	"testing"

	"github.com/wechatgo/wechatgo/internal/nearest"
)

func TestTo(t *testing.T) {
	t.Parallel()
	known := []string{"subscribe", "unsubscribe", "SCAN", "kf_create_session"}
	for name, want := range map[string]string{
		"subscibe": "subscribe", "scam": "SCAN", "KfCreateSession": "kf_create_session", "text": "", "": "",
	} {
		if got := nearest.To(name, known); got != want {
			t.Errorf("%q is like %q, want %q", name, got, want)
		}
	}
}
