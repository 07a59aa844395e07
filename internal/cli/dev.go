package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

func newDev() *cobra.Command {
	var p platformFlags
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Start the sandbox with the demo account: everything to try, on this machine",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return runDev(cmd, &p) },
	}
	p.register(cmd)
	return cmd
}

func runDev(cmd *cobra.Command, p *platformFlags) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	a, err := p.checked()
	if err != nil {
		return err
	}
	l, err := listen(ctx, p.addr, "--addr")
	if err != nil {
		return err
	}
	defer l.Close()
	if err := checkFree(ctx, p.appAddr, "--app-addr"); err != nil {
		return err
	}
	base := "http://" + l.Addr().String()
	out := cmd.OutOrStdout()
	d := newDemoProcess(p.appAddr, base, out, cmd.ErrOrStderr())
	platform := sandbox.New(sandbox.Config{
		Account:  a,
		Base:     base,
		WebHosts: []string{p.appAddr},
		// The mode is the account's and never a push's, so the demo starts
		// anew with the console's mode.
		OnMode: func(changed account.Account) error { return d.restart(ctx, changed) },
	})
	defer platform.Close()

	served := make(chan error, 1)
	go func() { served <- serve(ctx, l, platform) }()
	if err := d.restart(ctx, a); err != nil {
		return err
	}
	defer d.stop()
	printPlatform(out, platform)
	warnOpen(cmd.ErrOrStderr(), l.Addr())
	callback := "http://" + p.appAddr + "/wx"
	printHandshake(out, callback, platform.Callback(callback))
	fmt.Fprintf(out, "  stop with Ctrl-C\n\n")
	return <-served
}

// startTimeout bounds the demo's start.
const startTimeout = 10 * time.Second
