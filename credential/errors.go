package credential

import (
	"fmt"
	"strings"
	"time"

	"github.com/wechatgo/wechatgo/field"
)

// refuse makes the errors about an invalid setting of a source, a token server or its client. They never show the value
// of a secret.
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

// KindError says that there is no ticket of the kind that the caller asked for.
type KindError struct {
	Kind string // as given
}

func (e *KindError) Error() string {
	return fmt.Sprintf(
		"credential: no ticket of kind %q: use ticket.JSAPI (\"jsapi\") or ticket.WxCard (\"wx_card\")",
		e.Kind,
	)
}

// PauseError says that there is no value now, and when the next fetch is possible: the last fetch failed, and until
// then no other is sent. It is returned at once. [Source.Token] and [Source.Ticket] return it only where there is no
// value that is still valid.
type PauseError struct {
	Name string    // of the value, such as "stable_token"
	Next time.Time // the first call from then on sends a request again
	Err  error     // the error of the last try, or a [*RefusedError]
}

func (e *PauseError) Error() string {
	return fmt.Sprintf(
		"credential: get the %s: %s; the next try is possible %s",
		e.Name,
		strings.TrimSuffix(strings.TrimPrefix(e.Err.Error(), "credential: "), "."), // a cure ends as a sentence
		e.nextTry(),
	)
}

func (e *PauseError) nextTry() string {
	switch wait := e.RetryAfter(); {
	case wait == 0:
		return "now"
	case wait > 2*time.Minute:
		return fmt.Sprintf("in %d minutes", ceil(wait, time.Minute))
	default:
		return fmt.Sprintf("in %d s", ceil(wait, time.Second))
	}
}

// RetryAfter returns the time left until e.Next, 0 where that has passed.
func (e *PauseError) RetryAfter() time.Duration { return max(0, time.Until(e.Next)) }

// Unwrap returns e.Err.
func (e *PauseError) Unwrap() error { return e.Err }

// ceil returns the number of units in d, rounded up.
func ceil(d, unit time.Duration) int64 { return int64((d + unit - 1) / unit) }

// RefusedError says that there is no other value at this moment: the platform refused a value that had just been
// renewed, or the refused value was returned again instead of a new one.
type RefusedError struct {
	Name string // of the value, such as "stable_token"
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("credential: the platform refused the %s, and it has just been renewed or is handed out again "+
		"(a new one may be forced 20 a day, 30 s apart): look whether the call is meant for another account, or whether another program fetches the token (wechatgo doctor), or wait", e.Name)
}

// AnswerError says that the answer of an [Ask] cannot be used.
type AnswerError struct {
	Name   string // of the value, such as "access_token"
	Reason string // what is wrong with the answer; it never quotes the answer
}

func (e *AnswerError) Error() string {
	return fmt.Sprintf(
		"credential: the answer for the %s %s: look at the function or the server that gives it",
		e.Name,
		e.Reason,
	)
}

// ServerError says that a token server returned no value.
type ServerError struct {
	Status int   // of HTTP, 0 where there was no answer
	Err    error // the server's error, or why there was no answer
	// RetryAfter is the time that the server asks its clients to wait before the next request, 0 where it asks for
	// none. A source made with [NewRemote] waits that long.
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
