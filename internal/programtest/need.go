// Package programtest finds the programs that tests need, and starts the browser. Without a program the test is skipped
// with a line that says so; if the environment variable WECHATGO_REQUIRE (a list separated by commas) names it, as in
// CI, the test fails instead.
package programtest

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Program is a program that a test needs.
type Program struct {
	// Name is what WECHATGO_REQUIRE calls it.
	Name string
	// Files are the names that its executable may have.
	Files []string
	// Package is the Debian package that has it.
	Package string
}

// The programs.
var (
	Redis  = Program{"redis", []string{"redis-server"}, "redis-server"}
	Curl   = Program{"curl", []string{"curl"}, "curl"}
	Python = Program{"python", []string{"python3"}, "python3"}
	Node   = Program{"node", []string{"node"}, "nodejs"}
	Java   = Program{"java", []string{"java"}, "default-jdk-headless"}
	PHP    = Program{"php", []string{"php"}, "php-cli"}
	Ruby   = Program{"ruby", []string{"ruby"}, "ruby"}

	chromium = Program{"chromium", []string{"chromium", "chromium-browser", "google-chrome"}, "chromium"}
)

// Need returns the path of a program, or ends the test.
func Need(t testing.TB, p Program) (path string) {
	t.Helper()
	for _, file := range p.Files {
		if path, err := exec.LookPath(file); err == nil {
			return path
		}
	}
	Missing(t, p.Name, "no "+p.Files[0]+" here: install Debian's package "+p.Package+" to run this test")
	return ""
}

// Missing ends a test that needs what is not here, and why says what. It fails where WECHATGO_REQUIRE names that.
func Missing(t testing.TB, name, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("WECHATGO_REQUIRE"), ","), name) {
		t.Fatalf("WECHATGO_REQUIRE names %s: %s", name, why)
	}
	t.Skipf("%s", why)
}
