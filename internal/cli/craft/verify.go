package craft

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/capture"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// NewVerify returns the command verify.
func NewVerify() *cobra.Command {
	var accounts operator.Accounts
	var asJSON bool
	var at string
	cmd := &cobra.Command{
		Use:   "verify [FILE|-]",
		Short: "Judge a captured push or handshake: which of token, key, AppID, mode and encoding is wrong",
		Long: `Judge a captured push, or the handshake of the server address, by the account's Token,
AppID, EncodingAESKeys and mode. Each finding has its cure, in English and Chinese;
after them comes the decrypted message. "wechatgo verify page" judges the signature of
a page.

The input is the request as it was captured (request line, headers, an empty line,
body), its URL and then its body, its body alone, or the JSON of an exchange of the
sandbox. The age of the timestamp is judged where the time of its arrival is known: from
an exchange, or from --at.

The account comes from WECHAT_APPID, WECHAT_TOKEN, WECHAT_ENCODING_AES_KEY and
WECHAT_MODE, or from the config file, whose accounts have token_env or token_file,
encoding_aes_key_env or encoding_aes_key_file, and mode beside their appid.

The exit status is 0 if a callback of the account takes the request, 1 if not.`,
		Example: `  wechatgo verify push.txt
  wechatgo verify --json --account shop push.txt
  curl -s http://127.0.0.1:8088/_sandbox/exchanges/12 | wechatgo verify`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var arrived time.Time
			if at != "" {
				var err error
				if arrived, err = time.Parse(time.RFC3339, at); err != nil {
					return fmt.Errorf("--at is %q: give a time such as 2026-01-31T18:30:00+08:00", at)
				}
			}
			a, err := accounts.Callback()
			if err != nil {
				return err
			}
			raw, err := input(cmd, args)
			if err != nil {
				return err
			}
			push, err := capture.Parse(raw)
			if err != nil {
				return err
			}
			if !arrived.IsZero() {
				push.At = arrived
			}
			verdict := capture.Judge(a, push)
			if asJSON {
				err = operator.WriteJSON(cmd.OutOrStdout(), verdict)
			} else {
				printVerdict(cmd.OutOrStdout(), verdict)
			}
			return exit(verdict.OK, err)
		},
	}
	accounts.Register(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the verdict as a JSON object")
	cmd.Flags().StringVar(&at, "at", "", "when the request came, such as 2026-01-31T18:30:00+08:00")
	cmd.AddCommand(newVerifyPage())
	return cmd
}

func newVerifyPage() *cobra.Command {
	var source ticketSource
	var page string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "page [FILE|-] --url URL",
		Short: "Judge a page's wx.config: what was signed by mistake",
		Long: `Judge the values that a page gave to wx.config, as JSON from a file or the standard
input: {"appId", "timestamp", "nonceStr", "signature"}. --url is the page's
location.href. Where the signature is that of a usual mistake, the finding names it:
a fragment, http for https, a decoded query, exchanged values and more.

The jsapi_ticket is fetched with the account, as "wechatgo api" has it, or comes from
the environment variable that --ticket-env names; then appId is compared with
WECHAT_APPID.

The exit status is 0 if the signature is right, 1 if not.`,
		Example: `  echo '{"appId":"wx0123456789abcdef","timestamp":1414587457,"nonceStr":"n","signature":"0f9d"}' |
    wechatgo verify page --url 'https://www.example.com/shop?a=1#cart'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := input(cmd, args)
			if err != nil {
				return err
			}
			p, err := capture.ParsePage(raw)
			if err != nil {
				return err
			}
			if page != "" {
				p.URL = page
			}
			if p.URL == "" {
				return errNoURL
			}
			value, appID, err := source.get(cmd.Context())
			if err != nil {
				return err
			}
			verdict := capture.JudgePage(appID, value, p)
			if asJSON {
				err = operator.WriteJSON(cmd.OutOrStdout(), verdict)
			} else {
				printPageVerdict(cmd.OutOrStdout(), verdict)
			}
			return exit(verdict.OK, err)
		},
	}
	source.register(cmd)
	cmd.Flags().StringVar(&page, "url", "", "the page's location.href")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the verdict as a JSON object")
	return cmd
}

// exit returns the error for a verdict that is printed.
func exit(ok bool, err error) error {
	if err == nil && !ok {
		return operator.Exit(operator.StatusFailed)
	}
	return err
}

func printVerdict(w io.Writer, v capture.Verdict) {
	what := v.Kind
	if v.Type != "" {
		what += ": " + v.Type + " (" + v.GoType + ")"
	}
	if v.Mode != "" {
		what += ", " + v.Mode + " mode"
	}
	if v.Key != "" {
		what += ", opened with the " + v.Key
	}
	fmt.Fprintf(w, "%s  %s\n", word(v.OK), oneLine(what))
	printFindings(w, v.Findings)
	if v.XML != "" {
		fmt.Fprintln(w)
		printMessage(w, v.XML)
	}
}

// printMessage prints a message for a reader.
func printMessage(w io.Writer, xml string) {
	for line := range strings.Lines(xml) {
		fmt.Fprintln(w, oneLine(line))
	}
}

func printPageVerdict(w io.Writer, v capture.PageVerdict) {
	fmt.Fprintf(w, "%s  page\n", word(v.OK))
	printFindings(w, v.Findings)
	fmt.Fprintf(w, "\nsigned     %s\nsignature  %s\n", oneLine(v.String1), v.Signature)
}

func word(ok bool) string {
	if ok {
		return "RIGHT"
	}
	return "WRONG"
}

// printFindings prints each finding with its cure, in both languages.
func printFindings(w io.Writer, list []capture.Finding) {
	for _, f := range list {
		fmt.Fprintf(w, "\n%s %s: %s\n", f.Severity, f.Code, oneLine(f.Title.EN))
		for _, text := range []string{f.Cure.EN, f.Title.ZH, f.Cure.ZH} {
			fmt.Fprintf(w, "  %s\n", oneLine(text))
		}
	}
}

// oneLine returns a line, which may be of the capture, without what moves a terminal's cursor.
func oneLine(s string) string {
	return terminal.OneLine(strings.TrimRight(s, "\r\n"))
}
