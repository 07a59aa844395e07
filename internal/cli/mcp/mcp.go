// Package mcp is the command wechatgo mcp: an MCP server on the standard input and output, through which an agent works
// on an account.
package mcp

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/internal/agent"
	"github.com/wechatgo/wechatgo/internal/buildinfo"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// follower is the virtual user whose phone the tools of --sandbox show.
const follower = "alice"

// options has the flags.
type options struct {
	operator.Accounts
	onSandbox, personal bool
	write               []string
	files               string
}

// New returns the command.
func New() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let an agent work on the account: an MCP server on the standard input and output",
		Long: `Serve the Model Context Protocol on the standard input and output. An agent searches
and calls the platform's API with it. It may read the account's own data. What reads
data about people, or changes the account's, needs a flag. What reaches followers or
cannot be undone is asked of a person each time: by the client, or by a code that is
typed in this terminal. Tokens and secrets are never given to an agent.`,
		Example: `  wechatgo mcp --sandbox
  wechatgo mcp --account shop --allow-write=draft,material --files ./articles`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.Register(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.onSandbox, "sandbox", false, "work on a sandbox in this process, with a follower, and no account")
	f.BoolVar(&o.personal, "allow-personal", false, "allow calls that read data about people")
	f.StringSliceVar(&o.write, "allow-write", nil,
		"allow calls that change data in these groups of the catalogue, such as menu,draft")
	f.StringVar(&o.files, "files", "", "the directory of the files that the agent may read and upload")
	return cmd
}

func (o *options) run(cmd *cobra.Command) error {
	if cmd.Flags().Changed("allow-write") && len(o.write) == 0 {
		return errors.New("--allow-write needs at least a name of a group, such as menu")
	}
	c := agent.Config{
		AllowPersonal: o.personal, AllowWrite: o.write, Terminal: agent.NewTTY(), Version: buildinfo.Read().Version,
		Logger: slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil)),
	}
	if o.files != "" {
		root, err := os.OpenRoot(o.files)
		if err != nil {
			return fmt.Errorf("--files: %w", err)
		}
		defer root.Close()
		c.Files = root
	}
	var err error
	if o.onSandbox {
		if o.Name != "" {
			return errors.New("--sandbox and --account are both given: give one")
		}
		platform := sandbox.New(sandbox.Config{Nickname: "wechatgo mcp", Users: []string{follower}})
		defer platform.Close()
		platform.User(follower).Follow()
		c.Sandbox, c.Follower = platform, follower
		c.Client, err = wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()),
			wechatgo.WithBaseURL(platform.URL()), wechatgo.WithLogger(c.Logger))
	} else {
		c.Client, err = o.Client()
	}
	if err != nil {
		return err
	}
	server, err := agent.New(c)
	if err != nil {
		return fmt.Errorf("--allow-write: %w", err)
	}
	return server.Serve(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout())
}
