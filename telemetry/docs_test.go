package telemetry_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/telemetry"
)

// The pages list the instruments in a table, whose last column is in the page's language.
func TestDocs(t *testing.T) {
	t.Parallel()
	read := func(page string) string {
		raw, err := os.ReadFile("../docs/" + page)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	english, chinese := read("telemetry.md"), read("telemetry.zh-CN.md")
	for i := range telemetry.Instruments() {
		row := fmt.Sprintf("| `%s` | %s | `%s` | `%s` | ", i.Name, i.Kind, i.Unit, strings.Join(i.Labels, "`, `"))
		if !strings.Contains(english, row+i.Help+" |\n") {
			t.Errorf("docs/telemetry.md: want the row %s%s |", row, i.Help)
		}
		if row := strings.ReplaceAll(row, "`, `", "`、`"); !strings.Contains(chinese, row) {
			t.Errorf("docs/telemetry.zh-CN.md: want a row %s… |", row)
		}
	}
}
