package cli

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/sandbox"
)

func newSandbox() *cobra.Command {
	var p platformFlags
	var callback string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Start the sandbox for your own program, in any language",
		Long: `Start the sandbox alone. It plays the account that the flags describe and pushes
to your program's callback. Give your program the printed account, and the
sandbox's address as the platform's (wechatgo reads it from WECHAT_API_BASE).

It does the handshake first and says in words what was wrong with the answer.`,
		Example: "  wechatgo sandbox --callback http://127.0.0.1:3000/wx --app-addr 127.0.0.1:3000",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runSandbox(cmd, &p, callback) },
	}
	cmd.Flags().StringVar(&callback, "callback", "", "your program's server address, such as http://127.0.0.1:3000/wx")
	p.register(cmd)
	return cmd
}

func runSandbox(cmd *cobra.Command, p *platformFlags, callback string) error {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	a, err := p.checked()
	if err != nil {
		return err
	}
	if u, err := url.Parse("//" + p.appAddr); err != nil || u.Host != p.appAddr || u.Hostname() == "" {
		return fmt.Errorf("--app-addr %s is no host: give one without http:// and path, such as 127.0.0.1:3000", p.appAddr)
	}
	l, err := listen(ctx, p.addr, "--addr")
	if err != nil {
		return err
	}
	platform := sandbox.New(sandbox.Config{
		Account:  a,
		Base:     "http://" + reachable(p.addr, l),
		WebHosts: []string{p.appAddr},
	})
	defer platform.Close()
	defer context.AfterFunc(ctx, platform.Close)() // a handshake under way ends, too

	served := make(chan error, 1)
	go func() { served <- serve(ctx, l, platform) }()
	printBanner(out, platform, p.appAddr)
	warnOpen(cmd.ErrOrStderr(), l.Addr())
	if callback == "" {
		fmt.Fprintln(out, "  no --callback: set your program's address on the page, under Account values (账号参数)")
	} else if handshake := platform.Callback(callback); ctx.Err() == nil {
		printHandshake(out, callback, handshake)
	}
	return <-served
}
