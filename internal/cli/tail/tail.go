// Package tail has the command tail, which prints a sandbox's exchanges as they happen.
package tail

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
)

// defaultSandbox is where the sandbox listens unless told otherwise.
const defaultSandbox = "http://127.0.0.1:8088"

// reconnectPause is the time between two tries to reach a sandbox that has gone.
const reconnectPause = time.Second

// New returns the command tail.
func New() *cobra.Command {
	f := follower{pause: reconnectPause}
	var address string
	cmd := &cobra.Command{
		Use:   "tail",
		Short: "Print a sandbox's exchanges as they happen: pushes, API calls, handshakes",
		Long: `Print the exchanges of a running sandbox (wechatgo dev, wechatgo sandbox), first the
last ones and then each as it ends, in a line: time, direction (-> to the account,
<- from it), what, status, duration, result, and what was wrong.

Ctrl-C ends it. Where the sandbox goes away, it waits until it is back.`,
		Example: `  wechatgo tail
  wechatgo tail --failed -n 100
  wechatgo tail --json | jq 'select(.kind == "call") | .endpoint'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			base, err := url.Parse(cmp.Or(address, os.Getenv(wechatgo.EnvAPIBase), defaultSandbox))
			if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
				return errors.New("--sandbox is no address: give one such as " + defaultSandbox)
			}
			if f.last < 0 {
				return fmt.Errorf("-n is %d: give 0 or more", f.last)
			}
			base.RawQuery, base.Fragment = "", "" // the page's address may be given, as the browser has it
			f.base = strings.TrimSuffix(base.String(), "/") + "/_sandbox/"
			f.out, f.errs = cmd.OutOrStdout(), cmd.ErrOrStderr()
			return f.follow(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&address, "sandbox", "",
		"the sandbox's address (default "+wechatgo.EnvAPIBase+", or "+defaultSandbox+")")
	flags.BoolVar(&f.asJSON, "json", false, "print each exchange as a JSON object in a line, with headers and bodies")
	flags.BoolVar(&f.failed, "failed", false, "print only what failed or had a problem")
	flags.IntVarP(&f.last, "lines", "n", 10, "how many of the last exchanges come first")
	return cmd
}
