// Package credential fetches the access_token and the tickets of an Official Account, caches them, shares them between
// instances, and renews them before they expire.
//
//	source, err := credential.New(credential.Config{Account: account, Client: client})
//	token, err := source.Token(ctx)
//
// A [Source] caches each value: while a value is fresh, a read needs no lock and no request. Shortly before it expires,
// a read starts its renewal in the background and returns the old value meanwhile. All callers that wait for a value
// share one request, and so do all instances with a shared [store.Store]. A store that fails makes an instance renew
// alone, with a warning in the log; it makes no call fail.
//
// An outage causes few requests. After a failed fetch no request is sent during a pause, and callers that need the
// value get a [*PauseError] at once, unless the old value is still valid. The pauses are 1, 2, 4 and then 8 seconds
// long. They grow up to a minute for a refusal that a person has to resolve and for the quota per minute, and up to ten
// minutes for the daily quota. A pause after the platform has refused the account (40013, 40125, 40243, 45009, 45011,
// 48001) is kept in the store, for all instances. After a refusal of an instance's address, or while the network is
// down, each instance has its own pauses. The log has one line at the beginning of an outage and one at its end. A
// pause does not apply to another AppSecret of the account.
//
// [New] makes a source that fetches the values from the platform. [NewRemote] makes one that gets them from another
// program: a token server, such as [Handler], or a company's own.
//
// The store holds the values in plain text: whoever can read the store can act for the account.
//
// The guides are [docs/tokens.md] and [docs/token-server.md]. The platform's page is
// https://developers.weixin.qq.com/doc/subscription/api/base/api_getstableaccesstoken.html
//
// [docs/tokens.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/tokens.md
// [docs/token-server.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/token-server.md
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

// Config tells [New] for which account to fetch credentials, how, and where to share them.
type Config struct {
	// Account must have its AppID and its Secret.
	Account account.Account
	// Client sends the requests, with its HTTP client, hosts, middleware and options; its Tokens are not used. Its
	// Telemetry also counts the renewals and the store's failures. Nil means a client for the platform's own hosts.
	Client *endpoint.Client
	// Store shares the values with other instances; nil keeps them in this process. Instances that use one account
	// should share one store. With Classic they must, since each renewal by one instance would end the token of the
	// others. Where the store is a [store.Clock], the clocks of the instances do not matter.
	Store store.Store
	// Classic fetches the access_token from /cgi-bin/token instead of /cgi-bin/stable_token. Whenever anybody fetches a
	// classic token, the former one ends for everybody after five minutes. An account may fetch 2,000 a day (200 on a
	// test account). Tokens of the two kinds do not end each other.
	Classic bool
	// Timeout bounds one fetch from the platform, which is one request, or two where a refused value is replaced; 0
	// means 10 seconds. An instance that dies during a fetch delays the others until its lock in the store lapses,
	// which is Timeout and 2 seconds.
	Timeout time.Duration
	// Logger receives the warnings, which never hold a secret; nil means slog.Default().
	Logger *slog.Logger
}

// Source returns the access_token and the tickets of one account. It implements [endpoint.Tokens] and is safe for
// concurrent use. It runs a goroutine only during a renewal, and need not be closed.
type Source struct {
	token, jsapi, wxCard *value
	force                *forceLimit // nil unless the token is a stable_token of the platform
}

var _ endpoint.Tokens = (*Source)(nil)

// The windows before a value's end in which it is renewed.
var (
	// stable_token returns the same token until its last five minutes, and only then a new one.
	stableWindow = window{from: 4 * time.Minute, to: time.Minute}
	// A classic token is new for each request, and a ticket may be.
	defaultWindow = window{from: 10 * time.Minute, to: 5 * time.Minute}
)

