package endpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// secretNames lists the fields of an input whose values no error may show.
var secretNames = []string{"secret", "appsecret", "access_token", "refresh_token", "code"}

// secrets holds the values of one call that no error may show: the
// access_token, and what its input has of secretNames.
type secrets []string

// minSecret is the least length of a value that is cut out, in bytes: the
// platform has none that is shorter, and a letter would be found in any text.
const minSecret = 4

func (s *secrets) add(value string) {
	if len(value) >= minSecret && !slices.Contains(*s, value) {
		*s = append(*s, value)
	}
}

// addFields adds the values of the fields of in.
func (s *secrets) addFields(fields []Field, in any) {
	v := indirect(in)
	if !v.IsValid() {
		return
	}
	for i := range fields {
		if f, ok := fields[i].value(v); ok {
			s.add(f.String())
		}
	}
}

// queryPattern finds the query of a URL in a text: openids and texts stand
// there beside the secrets.
var queryPattern = regexp.MustCompile(`\?[^\s"'?]*=[^\s"']*`)

const hidden = "[hidden]"

// cut takes the values out of a text, in each form in which a URL, a JSON body
// or a quoting error writes them.
func (s secrets) cut(text string) string {
	for _, value := range s {
		for _, form := range []string{value, inJSON(value), inGoJSON(value)} {
			text = strings.ReplaceAll(text, form, hidden)
			text = strings.ReplaceAll(text, quoted(form), hidden)
		}
		if strings.Contains(text, "%") {
			text = inURL(value).ReplaceAllLiteralString(text, hidden)
		}
	}
	return text
}

// cutURL takes out the query of each URL as well.
func (s secrets) cutURL(text string) string {
	return s.cut(queryPattern.ReplaceAllString(text, "?..."))
}

// inURL finds a value in a URL, whose writer chooses which characters to escape,
// and the case of the digits.
func inURL(value string) *regexp.Regexp {
	var pattern strings.Builder
	for _, r := range value {
		fmt.Fprintf(&pattern, "(?:%s|(?i:", regexp.QuoteMeta(string(r)))
		for _, b := range []byte(string(r)) {
			fmt.Fprintf(&pattern, "%%%02x", b)
		}
		pattern.WriteString("))")
	}
	return regexp.MustCompile(pattern.String())
}

// inJSON is how a JSON body has a value, without the quotation marks.
func inJSON(value string) string {
	raw, _ := EncodeJSON(value) // a string never fails
	return string(raw[1 : len(raw)-1])
}

// inGoJSON is how encoding/json has it.
func inGoJSON(value string) string {
	raw, _ := json.Marshal(value) // a string never fails
	return string(raw[1 : len(raw)-1])
}

// quoted is how the verb %q has a value, without the quotation marks.
func quoted(value string) string {
	q := strconv.Quote(value)
	return q[1 : len(q)-1]
}

// hide returns err, or what stands for it where its text or that of an error in
// it shows a value.
func (s secrets) hide(err error) error {
	if err == nil {
		return nil
	}
	return standIn(err, s.cut)
}

// hideURL hides the query of each URL in the texts as well.
func (s secrets) hideURL(err error) error { return standIn(err, s.cutURL) }

// Hide returns err, or where its text or that of an error in it shows one of the
// values, an error that stands for it: errors.Is sees what err is, and errors.As
// what in it shows none. A value of less than 4 bytes is not looked for. Calls of
// this package do it by themselves; it is for what a program sends on its own.
func Hide(err error, values ...string) error {
	var s secrets
	for _, value := range values {
		s.add(value)
	}
	return s.hide(err)
}

func standIn(err error, cut func(string) string) error {
	if !tells(err, cut) {
		return err
	}
	return &redacted{cut(err.Error()), func() error { return err }, cut}
}

// tells reports whether cut finds something in the text of err or of an error in
// it, which errors.Unwrap would give out.
func tells(err error, cut func(string) string) bool {
	if text := err.Error(); cut(text) != text {
		return true
	}
	switch err := err.(type) { //nolint:errorlint // each error of the tree has its turn
	case interface{ Unwrap() error }:
		inner := err.Unwrap()
		return inner != nil && tells(inner, cut)
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(err.Unwrap(), func(inner error) bool { return inner != nil && tells(inner, cut) })
	}
	return false
}

// redacted stands for an error that tells too much: errors.Is sees what err is,
// and neither Unwrap nor errors.As nor a verb of package fmt gives it out, which
// prints unexported fields, but nothing of a function.
type redacted struct {
	text string
	err  func() error
	cut  func(string) string
}

func (r *redacted) Error() string              { return r.text }
func (r *redacted) Is(target error) bool       { return errors.Is(r.err(), target) }
func (r *redacted) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.text) }

// As finds an error that tells nothing, or for a [net.Error] one that stands for
// it.
func (r *redacted) As(target any) bool {
	if !errors.As(r.err(), target) {
		return false
	}
	found := reflect.ValueOf(target).Elem()
	if err, ok := found.Interface().(error); ok && !tells(err, r.cut) {
		return true
	}
	if stand := reflect.ValueOf(redactedNet{r}); found.Kind() == reflect.Interface && stand.Type().Implements(found.Type()) {
		found.Set(stand)
		return true
	}
	found.SetZero()
	return false
}

// redactedNet stands for a [net.Error], or for what has one of its methods.
type redactedNet struct{ *redacted }

func (r redactedNet) Timeout() bool {
	var e interface{ Timeout() bool }
	return errors.As(r.err(), &e) && e.Timeout()
}

func (r redactedNet) Temporary() bool {
	var e interface{ Temporary() bool }
	return errors.As(r.err(), &e) && e.Temporary()
}
