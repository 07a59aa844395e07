package credential

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/telemetry"
)

// KindToken is the kind of the access_token where kinds of tickets are its neighbours, ticket.JSAPI ("jsapi") and
// ticket.WxCard ("wx_card").
const KindToken = "access_token"

// Ask asks another program for the value of a kind and how long it lives from now, a second at least: [KindToken], or a
// kind of ticket. failed is the value that the platform refused and that is to be replaced, or "", which is the usual
// case: then the program gives what it has. Nothing but an access_token is ever refused.
//
// Programs that are told of one failed value by many callers should renew it once: give the current value whenever it
// is not the failed one.
//
// After an error it is not asked again for a while, 1 to 8 seconds. One that is or wraps a [*ServerError] with
// RetryAfter, or a [*PauseError], says itself for how long, up to ten minutes. A panic is an error.
//
// It has 10 seconds, after which ctx is done, and must come back then: the next question waits for it.
type Ask func(ctx context.Context, kind, failed string) (value string, life time.Duration, err error)

// RemoteConfig tells [NewRemote] which program gives the values. Only Ask is needed.
type RemoteConfig struct {
	// Ask asks the other program: [HTTP] asks a token server (`wechatgo token serve`, or [Handler] in a program), a
	// function of your own any other.
	Ask Ask
	// Logger takes warnings, never with a secret; nil means slog.Default().
	Logger *slog.Logger
	// Telemetry counts the renewals; nil counts nothing.
	Telemetry telemetry.Recorder
}

// NewRemote returns a source that gets its values from another program and needs no Secret. It caches and renews as
// every source does: a read is one atomic load, one question goes out however many wait for it, and a value that the
// platform refuses is reported once. A nil Ask is refused with a [*field.Error].
func NewRemote(c RemoteConfig) (*Source, error) {
	if c.Ask == nil {
		return nil, refuse.Field("Ask", "is nil", "give what credential.HTTP returns, or a function of your own")
	}
	k := newKeeper(Config{Logger: c.Logger}, "the Ask", c.Telemetry)
	of := func(kind, name string) *value { return k.value(name, stableEarly, c.Ask.of(kind, name)) }
	s := &Source{
		token:  of(KindToken, "access_token"),
		jsapi:  of(ticket.JSAPI, "jsapi_ticket"),
		wxCard: of(ticket.WxCard, "wx_card_ticket"),
	}
	s.token.scarce = true // the other program may give classic tokens
	return s, nil
}

func (ask Ask) of(kind, name string) fetchFunc {
	return func(ctx context.Context, q question) (string, time.Duration, error) {
		val, life, err := ask(ctx, kind, q.failed)
		switch {
		case err != nil:
			return "", 0, withWait(err)
		case val == "":
			return "", 0, &AnswerError{Name: name, Reason: "holds no value"}
		case life < time.Second:
			return "", 0, &AnswerError{Name: name, Reason: "says no life of a second or more"}
		}
		return val, min(life, maxLife), nil
	}
}

// waitError is an error of an [Ask] that says how long to leave it alone.
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