// New returns a source of the account's credentials. It sends no request. An account that is invalid or has no Secret
// is refused with an [*endpoint.FieldError].
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
	s, e := new(Source), newEnv(c, "the HTTP client", c.Client.Telemetry)
	p := &platform{
		account: c.Account,
		client:  c.Client.With(endpoint.WithRaw(nil)), // the answers are secrets
		tokens:  s,
	}
	p.client.Telemetry = e.telemetry
	if c.Classic {
		s.token = e.value("token", defaultWindow, p.classicToken)
		s.token.limited = true
	} else {
		p.force = &forceLimit{env: e, backoff: e.backoff(forcedName + ":pause")}
		s.force = p.force
		s.token = e.value("stable_token", stableWindow, p.stableToken)
	}
	s.jsapi = e.value("jsapi_ticket", defaultWindow, p.ticket(ticket.JSAPI))
	s.wxCard = e.value("wx_card_ticket", defaultWindow, p.ticket(ticket.WxCard))
	return s, nil
}

// Token returns the access_token. Where neither this instance nor the store has a valid one, it waits for a fetch, or
// returns a [*PauseError] at once during the pause after a failed fetch.
func (s *Source) Token(ctx context.Context) (string, error) { return s.token.get(orBackground(ctx)) }

// orBackground returns ctx, or a context that never ends where ctx is nil. A nil context works while a value is fresh,
// so it has to work when the value is fetched, too.
func orBackground(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}

// Accepted tells the source that the platform has accepted token in a call; [endpoint.Call] calls it. If the platform
// refuses the token later, Renew replaces it without the gap after the last renewal, within the bounds that Renew
// documents.
func (s *Source) Accepted(token string) { s.token.accept(token) }

// Renew returns an access_token other than failed, which the platform refused with 40001, 40014 or 42001. If another
// caller or another instance has renewed the token since, Renew returns the new one without a request.
//
// Where stable_token returns the refused token again, a new one is forced, within the platform's limits: 20 times a day
// and 30 seconds apart, counted over all instances that share the store.
//
// Between two renewals there is a gap of 1 second, then 2, 4 and so on up to a minute, over all instances. After a
// minute without a renewal the gap is 1 second again. A token that the platform has accepted before ([Source.Accepted])
// is renewed without a gap, but a classic token, or one from another program, at most 30 times in a row.
//
// During the gap Renew returns a [*PauseError] at once. After a failed renewal it returns a [*PauseError], too. The
// error wraps a [*RefusedError] where the last renewal itself succeeded. Token goes on returning the refused token
// until another can be fetched, as long as it has not expired.
func (s *Source) Renew(ctx context.Context, failed string) (string, error) {
	l, err := s.token.replace(orBackground(ctx), failed, true)
	if err != nil {
		return "", err
	}
	return l.value, nil
}

// Ticket returns the ticket of a kind: ticket.JSAPI ("jsapi") signs pages, ticket.WxCard ("wx_card") signs cards. For
// any other kind it returns a [*KindError]. Where there is no valid ticket, it returns a [*PauseError] at once during
// the pause after a failed fetch of the ticket or of the token for its request.
func (s *Source) Ticket(ctx context.Context, kind string) (string, error) {
	v, err := s.ticket(kind)
	if err != nil {
		return "", err
	}
	return v.get(orBackground(ctx))
}

// QuotaCleared tells the source that the account's daily quota has been cleared, for example with the method
// ClearAllQuotaBySecret of base.Service. It ends a pause after 45009, on this instance and on those that share the
// store, so that the next caller sends a request. Where the store fails, the other instances keep their pause to its
// end.
func (s *Source) QuotaCleared(ctx context.Context) {
	ctx = orBackground(ctx)
	sh := &sharedStore{env: s.token.env}
	backoffs := []*backoff{s.token.fetchBackoff, s.jsapi.fetchBackoff, s.wxCard.fetchBackoff}
	if s.force != nil {
		backoffs = append(backoffs, s.force.backoff)
	}
	for _, b := range backoffs {
		b.clear(ctx, sh, endpoint.ErrAPIDailyQuota)
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
