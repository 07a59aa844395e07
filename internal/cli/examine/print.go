package examine

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/wechatgo/wechatgo/internal/doctor"
)

// columns is the width of a terminal.
const columns = 80

// printer writes lines of three cells: a label, the id of a finding, and a text.
type printer struct {
	strings.Builder
	id int // the width of the ids
}

// labelWidth is the width of the labels, of which "skipped" is a longest one.
const labelWidth = len("skipped")

// line writes one line, however long the text is.
func (p *printer) line(label, id, text string) {
	line := fmt.Sprintf("%-*s  %-*s  %s", labelWidth, label, p.id, id, text)
	p.WriteString(strings.TrimRight(line, " ") + "\n")
}

// wrapped writes a text in as many lines as it needs.
func (p *printer) wrapped(label, id, text string) {
	for _, part := range wrap(text, columns-labelWidth-p.id-4) {
		p.line(label, id, part)
		label, id = "", ""
	}
}

// print prints a report: a line for what is right or was not examined, and for the rest the evidence and the cure too.
// Sentences are wrapped; evidence stays in one line, so that it can be copied.
func print(w io.Writer, r doctor.Report) error {
	p := printer{id: len("  seen")}
	for _, f := range r.Findings {
		p.id = max(p.id, len(f.Check))
	}
	for _, f := range r.Findings {
		if f.Level == doctor.OK || f.Level == doctor.Skipped {
			p.wrapped(string(f.Level), f.Check, strings.TrimSpace(f.Title+" "+f.Evidence))
			continue
		}
		p.wrapped(strings.ToUpper(string(f.Level)), f.Check, f.Title)
		p.wrapped("", "", f.TitleZH)
		if f.Evidence != "" {
			p.line("", "  seen", f.Evidence)
		}
		if f.Cure != "" {
			p.wrapped("", "  cure", f.Cure)
			p.wrapped("", "", f.CureZH)
		}
	}
	p.groups(r.May)
	worst := string(r.Worst)
	if r.Interrupted {
		worst += ", and the examination was interrupted"
	}
	fmt.Fprintf(&p, "\nworst: %s\n", worst)
	_, err := io.WriteString(w, p.String())
	return err
}

// groups prints which groups of the API the account may call.
func (p *printer) groups(answers map[string]string) {
	if len(answers) == 0 {
		return
	}
	by := map[string][]string{}
	for _, group := range slices.Sorted(maps.Keys(answers)) {
		by[answers[group]] = append(by[answers[group]], group)
	}
	p.WriteString("\n")
	for _, answer := range []struct{ name, title string }{
		{"yes", "may call"}, {"no", "may not call"}, {"unknown", "not known"},
	} {
		if list := by[answer.name]; len(list) > 0 {
			p.WriteString(strings.Join(wrap(answer.title+": "+strings.Join(list, ", "), columns), "\n  ") + "\n")
		}
	}
}
