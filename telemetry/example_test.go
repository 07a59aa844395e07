package telemetry_test

import (
	"context"
	"expvar"
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/telemetry"
)

// A recorder of one's own: sums for the standard library's /debug/vars.
func ExampleRecorderFunc() {
	sums := expvar.NewMap("wechatgo")
	rec := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, value float64, labels ...string) {
		sums.AddFloat(i.Name+"{"+strings.Join(labels, ",")+"}", value)
	})

	// What the packages of this module do with it:
	telemetry.Push{Type: "text", Outcome: telemetry.Handled}.Record(context.Background(), rec)
	telemetry.Run{Type: "text", Time: 250 * time.Millisecond}.Record(context.Background(), rec)

	fmt.Println(sums)
	// Output: {"wechatgo.handler.duration{text}": 0.25, "wechatgo.pushes{text,handled}": 1}
}
