package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
)

func newExplain() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain [CODE …]",
		Short: "Explain the platform's error codes: what causes each, and the cure",
		Long: `Explain error codes. A code may be within a text, such as the answer that has it or a
line of a log. Without one, all codes are listed. For a rid, it says how to ask the
platform about it.`,
		Example: `  wechatgo explain 40164
  wechatgo explain 40001 48001
  wechatgo explain '{"errcode":40001,"errmsg":"invalid credential"}'
  wechatgo explain | grep menu`,
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
			list, err := explained(codes)
			switch {
			case asJSON:
				return errors.Join(operator.WriteJSON(cmd.OutOrStdout(), explanations(list)), err)
			case len(codes) == 0:
				return printCodes(cmd.OutOrStdout(), list)
			}
			for i, e := range list {
				if i > 0 {
					fmt.Fprintln(cmd.OutOrStdout())
				}
				printExplanation(cmd.OutOrStdout(), e)
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return cmd
}

// explained returns the explanations of the codes in texts, or of all codes if there is no text. The error names the
// texts that have none.
func explained(texts []string) (list []endpoint.Explanation, err error) {
	if len(texts) == 0 {
		return slices.Collect(endpoint.Codes()), nil
	}
	for _, text := range texts {
		code, wrong := codeIn(text)
		e, ok := code.Explain()
		switch {
		case wrong != nil:
			err = errors.Join(err, wrong)
		case !ok:
			err = errors.Join(
				err,
				fmt.Errorf(
					"%d is not a code that the platform's documents for Official Accounts have: copy the errcode from the answer",
					int(code),
				),
			)
		default:
			list = append(list, e)
		}
	}
	return list, err
}

var (
	ridPattern  = regexp.MustCompile(`^(?:rid:? ?)?([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})$|^rid$`)
	codePattern = regexp.MustCompile(`^(-?\d+)$|(?:^|[^\w-])(-1|\d{5,9})(?:\W|$)`)
)

// codeIn returns the code in a text.
func codeIn(text string) (endpoint.Code, error) {
	if match := ridPattern.FindStringSubmatch(text); match != nil {
		return 0, fmt.Errorf(
			"a rid is the platform's name for one call: for 7 days wechatgo api base.rid_get rid=%s says what was sent",
			cmp.Or(match[1], "RID"),
		)
	}
	match := codePattern.FindStringSubmatch(text)
	if match == nil {
		return 0, fmt.Errorf("%q is not a code: give a number, such as 40164", text)
	}
	n, err := strconv.Atoi(cmp.Or(match[1], match[2]))
	if err != nil {
		return 0, fmt.Errorf("%q is not a code: give a number, such as 40164", text)
	}
	return endpoint.Code(n), nil
}

// printCodes prints a line for each code.
func printCodes(w io.Writer, list []endpoint.Explanation) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range list {
		message, _, _ := strings.Cut(e.Message, "\n")
		fmt.Fprintf(t, "%d\t%s\t%s\n", e.Code, strings.ReplaceAll(e.Kind.String(), "_", " "), message)
	}
	return t.Flush()
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
