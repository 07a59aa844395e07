// Package credential gets the access_token and the tickets of an Official Account, keeps them, shares them between
// instances, and renews them in time.
//
// A [Source] asks nobody while a value is fresh: a read is one atomic load. Shortly before a value ends, a read starts
// its renewal in the background and is served the old one meanwhile. However many callers wait, one request goes out;
// and with a shared [store.Store], one from all instances together. A store that fails costs a warning and some
// requests, never a call.
//
// An outage is quiet. After a fetch that fails nobody asks for a while, and all who want the value meanwhile get a
// [*PauseError] at once, unless the old value lives on. The pauses are 1, 2, 4 and then 8 seconds, up to a minute for
// what a person must mend and for the quota of a minute, up to ten minutes for the quota of a day. What the platform
// refuses the account (40013, 40125, 40243, 45009, 45011, 48001) is remembered in the store for all instances; what it
// refuses an address, and a network that is away, each instance finds out for itself. One line in the log tells of the
// trouble and one of its end. Another AppSecret begins anew.
//
// [New] makes a source that gets the values from the platform, and [NewRemote] one that is given them by another
// program: a token server, which [Handler] is, or a company's own.
//
// The values lie in the store as they are: whoever reads the store can act for the account.
package credential

import (
	"context"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/ticket"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/store"
)

// Config tells [New] whose credentials to get, where, and with whom to share them.
type Config struct {
	// Account needs its AppID and its Secret.
	Account account.Account
	// Client gives its HTTP client, its hosts, its middleware, its options and its Telemetry, which is told of renewals
	// and of the store's failures as well; its Tokens are not looked at. Nil means the platform's own hosts.
	Client *endpoint.Client
	// Store shares the values with other instances; nil keeps them in this process. Instances that use one account
	// should share one store: with Classic they must, or each throws out the other's token.
	Store store.Store
	// Classic gets the access_token from /cgi-bin/token instead of /cgi-bin/stable_token. A classic token is replaced,
	// for everybody, by the next that anybody gets, with five minutes of overlap; 2,000 may be got a day (200 on a test
	// account). The two kinds do not disturb each other.
	Classic bool
	// Timeout bounds one fetch from the platform, which is one request, or two where a refused value is replaced; 10
	// seconds unless set. An instance that dies while it asks holds the others up for that and 2 seconds more, as long
	// as its lock in the store lives.
	Timeout time.Duration
	// Logger takes warnings, never with a secret; nil means slog.Default().
	Logger *slog.Logger
}

// Source gives the access_token and the tickets of one account. It implements [endpoint.Tokens], is safe for concurrent
// use, runs no goroutine while nothing is being renewed, and has nothing to close.
type Source struct {
	token, jsapi, wxCard *value
	force                *forceLimit // of a stable_token, or nil
}

var _ endpoint.Tokens = (*Source)(nil)

// When values are renewed, before their end.
var (
	// stable_token hands out a new token in its last five minutes alone, and the same one before.
	stableEarly = window{from: 4 * time.Minute, to: time.Minute}
	// A classic token and a ticket are new whenever asked for, or may be.
	usualEarly = window{from: 10 * time.Minute, to: 5 * time.Minute}
)

// New returns a source of the account's credentials. It asks the platform for nothing yet. An account that cannot be
// right, or has no Secret, is refused with an [*endpoint.FieldError].
func New(c Config) (*Source, error) {
	if err := c.Account.Validate(); err != nil {
		return nil, err
	}
	if c.Account.Secret == "" {
		return nil, field.In("account").
			Empty("Secret", "copy the AppSecret from the console: the access_token cannot be had without it")
	}
	if c.Client == nil {
		c.Client = new(endpoint.Client)
	}
	s, k := new(Source), newKeeper(c, "the HTTP client", c.Client.Telemetry)
	p := &platform{
		account: c.Account,
		client:  c.Client.With(endpoint.WithRaw(nil)), // the answers are secrets
		tokens:  s,
	}
	p.client.Telemetry = k.telemetry
	if c.Classic {
		s.token = k.value("token", usualEarly, p.classicToken)
		s.token.scarce = true
	} else {
		p.force = &forceLimit{keeper: k, brake: k.brake("forced:pause")}
		s.force = p.force
		s.token = k.value("stable_token", stableEarly, p.stableToken)
	}
	s.jsapi = k.value("jsapi_ticket", usualEarly, p.ticket(ticket.JSAPI))
	s.wxCard = k.value("wx_card_ticket", usualEarly, p.ticket(ticket.WxCard))
	return s, nil
}

// Token returns the access_token. It asks the platform only when there is no living one here or in the store, and not
// during the pause after a failure: then it returns a [*PauseError] at once.
func (s *Source) Token(ctx context.Context) (string, error) { return s.token.get(given(ctx)) }

// given is ctx, or one that never ends where it is nil: a fresh value can be read with a nil context, so one that has
// to be got can be, too.
func given(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

// Accepted tells the source that the platform has accepted token in a call, as [endpoint.Call] does: should it be
// refused later, that is a new trouble, and it is renewed at once.
func (s *Source) Accepted(token string) { s.token.accepted(token) }

// Renew returns an access_token other than failed, which the platform refused with 40001, 40014 or 42001. When another
// caller or another instance has renewed it since, theirs is returned and the platform is not asked.
//
// Where stable_token hands out the refused token once more, a new one is forced, as seldom as the platform's limits
// want it: 20 times a day and 30 seconds apart, over all instances that share the store.
//
// Renewals one after the other are spaced by 1 second, then 2, 4, and so on up to a minute, over all instances; a
// minute without one begins anew. A token that the platform has accepted before ([Source.Accepted]) is renewed at once
// all the same, a classic one or another program's 30 times in a row. During the gap, and where no other token can be
// had, Renew fails at once with a [*PauseError], which wraps a [*RefusedError] where the platform has not failed
// itself, and Token goes on returning the token that there is.
func (s *Source) Renew(ctx context.Context, failed string) (string, error) {
	l, err := s.token.replace(given(ctx), failed, true)
	if err != nil {
		return "", err
	}
	return l.value, nil
}

// Ticket returns the ticket of a kind: ticket.JSAPI ("jsapi") signs pages, ticket.WxCard ("wx_card") signs cards.
// Another kind is a [*KindError]. During the pause after a failure, of the ticket or of the token that it is asked for
// with, it returns a [*PauseError] at once.
func (s *Source) Ticket(ctx context.Context, kind string) (string, error) {
	v, err := s.ticket(kind)
	if err != nil {
		return "", err
	}
	return v.get(given(ctx))
}

// QuotaCleared says that the account's quota of a day has been cleared, as with base.Service's ClearAllQuotaBySecret: a
// pause after 45009 is over, here and on the instances that share the store, so that the next caller asks the platform
// at once. It has no error: where the store fails, the other instances keep their pause to its end.
func (s *Source) QuotaCleared(ctx context.Context) {
	ctx = given(ctx)
	sh := &shared{keeper: s.token.keeper}
	brakes := []*brake{s.token.fetches, s.jsapi.fetches, s.wxCard.fetches}
	if s.force != nil {
		brakes = append(brakes, s.force.brake)
	}
	for _, b := range brakes {
		b.forget(ctx, sh, endpoint.ErrAPIDailyQuota)
	}
}

func (s *Source) ticket(kind string) (*value, error) {
	switch kind {
	case ticket.JSAPI:
		return s.jsapi, nil
	case ticket.WxCard:
		return s.wxCard, nil
	}
	return nil, &KindError{Kind: kind}
}
