package scenario

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// YAML returns the scenario as a file that [Parse] reads.
func (s *Scenario) YAML() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "version: %d\n", Version)
	if s.Name != "" {
		fmt.Fprintf(&b, "name: %s\n", scalar(s.Name))
	}
	if s.Account != (Account{}) {
		b.WriteString("account: " + flow([]pair{
			{"kind", s.Account.Kind}, {"mode", s.Account.Mode}, {"quotas", s.Account.Quotas},
		}) + "\n")
	}
	if len(s.Steps) == 0 {
		b.WriteString("steps: []\n")
		return []byte(b.String())
	}
	b.WriteString("steps:\n")
	for i := range s.Steps {
		s.Steps[i].write(&b)
	}
	return []byte(b.String())
}

func (s *Step) write(b *strings.Builder) {
	lead := "  - "
	line := func(name, value string) {
		fmt.Fprintf(b, "%s%s:%s\n", lead, name, value)
		lead = "    "
	}
	if s.User != "" {
		line("user", " "+scalar(s.User))
	}
	line("do", " "+s.action())
	if s.Within != 0 {
		line("within", " "+s.Within.String())
	}
	switch {
	case s.Shown != nil && len(s.Shown) == 0:
		line("expect", " []")
	case s.Shown != nil:
		line("expect", "")
		for _, e := range s.Shown {
			fields := []pair{
				{"user", e.User},
				{"type", e.Type},
				{"via", e.Via},
				{"title", e.Title},
				{"url", e.URL},
				{"contains", e.Text.Contains},
				{"matches", e.Text.Matches},
			}
			if e.Text.Is != nil {
				fields = append(fields, pair{"text", e.Text.Is})
			}
			b.WriteString("      - " + flow(fields) + "\n")
		}
	}
	if len(s.Calls) > 0 {
		line("calls", "")
		for _, c := range s.Calls {
			b.WriteString(
				"      - " + flow([]pair{
					{"endpoint", c.Endpoint}, {"times", c.Times}, {"errcode", c.ErrCode}, {"fields", c.Fields},
				}) + "\n",
			)
		}
	}
	if s.Page != nil {
		line("page", " "+flow([]pair{{"status", s.Page.Status}, {"contains", s.Page.Contains}}))
	}
}

// action returns the verb with its fields, in the shortest form.
func (s *Step) action() string {
	main := verbs[s.Verb].main
	switch value, only := s.Input[main]; {
	case len(s.Input) == 0:
		return s.Verb
	case only && len(s.Input) == 1:
		return "{" + s.Verb + ": " + oneLine(value) + "}"
	}
	var fields []pair
	for _, name := range slices.Sorted(maps.Keys(s.Input)) {
		fields = append(fields, pair{name, s.Input[name]})
	}
	return "{" + s.Verb + ": " + flow(fields) + "}"
}

type pair struct {
	name  string
	value any
}

// flow returns an object in one line. It leaves out what is empty, but not an empty text behind a pointer.
func flow(fields []pair) string {
	var parts []string
	for _, f := range fields {
		switch v := f.value.(type) {
		case string:
			if v == "" {
				continue
			}
		case bool:
			if !v {
				continue
			}
		case int:
			if v == 0 {
				continue
			}
		case map[string]string:
			if len(v) == 0 {
				continue
			}
		case []string:
			if len(v) == 0 {
				continue
			}
		}
		parts = append(parts, scalar(f.name)+": "+oneLine(f.value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// oneLine returns a value in one line.
func oneLine(v any) string {
	switch v := v.(type) {
	case string:
		return scalar(v)
	case *string:
		return scalar(*v)
	case time.Duration:
		return v.String()
	}
	text, err := json.Marshal(v) // JSON is YAML
	if err != nil {
		return "null"
	}
	return folded(string(text))
}

// longLine is how long a line may be before it is broken, in bytes. The reader refuses lines beyond [maxLine].
const longLine = 8 << 10

// folded breaks what is too long for a line, such as a picture in base64, within its quotes: a backslash at the end of
// a line joins it with the next one. It breaks only inside of a run of letters and digits, and so within no escape.
func folded(value string) string {
	const run = 8
	var b strings.Builder
	start, alike := 0, 0
	for i := range len(value) {
		switch c := value[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
			alike++
		default:
			alike = 0
		}
		if i-start >= longLine && alike > run {
			b.WriteString(value[start:i] + "\\\n      ")
			start = i
		}
	}
	return b.String() + value[start:]
}

// plain is a text that needs no quotes in YAML: it is no number, no true, and has no sign of YAML.
var plain = regexp.MustCompile(`^[A-Za-z/\p{Han}][\w\p{Han}./-]*$`)

// scalar returns a text as YAML.
func scalar(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return strconv.Quote(text)
	}
	if len(text) < longLine && plain.MatchString(text) {
		return text
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	// What the reader takes for the end of a line inside of quotes stays escaped, as JSON has it; the rest is for people.
	return folded(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted)))
}
