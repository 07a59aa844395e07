package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"runtime"
	"strings"
	"testing"
)

// The flag, the command and its JSON say the same.
func TestVersion(t *testing.T) {
	t.Parallel()
	output := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if status := Main(args, &out, io.Discard); status != 0 {
			t.Fatalf("%v: exit status %d", args, status)
		}
		return out.String()
	}
	line := output("--version")
	if platform := runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH; !strings.HasSuffix(line, ", "+platform+"\n") {
		t.Errorf("%q does not end with %s", line, platform)
	}
	if got := output("version"); got != line {
		t.Errorf("version prints %q, --version %q", got, line)
	}
	var info struct{ Version, Go, Platform string }
	if err := json.Unmarshal([]byte(output("version", "--json")), &info); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(line, "wechatgo version "+info.Version+", ") || info.Go != runtime.Version() || info.Platform != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("the JSON is %+v, and --version prints %q", info, line)
	}
}
