package scenario

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Report is what came of a scenario.
type Report struct {
	Scenario *Scenario
	Steps    []Result // one for each step
}

// Result is what came of a step.
type Result struct {
	Step        *Step
	Took        time.Duration // in real time
	Differences []Difference
	Skipped     bool // a step before it could not be done
}

// OK reports whether everything was as the scenario says.
func (r *Report) OK() bool {
	for _, step := range r.Steps {
		if step.Skipped || len(step.Differences) > 0 {
			return false
		}
	}
	return true
}

// title names a step, such as "step 2 (line 7): alice text".
func (r *Report) title(i int) string {
	step := r.Steps[i].Step
	title := fmt.Sprintf("step %d", i+1)
	if step.Line > 0 {
		title += fmt.Sprintf(" (line %d)", step.Line)
	}
	return title + ": " + strings.TrimSpace(step.User+" "+step.Verb)
}

// String returns the result for people: a line for each step, with the differences below it.
func (r *Report) String() string {
	var b strings.Builder
	for i, step := range r.Steps {
		sign := "ok  "
		switch {
		case step.Skipped:
			sign = "skip"
		case len(step.Differences) > 0:
			sign = "FAIL"
		}
		fmt.Fprintf(&b, "%s  %s\n", sign, r.title(i))
		for _, d := range step.Differences {
			b.WriteString("        " + strings.ReplaceAll(d.String(), "\n", "\n        ") + "\n")
		}
	}
	return b.String()
}

// The elements of JUnit's XML, as test runners and CI servers read it.
type (
	suites struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []suite  `xml:"testsuite"`
	}
	suite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"` // seconds
		Cases    []suiteCase `xml:"testcase"`
	}
	suiteCase struct {
		ClassName string   `xml:"classname,attr"`
		Name      string   `xml:"name,attr"`
		File      string   `xml:"file,attr,omitempty"`
		Line      int      `xml:"line,attr,omitempty"`
		Time      string   `xml:"time,attr"` // seconds
		Failure   *failure `xml:"failure"`
		Skipped   *skipped `xml:"skipped"`
	}
	failure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	skipped struct {
		Message string `xml:"message,attr"`
	}
)

// WriteJUnit writes reports as JUnit's XML: a suite for each scenario, and a case for each step.
func WriteJUnit(w io.Writer, reports []*Report) error {
	var all suites
	for _, r := range reports {
		name := or(r.Scenario.File, or(r.Scenario.Name, "scenario"))
		s := suite{Name: name, Tests: len(r.Steps)}
		var total time.Duration
		for i, step := range r.Steps {
			one := suiteCase{
				ClassName: name,
				Name:      r.title(i),
				File:      r.Scenario.File,
				Line:      step.Step.Line,
				Time:      seconds(step.Took),
			}
			total += step.Took
			switch {
			case step.Skipped:
				s.Skipped++
				one.Skipped = &skipped{"a step before it could not be done"}
			case len(step.Differences) > 0:
				s.Failures++
				texts := make([]string, 0, len(step.Differences))
				for _, d := range step.Differences {
					texts = append(texts, d.String())
				}
				one.Failure = &failure{step.Differences[0].What, strings.Join(texts, "\n")}
			}
			s.Cases = append(s.Cases, one)
		}
		s.Time = seconds(total)
		all.Suites = append(all.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
