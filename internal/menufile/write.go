package menufile

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
)

// Format writes the menus as a file, which [Parse] reads again, without fields that have no value. It begins with the
// comment, whose lines have no # yet; "" is none.
func Format(f File, comment string) ([]byte, error) {
	var w writer
	for line := range strings.Lines(comment) {
		w.out.WriteString("# " + line)
	}
	w.buttons("", f.Buttons)
	if len(f.Conditional) > 0 {
		w.out.WriteString("conditional:\n")
	}
	for _, c := range f.Conditional {
		w.out.WriteString("  - matchrule:\n")
		for _, condition := range conditions(c.Rule) {
			value := condition.value
			if _, err := strconv.Atoi(value); err != nil {
				value = w.scalar(value)
			}
			fmt.Fprintf(&w.out, "      %s: %s\n", condition.name, value)
		}
		w.buttons("    ", c.Buttons)
	}
	return w.out.Bytes(), w.err
}

// writer writes YAML. The encoder of the YAML package leaves texts without quotes that its parser then reads as numbers.
type writer struct {
	out bytes.Buffer
	err error
}

// buttons writes the field button.
func (w *writer) buttons(indent string, buttons []menu.Button) {
	if len(buttons) == 0 {
		w.out.WriteString(indent + "button: []\n")
		return
	}
	w.out.WriteString(indent + "button:\n")
	w.list(indent+"  ", buttons)
}

func (w *writer) list(indent string, buttons []menu.Button) {
	for _, b := range buttons {
		w.out.WriteString(indent + "- name: " + w.scalar(b.Name) + "\n")
		if b.Type != "" {
			w.out.WriteString(indent + "  type: " + w.scalar(string(b.Type)) + "\n")
		}
		for _, f := range action(b) {
			if f.value != "" {
				w.out.WriteString(indent + "  " + f.name + ": " + w.scalar(f.value) + "\n")
			}
		}
		if len(b.SubButtons) > 0 {
			w.out.WriteString(indent + "  sub_button:\n")
			w.list(indent+"    ", b.SubButtons)
		}
	}
}

var (
	// plainText is what is surely a text without quotes: it begins with a letter, and has no space next to a sign that
	// means something.
	plainText = regexp.MustCompile(
		`^\p{L}(?:[\p{L}\p{N}_./?=&%+~;()$-]| [\p{L}\p{N}]|[:#@!*,][\p{L}\p{N}_./?=&%+~;-])*$`,
	)
	// otherMeaning matches words that YAML reads as something else than a text.
	otherMeaning = regexp.MustCompile(`(?i)^(?:null|true|false|yes|no|on|off|y|n)$`)
)

// scalar returns a text as a value, in quotes where it needs them. JSON's quoting is YAML's.
func (w *writer) scalar(text string) string {
	if plainText.MatchString(text) && !otherMeaning.MatchString(text) {
		return text
	}
	quoted, err := endpoint.EncodeJSON(text)
	if err != nil {
		w.err = err
	}
	return string(quoted)
}
