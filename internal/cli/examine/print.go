package examine

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/doctor"
)

// print prints a report: a line for what is right or was not examined, and for the rest the evidence and the cure too.
func print(w io.Writer, r doctor.Report) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range r.Findings {
		line := func(label, check, text string) { fmt.Fprintf(t, "%s\t%s\t%s\n", label, check, text) }
		if f.Level == doctor.OK || f.Level == doctor.Skipped {
			line(string(f.Level), f.Check, strings.TrimSpace(f.Title+" "+f.Evidence))
			continue
		}
		line(strings.ToUpper(string(f.Level)), f.Check, f.Title)
		line("", "", f.TitleZH)
		if f.Evidence != "" {
			line("", "  seen", f.Evidence)
		}
		if f.Cure != "" {
			line("", "  cure", f.Cure)
			line("", "", f.CureZH)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(r.May) > 0 {
		fmt.Fprintln(w)
		row, err := json.Marshal(r.May) // sorted by their names
		if err != nil {
			return err
		}
		if err := operator.PrintTable(w, []json.RawMessage{row}); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\nworst: %s\n", r.Worst)
	return err
}
