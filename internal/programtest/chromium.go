package programtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// startTimeout is how long Chromium may take to start. It is long enough for a slow machine.
const startTimeout = time.Minute

// Chromium returns a context that starts Chromium with its first tab, see chromedp.NewContext, or ends the test if there
// is none. The browser ends with the test.
func Chromium(t testing.TB, opts ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	all := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(Need(t, chromium)),
		chromedp.NoSandbox, // Chromium refuses to use its own sandbox as root, which CI is
		chromedp.WSURLReadTimeout(startTimeout),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(all, opts...)...)
	t.Cleanup(cancel)
	return ctx
}
