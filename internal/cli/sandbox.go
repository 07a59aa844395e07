package cli

import (
	"fmt"

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
sandbox's address as the platform's (wechatgo reads it from WECHAT_API_BASE).`,
		Example: "  wechatgo sandbox --callback http://127.0.0.1:3000/wx --app-addr 127.0.0.1:3000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			a, err := p.checked()
			if err != nil {
				return err
			}
			l, err := listen(ctx, p.addr, "--addr")
			if err != nil {
				return err
			}
			base := "http://" + l.Addr().String()
			platform := sandbox.New(sandbox.Config{Account: a, Base: base, WebHosts: []string{p.appAddr}})
			defer platform.Close()
			out := cmd.OutOrStdout()
			printPlatform(out, platform)
			warnOpen(cmd.ErrOrStderr(), l.Addr())
			if callback != "" {
				printHandshake(out, callback, platform.Callback(callback))
			} else {
				fmt.Fprintln(out, "  no --callback: set your program's address on the page")
			}
			return serve(ctx, l, platform)
		},
	}
	p.register(cmd)
	cmd.Flags().StringVar(&callback, "callback", "", "your program's server address, such as http://127.0.0.1:3000/wx")
	return cmd
}
