package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

func newDev() *cobra.Command {
	var p platformFlags
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Start the sandbox with the demo account: everything to try, on this machine",
		Long: `Start the sandbox, with a phone in the browser, and the demo account beside it:
handshake, domain file, messages and events, menu, web login and sharing, with
no account, no public address and no network. Open the page that it prints.

The demo is examples/officialaccount, in a process of its own.`,
		Example: "  wechatgo dev\n  wechatgo dev --mode plain --addr 127.0.0.1:9088 --app-addr 127.0.0.1:9089",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runDev(cmd, &p) },
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
	place, err := listen(ctx, p.appAddr, "--app-addr")
	if err != nil {
		return err
	}
	demoAddr, pages := place.Addr().String(), reachable(p.appAddr, place)
	place.Close() // the address was free: the demo will use it

	out := cmd.OutOrStdout()
	base := "http://" + reachable(p.addr, l)
	d := newDemoProcess(demoAddr, "http://"+pages, base, out, cmd.ErrOrStderr())
	c := p.config(a, base, pages)
	// A program takes the mode from its account and never from a push, so the demo is restarted with the mode from the
	// console. It makes its menu when it starts.
	c.OnMode = func(changed account.Account) error { return d.restart(ctx, changed) }
	c.OnReset = func(same account.Account) error { return d.restart(ctx, same) }
	platform := sandbox.New(c)
	defer platform.Close()

	served := make(chan error, 1)
	go func() { served <- serve(ctx, l, platform) }()
	defer d.stop()
	if err := d.restart(ctx, platform.Account()); err != nil {
		return err
	}
	callback := "http://" + pages + "/wx"
	printHandshake(out, callback, platform.Callback(callback))
	warnOpen(cmd.ErrOrStderr(), l.Addr())
	printBanner(out, platform, pages)
	return <-served
}
