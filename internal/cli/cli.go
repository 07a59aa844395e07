// Package cli holds the tree of the command wechatgo.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Main runs the command with its arguments and returns the exit status: 0, or
// 1 after an error, which it has printed.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(stderr, "wechatgo:", err)
		return 1
	}
	return 0
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "wechatgo",
		Short:         "Run a WeChat Official Account, and try it without one",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newDev(), newSandbox(), newDemo())
	return root
}
