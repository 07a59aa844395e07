// Package field provides the error with which every package of this module refuses a value that cannot be right, before
// it sends or stores anything. The error names the field, what is wrong with it, and the cure. Package endpoint exports
// it as [endpoint.FieldError].
//
//	if refused, ok := errors.AsType[*field.Error](err); ok {
//		fmt.Println(refused.Path, refused.Problem, refused.Cure)
//	}
//
// The guide is [docs/calls.md].
//
// [endpoint.FieldError]: https://pkg.go.dev/github.com/wechatgo/wechatgo/endpoint#FieldError
// [docs/calls.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/calls.md#errors
package field

import "fmt"

// Error names a field whose value cannot be right, and the cure. It never shows the value of a secret.
type Error struct {
	// In is the package that refuses the value, or the area of the API, such as "account" or "menu".
	In string
	// Path is the path of the field, as the caller's code or the request has it: "EncodingAESKey",
	// "button[2].sub_button[0].url".
	Path string
	// Problem is what is wrong, such as "has 42 characters instead of 43".
	Problem string
	// Cure is what to do about it. It is empty if the program cannot change the value, as in a push from the platform.
	Cure string
	// Code is the endpoint.Code with which the platform would refuse the value, or nil if that is not known. errors.Is
	// finds it.
	Code error
}

// Error returns a text such as "account: Token has 2 characters: give 3 to 32".
func (e *Error) Error() string {
	text := e.In + ": " + e.Path + " " + e.Problem
	if e.Cure != "" {
		text += ": " + e.Cure
	}
	return text
}

// Unwrap returns the platform's code, or nil.
func (e *Error) Unwrap() error { return e.Code }

// With sets the code with which the platform would refuse the value, and returns e.
func (e *Error) With(code error) *Error {
	e.Code = code
	return e
}

// In is the name of a package or of an area of the API. Its methods make the errors about its fields:
//
//	const refuse = field.In("account")
//	return refuse.Empty("Secret", "copy the AppSecret from the console")
type In string

// Field returns the error of a field with any problem and cure.
func (in In) Field(path, problem, cure string) *Error {
	return &Error{In: string(in), Path: path, Problem: problem, Cure: cure}
}

// Empty returns the error of a field that has no value.
func (in In) Empty(path, cure string) *Error { return in.Field(path, "is empty", cure) }

// Given returns the error of a text that is empty, or nil.
func (in In) Given(path, text, cure string) error {
	if text == "" {
		return in.Empty(path, cure)
	}
	return nil
}

// Amount returns the error of a field that has the amount got of units, such as "bytes", and may have from least to
// most.
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

// Bytes is [In.Amount] for a text that is limited in bytes of UTF-8. The cure also says how many Chinese characters that
// is, of three bytes each.
func (in In) Bytes(path, text string, least, most int) *Error {
	e := in.Amount(path, len(text), least, most, "bytes")
	e.Cure += fmt.Sprintf(": %d Chinese characters", most/len("字"))
	return e
}

// First returns the first error that is not nil, or nil. List the checks in the order in which a caller would correct
// the fields.
func First(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
