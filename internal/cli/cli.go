// Package cli implements the command wechatgo and its subcommands.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/buildinfo"
	"github.com/wechatgo/wechatgo/internal/cli/assets"
	"github.com/wechatgo/wechatgo/internal/cli/craft"
	"github.com/wechatgo/wechatgo/internal/cli/examine"
	"github.com/wechatgo/wechatgo/internal/cli/mcp"
	"github.com/wechatgo/wechatgo/internal/cli/menus"
	"github.com/wechatgo/wechatgo/internal/cli/newproject"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/cli/publish"
	"github.com/wechatgo/wechatgo/internal/cli/session"
	"github.com/wechatgo/wechatgo/internal/cli/tail"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// Main runs the command with its arguments. It prints an error and returns the exit status: 0, or 1 after an error; after
// a failed call of the API it says of what kind the error was, see package operator.
// Ctrl-C, SIGTERM and the end of the terminal end the command in order and with 0, a call of the API with 130; a second one ends it at once.
func Main(args []string, stdout, stderr io.Writer) int {
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		ends = append(ends, syscall.SIGHUP) // the terminal is closed
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	context.AfterFunc(ctx, stop)
	if err := run(ctx, args, stdout, stderr); err != nil {
		if _, printed := errors.AsType[operator.Exit](err); !printed {
			fmt.Fprintln(stderr, "wechatgo:", terminal.Visible(err.Error()))
		}
		return operator.StatusOf(err)
	}
	return 0
}

// run runs the command until it is done or ctx ends, which is not an error.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	root := newRoot() //nolint:contextcheck // commands have it from ExecuteContext
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := misspelled(root, args); err != nil {
		return err
	}
	err := root.ExecuteContext(ctx)
	if ctx.Err() == nil || !errors.Is(err, context.Canceled) {
		return err
	}
	if _, ok := errors.AsType[operator.CallError](err); ok { // it may say what the command left behind
		return operator.CallError{Err: fmt.Errorf("stopped before the answer was whole: %w", err)}
	}
	return nil
}

// misspelled is the error for an unknown command of a group such as menu, for which cobra prints the help and ends with 0.
func misspelled(root *cobra.Command, args []string) error {
	group, rest, err := root.Find(args)
	if err != nil || group == root || group.Runnable() || group.ParseFlags(rest) != nil {
		return nil //nolint:nilerr // root says what is wrong
	}
	words := group.Flags().Args()
	if len(words) == 0 {
		return nil
	}
	group.SuggestionsMinimumDistance = 2
	cure := group.CommandPath() + " --help lists the commands"
	if like := group.SuggestionsFor(words[0]); len(like) > 0 {
		cure = "is it " + strings.Join(like, ", ") + "?"
	}
	return fmt.Errorf("unknown command %q for %q: %s", words[0], group.CommandPath(), cure)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "wechatgo",
		Short:         "Run a WeChat Official Account, and try it without one",
		Version:       buildinfo.Read().String(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; %s --help lists the flags", err, cmd.CommandPath())
	})
	root.AddCommand(
		newDev(), newSandbox(), newDemo(), newBot(), newToken(), newAPI(), newExplain(),
		examine.New(),
		menus.New(),
		publish.NewDraft(), publish.NewPublish(),
		assets.NewMedia(), assets.NewUsers(), assets.NewQRCode(), assets.NewTemplate(),
		craft.NewDecrypt(), craft.NewVerify(), craft.NewSign(),
		newproject.New(),
		tail.New(),
		session.NewTrigger(),
		mcp.New(),
		newVersion(),
	)
	return root
}
