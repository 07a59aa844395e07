// Package field has the error with which every package of this module refuses a value that cannot be right, before
// anything is sent or kept: it names the field, what is wrong with it, and the cure. Package endpoint has it as
// [endpoint.FieldError].
//
// [endpoint.FieldError]: https://pkg.go.dev/github.com/wechatgo/wechatgo/endpoint#FieldError
package field

import "fmt"

// Error names a field that cannot be right, and the cure. It never shows a secret's value.
type Error struct {
	// In is the package that refuses, or the area of the API, such as "account" or "menu".
	In string
	// Path leads to the field, as the caller or the wire writes it: "EncodingAESKey", "button[2].sub_button[0].url".
	Path string
	// Problem is what is wrong, such as "has 42 characters instead of 43".
	Problem string
	// Cure is what to do about it, or "" where nothing can be done here, as about a push of the platform's.
	Cure string
	// Code is what the platform would refuse the value with, an endpoint.Code, where that is known; errors.Is finds it.
	Code error
}

// Error is "account: Token has 2 characters: give 3 to 32".
func (e *Error) Error() string {
	text := e.In + ": " + e.Path + " " + e.Problem
	if e.Cure != "" {
		text += ": " + e.Cure
	}
	return text
}

// Unwrap returns the platform's code, or nil.
func (e *Error) Unwrap() error { return e.Code }

// With sets the code that the platform would refuse the value with, and returns e.
func (e *Error) With(code error) *Error {
	e.Code = code
	return e
}

// In is a package or an area of the API that refuses fields:
//
//	const refuse = field.In("account")
//	return refuse.Empty("Secret", "copy the AppSecret from the console")
type In string

// Field refuses a field for a reason of its own.
func (in In) Field(path, problem, cure string) *Error {
	return &Error{In: string(in), Path: path, Problem: problem, Cure: cure}
}

// Empty refuses a field that has no value.
func (in In) Empty(path, cure string) *Error { return in.Field(path, "is empty", cure) }

// Amount refuses a field that has got units, such as "bytes", where it may have least to most.
func (in In) Amount(path string, got, least, most int, units string) *Error {
	cure := fmt.Sprintf("give %d to %d", least, most)
	switch least {
	case 0:
		cure = fmt.Sprintf("give at most %d", most)
	case most:
		cure = fmt.Sprintf("give %d", most)
	}
	return in.Field(path, fmt.Sprintf("has %d %s", got, units), cure)
}

// First returns the first error that is not nil: checks in the order in which a caller would mend them.
func First(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
