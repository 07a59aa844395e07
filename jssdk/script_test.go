package jssdk_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/jssdk"
)

func getScript(t *testing.T, sdk *jssdk.SDK) string {
	t.Helper()
	resp := ask(sdk, "GET", "/wx/jssdk?script", "", "")
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Fatalf("%s %v %v", resp.Status, resp.Header, err)
	}
	return string(body)
}

func TestScript(t *testing.T) {
	t.Parallel()
	script := getScript(t, newSDK(t, nil))
	if !strings.Contains(script, `var SCRIPT = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";`) {
		t.Error("the script lacks the address of WeChat's")
	}
	for _, modern := range []string{"=>", "const ", "let ", "`", "class ", "async "} {
		if strings.Contains(script, modern) {
			t.Errorf("the script holds %q, which is not ES5", modern)
		}
	}
	own := getScript(t, newSDK(t, func(c *jssdk.Config) { c.ScriptURL = `http://127.0.0.1:8088/open/js/jweixin-1.6.0.js?"</script>` }))
	if !strings.Contains(own, `var SCRIPT = "http://127.0.0.1:8088/open/js/jweixin-1.6.0.js?\"\u003c/script\u003e";`) {
		t.Error("the script's address is not quoted")
	}
}

func TestScriptAddresses(t *testing.T) {
	t.Parallel()
	sdk := newSDK(t, nil)
	w := httptest.NewRecorder()
	sdk.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/wx/jssdk/wechatgo.js", nil))
	if w.Code != 200 || w.Body.String() != getScript(t, sdk) {
		t.Errorf("GET /wx/jssdk/wechatgo.js: %d", w.Code)
	}
	again := ask(sdk, "GET", "/wx/jssdk?script", "", "", "If-None-Match", w.Header().Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("with its ETag: %s", again.Status)
	}
	if resp := ask(sdk, "HEAD", "/wx/jssdk?script", "", ""); resp.StatusCode != http.StatusOK {
		t.Errorf("HEAD: %s", resp.Status)
	}
}

// The script runs in Node, against a stand-in that behaves like WeChat's script. The end-to-end tests run it in a
// browser.
func TestScriptScenarios(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node here")
	}
	file := filepath.Join(t.TempDir(), "wechatgo.js")
	if err := os.WriteFile(file, []byte(getScript(t, newSDK(t, nil))), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "scenarios.js"), file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
