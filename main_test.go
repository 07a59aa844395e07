package wechatgo_test

import (
	"os"
	"strings"
	"testing"
)

// TestMain forgets the account of whoever runs the tests: New would take it for the tests' own.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "WECHAT_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}
