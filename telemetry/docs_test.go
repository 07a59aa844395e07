package telemetry_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/telemetry"
)

// docs/telemetry.md lists the instruments in a table.
func TestDocs(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range telemetry.Instruments() {
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | `%s` | %s |\n", i.Name, i.Kind, i.Unit, strings.Join(i.Labels, "`, `"), i.Help)
	}
	doc, err := os.ReadFile("../docs/telemetry.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(doc), b.String()) {
		t.Errorf("docs/telemetry.md: want these rows:\n%s", b.String())
	}
}
