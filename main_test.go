package wechatgo_test

import (
	"os"
	"strings"
	"testing"
)

// TestMain removes the variables of an account from the environment, since New would use them in the tests.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "WECHAT_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}
