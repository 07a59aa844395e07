package cli

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// child is the command that the tests run with sandbox exec: a program that knows the platform's address alone.
func child(args []string) int {
	switch args[0] {
	case "call":
		client := &http.Client{Timeout: 20 * time.Second}
		for _, address := range args[1:] {
			answer, err := client.Get(address)
			if err != nil {
				fmt.Println(err)
				return 3
			}
			_, _ = io.Copy(os.Stdout, answer.Body)
			answer.Body.Close()
		}
		fmt.Println(os.Getenv(account.EnvAppID))
		return 7
	case "wait":
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM)
		fmt.Println("waiting")
		<-asked
		return 5
	case "serve":
		return serveBot(args[1])
	case "killed":
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
	return 0
}

// serveBot is a bot in plain mode that answers every push with "hello", after a call of the platform by its name.
func serveBot(addr string) int {
	client := &http.Client{Timeout: 20 * time.Second}
	server := &http.Server{Addr: addr, ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if echo := r.URL.Query().Get("echostr"); echo != "" {
			fmt.Fprint(w, echo)
			return
		}
		if answer, err := client.Get(callbackIPs); err == nil {
			answer.Body.Close()
		}
		var push struct{ ToUserName, FromUserName string }
		_ = xml.NewDecoder(r.Body).Decode(&push)
		fmt.Fprintf(w, "<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>1</CreateTime>"+
			"<MsgType>text</MsgType><Content>hello</Content></xml>", push.FromUserName, push.ToUserName)
	})}
	fmt.Println(server.ListenAndServe())
	return 1
}

// A program that knows api.weixin.qq.com alone is replayed unmodified: replay starts it, and ends it.
func TestReplayStartsTheProgram(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	file := filepath.Join(t.TempDir(), "session.yaml")
	const session = "version: 1\naccount: {mode: plain}\nsteps:\n" +
		"  - {user: alice, do: follow, expect: [hello], calls: [{endpoint: base.getcallbackip, errcode: 40014}]}\n"
	if err := os.WriteFile(file, []byte(session), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"sandbox", "replay", file, "--addr", "127.0.0.1:0", "--callback", "http://" + addr + "/wx", "--", self, "child", "serve", addr}
	var out bytes.Buffer
	if status := Main(args, &out, io.Discard); status != 0 || !strings.Contains(out.String(), "ok    step 1") {
		t.Errorf("status %d: %s", status, &out)
	}
	if conn, err := net.Dial("tcp", addr); err == nil {
		conn.Close()
		t.Error("the program goes on")
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--", self}, "no file to replay"},
		{[]string{file, "--"}, "no command behind --"},
		{[]string{file, "--allow", "pypi.org"}, "--allow is for a command"},
		{[]string{file, "--", "/nonexistent/command"}, "/nonexistent/command cannot be run"},
	} {
		all := append([]string{"sandbox", "replay", "--addr", "127.0.0.1:0", "--callback", "http://" + addr}, c.args...)
		if err := run(t.Context(), all, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.args, err)
		}
	}
}

// execChild runs sandbox exec with the test binary as the command.
func execChild(t *testing.T, flags, args []string) (status int, out, errs string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	all := slices.Concat([]string{"sandbox", "exec"}, flags, []string{"--", self, "child"}, args)
	return Main(all, &stdout, &stderr), stdout.String(), stderr.String()
}

const callbackIPs = "https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x"

// A program that knows api.weixin.qq.com alone calls the sandbox, has the account's values, and its exit status is the
// command's. Its output is not mixed with the command's own words. Nothing is left behind.
func TestExec(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	status, out, errs := execChild(t, []string{"--appid", "wx1234567890abcdef"}, []string{"call", callbackIPs})
	if status != 7 || !strings.HasPrefix(out, `{"errcode":40014`) || !strings.HasSuffix(out, "}wx1234567890abcdef\n") {
		t.Errorf("status %d, %s", status, out)
	}
	if strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "the sandbox is at http://127.0.0.1:") {
		t.Errorf("said %s", errs)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); runtime.GOOS != "windows" && len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// Another site is refused, with what lets it pass, and it is said that no call came through.
func TestExecRefusesOthers(t *testing.T) {
	t.Parallel()
	status, out, errs := execChild(t, nil, []string{"call", "https://example.com/"})
	if status != 3 || !strings.Contains(out, "--allow example.com") {
		t.Errorf("status %d, %s", status, out)
	}
	for _, want := range []string{"refused a connection to example.com", "no call came through", "没有收到任何调用"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is missing in %s", want, errs)
		}
	}
}

// What a signal has ended counts as a shell counts it.
func TestExecKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals")
	}
	if status, _, errs := execChild(t, nil, []string{"killed"}); status != 128+9 {
		t.Errorf("status %d: %s", status, errs)
	}
}

// A command that is to end passes that on, and ends with the child's status.
func TestExecPassesTheEndOn(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no signals")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	out := &until{text: "waiting", found: end}
	err = run(ctx, []string{"sandbox", "exec", "--", self, "child", "wait"}, out, io.Discard)
	if status, ok := errors.AsType[operator.Exit](err); !ok || status != 5 {
		t.Errorf("ended with %v", err)
	}
}

// until calls found once something was written that contains a text.
type until struct {
	text  string
	found func()
}

func (u *until) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(u.text)) {
		u.found()
	}
	return len(p), nil
}

// The wrong words get an error that says which and the cure, before anything is started.
func TestExecRefusesBadArguments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "no command to run: give one after --"},
		{[]string{"--", "/nonexistent/command"}, "/nonexistent/command cannot be run"},
		{[]string{"--allow", "https://pypi.org", "--", "true"}, "--allow https://pypi.org is no host"},
		{[]string{"--allow", "*.pypi.org", "--", "true"}, "--allow *.pypi.org is no host"},
		{[]string{"--app-addr", "http://x/", "--", "true"}, "--app-addr http://x/ is no host"},
		{[]string{"--kind", "vip", "--", "true"}, "--kind"},
		{[]string{"--callback", "x", "--", "true"}, "the callback x is no web address"},
	} {
		err := run(t.Context(), append([]string{"sandbox", "exec"}, c.args...), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.args, err)
		}
	}
	err := run(t.Context(), []string{"sandbox", "--allow", "pypi.org"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "give --proxy-addr, too") {
		t.Errorf("--allow without a proxy: %v", err)
	}
}

// A program that is started elsewhere reaches the sandbox with the variables that are printed.
func TestProxyAddr(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("PowerShell's assignments are printed there")
	}
	out, stop := start(t, "sandbox", "--addr", "127.0.0.1:0", "--proxy-addr", "127.0.0.1:0")
	out.wait(t, `export JAVA_TOOL_OPTIONS=`)
	out.wait(t, `no --callback`)
	text, _ := out.text()
	var script strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "export ") {
			script.WriteString(line + "\n")
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	script.WriteString("exec " + self + " child call '" + callbackIPs + "'\n")
	raw, err := exec.CommandContext(t.Context(), "sh", "-c", script.String()).CombinedOutput()
	if failed, ok := errors.AsType[*exec.ExitError](err); !ok || failed.ExitCode() != 7 || !strings.HasPrefix(string(raw), `{"errcode":40014`) {
		t.Errorf("%v: %s", err, raw)
	}
	stop()
	if text, _ := out.text(); strings.Contains(text, "no call came through") {
		t.Errorf("printed at the end: %s", text)
	}
}
