package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/catalogue"
)

// helpWith makes --help of cmd describe the endpoint that its arguments name, if they name one.
func helpWith(cmd *cobra.Command) {
	general := cmd.HelpFunc()
	cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
		for _, arg := range args {
			if e, ok := catalogue.Find(arg); ok && c == cmd {
				describe(c.OutOrStdout(), e)
				return
			}
		}
		general(c, args)
	})
}

// describe prints what an endpoint takes, with an example.
func describe(w io.Writer, e endpoint.Any) {
	d := catalogue.Describe(e)
	fmt.Fprintf(w, "%s  %s\n%s %s\n%s\n\n", d.Name, d.Title, d.Method, d.Path, d.Doc)
	fmt.Fprintf(w, "Effect:   %s\nSandbox:  %s\n", d.Effect, d.Fidelity)
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(d.Kinds)) {
		kinds = append(kinds, kind+" "+d.Kinds[kind])
	}
	fmt.Fprintf(w, "Accounts: %s\n", strings.Join(kinds, ", "))
	if fields := catalogue.InputFields(e); len(fields) > 0 {
		fmt.Fprint(w, "\nFields:\n")
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, f := range fields {
			fmt.Fprintf(t, "  %s\t%s\t%s\n", f.Path, f.Kind, f.Text)
		}
		_ = t.Flush()
	}
	fmt.Fprintf(w, "\nExample:\n  %s\n", example(d))
	if d.Response != nil {
		var b bytes.Buffer
		if json.Indent(&b, d.Response, "  ", "  ") == nil {
			fmt.Fprintf(w, "\nThe documented answer:\n  %s\n", &b)
		}
	}
}

// example returns a call with the documented input.
func example(d catalogue.Description) string {
	parts := []string{"wechatgo", "api", d.Name}
	for _, p := range d.Example {
		parts = append(parts, quoted(p.Name+"="+p.Value))
	}
	if d.Request != nil && string(d.Request) != "{}" {
		parts = append(parts, "-d", quoted(string(compact(d.Request))))
	}
	if d.Effect == endpoint.Send.String() || d.Effect == endpoint.Destroy.String() {
		parts = append(parts, "--yes")
	}
	return strings.Join(parts, " ")
}

// compact returns JSON in one line.
func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}

// quoted returns a word as a shell takes it.
func quoted(word string) string {
	if !strings.ContainsFunc(word, func(r rune) bool {
		return !strings.ContainsRune("@%+=:,./_-", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') &&
			(r < 'a' || r > 'z')
	}) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
