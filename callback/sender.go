package callback

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/reply"
)

// SendFunc delivers a reply outside the answer to a push. A reply has one part: a text that fits a message, or a single
// article. Where it fails the reply is kept until the user asks for it ([WithPickup]). An error that matches
// [ErrUnsendable] says that nothing could be sent that says the same. One that matches [endpoint.ErrAPIUnauthorized]
// (48001) has all instances do without the sender for a day.
type SendFunc func(ctx context.Context, openID string, r reply.Reply) error

// ErrUnsendable says that a reply has no equal among the customer-service messages.
var ErrUnsendable = errors.New("callback: no customer-service message says the same")

// WithSender delivers the replies that come too late for an answer, and those of [Later]. Each is sent once. Without a
// sender, which nil stands for, such a reply is kept until the user asks for it ([WithPickup]).
func WithSender(send SendFunc) Option {
	return func(s *Server) {
		s.sender = nil
		if send != nil {
			s.sender = &sender{send: send}
		}
	}
}

// WithoutKF declares that the account may not send customer-service messages, as a personal account may not: late
// replies are kept until the user asks for them ([WithPickup]). Without it the first late reply finds that out, once a
// day: its user reads no placeholder, and does not know to ask for it.
func WithoutKF() Option { return WithSender(nil) }

// WithLateLimit bounds how long a handler may take; the default is [DefaultLateLimit]. The platform's window for
// customer-service messages (48 hours after a message, a minute after a menu click, a follow or a scan) bounds what can
// be sent as well.
func WithLateLimit(d time.Duration) Option { return func(s *Server) { s.config.Limit = d } }

// DefaultLateLimit is how long a handler may take, unless [WithLateLimit] says otherwise.
const DefaultLateLimit = once.DefaultLateLimit

// sender is a SendFunc, and whether the account may use it. A nil sender sends nothing.
type sender struct {
	send        SendFunc
	typing      func(ctx context.Context, openID string) error // shows that an answer is being written; nil for nothing
	barredUntil atomic.Int64                                   // in nanoseconds since 1970; 0 for never
	lookedAt    atomic.Int64                                   // when the other instances were asked last, the same
	shared      *sharedstore.Store
	key         string // under which the instances share that the account may not send
}

func (s *sender) usable() bool {
	return s != nil && (s.barredUntil.Load() == 0 || s.barredUntil.Load() < time.Now().UnixNano())
}

// share lets all instances know what one has learnt.
func (s *sender) share(shared *sharedstore.Store, prefix string) {
	if s != nil && shared != nil {
		s.shared, s.key = shared, prefix+"nokf"
	}
}

// bar does without the sender for a time, here and on the other instances.
func (s *sender) bar() {
	s.barredUntil.Store(time.Now().Add(once.BarredFor).UnixNano())
	if s.shared != nil {
		go func() { _ = s.shared.Set(s.key, []byte{'1'}, once.BarredFor) }() // the store's breaker logs what fails
	}
}

// look asks now and then whether another instance was told that the account may not send.
func (s *sender) look() {
	if s == nil || s.shared == nil {
		return
	}
	now, before := time.Now().UnixNano(), s.lookedAt.Load()
	if now-before < int64(once.PermissionEvery) || !s.lookedAt.CompareAndSwap(before, now) {
		return
	}
	go func() {
		if _, err := s.shared.Get(s.key); err == nil {
			s.barredUntil.Store(time.Now().Add(2 * once.PermissionEvery).UnixNano())
		}
	}()
}
