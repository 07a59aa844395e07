package telemetry_test

import (
	"context"
	"expvar"
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/telemetry"
)

// This recorder adds up sums for the standard library's /debug/vars.
func ExampleRecorderFunc() {
	sums := expvar.NewMap("wechatgo")
	rec := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, value float64, labels ...string) {
		sums.AddFloat(i.Name+"{"+strings.Join(labels, ",")+"}", value)
	})

	// The packages of this module call it like this:
	ctx := context.Background()
	rec.Record(ctx, telemetry.Pushes, 1, "text", string(telemetry.Handled))
	rec.Record(ctx, telemetry.HandlerDuration, 0.25, "text")

	fmt.Println(sums)
	// Output: {"wechatgo.handler.duration{text}": 0.25, "wechatgo.pushes{text,handled}": 1}
}
