package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/examples/aibot/bot"
	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
)

// modelUsage describes the flag --model.
const modelUsage = "the bot's model at OPENAI_BASE_URL, with OPENAI_API_KEY; stub is built in and needs no network"

func newBot() *cobra.Command {
	var o bot.Options
	var untilEOF bool
	cmd := &cobra.Command{
		Use:   "bot",
		Short: "Run the demo bot alone, with the account in the environment",
		Long: `Run the demo bot alone: it answers users with a language model behind any
OpenAI-compatible endpoint. It takes the account from WECHAT_APPID, WECHAT_SECRET,
WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY and WECHAT_MODE, and talks to real WeChat
unless WECHAT_API_BASE names a sandbox. "wechatgo dev --bot" runs it beside one.

The bot is examples/aibot.`,
		Example: "  OPENAI_BASE_URL=https://api.deepseek.com/v1 OPENAI_API_KEY=... wechatgo bot --model deepseek-chat",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			if untilEOF {
				cancelAtEOF(cmd, cancel)
				o.Grace = endTimeout - time.Second
			}
			if o.Model == stubmodel.Name {
				o.BaseURL, o.APIKey, o.HTTP = stubmodel.BaseURL, "none", stubmodel.Model{}.Client()
			}
			return bot.Run(ctx, o)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&o.Addr, "addr", defaultAppAddr, "where the bot listens; the callback is at /wx")
	f.StringVar(&o.Model, "model", stubmodel.Name, modelUsage)
	f.BoolVar(&o.WithoutKF, "without-kf", false, "the account may not send customer-service messages")
	registerUntilEOF(cmd, &untilEOF)
	return cmd
}

// maySendKF reports whether a kind of account may send customer-service messages.
func maySendKF(kind string) bool {
	for _, k := range endpoint.AccountKinds() {
		if strings.EqualFold(kind, k.String()) {
			return kf.Send.Describe().Access.For(k) != endpoint.No
		}
	}
	return true
}
