package cli

import (
	"context"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
)

func newDemo() *cobra.Command {
	var o app.Options
	var untilEOF bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the demo account alone, with the account in the environment",
		Long: `Run the demo account alone. It takes the account from WECHAT_APPID, WECHAT_SECRET,
WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY and WECHAT_MODE, and talks to real WeChat
unless WECHAT_API_BASE names a sandbox.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if untilEOF {
				var cancel context.CancelFunc
				ctx, cancel = context.WithCancel(ctx)
				defer cancel()
				signal.Ignore(os.Interrupt) // a Ctrl-C in the terminal reaches dev, which then ends the demo
				go func() {
					_, _ = io.Copy(io.Discard, cmd.InOrStdin())
					cancel()
				}()
			}
			return app.Run(ctx, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.Addr, "addr", defaultAppAddr, "where the demo listens")
	f.StringVar(
		&o.PublicURL,
		"public-url",
		"",
		"where WeChat's browser reaches the pages (default http:// and the address)",
	)
	f.StringSliceVar(&o.VerifyFiles, "verify-file", nil, "name of an MP_verify_*.txt file to serve")
	f.BoolVar(&untilEOF, "until-eof", false, "end when standard input does")
	_ = f.MarkHidden("until-eof") // only dev uses it; the flag exists
	return cmd
}
