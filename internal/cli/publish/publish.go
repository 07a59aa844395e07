// Package publish has the commands about articles: a Markdown file becomes a draft and is published, and drafts and
// publications are listed.
package publish

import (
	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// NewDraft returns the command draft.
func NewDraft() *cobra.Command {
	accounts := &operator.Accounts{}
	cmd := &cobra.Command{
		Use:   "draft",
		Short: "Make a draft of a Markdown file, and list the drafts",
		Args:  cobra.NoArgs,
	}
	accounts.Register(cmd)
	cmd.AddCommand(newPush(accounts), newDraftList(accounts), newDraftGet(accounts), newDraftDelete(accounts))
	return cmd
}

// NewPublish returns the command publish.
func NewPublish() *cobra.Command {
	accounts := &operator.Accounts{}
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "List what was published",
		Args:  cobra.NoArgs,
	}
	accounts.Register(cmd)
	cmd.AddCommand(newPublishList(accounts))
	return cmd
}
