package endpoint

import "github.com/wechatgo/wechatgo/field"

// FieldError refuses an input before anything was sent: it names the field,
// what is wrong with it, and the cure. errors.Is finds the [Code] that the
// platform would have refused it with. Every package of this module has this
// one type, which lives in package field, below those that cannot import this
// one.
type FieldError = field.Error
