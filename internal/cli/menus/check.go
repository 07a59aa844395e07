package menus

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/menufile"
)

func newCheck() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a file without an account: every mistake with its line and column",
		Long: `Check a file with menus. Every mistake is named at once, with its line and column, its
path, what is wrong and the cure. It needs no account and no network; whether a
media_id, a tag or a linked mini program exists, only the platform knows. FILE can be -
for the standard input.

The exit status is 0 for a file without a mistake and 7 for one with mistakes.`,
		Example: `  wechatgo menu check menu.yaml
  wechatgo menu check menu.yaml --json`,
		Args: operator.OneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON {
				return checkJSON(cmd, args[0])
			}
			f, err := readFile(cmd, args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: no mistake; %s and %s\n", inputName(args[0]),
				count(len(f.Buttons), "button"), count(len(f.Conditional), "conditional menu"))
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the mistakes as a JSON array")
	return cmd
}

func checkJSON(cmd *cobra.Command, path string) error {
	raw, err := rawFile(cmd, path)
	if err != nil {
		return err
	}
	_, err = menufile.Parse(raw)
	problems, _ := errors.AsType[menufile.Problems](err)
	if problems == nil {
		problems = menufile.Problems{}
	}
	if err := operator.WriteJSON(cmd.OutOrStdout(), problems); err != nil {
		return err
	}
	if len(problems) > 0 {
		return operator.Exit(operator.StatusArgument)
	}
	return nil
}
