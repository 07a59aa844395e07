package menus

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/menufile"
)

// header is the comment of a file that pull writes.
const header = `The menus of %s: wechatgo menu apply puts them on the account.
公众号菜单，修改后用 wechatgo menu apply 生效。
button: the default menu; conditional: menus by tag or platform (1 iOS, 2 Android,
3 others), of which a user sees the first whose matchrule fits.
`

// puller has the flags of menu pull.
type puller struct {
	operator.Accounts
	output string
}

func newPull() *cobra.Command {
	var p puller
	cmd := &cobra.Command{
		Use:   "pull",
		Short: "Write the account's menus as a file",
		Long: `Read the menus that the account has through the API and write them as YAML, to the
standard output or to the file of -o. A menu that was made on mp.weixin.qq.com has
types of buttons that the API does not know; pull names its buttons and writes nothing.`,
		Example: `  wechatgo menu pull
  wechatgo menu pull -o menu.yaml`,
		Args: cobra.NoArgs,
		RunE: p.run,
	}
	p.Register(cmd)
	cmd.Flags().StringVarP(&p.output, "output", "o", "", "the file; - is the standard output")
	return cmd
}

func (p *puller) run(cmd *cobra.Command, _ []string) error {
	wx, err := p.Client()
	if err != nil {
		return err
	}
	have, err := installed(cmd.Context(), wx.Menu)
	if err != nil {
		return err
	}
	if have.Empty() {
		site, err := siteMenu(cmd.Context(), wx.Menu)
		if err != nil {
			return err
		}
		if site != "" {
			return fmt.Errorf("%s\nmake the menu anew in a file: from menu apply on, the site's is out of force", site)
		}
	}
	raw, err := menufile.Format(have, fmt.Sprintf(header, wx.Account().AppID))
	if err != nil {
		return err
	}
	out, err := operator.OpenTarget(cmd.OutOrStdout(), p.output)
	if err != nil {
		return err
	}
	if _, err := out.Write(raw); err != nil {
		return errors.Join(err, out.Discard())
	}
	if err := out.Keep(cmd.ErrOrStderr()); err != nil {
		return err
	}
	p.warn(cmd, raw)
	return nil
}

// warn names what the account has and a file may not have, such as a menu with retired conditions.
func (p *puller) warn(cmd *cobra.Command, raw []byte) {
	_, err := menufile.Parse(raw)
	if problems, ok := errors.AsType[menufile.Problems](err); ok {
		path := p.output
		if path == "" || path == "-" {
			path = "standard output"
		}
		fmt.Fprintln(
			cmd.ErrOrStderr(),
			"warning: the account has what new menus may not have; correct it before menu apply:",
		)
		printProblems(cmd.ErrOrStderr(), path, problems)
	}
}
