package marketcode

import (
	"fmt"
	"unicode/utf8"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an order that exceeds a limit of the platform.
const refuse = field.In("marketcode")

// Limits of the platform: the codes of an order, and the characters of an id.
const (
	MinCodes = 10_000
	MaxCodes = 20_000_000
	MaxID    = 128 // characters
)

// Check reports the first field beyond the platform's limits, as an [*endpoint.FieldError].
func (in ApplyIn) Check() error {
	if in.Count < MinCodes || in.Count > MaxCodes || in.Count%MinCodes != 0 {
		return refuse.Field("code_count", fmt.Sprintf("is %d", in.Count),
			fmt.Sprintf("give a multiple of %d, at most %d", MinCodes, MaxCodes))
	}
	if n := utf8.RuneCountInString(in.ISVApplicationID); n < 1 || n > MaxID {
		return refuse.Amount("isv_application_id", n, 1, MaxID, "characters")
	}
	return nil
}
