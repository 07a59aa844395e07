package assets_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// result is what a run of a command printed.
type result struct {
	status        int
	out, err, end string // end is the text of the error
}

// run runs a command with an input.
func run(cmd *cobra.Command, input string, args ...string) result {
	return runContext(context.Background(), cmd, input, args...)
}

func runContext(ctx context.Context, cmd *cobra.Command, input string, args ...string) result {
	var out, errs bytes.Buffer
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(input))
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	if err := cmd.ExecuteContext(ctx); err != nil {
		return result{operator.StatusOf(err), out.String(), errs.String(), err.Error()}
	}
	return result{0, out.String(), errs.String(), ""}
}

// platform is a sandbox, before which a test can look at each request.
type platform struct {
	*sandbox.Platform
	before func(*http.Request)
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.before != nil {
		p.before(r)
	}
	p.Platform.ServeHTTP(w, r)
}

// withSandbox puts an account on a sandbox into the environment, and makes a new directory the working directory.
func withSandbox(t *testing.T, c sandbox.Config) *platform {
	t.Helper()
	p := &platform{}
	c.Base = clitest.Serve(t, p)
	p.Platform = sandbox.New(c)
	t.Cleanup(p.Close)
	t.Chdir(t.TempDir())
	return p
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
