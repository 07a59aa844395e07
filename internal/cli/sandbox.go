package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/wechatgo/wechatgo/internal/cli/session"
	"github.com/wechatgo/wechatgo/sandbox"
)

func newSandbox() *cobra.Command {
	var p platformFlags
	var callback, proxyAddr string
	var allow []string
	cmd := &cobra.Command{
		Use:   "sandbox [callback]",
		Short: "Start the sandbox for your own program, in any language",
		Long: `Start the sandbox alone. It plays the account that the flags describe and pushes
to your program's callback. Give your program the printed account, and the
sandbox's address as the platform's (wechatgo reads it from WECHAT_API_BASE).
Your program's pages have the printed public URL, which stands before them.

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
			if len(allow) > 0 && proxyAddr == "" {
				return errors.New("--allow is the proxy's: give --proxy-addr, too")
			}
			return runSandbox(cmd, &p, callback, proxyAddr, allow)
		},
	}
	cmd.Flags().StringVar(&callback, "callback", "", "your program's server address, such as http://127.0.0.1:3000/wx")
	p.register(cmd, "", pagesUsage)
	cmd.Flags().StringVar(
		&proxyAddr,
		"proxy-addr",
		"",
		"where a proxy listens that leads calls of api.weixin.qq.com to the sandbox, such as 127.0.0.1:8090",
	)
	registerAllow(cmd, &allow)
	cmd.AddCommand(newSandboxExec(), newReplay(), session.NewRecord())
	return cmd
}

func runSandbox(cmd *cobra.Command, p *platformFlags, callback, proxyAddr string, allow []string) error {
	out, errs := cmd.OutOrStdout(), shared(cmd.ErrOrStderr())
	a, err := p.checked()
	if err != nil {
		return err
	}
	if err := checkAppAddr(p.appAddr); err != nil {
		return err
	}
	program, err := programAt(callback)
	if err != nil {
		return err
	}
	at, err := p.listen(cmd.Context())
	if err != nil {
		return err
	}
	platform, save, err := p.start(p.config(a, at, p.appAddr), out)
	if err != nil {
		at.close()
		return err
	}
	defer platform.Close()
	defer save(errs)

	var proxy *namesProxy
	if proxyAddr != "" {
		if proxy, err = startProxy(cmd.Context(), platform, proxyAddr, "--proxy-addr", allow, errs); err != nil {
			at.close()
			return err
		}
		defer func() {
			proxy.stop()
			printReport(errs, proxy.Report(), callsOf(platform))
		}()
	}

	group, ctx := errgroup.WithContext(cmd.Context())
	defer context.AfterFunc(ctx, platform.Close)() // also ends a handshake that is in progress
	group.Go(func() error { return at.serve(ctx, platform) })
	printBanner(out, platform, p.appAddr)
	warnOpen(errs, at.addrs()...)
	if proxy != nil {
		printProxy(out, proxy, runtime.GOOS)
		warnOpen(errs, proxy.addr)
	}
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

// checkAppAddr returns an error for an address of the program's pages that is no host.
func checkAppAddr(addr string) error {
	if addr == "" {
		return nil // the callback's host
	}
	if u, err := url.Parse("//" + addr); err != nil || u.Host != addr || u.Hostname() == "" {
		return fmt.Errorf("--app-addr %s is no host: give one without http:// and path, such as 127.0.0.1:3000", addr)
	}
	return nil
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
