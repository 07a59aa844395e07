package logonce_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/internal/logonce"
)

// A flood of keys is logged up to the limit, the last line says so, and an hour later the keys count as new again.
func TestFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var keys logonce.Keys
		flood := func() (firsts, fulls int) {
			for i := range 1000 {
				for range 2 {
					first, full := keys.First(fmt.Sprint(i))
					if first {
						firsts++
					}
					if full {
						fulls++
					}
				}
			}
			return firsts, fulls
		}
		for _, step := range []struct {
			after         time.Duration
			firsts, fulls int
		}{{0, 100, 1}, {time.Hour - 1, 0, 0}, {1, 100, 1}} {
			time.Sleep(step.after)
			if firsts, fulls := flood(); firsts != step.firsts || fulls != step.fulls {
				t.Errorf("after %v: %d new keys and %d times full, want %d and %d", step.after, firsts, fulls, step.firsts, step.fulls)
			}
		}
	})
}
