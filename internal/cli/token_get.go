package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

func newTokenGet() *cobra.Command {
	var accounts operator.Accounts
	var kind string
	cmd := &cobra.Command{
		Use:   "get",
		Short: "Print the account's access_token, or a ticket",
		Long: `Print the account's access_token, or with --ticket one of its tickets, for a script. It
is a secret: whoever has it can act for the account for two hours. On a terminal a
warning says so.

The token is the stable one (stable_token without force_refresh): it is the one that
programs with the same account use, and getting it ends no other. The account is that
of "wechatgo api"; the exit status is that of a call.`,
		Example: `  TOKEN=$(wechatgo token get)
  wechatgo token get --account shop --ticket jsapi > ticket.txt`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			wx, err := accounts.Client()
			if err != nil {
				return err
			}
			get := wx.Token
			switch kind {
			case "":
			case ticket.JSAPI, ticket.WxCard:
				get = func(ctx context.Context) (string, error) { return wx.Ticket(ctx, kind) }
			default:
				return fmt.Errorf("--ticket is %q: give %s or %s", kind, ticket.JSAPI, ticket.WxCard)
			}
			value, err := get(cmd.Context())
			if err != nil {
				return operator.CallError{Err: operator.InChinese(err)}
			}
			if operator.IsTerminal(cmd.OutOrStdout()) {
				fmt.Fprintln(
					cmd.ErrOrStderr(),
					"warning: this is a secret, and the terminal keeps it: clear it, or use $(…)",
				)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), value)
			return err
		},
	}
	accounts.Register(cmd)
	cmd.Flags().StringVar(&kind, "ticket", "", "print a ticket instead: jsapi or wx_card")
	_ = cmd.RegisterFlagCompletionFunc("ticket", cobra.FixedCompletions(
		[]string{ticket.JSAPI, ticket.WxCard}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}
