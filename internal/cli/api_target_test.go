package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// An answer goes to the file of -o, whatever it is; what is not whole leaves no file, and an older one as it was.
func TestAPIOutput(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{})
	file := filepath.Join(t.TempDir(), "answer.json")
	if got := command("api", "draft.count", "-o", file); got.status != 0 || got.out != "" || got.err != file+": 23 bytes\n" {
		t.Errorf("%+v", got)
	}
	if content, _ := os.ReadFile(file); string(content) != "{\n  \"total_count\": 0\n}\n" {
		t.Errorf("%q", content)
	}
	if got := command("api", "draft.get", "media_id=x", "-o", file); got.status != operator.StatusNotFound {
		t.Errorf("%+v", got)
	}
	if content, _ := os.ReadFile(file); len(content) != 23 {
		t.Errorf("after a failed call: %q", content)
	}
	if got := command("api", "draft.count", "-o", filepath.Join(file, "x")); got.status != operator.StatusFailed {
		t.Errorf("%+v", got)
	}
	if got := command("api", "draft.count", "-o", os.DevNull); got.status != 0 {
		t.Errorf("a device: %+v", got)
	}
	names, _ := os.ReadDir(filepath.Dir(file))
	if len(names) != 1 {
		t.Errorf("files are left: %v", names)
	}
}

// A call that Ctrl-C ends, or that breaks off, leaves nothing that looks whole, and its status says so.
func TestAPIInterrupted(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{})
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	pages := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server sees a client that is gone after the body alone
		switch {
		case strings.HasSuffix(r.URL.Path, "token"):
			fmt.Fprint(w, `{"access_token":"ACCESS_TOKEN_1","expires_in":7200}`)
			return
		case r.URL.Path == "/cgi-bin/draft/batchget":
			if pages++; pages == 1 {
				fmt.Fprint(w, `{"total_count":9,"item_count":1,"item":[{"media_id":"m"}]}`)
				return
			}
		default:
			w.Header().Set("Content-Type", "image/png")
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "half")
			w.(http.Flusher).Flush()
			if r.URL.Path == "/broken" {
				return
			}
		}
		interrupt()
		<-r.Context().Done()
	}))
	defer server.Close()
	t.Setenv(wechatgo.EnvAPIBase, server.URL)
	file := filepath.Join(t.TempDir(), "a.png")
	if got := command("api", "GET", "/broken", "--yes", "-o", file); got.status != operator.StatusNoAnswer {
		t.Errorf("broken: %+v", got)
	}
	for _, args := range [][]string{
		{"api", "draft.batchget", "--all"},
		{"api", "material.get_material", "media_id=x", "-o", file},
	} {
		var out, errs bytes.Buffer
		err := run(ctx, args, &out, &errs)
		if operator.StatusOf(err) != operator.StatusInterrupted || !strings.Contains(err.Error(), "stopped before the answer was whole") || json.Valid(out.Bytes()) {
			t.Errorf("%v: %v, %s", args, err, &out)
		}
		ctx, interrupt = context.WithCancel(t.Context())
		defer interrupt()
	}
	if names, _ := os.ReadDir(filepath.Dir(file)); len(names) != 0 {
		t.Errorf("files are left: %v", names)
	}
}

// A dry run shows no secret, also not one from a file.
func TestAPIDryRunHidesSecrets(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{})
	file := filepath.Join(t.TempDir(), "in.json")
	if err := os.WriteFile(file, []byte(`{"access_token":"USER_TOKEN_1","openid":"o"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	got := command("api", "sns.userinfo", "-d", "@"+file, "--dry-run")
	if got.status != 0 || strings.Contains(got.out, "USER_TOKEN_1") || !strings.Contains(got.out, "openid=o") {
		t.Errorf("%+v", got)
	}
	got = command("api", "base.clear_quota_v2", "--dry-run")
	if got.status != 0 || !strings.Contains(got.out, "appsecret=SECRET") {
		t.Errorf("%+v", got)
	}
}
