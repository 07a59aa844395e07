package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

func newAPI() *cobra.Command {
	var c apiCall
	cmd := &cobra.Command{
		Use:   "api NAME [field=value …] | api METHOD /path [field=value …]",
		Short: "Call the platform's API: every endpoint of the catalogue by name, any other by its path",
		Long: `Call an endpoint with the account's token. The fields of the input are given one
by one, or as JSON with -d; "wechatgo api NAME --help" lists them, with an example. A
field within a field is named by its path, a file as field=@path, a list or an object
as JSON.

The account comes from ` + "WECHAT_APPID and WECHAT_SECRET" + `, or from a config file:

  default: shop
  accounts:
    shop: {appid: wx0123456789abcdef, secret_env: SHOP_SECRET}
    test: {appid: wxfedcba9876543210, secret_file: ~/.secrets/test}

WECHAT_API_BASE (api_base in the file) names a sandbox in WeChat's place. What reaches
followers or deletes for good needs --yes. An endpoint that the catalogue does not have
is called by its method and path.

The exit status is 0, 3 for a refused secret or token, 4 for a missing permission, 5 for
a quota, 6 if the platform is busy, 7 for a refused input, 8 for what does not exist, 9 if
no answer came, 130 after Ctrl-C, and 1 for anything else.`,
		Example: `  wechatgo api user.info openid=o6_bmjrPTlm6_2sgVt7hMZOPfL2M
  wechatgo api menu.create -d @menu.json
  wechatgo api material.add_material type=image media=@cover.jpg
  wechatgo api draft.batchget count=20 --all --format ndjson
  wechatgo api kf.send touser=OPENID msgtype=text text.content=hello --yes
  wechatgo api POST '/cgi-bin/new/thing?kind=1' -d '{"id":1}' --yes`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeAPI,
		RunE:              c.run,
	}
	c.Register(cmd)
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&c.data, "data", "d", "", "the input as JSON, @FILE for a file with it, - for the standard input")
	f.StringVar(&c.format, "format", operator.FormatJSON, "how the answer is printed: json, table or ndjson")
	f.BoolVar(&c.all, "all", false, "fetch a list to its end, page by page")
	f.StringVarP(
		&c.output,
		"output",
		"o",
		"",
		"the file for the answer, needed for a download; - for the standard output",
	)
	f.BoolVar(&c.dryRun, "dry-run", false, "print the request and send nothing")
	f.BoolVar(&c.yes, "yes", false, "make a call that reaches followers or deletes for good")
	helpWith(cmd)
	_ = cmd.RegisterFlagCompletionFunc(
		"format",
		cobra.FixedCompletions(
			[]string{operator.FormatJSON, operator.FormatTable, operator.FormatNDJSON},
			cobra.ShellCompDirectiveNoFileComp,
		),
	)
	cmd.AddCommand(newAPIList(), newAPISchema())
	return cmd
}

func newAPIList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list [GROUP]",
		Short: "List the endpoints: what each does, who may call it, and what the sandbox does",
		Long: `List the endpoints of the catalogue, or of one group of it. With --json, quota is 0
where none is documented and -1 where there is no limit, and fidelity is what the
sandbox does: "stateful" does what the platform does, "sample" answers the documented
response. What the catalogue leaves out comes last, with the reason: "left" in JSON.`,
		Example: `  wechatgo api list
  wechatgo api list user
  wechatgo api list --json | jq '.[] | select(.kinds.personal == "yes") | .name'`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(catalogue.Groups(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			group := strings.Join(args, "")
			list, left := catalogue.Entries(group), catalogue.Left(group)
			if len(list)+len(left) == 0 {
				return fmt.Errorf("there is no group %s: give one of %s", group, strings.Join(catalogue.Groups(), ", "))
			}
			if asJSON {
				return operator.WriteJSON(cmd.OutOrStdout(), append(list, left...))
			}
			return printEntries(cmd.OutOrStdout(), list, left)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return cmd
}

func printEntries(w io.Writer, list, left []catalogue.Entry) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tEFFECT\tSANDBOX\tREQUEST\tTITLE")
	for _, e := range list {
		title := e.Title
		switch {
		case e.Successor != "":
			title += " (superseded: use " + e.Successor + ")"
		case e.Deprecated:
			title += " (not in the platform's present documents)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s %s\t%s\n", e.Name, e.Effect, e.Fidelity, e.Method, e.Path, title)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for i, e := range left {
		if i == 0 || *left[i-1].Left != *e.Left {
			fmt.Fprintf(w, "\nLeft out of %s: %s\n", e.Group, e.Left.EN)
		}
		fmt.Fprintf(w, "  %s\n", e.Path)
	}
	return nil
}

func newAPISchema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema NAME",
		Short: "Print what an endpoint takes and answers, as JSON Schemas with the documented sample",
		Long: `Print an endpoint with the JSON Schemas of its input and output. A field that does
not travel in the JSON body has "x-in": "query", "form", or "body" for the whole body
as plain text.`,
		Example:           "  wechatgo api schema menu.create",
		Args:              operator.OneArgument,
		ValidArgsFunction: completeNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := endpointNamed(args[0])
			if err != nil {
				return err
			}
			return operator.WriteJSON(cmd.OutOrStdout(), catalogue.Describe(e))
		},
	}
}

// endpointNamed returns the endpoint with a name. The error has names like it.
func endpointNamed(name string) (endpoint.Any, error) {
	if e, ok := catalogue.Find(name); ok {
		return e, nil
	}
	if like := catalogue.Like(name); len(like) > 0 {
		return nil, fmt.Errorf(
			"there is no endpoint %s: is it %s? wechatgo api list has all",
			name,
			strings.Join(like, ", "),
		)
	}
	return nil, fmt.Errorf("there is no endpoint %s: wechatgo api list has all", name)
}

// completeNames completes the name of an endpoint.
func completeNames(_ *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []string
	for _, e := range catalogue.Entries("") {
		if strings.HasPrefix(e.Name, toComplete) {
			list = append(list, cobra.CompletionWithDesc(e.Name, e.Title))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completeAPI completes the name of an endpoint, and then the names of its fields.
func completeAPI(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return completeNames(cmd, args, toComplete)
	}
	e, ok := catalogue.Find(args[0])
	if !ok || strings.Contains(toComplete, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var list []string
	for _, f := range catalogue.InputFields(e) {
		given := slices.ContainsFunc(args[1:], func(arg string) bool { return strings.HasPrefix(arg, f.Path+"=") })
		deeper := strings.Count(f.Path, ".") > strings.Count(toComplete, ".") || strings.Contains(f.Path, "[]")
		switch {
		case !strings.HasPrefix(f.Path, toComplete) || given || deeper:
		case strings.HasPrefix(f.Kind, "object"):
			list = append(list, f.Path+".")
		default:
			list = append(list, f.Path+"=")
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
