package examine_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/examine"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/doctor"
	"github.com/wechatgo/wechatgo/sandbox"
)

// withSandbox puts an account on a sandbox into the environment.
func withSandbox(t *testing.T) *sandbox.Platform {
	t.Helper()
	p := sandbox.New(sandbox.Config{})
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	t.Cleanup(p.Close)
	for name, value := range map[string]string{
		account.EnvAppID: sandbox.DefaultAppID, account.EnvSecret: sandbox.DefaultSecret, wechatgo.EnvAPIBase: server.URL,
		account.EnvToken: sandbox.DefaultToken, account.EnvEncodingAESKey: sandbox.DefaultEncodingAESKey, account.EnvMode: "safe",
		operator.EnvConfig: filepath.Join(t.TempDir(), "none.yaml"), "WECHATGO_REDIS": "",
	} {
		t.Setenv(name, value)
	}
	return p
}

// run runs the command, and returns what it printed and its exit status.
func run(t *testing.T, stdin string, args ...string) (out string, status int, err error) {
	t.Helper()
	var b bytes.Buffer
	cmd := examine.New()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(append([]string{"--renewer-wait", "0"}, args...))
	cmd.SetOut(&b)
	cmd.SetErr(&b)
	cmd.SetIn(strings.NewReader(stdin))
	if err = cmd.ExecuteContext(t.Context()); err != nil {
		status = operator.StatusOf(err)
	}
	return b.String(), status, err
}

// report runs the command with --json.
func report(t *testing.T, stdin string, args ...string) (r doctor.Report, status int) {
	t.Helper()
	out, status, err := run(t, stdin, append(args, "--json")...)
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if _, ok := errors.AsType[operator.Exit](err); err != nil && !ok {
		t.Fatal(err)
	}
	return r, status
}

func find(t *testing.T, r doctor.Report, id string) doctor.Finding {
	t.Helper()
	i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return f.Check == id })
	if i < 0 {
		t.Fatalf("no %s in %+v", id, r.Findings)
	}
	return r.Findings[i]
}

// program is a callback that answers the echostr as edit changes it, and keeps the last push.
func program(t *testing.T, edit func(echo string) string) (address string, push *[]byte) {
	t.Helper()
	push = new([]byte)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.Method == http.MethodPost {
			*push, _ = httputil.DumpRequest(r, true)
			return
		}
		parts := []string{sandbox.DefaultToken, q.Get("timestamp"), q.Get("nonce")}
		slices.Sort(parts)
		sum := sha1.Sum([]byte(strings.Join(parts, "")))
		if hex.EncodeToString(sum[:]) != q.Get("signature") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		io.WriteString(w, edit(q.Get("echostr")))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/wx", push
}

func same(echo string) string { return echo }

func TestDoctorOnTheSandbox(t *testing.T) {
	p := withSandbox(t)
	callback, push := program(t, same)
	p.Callback(callback)
	p.User("alice").Follow()

	r, status := report(t, string(*push), "--callback", callback, "--push", "-")
	if status != 0 || r.Worst != doctor.Note || r.Kind != "service" || r.May["menu"] != "yes" {
		t.Errorf("status %d, %+v", status, r)
	}
	find(t, r, "callback.ok")
	find(t, r, "push.ok")

	p.SetIPWhitelist(false, "198.51.100.7")
	r, status = report(t, "", "--only", "secret,kind")
	if f := find(t, r, "secret.whitelist"); status != examine.StatusError || f.Evidence != "127.0.0.1" {
		t.Errorf("status %d, %+v", status, f)
	}
	p.SetIPWhitelist(false)

	quoted, _ := program(t, func(echo string) string { return `"` + echo + `"` })
	r, status = report(t, "", "--only", "callback", "--callback", quoted)
	if find(t, r, "callback.quotes"); status != examine.StatusError {
		t.Errorf("status %d", status)
	}

	p.SetKind("personal")
	r, status = report(t, "", "--only", "kind", "--needs", "menu,draft")
	if f := find(t, r, "kind.needs"); status != examine.StatusError || f.Evidence != "menu" || r.Kind != "personal" {
		t.Errorf("status %d, %+v", status, r)
	}

	t.Setenv(account.EnvToken, "another")
	file := filepath.Join(t.TempDir(), "push.txt")
	if err := os.WriteFile(file, *push, 0o600); err != nil {
		t.Fatal(err)
	}
	r, status = report(t, "", "--only", "push", "--push", file)
	if find(t, r, "push.token"); status != examine.StatusError {
		t.Errorf("status %d", status)
	}
}

