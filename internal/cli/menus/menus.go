// Package menus is the room of the command wechatgo menu: an account's menus as a file.
package menus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/menufile"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// New returns the command menu.
func New() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "menu",
		Short: "Keep the account's menus in a file: read them, compare, check and apply",
		Long: `Keep the account's menus, the default one and the conditional ones, in a YAML file
with the platform's own names. docs/menu-file.md describes the file.

The account comes from WECHAT_APPID and WECHAT_SECRET or from a config file, as for
wechatgo api.`,
		Example: `  wechatgo menu pull -o menu.yaml
  wechatgo menu check menu.yaml
  wechatgo menu diff menu.yaml
  wechatgo menu apply menu.yaml`,
	}
	cmd.AddCommand(newPull(), newCheck(), newDiff(), newApply())
	return cmd
}

// readFile reads the file with a path, or the standard input for "-". It prints what is wrong with it.
func readFile(cmd *cobra.Command, path string) (menufile.File, error) {
	raw, err := rawFile(cmd, path)
	if err != nil {
		return menufile.File{}, err
	}
	f, err := menufile.Parse(raw)
	if problems, ok := errors.AsType[menufile.Problems](err); ok {
		printProblems(cmd.ErrOrStderr(), inputName(path), problems)
		return f, operator.Exit(operator.StatusArgument)
	}
	return f, err
}

// inputName returns the name of a file in a message.
func inputName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

// rawFile reads a file, but no more of it than says that it is too large.
func rawFile(cmd *cobra.Command, path string) ([]byte, error) {
	if path == "-" {
		raw, err := operator.ReadAll(cmd.Context(), io.LimitReader(cmd.InOrStdin(), menufile.MaxSize+1))
		if errors.Is(err, context.Canceled) {
			err = operator.CallError{Err: err}
		}
		return raw, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf(
			"%w: correct the name, or write the account's menus to a file with wechatgo menu pull -o menu.yaml",
			err,
		)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, menufile.MaxSize+1))
}

// printProblems prints what is wrong with a file, each with its place, and the platform's cause in Chinese.
func printProblems(w io.Writer, path string, problems menufile.Problems) {
	for _, p := range problems {
		fmt.Fprintf(w, "%s:%s\n%s", path, terminal.Visible(p.String()), p.Excerpt)
		if known, ok := p.Code.Explain(); ok && p.Code != 0 {
			fmt.Fprintf(w, "     %s%s\n", known.CauseZH, known.CureZH)
		}
	}
	fmt.Fprintf(w, "%s: %s\n", path, count(len(problems), "problem"))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// installed reads the menus that the account has through the API. An account without one has the empty File.
func installed(ctx context.Context, s *menu.Service) (menufile.File, error) {
	got, err := s.Get(ctx)
	if errors.Is(err, endpoint.ErrMenuNotExist) {
		return menufile.File{}, nil
	}
	if err != nil {
		return menufile.File{}, failed(err)
	}
	return menufile.Of(got), nil
}

// failed is the error of a call.
func failed(err error) error { return operator.CallError{Err: operator.InChinese(err)} }

// siteMenu says which menu the account has that was made on the platform's site, where it has none through the API; ""
// if there is neither.
func siteMenu(ctx context.Context, s *menu.Service) (string, error) {
	info, err := s.SelfMenuInfo(ctx)
	if err != nil {
		return "", failed(err)
	}
	if len(info.Info.Buttons) == 0 {
		return "", nil
	}
	var list bytes.Buffer
	for _, b := range info.Info.Buttons {
		printSiteButton(&list, "  ", b)
	}
	state := "switched on"
	if !info.IsMenuOpen {
		state = "switched off"
	}
	return fmt.Sprintf("the account's menu was made on mp.weixin.qq.com and is %s there; the API has none (46003):\n%s",
		state, strings.TrimRight(list.String(), "\n")), nil
}

func printSiteButton(w io.Writer, indent string, b menu.SelfButton) {
	note := ""
	switch b.Type {
	case "text", "img", "photo", "video", "voice", "news":
		note = ", a type that only the site has"
	}
	kind := string(b.Type)
	if b.SubButton != nil {
		kind = "a list"
	}
	fmt.Fprintf(w, "%s%q (%s%s)\n", indent, b.Name, kind, note)
	if b.SubButton != nil {
		for _, sub := range b.SubButton.List {
			printSiteButton(w, indent+"  ", sub)
		}
	}
}
