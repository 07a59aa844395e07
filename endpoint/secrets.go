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

// secretNames lists the input fields whose values no error may show.
var secretNames = []string{"secret", "appsecret", "access_token", "refresh_token", "code"}

// secrets holds the values of one call that no error may show: the access_token, and the input's fields in secretNames.
type secrets []string

// minSecret is the shortest value that is redacted, in bytes: the platform has no shorter secrets, and a single letter
// would match in any text.
const minSecret = 4

func (s *secrets) add(value string) {
	if len(value) >= minSecret && !slices.Contains(*s, value) {
		*s = append(*s, value)
	}
}

// addFields adds the values of the given fields of in.
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

// queryPattern finds the query of a URL in a text. A query contains openids and users' texts beside the secrets.
var queryPattern = regexp.MustCompile(`\?[^\s"'?]*=[^\s"']*`)

const hidden = "[hidden]"

// redact removes the values from a text, in each form in which a URL, a JSON body or a quoted string writes them.
func (s secrets) redact(text string) string {
	for _, value := range s {
		for _, form := range []string{value, jsonForm(value), goJSONForm(value)} {
			text = strings.ReplaceAll(text, form, hidden)
			text = strings.ReplaceAll(text, quotedForm(form), hidden)
		}
		if strings.Contains(text, "%") {
			text = urlPattern(value).ReplaceAllLiteralString(text, hidden)
		}
	}
	return text
}

// redactURLs removes the query of each URL as well.
func (s secrets) redactURLs(text string) string {
	return s.redact(queryPattern.ReplaceAllString(text, "?..."))
}

// urlPattern matches a value in a URL. The writer of the URL chooses which characters to escape, and upper or lower
// case for the digits.
func urlPattern(value string) *regexp.Regexp {
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

// jsonForm returns the value as EncodeJSON writes it, without the quotation marks.
func jsonForm(value string) string {
	raw, _ := EncodeJSON(value) // encoding a string never fails
	return string(raw[1 : len(raw)-1])
}

// goJSONForm returns the value as encoding/json writes it, without the quotation marks.
func goJSONForm(value string) string {
	raw, _ := json.Marshal(value) // encoding a string never fails
	return string(raw[1 : len(raw)-1])
}

// quotedForm returns the value as the verb %q prints it, without the quotation marks.
func quotedForm(value string) string {
	q := strconv.Quote(value)
	return q[1 : len(q)-1]
}

// hide returns err, or a redacted error if its text, or the text of an error that it wraps, shows a value.
func (s secrets) hide(err error) error {
	if err == nil {
		return nil
	}
	return redactError(err, s.redact)
}

// hideURLs is hide, and also redacts the query of each URL.
func (s secrets) hideURLs(err error) error { return redactError(err, s.redactURLs) }

// Hide returns err unchanged if neither its text nor the text of an error that it wraps shows one of the values.
// Otherwise it returns a redacted error in its place: errors.Is still works as on err, and errors.As finds the wrapped
// errors that show no value. Values of less than 4 bytes are ignored. Calls of this package already do this; Hide is
// for requests that a program sends on its own.
func Hide(err error, values ...string) error {
	var s secrets
	for _, value := range values {
		s.add(value)
	}
	return s.hide(err)
}

func redactError(err error, redact func(string) string) error {
	if !leaks(err, redact) {
		return err
	}
	return &redacted{redact(err.Error()), func() error { return err }, redact}
}

// leaks reports whether redact changes the text of err or of an error that errors.Unwrap would return from it.
func leaks(err error, redact func(string) string) bool {
	if text := err.Error(); redact(text) != text {
		return true
	}
	switch err := err.(type) { //nolint:errorlint // each error of the tree has its turn
	case interface{ Unwrap() error }:
		inner := err.Unwrap()
		return inner != nil && leaks(inner, redact)
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(err.Unwrap(), func(inner error) bool { return inner != nil && leaks(inner, redact) })
	}
	return false
}

// redacted replaces an error that shows a secret. errors.Is works as on the error; Unwrap, errors.As and the verbs of
// package fmt do not return or print it. Package fmt prints unexported fields, but not what a function returns, so the
// error is behind a function.
type redacted struct {
	text   string
	err    func() error
	redact func(string) string
}

func (r *redacted) Error() string              { return r.text }
func (r *redacted) Is(target error) bool       { return errors.Is(r.err(), target) }
func (r *redacted) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.text) }

// As finds a wrapped error that shows no secret. If target is a [net.Error] or a similar interface and the error found
// shows a secret, As returns a redacted error instead.
func (r *redacted) As(target any) bool {
	if !errors.As(r.err(), target) {
		return false
	}
	found := reflect.ValueOf(target).Elem()
	if err, ok := found.Interface().(error); ok && !leaks(err, r.redact) {
		return true
	}
	if stand := reflect.ValueOf(
		redactedNet{r},
	); found.Kind() == reflect.Interface &&
		stand.Type().Implements(found.Type()) {
		found.Set(stand)
		return true
	}
	found.SetZero()
	return false
}

// redactedNet is a redacted error for targets such as [net.Error].
type redactedNet struct{ *redacted }

func (r redactedNet) Timeout() bool {
	var e interface{ Timeout() bool }
	return errors.As(r.err(), &e) && e.Timeout()
}

func (r redactedNet) Temporary() bool {
	var e interface{ Temporary() bool }
	return errors.As(r.err(), &e) && e.Temporary()
}
