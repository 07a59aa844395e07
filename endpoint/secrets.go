package endpoint

import (
	"errors"
	"fmt"
	"net/url"
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
	v := reflect.Indirect(reflect.ValueOf(in))
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
		for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value), inJSON(value)} {
			text = strings.ReplaceAll(text, form, hidden)
			text = strings.ReplaceAll(text, quoted(form), hidden)
		}
	}
	return text
}

// inJSON is how a JSON body has a value, without the quotation marks.
func inJSON(value string) string {
	raw, _ := EncodeJSON(value) // a string never fails
	return string(raw[1 : len(raw)-1])
}

// quoted is how the verb %q has a value, without the quotation marks.
func quoted(value string) string {
	q := strconv.Quote(value)
	return q[1 : len(q)-1]
}

// hide returns err, or what stands for it where its text shows a value.
func (s secrets) hide(err error) error {
	if err == nil {
		return nil
	}
	return s.as(err, s.cut(err.Error()))
}

// hideURL hides the query of each URL in err's text as well.
func (s secrets) hideURL(err error) error {
	return s.as(err, s.cut(queryPattern.ReplaceAllString(err.Error(), "?...")))
}

func (s secrets) as(err error, text string) error {
	if text == err.Error() {
		return err
	}
	return redacted{text, err}
}

// redacted stands for an error whose text tells too much: errors.Is and
// errors.As see what err is, and neither Unwrap nor a verb of package fmt gives
// it out.
type redacted struct {
	text string
	err  error
}

func (r redacted) Error() string              { return r.text }
func (r redacted) Is(target error) bool       { return errors.Is(r.err, target) }
func (r redacted) As(target any) bool         { return errors.As(r.err, target) }
func (r redacted) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.text) }
