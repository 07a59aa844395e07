package credential

import (
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/field"
)

// refuse names what a token server or its client cannot be set up with: its secret or its base. It never shows their
// values.
const refuse = field.In("credential")

func checkSecret(secret string) error {
	const cure = "take at least 32 random ones, as of `openssl rand -hex 32`"
	if n := len(secret); n < minSecret {
		return refuse.Field("secret", fmt.Sprintf("of the token server has %d bytes", n), cure)
	}
	if strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return refuse.Field(
			"secret",
			"of the token server holds what a header cannot carry, such as a line break at its end",
			cure,
		)
	}
	return nil
}

// KindError refuses a kind of ticket that the platform does not have.
type KindError struct {
	Kind string // as given
}

func (e *KindError) Error() string {
	return fmt.Sprintf(
		"credential: no ticket of kind %q: use ticket.JSAPI (\"jsapi\") or ticket.WxCard (\"wx_card\")",
		e.Kind,
	)
}

// PauseError says that a value cannot be had now, and from when on it will be asked for again: the platform, or who
// else gives it, has just failed, and is left alone for a while. It is returned at once. [Source.Token] and
// [Source.Ticket] return it only where no value lives.
type PauseError struct {
	Name string    // what it is, such as "stable_token"
	Next time.Time // the first call from then on asks again
	Err  error     // what the last try ended with, or a [*RefusedError]
}

func (e *PauseError) Error() string {
	return fmt.Sprintf(
		"credential: get the %s: %s; the next try is possible %s",
		e.Name,
		strings.TrimPrefix(e.Err.Error(), "credential: "),
		e.when(),
	)
}

func (e *PauseError) when() string {
	switch wait := e.RetryAfter(); {
	case wait == 0:
		return "now"
	case wait > 2*time.Minute:
		return fmt.Sprintf("in %d minutes", ceil(wait, time.Minute))
	default:
		return fmt.Sprintf("in %d s", ceil(wait, time.Second))
	}
}

// RetryAfter returns how long it still is to e.Next, 0 where that has passed.
func (e *PauseError) RetryAfter() time.Duration { return max(0, time.Until(e.Next)) }

// Unwrap returns e.Err.
func (e *PauseError) Unwrap() error { return e.Err }

// ceil counts the units in d, one that has begun included.
func ceil(d, unit time.Duration) int64 { return int64((d + unit - 1) / unit) }

// RefusedError says that the platform refused a value that has just been renewed, or that is handed out again: another
// may not be had at this moment.
type RefusedError struct {
	Name string // what it is, such as "stable_token"
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("credential: the platform refused the %s, and it has just been renewed or is handed out again "+
		"(a new one may be forced 20 a day, 30 s apart): look whether the call is meant for another account, or wait", e.Name)
}

// AnswerError says that an [Ask] answered with nothing to use.
type AnswerError struct {
	Name   string // what was asked for, such as "access_token"
	Reason string // what is wrong with the answer, without it
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf(
		"credential: the answer for the %s %s: look at the function or the server that gives it",
		e.Name,
		e.Reason,
	)
}

// ServerError says that a token server gave nothing.
type ServerError struct {
	Status int   // HTTP; 0 where no answer came
	Err    error // what the server said, or why it could not be reached
	// RetryAfter is how long the server wants to be left alone, 0 where it has not said. A source made with [NewRemote]
	// does.
	RetryAfter time.Duration
}

func (e *ServerError) Error() string {
	if e.Status == 0 {
		return "credential: the token server: " + e.Err.Error()
	}
	return fmt.Sprintf("credential: the token server (HTTP %d): %s", e.Status, e.Err)
}

// Unwrap returns e.Err.
func (e *ServerError) Unwrap() error { return e.Err }
