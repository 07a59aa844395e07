package endpoint

import "github.com/wechatgo/wechatgo/field"

// FieldError is the error for an input that is refused before anything is sent. It names the field, what is wrong with
// it, and the cure. errors.Is finds the [Code] with which the platform would have refused the input. Every package of
// this module uses this one type. It is defined in package field, which packages below this one can import.
type FieldError = field.Error
