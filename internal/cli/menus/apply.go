package menus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/menufile"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// applier has the flags of menu apply.
type applier struct {
	operator.Accounts
	yes, delete bool
}

func newApply() *cobra.Command {
	var a applier
	cmd := &cobra.Command{
		Use:   "apply FILE",
		Short: "Make the account's menus those of a file",
		Long: `Make the account's menus those of a file: the plan is printed first, as by menu diff,
and a person confirms it, or --yes does. What does not differ stays untouched. The
account is read back afterwards and compared with the file.

Nothing is lost on a failure: the former menus are put back. They are in a file
meanwhile, which is removed once they are not needed; else its path is printed. A file with button: [] deletes all
menus, which needs --delete as well.

Phones show a new menu after up to 5 minutes.`,
		Example: `  wechatgo menu apply menu.yaml
  wechatgo menu apply menu.yaml --yes`,
		Args: operator.OneArgument,
		RunE: a.run,
	}
	a.Register(cmd)
	f := cmd.Flags()
	f.BoolVar(&a.yes, "yes", false, "apply the plan without a question")
	f.BoolVar(&a.delete, "delete", false, "let a file without buttons delete all menus")
	return cmd
}

func (a *applier) run(cmd *cobra.Command, args []string) error {
	ctx, out, errs := cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	want, err := readFile(cmd, args[0])
	if err != nil {
		return err
	}
	wx, err := a.Client()
	if err != nil {
		return err
	}
	have, err := installed(ctx, wx.Menu)
	if err != nil {
		return err
	}
	changes := menufile.Diff(have, want)
	if len(changes) == 0 {
		fmt.Fprintln(out, "nothing to change: the account's menus are those of the file")
		return nil
	}
	if err := printChanges(out, changes); err != nil {
		return err
	}
	if err := a.mayApply(cmd, wx.Menu, wx.Account().AppID, have, want); err != nil {
		return err
	}
	former := keep(have)
	if err := replace(ctx, wx.Menu, have, want); err != nil {
		return recovered(ctx, errs, wx.Menu, former, err)
	}
	if err := compareBack(ctx, out, wx.Menu, want); err != nil {
		return fmt.Errorf("%w\n%s", err, former)
	}
	return former.remove()
}

// mayApply says what a plan does that its lines do not, and has it confirmed.
func (a *applier) mayApply(cmd *cobra.Command, s *menu.Service, appID string, have, want menufile.File) error {
	errs := cmd.ErrOrStderr()
	if want.Empty() && !a.delete {
		return errors.New("the file has no buttons, and so all menus would be deleted: give --delete if that is meant")
	}
	for _, c := range have.Conditional {
		if retired := menufile.Retired(c.Rule); retired != nil {
			fmt.Fprintf(
				errs,
				"warning: the menu for %s could not be put back after a failure: the platform no longer takes %s (65320)\n",
				menufile.RuleText(c.Rule),
				strings.Join(retired, ", "),
			)
		}
	}
	if have.Empty() {
		// That the menu of the site cannot be read is no reason to make none.
		if site, err := siteMenu(cmd.Context(), s); err == nil && site != "" {
			fmt.Fprintf(errs, "warning: %s\nit is out of force from now on, and the API cannot put it back\n",
				terminal.Visible(site))
		}
	}
	if a.yes {
		return nil
	}
	err := operator.Confirm(cmd.Context(), cmd.InOrStdin(), errs, "Apply this to "+appID+"?")
	if errors.Is(err, context.Canceled) {
		return operator.CallError{Err: err}
	}
	if err != nil {
		return fmt.Errorf("%w: nothing was done", err)
	}
	// A person may have taken minutes.
	now, err := installed(cmd.Context(), s)
	if err == nil && len(menufile.Diff(have, now)) > 0 {
		err = errors.New(
			"the account's menus have changed since the plan was made: nothing was done; run menu apply again",
		)
	}
	return err
}

// replace makes the account's menus those of want. It puts those of have back if that fails.
func replace(ctx context.Context, s *menu.Service, have, want menufile.File) error {
	if !want.Empty() {
		m, conditional := want.Menus()
		return s.Replace(ctx, m, conditional...)
	}
	// A call that is broken off might be carried out when the former menus are back: Ctrl-C does not end it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recoverTime)
	defer cancel()
	err := s.Delete(ctx)
	if err == nil {
		return nil
	}
	// The menus may be deleted all the same: the answer was lost.
	m, conditional := have.Menus()
	return &menu.ReplaceError{Err: err, Undo: s.Replace(ctx, m, conditional...)}
}

// recoverTime is how long the account is asked about its menus after a failure.
const recoverTime = 30 * time.Second

// recovered returns the error of an apply that failed. It says whether the account has its former menus again, which
// the account itself is asked; if not, it says where they are kept.
func recovered(ctx context.Context, errs io.Writer, s *menu.Service, former backup, err error) error {
	cause := err
	if replaced, ok := errors.AsType[*menu.ReplaceError](err); ok {
		cause = replaced.Err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recoverTime)
	defer cancel()
	now, readErr := installed(ctx, s)
	if readErr == nil && len(menufile.Diff(now, former.menus)) == 0 {
		cause = fmt.Errorf("%w\nthe account has its former menus: they were read back and compared", cause)
		return failed(errors.Join(cause, former.remove()))
	}
	fmt.Fprintln(errs, "the former menus could not be put back")
	if readErr == nil {
		fmt.Fprintln(errs, "what the account lacks now:")
		_ = printChanges(errs, menufile.Diff(now, former.menus))
	}
	return failed(fmt.Errorf("%w\n%s", err, former))
}

// compareBack reads the account and compares it with what was applied, also after Ctrl-C.
func compareBack(ctx context.Context, out io.Writer, s *menu.Service, want menufile.File) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recoverTime)
	defer cancel()
	now, err := installed(ctx, s)
	if err != nil {
		return fmt.Errorf("the menus are applied, but could not be read back: %w", err)
	}
	if changes := menufile.Diff(now, want); len(changes) > 0 {
		_ = printChanges(out, changes)
		return errors.New(
			"the platform took every call, but the account's menus are not those of the file: see the lines above",
		)
	}
	fmt.Fprintln(out, "applied, read back and equal; phones show it after up to 5 minutes")
	return nil
}