func TestDoctorPrintsBothLanguages(t *testing.T) {
	withSandbox(t)
	t.Setenv(account.EnvSecret, strings.Repeat("1", 32))
	out, status, _ := run(t, "", "--only", "account,secret,redis")
	for _, want := range []string{"account.ok", "ERROR", "secret.wrong", "40125", "AppSecret 错误", "cure", "skipped", "worst: error"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if status != examine.StatusError || strings.Contains(out, strings.Repeat("1", 32)) {
		t.Errorf("status %d\n%s", status, out)
	}
	t.Setenv(account.EnvSecret, sandbox.DefaultSecret)
	out, status, err := run(t, "", "--only", "kind")
	if err != nil || status != 0 || !strings.Contains(out, "may call: datacube, draft, freepublish") {
		t.Errorf("%v\n%s", err, out)
	}
}

// Without an account what needs none is examined all the same.
func TestDoctorWithoutAccount(t *testing.T) {
	withSandbox(t)
	t.Setenv(account.EnvAppID, "")
	callback, _ := program(t, same)
	r, status := report(t, "", "--callback", callback)
	find(t, r, "account.missing")
	find(t, r, "callback.ok")
	if status != examine.StatusError {
		t.Errorf("status %d", status)
	}
}

func TestDoctorTakesAnAccountOfTheFile(t *testing.T) {
	withSandbox(t)
	base := os.Getenv(wechatgo.EnvAPIBase)
	t.Setenv(account.EnvAppID, "")
	t.Setenv(wechatgo.EnvAPIBase, "http://127.0.0.1:1")
	t.Setenv("SHOP_SECRET", sandbox.DefaultSecret)
	t.Setenv("SHOP_TOKEN", sandbox.DefaultToken)
	t.Setenv(account.EnvToken, "") // of nobody's account
	t.Setenv(account.EnvEncodingAESKey, "")
	t.Setenv(account.EnvMode, "")
	callback, _ := program(t, same)
	file := filepath.Join(t.TempDir(), "config.yaml")
	text := "accounts:\n  shop: {appid: " + sandbox.DefaultAppID + ", secret_env: SHOP_SECRET, token_env: SHOP_TOKEN, " +
		"mode: plain, api_base: '" + base + "'}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, _ := report(t, "", "--config", file, "--account", "shop", "--callback", callback)
	find(t, r, "account.ok")
	find(t, r, "secret.ok")
	find(t, r, "callback.ok")
}

func TestDoctorRefusesWrongFlags(t *testing.T) {
	withSandbox(t)
	for want, args := range map[string][]string{
		"--only has \"webhook\"":  {"--only", "webhook"},
		"--needs has \"menus\"":   {"--needs", "menus"},
		"--push: open ":           {"--push", filepath.Join(t.TempDir(), "none")},
		"--signature: open ":      {"--signature", "@" + filepath.Join(t.TempDir(), "none")},
		"--push: the file is":     {"--push", "-"},
		"cannot both come from":   {"--push", "-", "--signature", "-"},
		"cannot both come":        {"--push", "-", "--signature", "@-"},
		"--signature is \"@\"":    {"--signature", "@"},
		"has no account nobody":   {"--account", "nobody"},
		"unknown flag: --webhook": {"--webhook", "http://127.0.0.1/"},
	} {
		out, status, err := run(t, "", args...)
		if err == nil || !strings.Contains(err.Error(), want) || status != operator.StatusFailed || strings.Contains(out, "worst") {
			t.Errorf("%q: %v, status %d, %s", args, err, status, out)
		}
	}
}

// No sentence is wider than a terminal; Chinese characters take two columns.
func TestDoctorFitsATerminal(t *testing.T) {
	p := withSandbox(t)
	p.SetKind("personal")
	t.Setenv(account.EnvToken, "another")
	callback, _ := program(t, same)
	out, _, err := run(t, "", "--callback", callback, "--needs", "menu", "--login", "http://127.0.0.1:1/login")
	if _, ok := errors.AsType[operator.Exit](err); !ok {
		t.Fatal(err)
	}
	for line := range strings.Lines(out) {
		wide := 0
		for _, r := range strings.TrimSuffix(line, "\n") {
			wide++
			if r >= 0x2e80 {
				wide++
			}
		}
		if wide > 80 && !strings.Contains(line, "  seen") {
			t.Errorf("%d columns: %s", wide, line)
		}
	}
}

// After Ctrl-C the report has what was found before.
func TestDoctorStopped(t *testing.T) {
	withSandbox(t)
	for _, asJSON := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		}))
		t.Cleanup(server.Close)
		var out, errs bytes.Buffer
		cmd := examine.New()
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs([]string{"--only", "account,callback", "--callback", server.URL, fmt.Sprintf("--json=%t", asJSON)})
		cmd.SetOut(&out)
		cmd.SetErr(&errs)
		err := cmd.ExecuteContext(ctx)
		if operator.StatusOf(err) != operator.StatusInterrupted || !strings.Contains(errs.String(), "interrupted") {
			t.Errorf("%v, %s", err, &errs)
		}
		if text := out.String(); !strings.Contains(text, "account.ok") || !strings.Contains(text, "interrupted") ||
			strings.Contains(text, "callback.") {
			t.Errorf("printed %s", text)
		}
		if asJSON != json.Valid(out.Bytes()) {
			t.Errorf("printed %s", &out)
		}
	}
}

// Ctrl-C while a file is awaited is an interruption too, and nothing was found.
func TestDoctorStoppedAtItsInput(t *testing.T) {
	withSandbox(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in, never := io.Pipe()
	t.Cleanup(func() { never.Close() })
	cmd := examine.New()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs([]string{"--push", "-"})
	cmd.SetIn(in)
	if err := cmd.ExecuteContext(ctx); operator.StatusOf(err) != operator.StatusInterrupted {
		t.Errorf("%v", err)
	}
}
