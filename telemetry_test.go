package wechatgo_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/telemetry"
)

func TestTelemetry(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string][][]string{}
	recorder := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
		mu.Lock()
		defer mu.Unlock()
		seen[i.Name] = append(seen[i.Name], slices.Clone(labels))
	})
	platform := sandbox.Start(t)
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithTelemetry(recorder))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wx.Base.CallbackIPs(t.Context()); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range [][]string{{"base.stable_token", "0"}, {"base.getcallbackip", "0"}} {
		if !slices.ContainsFunc(seen[telemetry.Calls.Name], func(got []string) bool { return slices.Equal(got, want) }) {
			t.Errorf("calls %v lack %v", seen[telemetry.Calls.Name], want)
		}
	}
	if len(seen[telemetry.Renewals.Name]) != 1 {
		t.Errorf("renewals %v", seen[telemetry.Renewals.Name])
	}
}
