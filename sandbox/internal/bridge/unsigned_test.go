package bridge_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/internal/programtest"
)

// A request that names the page asks for a signature; one that is only on the page's host does not.
func TestUnsigned(t *testing.T) {
	t.Parallel()
	node := programtest.Need(t, programtest.Node)
	watch, err := os.ReadFile("unsigned.js")
	if err != nil {
		t.Fatal(err)
	}
	script := string(watch) + `
const location = { href: "http://shop.test/#/cart", origin: "http://shop.test" };
const said = [];
globalThis.window = { fetch: async () => ({ status: 401, clone: () => ({ text: async () => "no" }) }) };
globalThis.location = location;
globalThis.XMLHttpRequest = class { open() {} send() {} };
console.warn = () => {};
watchUnsigned((type, { server }) => said.push(server));
const sign = "/sign?url=" + encodeURIComponent("http://shop.test/");
Promise.all([
  window.fetch("http://shop.test/api/cart"), window.fetch("http://shop.test" + sign), window.fetch(sign),
  window.fetch("/post", { body: "url=http://shop.test/" }), window.fetch("http://["),
]).then(() => setImmediate(() => console.log(said.join(" "))));
`
	file := filepath.Join(t.TempDir(), "unsigned.mjs")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), node, file).CombinedOutput()
	if got, want := strings.TrimSpace(string(out)), "/sign /sign /post"; err != nil || got != want {
		t.Errorf("%v, reported %q, want %q", err, got, want)
	}
}
