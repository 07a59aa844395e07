package multitest_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// envInstance makes a process of the test binary an instance of the program. Its value is the instance's setting in
// JSON.
const envInstance = "WECHATGO_MULTITEST_INSTANCE"

func TestMain(m *testing.M) {
	if setting := os.Getenv(envInstance); setting != "" {
		if err := runInstance(setting, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	if testing.Short() {
		fmt.Println("multitest: -short leaves out every test of this package")
		return
	}
	_ = flag.Set("test.parallel", "16") // these tests mostly wait for processes
	os.Exit(m.Run())
}
