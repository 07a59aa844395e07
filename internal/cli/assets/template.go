package assets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/api/keyword"
	"github.com/wechatgo/wechatgo/api/template"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/terminal"
)

// refuse makes the errors about a message that does not fit its template.
const refuse = field.In("template")

// NewTemplate returns the command template.
func NewTemplate() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "template",
		Short:   "Send a template message to a follower",
		Example: "  wechatgo template send --to OPENID --template ID thing1=巧克力 amount3=39.80",
	}
	cmd.AddCommand(newSend())
	return cmd
}

// sender has the flags of template send.
type sender struct {
	operator.Accounts
	to, template, url string
	yes               bool
}

func newSend() *cobra.Command {
	var s sender
	cmd := &cobra.Command{
		Use:   "send --to OPENID --template ID key=value …",
		Short: "Send a template message to a follower",
		Long: `Send a template message (模板消息) to a follower, with a value for each keyword of the
template. The account's template says which keys there are; a value that breaks the
rule of its key is refused before anything is sent. The message is shown first, and a
person confirms it, or --yes does. Whether it arrived is pushed to the callback later.`,
		Example: `  wechatgo template send --to OPENID --template ID thing1=巧克力 amount3=39.80元
  wechatgo template send --to OPENID --template ID thing1=巧克力 amount3=39.80元 --url https://example.com/orders/7 --yes`,
		RunE: s.run,
	}
	s.Register(cmd)
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&s.to, "to", "", "the follower's openid")
	f.StringVar(&s.template, "template", "", "the id of a template of the account")
	f.StringVar(&s.url, "url", "", "the page that the message opens")
	f.BoolVar(&s.yes, "yes", false, "send the message without a question")
	_ = cmd.MarkFlagRequired("to")
	_ = cmd.MarkFlagRequired("template")
	return cmd
}

func (s *sender) run(cmd *cobra.Command, args []string) error {
	data, err := values(args)
	if err != nil {
		return err
	}
	m := template.Message{TemplateID: s.template, URL: s.url, Data: data}
	if err := m.Check(); err != nil {
		return operator.CallError{Err: err}
	}
	wx, err := s.Client()
	if err != nil {
		return err
	}
	t, err := find(cmd.Context(), wx.Template, s.template)
	if err != nil {
		return err
	}
	if err := checkKeys(t, data); err != nil {
		return operator.CallError{Err: err}
	}
	if !s.yes {
		show(cmd.ErrOrStderr(), t, m)
		if err := operator.Confirm(
			cmd.Context(),
			cmd.InOrStdin(),
			cmd.ErrOrStderr(),
			"Send this to "+s.to+"?",
		); err != nil {
			if errors.Is(err, context.Canceled) {
				return operator.CallError{Err: err}
			}
			return fmt.Errorf("the message reaches a follower: %w", err)
		}
	}
	id, err := wx.Template.Send(cmd.Context(), s.to, m)
	if err != nil {
		return failed(err)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "sent, msgid %d\n", id)
	return err
}

// values reads the arguments.
func values(args []string) (template.Data, error) {
	data := template.Data{}
	for _, arg := range args {
		key, value, ok := strings.Cut(arg, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("%q is not key=value", arg)
		}
		if _, twice := data[key]; twice {
			return nil, fmt.Errorf("%s is given twice: give it once", key)
		}
		data[key] = keyword.Text(value)
	}
	return data, nil
}

// find returns a template of the account.
func find(ctx context.Context, s *template.Service, id string) (template.Template, error) {
	list, err := s.List(ctx)
	if err != nil {
		return template.Template{}, failed(err)
	}
	var known []string
	for _, t := range list {
		if t.ID == id {
			return t, nil
		}
		known = append(known, t.ID+" ("+t.Title+")")
	}
	cure := "add one with wechatgo api template.api_add_template"
	if known != nil {
		cure = "give one of " + strings.Join(known, ", ")
	}
	return template.Template{}, operator.CallError{
		Err: refuse.Field("template_id", "is "+id+", which is no template of the account", cure).
			With(endpoint.ErrInvalidTemplateID),
	}
}

// checkKeys refuses a message with other keys than the template's.
func checkKeys(t template.Template, data template.Data) error {
	keys := keyword.Keys(t.Content)
	cure := "give a value for each of " + strings.Join(keys, ", ")
	for _, key := range slices.Sorted(maps.Keys(data)) {
		if !slices.Contains(keys, key) {
			return refuse.Field("data."+key, "is no keyword of the template", cure)
		}
	}
	for _, key := range keys {
		if _, ok := data[key]; !ok {
			return refuse.Empty("data."+key, cure)
		}
	}
	return nil
}

// show prints a message as a follower reads it.
func show(w io.Writer, t template.Template, m template.Message) {
	text := t.Content
	for key, value := range m.Data {
		text = strings.ReplaceAll(text, "{{"+key+".DATA}}", value.Value)
	}
	title, text := terminal.Visible(t.Title), terminal.Visible(strings.TrimSpace(text))
	fmt.Fprintf(w, "%s\n  %s\n", title, strings.ReplaceAll(text, "\n", "\n  "))
	if m.URL != "" {
		fmt.Fprintf(w, "  opens %s\n", m.URL)
	}
}
