package credential

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/telemetry"
)

// KindToken is the kind of the access_token for an [Ask]. The other kinds are those of the tickets, ticket.JSAPI
// ("jsapi") and ticket.WxCard ("wx_card").
const KindToken = "access_token"

// Ask asks another program for a value. kind is [KindToken] or a kind of ticket. It returns the value and how long it
// is still valid: a second at least, and more than 7200 seconds count as 7200. failed is the value that the platform
// refused and that the other program has to replace. Usually failed is "", and the program returns its current value.
// Only an access_token is ever reported as failed.
//
// Many callers may report the same failed value to the other program, which should renew it once: it renews only if its
// current value is the failed one, and else returns the current value.
//
// After an error Ask is not called again for 1 to 8 seconds. An error that is or wraps a [*ServerError] with
// RetryAfter, or a [*PauseError], sets the length of the pause itself, up to ten minutes. A panic counts as an error.
//
// ctx ends after 10 seconds. Ask must return then, since its next call waits for it.
type Ask func(ctx context.Context, kind, failed string) (value string, life time.Duration, err error)

// RemoteConfig tells [NewRemote] which program the values come from. Only Ask is required.
type RemoteConfig struct {
	// Ask asks the other program. [HTTP] returns an Ask for a token server (`wechatgo token serve`, or [Handler] in a
	// program); write a function of your own for any other program.
	Ask Ask
	// Logger receives the warnings, which never hold a secret; nil means slog.Default().
	Logger *slog.Logger
	// Telemetry counts the renewals; nil counts nothing.
	Telemetry telemetry.Recorder
}

// NewRemote returns a source that gets its values from another program and needs no Secret. It caches and renews them
// as every source does: a read of a fresh value needs no lock, all callers that wait share one call of Ask, and a value
// that the platform refuses is reported once. A nil Ask is refused with a [*field.Error].
func NewRemote(c RemoteConfig) (*Source, error) {
	if c.Ask == nil {
		return nil, refuse.Field("Ask", "is nil", "give what credential.HTTP returns, or a function of your own")
	}
	e := newEnv(Config{Logger: c.Logger}, "the Ask", c.Telemetry)
	newValue := func(kind, name string) *value { return e.value(name, stableWindow, c.Ask.fetch(kind, name)) }
	s := &Source{
		token:  newValue(KindToken, "access_token"),
		jsapi:  newValue(ticket.JSAPI, "jsapi_ticket"),
		wxCard: newValue(ticket.WxCard, "wx_card_ticket"),
	}
	s.token.limited = true
	return s, nil
}

func (ask Ask) fetch(kind, name string) fetchFunc {
	return func(ctx context.Context, req fetchRequest) (string, time.Duration, error) {
		val, life, err := ask(ctx, kind, req.failed)
		switch {
		case err != nil:
			return "", 0, withWait(err)
		case val == "":
			return "", 0, &AnswerError{Name: name, Reason: "holds no value"}
		case life < time.Second:
			return "", 0, &AnswerError{Name: name, Reason: "gives no lifetime of a second or more"}
		}
		return val, min(life, maxLife), nil
	}
}

// waitError is an error of an [Ask] that sets the length of the pause after it.
type waitError struct {
	err  error
	wait time.Duration
}

func (e *waitError) Error() string { return e.err.Error() }
func (e *waitError) Unwrap() error { return e.err }

func withWait(err error) error {
	var wait time.Duration
	if server, ok := errors.AsType[*ServerError](err); ok {
		wait = server.RetryAfter
	} else if paused, ok := errors.AsType[*PauseError](err); ok {
		wait = paused.RetryAfter()
	}
	if wait <= 0 {
		return err
	}
	return &waitError{err, min(wait, longestPause)}
}
