package operator

import (
	"fmt"

	"github.com/spf13/cobra"
)

// OneArgument refuses any other number of arguments than one, and says what the command takes.
func OneArgument(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return fmt.Errorf("%d arguments are given where one is needed: %s", len(args), cmd.UseLine())
}
