package main_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// block returns a fenced block of the language from a Markdown page.
func block(t *testing.T, page, language string) string {
	t.Helper()
	m := regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(page, -1)
	if len(m) != 1 {
		t.Fatalf("%d blocks of %s in the page", len(m), language)
	}
	return m[0][1]
}

// The commands in docs/push-by-hand.md work as they are written, except for the ports.
func TestPushByHand(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "openssl", "od"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s here: install it to push by hand", tool)
		}
	}
	raw, err := os.ReadFile("../../docs/push-by-hand.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	dev, ok := strings.CutPrefix(strings.ReplaceAll(block(t, page, "sh"), "\\\n", ""), "go run ./cmd/wechatgo dev ")
	if !ok {
		t.Fatal("the page does not begin with dev")
	}
	d := startDev(t, strings.Fields(dev)...)

	const port = "127.0.0.1:8089"
	script := block(t, page, "bash")
	if strings.Count(script, port) != 1 {
		t.Fatalf("the commands do not push to %s once", port)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "bash", "-c", strings.Replace(script, port, d.app, 1)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{
		`<Encrypt>`,
		`<ToUserName><!\[CDATA\[o9AgO5Kd5ggOC-bXrbNODIiE3bGY\]\]></ToUserName>`,
		`<Content><!\[CDATA\[hello\]\]></Content></xml>wxba5fad812f8e6fb9`,
		`(?m)^signature right$`,
	} {
		if !regexp.MustCompile(want).Match(out) {
			t.Errorf("lacks %s:\n%s", want, out)
		}
	}
}
