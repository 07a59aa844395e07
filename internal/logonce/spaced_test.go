package logonce_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/internal/logonce"
)

func TestSpaced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s logonce.Spaced[string]
		want := func(key string, more int, due bool) {
			t.Helper()
			if gotMore, gotDue := s.Due(key, time.Minute); gotMore != more || gotDue != due {
				t.Errorf("%s: %d, %v, want %d, %v", key, gotMore, gotDue, more, due)
			}
		}
		want("a", 0, true)
		want("a", 0, false)
		want("b", 0, true)
		time.Sleep(time.Minute - time.Nanosecond)
		want("a", 0, false)
		time.Sleep(time.Nanosecond)
		want("a", 2, true)
		time.Sleep(time.Hour)
		want("a", 0, true)
	})
}
