package credential

import (
	"context"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/api/ticket"
)

// KindToken is the kind of the access_token where kinds of tickets are its
// neighbours, ticket.JSAPI ("jsapi") and ticket.WxCard ("wx_card").
const KindToken = "access_token"

// Ask asks another program for the value of a kind and how long it lives from
// now: [KindToken], or a kind of ticket. failed is the value that the platform
// refused and that is to be replaced, or "", which is the usual case: then the
// program gives what it has. Nothing but an access_token is ever refused.
//
// Programs that are told of one failed value by many callers should renew it
// once: give the current value whenever it is not the failed one.
//
// It has 10 seconds, after which ctx is done, and must come back then: the next
// question waits for it.
type Ask func(ctx context.Context, kind, failed string) (value string, life time.Duration, err error)

// NewRemote returns a source that is given its values by another program and
// needs no Secret: [HTTP] asks a token server (`wechatgo token serve`, or
// [Handler] in a program), a function of your own any other. It caches and
// renews as every source does: a read is one atomic load, one question goes
// out however many wait for it, and a value that the platform refuses is
// reported once. logger takes warnings; nil means slog.Default().
// [Source.CountWith] counts its renewals.
func NewRemote(ask Ask, logger *slog.Logger) *Source {
	k := newKeeper(Config{Logger: logger})
	of := func(kind, name string) *value { return k.value(name, stableEarly, ask.of(kind, name)) }
	return &Source{
		token:  of(KindToken, "access_token"),
		jsapi:  of(ticket.JSAPI, "jsapi_ticket"),
		wxCard: of(ticket.WxCard, "wx_card_ticket"),
	}
}

func (ask Ask) of(kind, name string) fetchFunc {
	return func(ctx context.Context, failed string) (string, time.Duration, error) {
		val, life, err := ask(ctx, kind, failed)
		switch {
		case err != nil:
			return "", 0, err
		case val == "":
			return "", 0, &AnswerError{Name: name, Reason: "holds no value"}
		case life <= 0:
			return "", 0, &AnswerError{Name: name, Reason: "says no life above 0"}
		}
		return val, min(life, maxLife), nil
	}
}
