// Package craft has the commands that open, judge and make what the platform and an account send each other: decrypt,
// verify and sign.
package craft

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// maxInput is the length of a file that is read: a push has a few kilobytes.
const maxInput = 4 << 20

// input reads the file that the arguments name, the standard input without one or for "-".
func input(cmd *cobra.Command, args []string) ([]byte, error) {
	from, name := cmd.InOrStdin(), "the standard input"
	if len(args) > 0 && args[0] != "-" {
		file, err := os.Open(args[0])
		if err != nil {
			return nil, err
		}
		defer file.Close()
		from, name = file, args[0]
	}
	raw, err := operator.ReadAll(cmd.Context(), io.LimitReader(from, maxInput+1))
	if err == nil && len(raw) > maxInput {
		return nil, fmt.Errorf("%s has more than %d bytes: give one request", name, maxInput)
	}
	return raw, err
}

// ticketSource says where the jsapi_ticket comes from that signs a page.
type ticketSource struct {
	accounts operator.Accounts
	env      string
}

func (s *ticketSource) register(cmd *cobra.Command) {
	s.accounts.Register(cmd)
	cmd.Flags().StringVar(&s.env, "ticket-env", "",
		"the environment variable that has the jsapi_ticket (default: it is fetched with the account)")
}

// get returns the ticket, and the AppID of its account.
func (s *ticketSource) get(ctx context.Context) (value, appID string, err error) {
	if s.env != "" {
		if value = os.Getenv(s.env); value == "" {
			return "", "", fmt.Errorf("the environment variable %s of --ticket-env is empty", s.env)
		}
		a, err := s.accounts.Callback()
		return value, a.AppID, err
	}
	wx, err := s.accounts.Client()
	if err != nil {
		return "", "", err
	}
	if value, err = wx.Ticket(ctx, ticket.JSAPI); err != nil {
		return "", "", operator.CallError{Err: operator.InChinese(err)}
	}
	return value, wx.Account().AppID, nil
}

// errNoURL is the error without the page's address.
var errNoURL = errors.New("no page: give its location.href as --url")
