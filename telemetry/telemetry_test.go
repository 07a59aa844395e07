package telemetry_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Names and units follow OpenTelemetry's rules, labels follow Prometheus's.
func TestInstruments(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range telemetry.Instruments() {
		if seen[i.Name] || !regexp.MustCompile(`^wechatgo(\.[a-z]+)+$`).MatchString(i.Name) {
			t.Errorf("%q: want a unique name of words separated by dots", i.Name)
		}
		seen[i.Name] = true
		if len(i.Labels) == 0 || len(i.Labels) > 2 {
			t.Errorf("%s has %d labels", i.Name, len(i.Labels))
		}
		for _, label := range i.Labels {
			if !regexp.MustCompile(`^[a-z_]+$`).MatchString(label) {
				t.Errorf("%s: label %q", i.Name, label)
			}
		}
		if !strings.HasSuffix(i.Help, ".") {
			t.Errorf("%s: help %q", i.Name, i.Help)
		}
		switch i.Kind {
		case telemetry.Counter, telemetry.Gauge:
			if !regexp.MustCompile(`^\{[a-z]+\}$`).MatchString(i.Unit) || i.Buckets != nil {
				t.Errorf("%s: unit %q, buckets %v", i.Name, i.Unit, i.Buckets)
			}
		case telemetry.Histogram:
			// The platform hangs up after 5 s, and its last push ends after 15 s.
			if i.Unit != "s" || !slices.IsSorted(i.Buckets) || !slices.Contains(i.Buckets, 5) || !slices.Contains(i.Buckets, 15) {
				t.Errorf("%s: unit %q, buckets %v", i.Name, i.Unit, i.Buckets)
			}
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d instruments", len(seen))
	}
}
