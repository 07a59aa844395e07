package assets

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/api/user"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// NewUsers returns the command users.
func NewUsers() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "users",
		Short:   "Export the account's followers",
		Example: "  wechatgo users export -o followers.csv",
	}
	cmd.AddCommand(newExport())
	return cmd
}

// exporter has the flags of users export.
type exporter struct {
	operator.Accounts
	output, format string
	resume         bool
}

func newExport() *cobra.Command {
	var e exporter
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write each follower with the information that the platform gives",
		Long: `Write each follower with the information that the platform gives (no nickname and no
picture since 2021), as CSV or as a JSON object a line. It takes a call for 100
followers.

The file of -o has its name once it is whole. An export that breaks off is kept beside
it, in FILE.part with the place in FILE.part.json, and goes on there with --resume.
A follower may come twice if somebody left meanwhile.

Openids, unionids and remarks are personal data (个人信息): the files can be read by
their owner alone, and are yours to protect and to delete.`,
		Example: `  wechatgo users export -o followers.csv
  wechatgo users export -o followers.csv --resume
  wechatgo users export --format ndjson | jq -r .openid`,
		Args: cobra.NoArgs,
		RunE: e.run,
	}
	e.Register(cmd)
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&e.output, "output", "o", "", "the file; without it the standard output")
	f.StringVar(&e.format, "format", formatCSV, "csv or ndjson")
	f.BoolVar(&e.resume, "resume", false, "go on with an export to the file of -o that broke off")
	_ = cmd.RegisterFlagCompletionFunc(
		"format",
		cobra.FixedCompletions([]string{formatCSV, formatNDJSON}, cobra.ShellCompDirectiveNoFileComp),
	)
	return cmd
}

func (e *exporter) run(cmd *cobra.Command, _ []string) error {
	if e.format != formatCSV && e.format != formatNDJSON {
		return fmt.Errorf("--format is %q: give csv or ndjson", e.format)
	}
	toFile := e.output != "" && e.output != "-"
	if e.resume && !toFile {
		return errors.New("--resume goes on with a file: name it with -o")
	}
	wx, err := e.Client()
	if err != nil {
		return err
	}
	if !toFile {
		return e.print(cmd, wx)
	}
	return e.save(cmd, wx)
}

// print writes the export to the standard output.
func (e *exporter) print(cmd *cobra.Command, wx *wechatgo.Client) error {
	w := newUserWriter(cmd.OutOrStdout(), e.format)
	if err := w.begin(); err != nil {
		return err
	}
	return copyUsers(cmd.Context(), wx.User, user.Cursor{}, w, func(user.Cursor) error { return nil })
}

// save writes the export to the file.
func (e *exporter) save(cmd *cobra.Command, wx *wechatgo.Client) error {
	errs := cmd.ErrOrStderr()
	start := place{AppID: wx.Account().AppID, Format: e.format}
	p, err := openPart(e.output, start, e.resume)
	if err != nil {
		return err
	}
	w := newUserWriter(p, e.format)
	if p.at.Size == 0 {
		if err := p.begin(w); err != nil {
			return errors.Join(err, p.close())
		}
	} else {
		fmt.Fprintf(errs, "%s: going on after %d users\n", e.output, p.at.Users)
	}
	before := p.at.Users
	err = copyUsers(cmd.Context(), wx.User, p.at.Cursor, w, func(next user.Cursor) error {
		p.at.Cursor, p.at.Users = next, before+w.n
		if p.at.Users%reportEach == 0 {
			fmt.Fprintf(errs, "%s: %d users\n", e.output, p.at.Users)
		}
		return p.keep()
	})
	if err != nil {
		err = errors.Join(err, p.close())
		fmt.Fprintf(errs, "%s: broke off after %d users; --resume goes on there\n", e.output, p.at.Users)
		return err
	}
	if err := p.finish(); err != nil {
		return err
	}
	fmt.Fprintf(errs, "%s: %d users\n", e.output, p.at.Users)
	return nil
}

// reportEach is after how many users an export says how far it is.
const reportEach = 1000

// copyUsers writes the followers after a place. It calls kept after each batch, with the place behind it, and at the end
// or at an error with the last one.
func copyUsers(
	ctx context.Context,
	s *user.Service,
	from user.Cursor,
	w *userWriter,
	kept func(user.Cursor) error,
) error {
	at, unkept := from, 0
	keep := func() error {
		if unkept == 0 {
			return nil
		}
		unkept = 0
		if err := w.flush(); err != nil {
			return err
		}
		return kept(at)
	}
	for exported, err := range s.Export(ctx, from, "") {
		if err != nil {
			return errors.Join(failed(err), keep())
		}
		if err := w.write(exported.User); err != nil {
			return err
		}
		at = exported.Next
		if unkept++; unkept == user.MaxBatch {
			if err := keep(); err != nil {
				return err
			}
		}
	}
	return keep()
}
