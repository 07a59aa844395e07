package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/endpoint"
)

func newExplain() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain CODE …",
		Short: "Explain the platform's error codes: what causes each, and the cure",
		Example: `  wechatgo explain 40164
  wechatgo explain 40001 48001`,
		DisableFlagParsing: true, // -1 is a code
		ValidArgsFunction: func(_ *cobra.Command, _ []string, toComplete string) ([]string, cobra.ShellCompDirective) {
			var list []string
			for e := range endpoint.Codes() {
				if code := strconv.Itoa(int(e.Code)); strings.HasPrefix(code, toComplete) {
					list = append(list, cobra.CompletionWithDesc(code, e.Message))
				}
			}
			return list, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
				return cmd.Help()
			}
			codes := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "--json" })
			asJSON = len(codes) < len(args)
			if len(codes) == 0 {
				return errors.New("no code is given: give one, such as 40164")
			}
			var list []endpoint.Explanation
			for _, arg := range codes {
				n, err := strconv.Atoi(strings.TrimPrefix(strings.ToLower(arg), "errcode="))
				if err != nil {
					return fmt.Errorf("%q is not a code: give a number, such as 40164", arg)
				}
				e, ok := endpoint.Code(n).Explain()
				if !ok {
					return fmt.Errorf("%d is not a code that the platform's documents for Official Accounts have", n)
				}
				list = append(list, e)
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), explanations(list))
			}
			for i, e := range list {
				if i > 0 {
					fmt.Fprintln(cmd.OutOrStdout())
				}
				printExplanation(cmd.OutOrStdout(), e)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return cmd
}

func printExplanation(w io.Writer, e endpoint.Explanation) {
	fmt.Fprintf(w, "%d  %s  (%s)\n\n", e.Code, e.Message, strings.ReplaceAll(e.Kind.String(), "_", " "))
	fmt.Fprintf(w, "  %s\n  %s\n\n  %s\n  %s\n", e.Cause, e.Cure, e.CauseZH, e.CureZH)
}

// explanation is an explanation as JSON.
type explanation struct {
	Code    int    `json:"code"`
	Kind    string `json:"kind"`
	Message string `json:"message"`
	Cause   string `json:"cause"`
	Cure    string `json:"cure"`
	CauseZH string `json:"cause_zh"`
	CureZH  string `json:"cure_zh"`
}

func explanations(list []endpoint.Explanation) (out []explanation) {
	for _, e := range list {
		out = append(out, explanation{int(e.Code), e.Kind.String(), e.Message, e.Cause, e.Cure, e.CauseZH, e.CureZH})
	}
	return out
}
