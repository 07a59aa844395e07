package endpoint

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Code is the platform's errcode. A Code is an error, so that errors.Is(err, endpoint.ErrInvalidCredential) works on
// any [*Error]. A code matches its [Kind] as well: errors.Is(endpoint.ErrAPIUnauthorized, endpoint.ErrPermission).
//
// The named codes are the ones in the platform's documents for Official Accounts, whether the documents explain them or
// not. Any other number is a valid Code too, but has no explanation here.
type Code int

// Error returns the code and, if known, the short form of the platform's text for it: "endpoint: 40001 invalid
// credential".
func (c Code) Error() string {
	if text := c.text(); text != "" {
		return fmt.Sprintf("endpoint: %d %s", int(c), text)
	}
	return fmt.Sprintf("endpoint: %d", int(c))
}

// UnmarshalJSON reads a number or one in a string.
func (c *Code) UnmarshalJSON(raw []byte) error {
	var n Number
	if err := n.UnmarshalJSON(raw); err != nil {
		return err
	}
	*c = Code(n)
	return nil
}

// text returns the platform's text up to its first comma. The rest is advice and links.
func (c Code) text() string {
	switch c {
	case ErrIPNotWhitelisted: // the documented text has an example address, which a log would show as if it were the caller's
		return "ip not in whitelist"
	case ErrInvalidTemplateData: // the same, with an example field
		return "argument invalid"
	}
	e, _ := c.Explain()
	text, _, _ := strings.Cut(e.Message, ",")
	return text
}

// Explanation is a code's kind, and its cause and cure in English and in Chinese, one sentence each.
type Explanation struct {
	Code Code
	// Kind says what a program can do about the code; each named code has exactly one.
	Kind Kind
	// Message is the platform's own text for the code. A real answer appends a rid to it, and replaces the example
	// values in the texts of 40164 and 47003. Message is empty if no document shows the text.
	Message string
	// MessageConfirmed reports whether the documents we read show Message letter for letter. If false, rely on the
	// code.
	MessageConfirmed bool
	// Cause and Cure are in English.
	Cause, Cure string
	// CauseZH and CureZH are in Simplified Chinese.
	CauseZH, CureZH string
}

// explanations has the kind, cause and cure of each named code, sorted by code for the binary search.
//
// Message is the platform's own text; MessageConfirmed is false if the documents we read do not confirm it letter for
// letter.
var explanations = slices.SortedFunc(slices.Values(slices.Concat(
	explainValue, explainMissing, explainLimit, explainPermission,
	explainMenu, explainKF, explainMass, explainArticle, explainFeature, explainStore, explainShake, explainPage,
)), func(a, b Explanation) int { return cmp.Compare(a.Code, b.Code) })

// Explain returns the explanation of a named code, and false for a code that has no name here.
func (c Code) Explain() (Explanation, bool) {
	i, ok := slices.BinarySearchFunc(explanations, c, func(e Explanation, c Code) int { return cmp.Compare(e.Code, c) })
	if !ok {
		return Explanation{}, false
	}
	return explanations[i], true
}

// Codes lists the explanations of the named codes, in ascending order.
func Codes() iter.Seq[Explanation] { return slices.Values(explanations) }
