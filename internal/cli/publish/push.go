package publish

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/article"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

// push has the flags of draft push.
type push struct {
	accounts *operator.Accounts
	source

	statePath, output, previewTo string
	dryRun, publish, yes, watch  bool
}

func newPush(accounts *operator.Accounts) *cobra.Command {
	c := &push{accounts: accounts}
	cmd := &cobra.Command{
		Use:   "push FILE.md",
		Short: "Make a draft of a Markdown file, or update the one of the last push",
		Long: "Make a draft of a Markdown file with its pictures, or update the one of the last push.\n\n" +
			"What was uploaded is remembered beside the file, in FILE.md" + StateEnding + ". A draft is not published:\n" +
			"--publish asks and does that.",
		Args: operator.OneArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			c.path = args[0]
			return c.run(cmd)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&c.cover, "cover", "", "the cover, in place of the front matter's and of the first picture")
	f.StringVar(
		&c.theme,
		"theme",
		"",
		"the theme: "+strings.Join(article.ThemeNames(), ", ")+"; in place of the front matter's",
	)
	f.StringVar(&c.base, "base", "", "the folder that the pictures must be in (default the file's own)")
	f.BoolVar(&c.fetch, "fetch", false, "download pictures of other hosts")
	f.BoolVar(&c.dryRun, "dry-run", false, "write the HTML and say what would be sent, and send nothing")
	f.StringVarP(&c.output, "output", "o", "", "with --dry-run: the file for the HTML (default the standard output)")
	f.StringVar(
		&c.previewTo,
		"preview",
		"",
		"send the draft to one follower's phone, who is named by the WeChat ID or the OpenID (100 a day)",
	)
	f.BoolVar(&c.publish, "publish", false, "publish the draft, after asking")
	f.BoolVar(&c.yes, "yes", false, "with --publish: do not ask")
	f.BoolVar(&c.watch, "watch", false, "push again whenever the file or a picture changes, until Ctrl-C")
	f.StringVar(&c.statePath, "state", "", "the file that remembers what was uploaded (default FILE.md"+StateEnding+")")
	_ = cmd.RegisterFlagCompletionFunc(
		"theme",
		cobra.FixedCompletions(article.ThemeNames(), cobra.ShellCompDirectiveNoFileComp),
	)
	return cmd
}

// check refuses flags that do not go together.
func (c *push) check(cmd *cobra.Command) error {
	switch _, known := article.ThemeNamed(c.theme); {
	case c.theme != "" && !known:
		return fmt.Errorf("--theme is %q: give one of %s", c.theme, strings.Join(article.ThemeNames(), ", "))
	case c.dryRun && (c.publish || c.watch || c.previewTo != ""):
		return errors.New("--dry-run sends nothing: leave out --publish, --watch and --preview")
	case c.output != "" && !c.dryRun:
		return errors.New("-o is the file for the HTML of --dry-run: give that, too")
	case c.watch && c.publish:
		return errors.New("--watch pushes a draft again and again: publish it at the end, without --watch")
	case c.yes && !c.publish:
		return errors.New("--yes answers the question of --publish: give that, too")
	case c.publish && !c.yes && !operator.IsTerminal(cmd.InOrStdin()):
		return errors.New(
			"--publish asks, and the standard input is no terminal: give --yes to publish without a question",
		)
	}
	return nil
}

func (c *push) run(cmd *cobra.Command) error {
	if err := c.check(cmd); err != nil {
		return err
	}
	if c.watch {
		return c.keepPushing(cmd)
	}
	ready, _, err := c.read(cmd.Context())
	if err != nil {
		return operator.CallError{Err: err}
	}
	if c.dryRun {
		return c.show(cmd, ready)
	}
	p, err := c.pusher(cmd)
	if err != nil {
		return err
	}
	if err := c.pushOnce(cmd, p, ready); err != nil {
		return operator.CallError{Err: err}
	}
	return nil
}

// pushOnce pushes an article, and publishes it if that is asked for and confirmed.
func (c *push) pushOnce(cmd *cobra.Command, p *pusher, ready *article.Prepared) error {
	ctx := cmd.Context()
	if err := p.mayPush(ctx, c.publish, c.previewTo != ""); err != nil {
		return err
	}
	printWarnings(cmd.ErrOrStderr(), ready)
	mediaID, err := p.push(ctx, ready)
	if err != nil {
		return err
	}
	if c.previewTo != "" {
		if err := p.preview(ctx, mediaID, c.previewTo); err != nil {
			return err
		}
	}
	if !c.publish {
		p.printAddress(ctx, mediaID)
		fmt.Fprintln(p.out, "it is a draft, and not published")
		return nil
	}
	if !c.yes {
		question := fmt.Sprintf("Publish %q? Everybody can read it then.", ready.Title)
		if err := operator.Confirm(ctx, cmd.InOrStdin(), p.errs, question); err != nil {
			fmt.Fprintln(p.out, "not published: it is a draft")
			if errors.Is(err, operator.ErrDeclined) {
				return nil
			}
			return err
		}
	}
	return p.publish(ctx, mediaID, ready.Title)
}

// pusher opens the account and the state.
func (c *push) pusher(cmd *cobra.Command) (*pusher, error) {
	wx, err := c.accounts.Client()
	if err != nil {
		return nil, err
	}
	path := c.statePath
	if path == "" {
		path = c.path + StateEnding
	}
	s, err := readState(path)
	if err != nil {
		return nil, err
	}
	if err := s.checkFolder(); err != nil {
		return nil, fmt.Errorf(
			"nothing was uploaded, since it could not be remembered: name another file with --state: %w",
			err,
		)
	}
	return newPusher(wx, s, c.path, cmd.OutOrStdout(), cmd.ErrOrStderr()), nil
}
