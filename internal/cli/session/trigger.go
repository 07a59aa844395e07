package session

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/terminal"
	"github.com/wechatgo/wechatgo/sandbox/record"
)

// maxRaw bounds the file of --raw: a push has a few kilobytes.
const maxRaw = 1 << 20

// NewTrigger returns the command trigger.
func NewTrigger() *cobra.Command {
	var t target
	var user, raw string
	var set []string
	cmd := &cobra.Command{
		Use:   "trigger [push]",
		Short: "Make any documented push of a running sandbox, with the fields that you give",
		Long: `Make a push as if a virtual user had caused it, by the name of its MsgType or
Event, and print what the phone shows because of it. Only the push is made: nobody
follows the account because of a subscribe event.

--set sets a field of the push by its name, or by its path such as
ScanCodeInfo.ScanResult. --raw pushes the XML of a file, or of the standard input
for -, as it is.`,
		Example: `  wechatgo trigger list
  wechatgo trigger SCAN --user alice --set EventKey=42
  wechatgo trigger --user alice --raw push.xml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in := pushIn{Set: map[string]string{}}
			if len(args) == 1 {
				in.Push = args[0]
			}
			for _, one := range set {
				name, value, ok := strings.Cut(one, "=")
				if !ok || name == "" {
					return fmt.Errorf("--set %s is no field with a value: give one such as EventKey=42", one)
				}
				in.Set[name] = value
			}
			switch {
			case raw == "" && in.Push == "":
				return errors.New("the push is missing: give its name, as wechatgo trigger list has it, or --raw")
			case raw != "" && (in.Push != "" || len(set) > 0):
				return errors.New("--raw is the whole push: give neither a name nor --set")
			case raw != "":
				text, err := readRaw(cmd, raw)
				if err != nil {
					return err
				}
				in.Raw = text
			}
			var out struct {
				Entries []record.Entry `json:"entries"`
			}
			if err := t.do(cmd.Context(), "users/"+url.PathEscape(user)+"/push", in, &out); err != nil {
				return err
			}
			for _, e := range out.Entries {
				fmt.Fprintln(cmd.OutOrStdout(), terminal.OneLine(e.String()))
			}
			if len(out.Entries) == 0 {
				fmt.Fprintln(cmd.ErrOrStderr(), "pushed; the phone shows nothing new")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&user, "user", "alice", "the virtual user")
	cmd.Flags().
		StringArrayVar(&set, "set", nil, "a field of the push with its value, such as EventKey=42; may be given often")
	cmd.Flags().StringVar(&raw, "raw", "", "push the XML of this file as it is; - is the standard input")
	t.register(cmd)
	cmd.AddCommand(newList())
	return cmd
}

type pushIn struct {
	Push string            `json:"push"`
	Set  map[string]string `json:"set"`
	Raw  string            `json:"raw"`
}

// readRaw reads the file of --raw.
func readRaw(cmd *cobra.Command, name string) (string, error) {
	from := cmd.InOrStdin()
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer file.Close()
		from = file
	}
	raw, err := operator.ReadAll(cmd.Context(), io.LimitReader(from, maxRaw+1))
	if err == nil && len(raw) > maxRaw {
		err = fmt.Errorf("--raw %s has more than 1 MB: give one push", name)
	}
	if err == nil && len(raw) == 0 {
		err = fmt.Errorf("--raw %s is empty: give the XML of a push", name)
	}
	return string(raw), err
}

func newList() *cobra.Command {
	var t target
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the names of all documented pushes",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var out struct {
				Pushes []string `json:"pushes"`
			}
			if err := t.do(cmd.Context(), "pushes", nil, &out); err != nil {
				return err
			}
			for _, name := range out.Pushes {
				fmt.Fprintln(cmd.OutOrStdout(), name)
			}
			return nil
		},
	}
	t.register(cmd)
	return cmd
}
