package cli

import (
	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
)

func newDemo() *cobra.Command {
	var o app.Options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the demo account alone, with the account in the environment",
		Long: `Run the demo account alone. It takes the account from WECHAT_APPID, WECHAT_SECRET,
WECHAT_TOKEN and WECHAT_ENCODING_AES_KEY, and talks to real WeChat unless
WECHAT_API_BASE names a sandbox.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return app.Run(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.Addr, "addr", defaultAppAddr, "where the demo listens")
	f.StringVar(&o.PublicURL, "public-url", "", "where WeChat's browser reaches the pages (default http:// and the address)")
	f.StringSliceVar(&o.VerifyFiles, "verify-file", nil, "name of an MP_verify_*.txt file to serve")
	return cmd
}
