package publish

import (
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// row is an article in the lists of drafts and of publications.
type row struct {
	MediaID   string `json:"media_id,omitempty"`   // of a draft
	ArticleID string `json:"article_id,omitempty"` // of a publication
	Updated   string `json:"updated"`
	Title     string `json:"title"`
	URL       string `json:"url"` // of a draft: a preview that ends
	IsDeleted bool   `json:"is_deleted,omitempty"`
}

// newList returns a command that prints rows.
func newList(
	accounts *operator.Accounts, short string, rows func(cmd *cobra.Command, wx *wechatgo.Client) iter.Seq2[row, error],
) *cobra.Command {
	format := operator.FormatTable
	cmd := &cobra.Command{
		Use:   "list",
		Short: short,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := operator.CheckFormat(format); err != nil {
				return err
			}
			wx, err := accounts.Client()
			if err != nil {
				return err
			}
			if err := printRows(cmd, format, rows(cmd, wx)); err != nil {
				return operator.CallError{Err: operator.InChinese(err)}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", format, "table, json or ndjson")
	return cmd
}

func printRows(cmd *cobra.Command, format string, rows iter.Seq2[row, error]) error {
	p := operator.NewItemPrinter(cmd.OutOrStdout(), format)
	for r, err := range rows {
		if err != nil {
			_ = p.Abort() // what failed first is the error
			return err
		}
		raw, err := endpoint.EncodeJSON(r)
		if err == nil {
			err = p.Item(raw)
		}
		if err != nil {
			return err
		}
	}
	if p.N == 0 && format == operator.FormatTable {
		fmt.Fprintln(cmd.ErrOrStderr(), "there is none")
	}
	return p.End()
}

func newDraftList(accounts *operator.Accounts) *cobra.Command {
	return newList(accounts, "List the drafts, a line an article",
		func(cmd *cobra.Command, wx *wechatgo.Client) iter.Seq2[row, error] {
			return func(yield func(row, error) bool) {
				for item, err := range wx.Draft.AllWithoutContent(cmd.Context()) {
					if err != nil {
						yield(row{}, err)
						return
					}
					for _, a := range item.Draft.Articles {
						if !yield(row{
							MediaID: item.MediaID,
							Updated: item.UpdateTime.Format(time.DateTime),
							Title:   a.Title,
							URL:     a.URL,
						}, nil) {
							return
						}
					}
				}
			}
		})
}

func newPublishList(accounts *operator.Accounts) *cobra.Command {
	return newList(accounts, "List what was published, a line an article; mass messages are not in it",
		func(cmd *cobra.Command, wx *wechatgo.Client) iter.Seq2[row, error] {
			return func(yield func(row, error) bool) {
				for item, err := range wx.FreePublish.AllWithoutContent(cmd.Context()) {
					if err != nil {
						yield(row{}, err)
						return
					}
					for _, a := range item.News.Articles {
						if !yield(row{
							ArticleID: item.ArticleID, Updated: item.UpdateTime.Format(time.DateTime), Title: a.Title,
							URL: a.URL, IsDeleted: a.IsDeleted,
						}, nil) {
							return
						}
					}
				}
			}
		})
}

func newDraftGet(accounts *operator.Accounts) *cobra.Command {
	return &cobra.Command{
		Use:   "get MEDIA_ID",
		Short: "Print a draft as JSON, with the HTML of its articles",
		Args:  operator.OneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			wx, err := accounts.Client()
			if err != nil {
				return err
			}
			d, err := wx.Draft.Get(cmd.Context(), args[0])
			if err != nil {
				return operator.CallError{Err: operator.InChinese(err)}
			}
			raw, err := endpoint.EncodeJSON(d)
			if err != nil {
				return err
			}
			return operator.PrintJSON(cmd.OutOrStdout(), json.RawMessage(raw))
		},
	}
}

func newDraftDelete(accounts *operator.Accounts) *cobra.Command {
	yes := false
	cmd := &cobra.Command{
		Use:   "delete MEDIA_ID",
		Short: "Delete a draft, which cannot be undone",
		Args:  operator.OneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !yes {
				return fmt.Errorf("draft delete cannot be undone: give --yes to delete %s", args[0])
			}
			wx, err := accounts.Client()
			if err != nil {
				return err
			}
			if err := wx.Draft.Delete(cmd.Context(), args[0]); err != nil {
				return operator.CallError{Err: operator.InChinese(err)}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "deleted the draft %s\n", args[0])
			return nil
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "delete it")
	return cmd
}
