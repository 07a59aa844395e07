package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/buildinfo"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

func newVersion() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Say which build of wechatgo this is",
		Long: `Print the version, the commit that it was built from and the commit's time, the
version of Go, and the platform: what a report of a bug needs. What a build does not
know is left out; go install of a version knows no commit. wechatgo --version is the
same.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			info := buildinfo.Read()
			if asJSON {
				return operator.WriteJSON(cmd.OutOrStdout(), info)
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s version %s\n", cmd.Root().Name(), info)
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON object")
	return cmd
}
