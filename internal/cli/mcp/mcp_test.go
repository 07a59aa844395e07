package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// log is a standard error that may be read while it is written.
type log struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// running is the command with a client at the other end of two pipes.
type running struct {
	client *sdk.ClientSession
	stop   context.CancelFunc // as Ctrl-C does
	done   chan error
	errs   *log
}

func start(t *testing.T, user func(context.Context, *sdk.ElicitRequest) (*sdk.ElicitResult, error), args ...string) *running {
	t.Helper()
	fromClient, toServer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	fromServer, toClient, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{stop: stop, done: make(chan error, 1), errs: new(log)}
	cmd := New()
	cmd.SetArgs(args)
	cmd.SetIn(fromClient)
	cmd.SetOut(toClient)
	cmd.SetErr(r.errs)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	go func() {
		r.done <- cmd.ExecuteContext(ctx)
		toClient.Close()
		fromClient.Close()
	}()
	client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, &sdk.ClientOptions{ElicitationHandler: user})
	r.client, err = client.Connect(t.Context(), &sdk.IOTransport{Reader: fromServer, Writer: toServer}, nil)
	if err != nil {
		t.Fatal(err, <-r.done)
	}
	t.Cleanup(func() {
		r.client.Close()
		stop()
	})
	return r
}

func (r *running) call(t *testing.T, tool string, arguments any) string {
	t.Helper()
	result, err := r.client.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return result.Content[0].(*sdk.TextContent).Text
}

// An agent reads the phone of the sandbox's follower and answers, which its user allows.
func TestSandboxEndToEnd(t *testing.T) {
	t.Parallel()
	var asked []string
	r := start(t, func(_ context.Context, q *sdk.ElicitRequest) (*sdk.ElicitResult, error) {
		asked = append(asked, q.Params.Message)
		return &sdk.ElicitResult{Action: "accept"}, nil
	}, "--sandbox")
	r.call(t, "phone_send", map[string]any{"text": "几点开门？"})
	var phone struct {
		Untrusted bool
		Data      struct {
			OpenID  string
			Entries []sandbox.Entry
		}
	}
	if err := json.Unmarshal([]byte(r.call(t, "read_phone", nil)), &phone); err != nil {
		t.Fatal(err)
	}
	if last := phone.Data.Entries[len(phone.Data.Entries)-1]; last.Text != "几点开门？" || !phone.Untrusted {
		t.Fatalf("the phone: %+v", phone)
	}
	r.call(t, "call_endpoint", map[string]any{"endpoint": "kf.send", "input": map[string]any{
		"touser": phone.Data.OpenID, "msgtype": "text", "text": map[string]any{"content": "九点"},
	}})
	if got := r.call(t, "read_phone", nil); !strings.Contains(got, "九点") {
		t.Errorf("the phone: %s", got)
	}
	if len(asked) != 1 || !strings.Contains(asked[0], "九点") {
		t.Errorf("asked %q", asked)
	}
	r.client.Close()
	if err := <-r.done; err != nil {
		t.Errorf("after the input was closed: %v", err)
	}
	if got := r.errs.String(); !strings.Contains(got, "endpoint=kf.send effect=send ok=true") || !strings.Contains(got, "confirmed") || strings.Contains(got, sandbox.DefaultSecret) {
		t.Errorf("the log: %s", got)
	}
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	r := start(t, nil, "--sandbox")
	r.call(t, "account_status", nil)
	r.stop()
	if err := <-r.done; err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
}

// The account of the environment, with a directory and a group.
func TestAccount(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{})
	r := start(t, nil, "--allow-write=menu,draft", "--allow-personal", "--files", t.TempDir())
	if got := r.call(t, "account_status", nil); !strings.Contains(got, `"files":true,"personal":true,"sandbox":false,"write":["menu","draft"]`) {
		t.Errorf("account_status: %s", got)
	}
	if got := r.call(t, "call_endpoint", map[string]any{"endpoint": "draft.count"}); !strings.Contains(got, `"total_count":0`) {
		t.Errorf("draft.count: %s", got)
	}
	list, err := r.client.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		if strings.Contains(tool.Name, "phone") || strings.Contains(tool.Name, "sandbox") {
			t.Errorf("an account has the tool %s", tool.Name)
		}
	}
}

func TestWrongFlags(t *testing.T) {
	t.Setenv(account.EnvAppID, "")
	t.Setenv(operator.EnvConfig, filepath.Join(t.TempDir(), "none.yaml"))
	for want, args := range map[string][]string{
		"--allow-write":                       {"--sandbox", "--allow-write=all"},
		"no group of the catalogue":           {"--sandbox", "--allow-write=menus"},
		"--files":                             {"--sandbox", "--files", filepath.Join(t.TempDir(), "missing")},
		"--sandbox and --account":             {"--sandbox", "--account=shop"},
		"no account: set WECHAT_APPID":        {},
		`unknown command "x"`:                 {"x"},
		"--allow-write needs at least a name": {"--sandbox", "--allow-write="},
	} {
		cmd := New()
		cmd.SetArgs(args)
		cmd.SetIn(strings.NewReader(""))
		var out bytes.Buffer
		cmd.SetOut(&out)
		cmd.SetErr(io.Discard)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		if err := cmd.ExecuteContext(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
		if out.Len() > 0 {
			t.Errorf("%v: the standard output has %q", args, out.String())
		}
	}
}
