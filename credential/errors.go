package credential

import (
	"fmt"
	"strings"

	"github.com/wechatgo/wechatgo/field"
)

// refuse names what a token server or its client cannot be set up with: its
// secret or its base. It never shows their values.
const refuse = field.In("credential")

func checkSecret(secret string) error {
	const cure = "take at least 32 random ones, as of `openssl rand -hex 32`"
	if n := len(secret); n < minSecret {
		return refuse.Field("secret", fmt.Sprintf("of the token server has %d bytes", n), cure)
	}
	if strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return refuse.Field("secret", "of the token server holds what a header cannot carry, such as a line break at its end", cure)
	}
	return nil
}

// KindError refuses a kind of ticket that the platform does not have.
type KindError struct {
	Kind string // as given
}

func (e *KindError) Error() string {
	return fmt.Sprintf("credential: no ticket of kind %q: use ticket.JSAPI (\"jsapi\") or ticket.WxCard (\"wx_card\")", e.Kind)
}

// RefusedError says that the platform refused a value and that the same one is
// handed out again.
type RefusedError struct {
	Name string // what it is, such as "stable_token"
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("credential: the platform refused the %s, the same one is handed out again, and no new one may be forced now "+
		"(20 a day, 30 s apart): look whether the call is meant for another account, or wait", e.Name)
}

// AnswerError says that an [Ask] answered with nothing to use.
type AnswerError struct {
	Name   string // what was asked for, such as "access_token"
	Reason string // what is wrong with the answer, without it
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf("credential: the answer for the %s %s: look at the function or the server that gives it", e.Name, e.Reason)
}

// ServerError says that a token server gave nothing.
type ServerError struct {
	Status int   // HTTP; 0 where no answer came
	Err    error // what the server said, or why it could not be reached
}

func (e *ServerError) Error() string {
	if e.Status == 0 {
		return "credential: the token server: " + e.Err.Error()
	}
	return fmt.Sprintf("credential: the token server (HTTP %d): %s", e.Status, e.Err)
}

// Unwrap returns e.Err.
func (e *ServerError) Unwrap() error { return e.Err }
