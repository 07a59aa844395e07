package cli

import (
	"context"
	"fmt"
	"io"
	"net/url"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/wechatgo/wechatgo/internal/cli/session"
	"github.com/wechatgo/wechatgo/sandbox"
)

func newSandbox() *cobra.Command {
	var p platformFlags
	var callback string
	cmd := &cobra.Command{
		Use:   "sandbox [callback]",
		Short: "Start the sandbox for your own program, in any language",
		Long: `Start the sandbox alone. It plays the account that the flags describe and pushes
to your program's callback. Give your program the printed account, and the
sandbox's address as the platform's (wechatgo reads it from WECHAT_API_BASE).

It does the handshake first, as soon as your program listens, and says in words
what was wrong with the answer.`,
		Example: `  wechatgo sandbox http://127.0.0.1:3000/wx
  wechatgo sandbox --callback http://127.0.0.1:3000/wx --app-addr 127.0.0.1:3000`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if cmd.Flags().Changed("callback") {
					return fmt.Errorf(
						"the callback is given twice, as %s and as --callback %s: give it once",
						args[0],
						callback,
					)
				}
				callback = args[0]
			}
			return runSandbox(cmd, &p, callback)
		},
	}
	cmd.Flags().StringVar(&callback, "callback", "", "your program's server address, such as http://127.0.0.1:3000/wx")
	p.register(cmd)
	cmd.AddCommand(newReplay(), session.NewRecord())
	return cmd
}

func runSandbox(cmd *cobra.Command, p *platformFlags, callback string) error {
	out := cmd.OutOrStdout()
	a, err := p.checked()
	if err != nil {
		return err
	}
	if u, err := url.Parse("//" + p.appAddr); err != nil || u.Host != p.appAddr || u.Hostname() == "" {
		return fmt.Errorf(
			"--app-addr %s is no host: give one without http:// and path, such as 127.0.0.1:3000",
			p.appAddr,
		)
	}
	program, err := programAt(callback)
	if err != nil {
		return err
	}
	l, err := listen(cmd.Context(), p.addr, "--addr")
	if err != nil {
		return err
	}
	platform := sandbox.New(p.config(a, "http://"+reachable(p.addr, l), p.appAddr))
	defer platform.Close()

	group, ctx := errgroup.WithContext(cmd.Context())
	defer context.AfterFunc(ctx, platform.Close)() // also ends a handshake that is in progress
	group.Go(func() error { return serve(ctx, l, platform) })
	printBanner(out, platform, p.appAddr)
	warnOpen(cmd.ErrOrStderr(), l.Addr())
	if callback == "" {
		fmt.Fprintln(out, "  no --callback: set your program's address on the page, under Callback and account values")
		fmt.Fprintln(out, "  未指定 --callback：请在页面的“服务器地址与账号参数”中填写程序的地址")
		return group.Wait()
	}
	group.Go(func() error {
		shakeHands(ctx, out, platform, callback, program)
		return nil
	})
	return group.Wait()
}

// shakeHands does the handshake with the program, and prints what came of it. Where nothing listens yet, it waits for
// the program first; the page knows the callback from the beginning.
//
//nolint:contextcheck // a handshake ends with the platform, which ends with ctx
func shakeHands(ctx context.Context, out io.Writer, platform *sandbox.Platform, callback, program string) {
	handshake := platform.Callback(callback)
	set := platform.CallbackURL()
	if !handshake.OK && connectionRefused(ctx, program) {
		printWaiting(out, program)
		if !awaitProgram(ctx, func() bool { return connectionRefused(ctx, program) }) {
			return
		}
		if platform.CallbackURL() != set {
			return // the page has another one by now, and has said what came of it
		}
		handshake = platform.Callback(callback)
	}
	if ctx.Err() == nil {
		printHandshake(out, callback, handshake)
	}
}
