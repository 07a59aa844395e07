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
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			if untilEOF {
				cancelAtEOF(cmd, cancel)
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
	registerUntilEOF(cmd, &untilEOF)
	return cmd
}

// registerUntilEOF adds the flag with which dev ends a demo that it has started.
func registerUntilEOF(cmd *cobra.Command, untilEOF *bool) {
	f := cmd.Flags()
	f.BoolVar(untilEOF, "until-eof", false, "end when standard input does")
	_ = f.MarkHidden("until-eof") // only dev uses it; the flag exists
}

// cancelAtEOF calls cancel when standard input ends, and leaves Ctrl-C to dev, which a terminal sends it, too.
func cancelAtEOF(cmd *cobra.Command, cancel context.CancelFunc) {
	signal.Ignore(os.Interrupt)
	go func() {
		_, _ = io.Copy(io.Discard, cmd.InOrStdin())
		cancel()
	}()
}
