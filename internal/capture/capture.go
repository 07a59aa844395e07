// Package capture judges what was captured of the traffic between the platform and an account: a push ([Parse], [Judge],
// [Open]) and a page's wx.config ([JudgePage]). It names what is wrong and the cure, in English and Chinese.
//
// It imports neither package callback nor package jssdk: a mistake of theirs must not look right to the judge.
package capture

import "slices"

// Words are a text in English and Chinese.
type Words struct {
	EN string `json:"en"`
	ZH string `json:"zh"`
}

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	// Error is what makes a callback refuse the push, or the platform refuse the page.
	Error Severity = "error"
	// Warning is what should be looked at, and may be meant.
	Warning Severity = "warning"
)

// Finding is something that is wrong.
type Finding struct {
	// Code names the finding for programs, such as "token" or "key.wrong". A code keeps its meaning.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Title    Words    `json:"title"`
	Cure     Words    `json:"cure"`
}

// findings collects what is wrong.
type findings []Finding

func (f *findings) error(code string, title, cure Words) {
	*f = append(*f, Finding{code, Error, title, cure})
}

func (f *findings) warn(code string, title, cure Words) {
	*f = append(*f, Finding{code, Warning, title, cure})
}

// has reports whether a finding of a code is there.
func (f findings) has(code string) bool {
	return slices.ContainsFunc(f, func(one Finding) bool { return one.Code == code })
}

// ok reports whether there is no error. Warnings may be meant.
func (f findings) ok() bool {
	return !slices.ContainsFunc(f, func(one Finding) bool { return one.Severity == Error })
}
