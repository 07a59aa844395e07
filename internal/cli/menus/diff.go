package menus

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/menufile"
)

// comparer has the flags of menu diff.
type comparer struct {
	operator.Accounts
	json bool
}

func newDiff() *cobra.Command {
	var c comparer
	cmd := &cobra.Command{
		Use:   "diff FILE",
		Short: "Say what menu apply would change on the account",
		Long: `Compare a file with the menus that the account has through the API, and print what menu
apply would change: + adds, - removes, ~ changes, > moves.

The exit status is 0 if the two are equal, 1 if they differ, and above 1 if they could
not be compared: 7 for a file with mistakes, 3 to 9 for a failed call as for wechatgo
api, and 2 for anything else.`,
		Example: `  wechatgo menu diff menu.yaml
  wechatgo menu diff menu.yaml --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := operator.OneArgument(cmd, args); err != nil {
				return operator.Trouble{Err: err}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			differ, err := c.run(cmd, args[0])
			switch {
			case err != nil:
				return operator.Trouble{Err: err}
			case differ:
				return operator.Exit(operator.StatusDiffers)
			}
			return nil
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return operator.Trouble{Err: fmt.Errorf("%w; %s --help lists the flags", err, cmd.CommandPath())}
	})
	c.Register(cmd)
	cmd.Flags().BoolVar(&c.json, "json", false, "print the differences as JSON")
	return cmd
}

// run reports whether the file and the account differ.
func (c *comparer) run(cmd *cobra.Command, path string) (bool, error) {
	want, err := readFile(cmd, path)
	if err != nil {
		return false, err
	}
	wx, err := c.Client()
	if err != nil {
		return false, err
	}
	have, err := installed(cmd.Context(), wx.Menu)
	if err != nil {
		return false, err
	}
	changes := menufile.Diff(have, want)
	if c.json {
		if changes == nil {
			changes = []menufile.Change{}
		}
		return len(changes) > 0, operator.WriteJSON(cmd.OutOrStdout(), struct {
			Equal   bool              `json:"equal"`
			Changes []menufile.Change `json:"changes"`
		}{len(changes) == 0, changes})
	}
	return len(changes) > 0, printChanges(cmd.OutOrStdout(), changes)
}

// printChanges prints a line for each change.
func printChanges(w io.Writer, changes []menufile.Change) error {
	for _, c := range changes {
		if _, err := fmt.Fprintln(w, c); err != nil {
			return err
		}
	}
	return nil
}
