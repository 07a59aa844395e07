package craft

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/capture"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// NewDecrypt returns the command decrypt.
func NewDecrypt() *cobra.Command {
	var accounts operator.Accounts
	cmd := &cobra.Command{
		Use:   "decrypt [FILE|-]",
		Short: "Decrypt a captured push: its XML, from the whole request or from the Encrypt value alone",
		Long: `Decrypt a push with the account's EncodingAESKey, or with the previous one. The input
is the request as it was captured (request line, headers, an empty line, body), its
URL and then its body, its body alone, the JSON of an exchange of the sandbox, or the
Encrypt value alone. What is wrong with it is said on the standard error. A file or a
program gets the message as it is; a terminal gets spaces for control characters.

No signature is checked: "wechatgo verify" says whether the push is genuine.

The key comes from WECHAT_ENCODING_AES_KEY and WECHAT_PREVIOUS_ENCODING_AES_KEY, or
from where the account of the config file has it: encoding_aes_key_env or
encoding_aes_key_file. It is never an argument.`,
		Example: `  wechatgo decrypt push.txt
  curl -s http://127.0.0.1:8088/_sandbox/exchanges/12 | wechatgo decrypt`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := accounts.Callback()
			if err != nil {
				return err
			}
			raw, err := input(cmd, args)
			if err != nil {
				return err
			}
			verdict, err := capture.Open(a, raw)
			if err != nil {
				return err
			}
			printFindings(cmd.ErrOrStderr(), verdict.Findings)
			if verdict.XML == "" {
				return operator.Exit(operator.StatusFailed)
			}
			return writeMessage(cmd.OutOrStdout(), operator.IsTerminal(cmd.OutOrStdout()), verdict.XML)
		},
	}
	accounts.Register(cmd)
	return cmd
}

// writeMessage writes a message as it is, and for a reader if it is for a terminal.
func writeMessage(w io.Writer, terminal bool, xml string) error {
	if terminal {
		printMessage(w, xml)
		return nil
	}
	_, err := fmt.Fprintln(w, xml)
	return err
}
