package cli

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// What a command that is stopped says about the account is not lost.
func TestStoppedApplySaysWhatIsThere(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	p := clitest.Sandbox(t, sandbox.Config{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/menu/create") {
			interrupt()
		}
		p.ServeHTTP(w, r)
	}))
	defer server.Close()
	t.Setenv(wechatgo.EnvAPIBase, server.URL)
	t.Chdir(t.TempDir())
	const file = "button: [{name: a, type: click, key: k}]\n" +
		"conditional: [{matchrule: {tag_id: 2}, button: [{name: b, type: click, key: k}]}]\n"
	if err := os.WriteFile("menu.yaml", []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := run(ctx, []string{"menu", "apply", "menu.yaml", "--yes"}, &out, &out)
	const want = "the account has its former menus: they were read back and compared"
	if operator.StatusOf(err) != operator.StatusInterrupted || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, %s", err, &out)
	}
}
