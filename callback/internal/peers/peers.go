package peers

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/internal/logonce"
	"github.com/wechatgo/wechatgo/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// maxTries is how often an operation of the store is tried for a message or an answer that waits for it.
const maxTries = 5

// Config is what [New] is given.
type Config struct {
	Store     store.Store
	Prefix    string        // of the account's keys in the store
	Clock     once.Clock    // the group's
	Limit     time.Duration // how long a handler has, as the group's
	Unordered bool          // whether the messages of one user may be handled at the same time
	Lost      func()        // is called once the store has lost its data, and can be written to
	Log       *slog.Logger
	Telemetry telemetry.Recorder // nil for none
}

// Peers are the instances of an account that share a store. It implements [once.Peers].
type Peers struct {
	store     *sharedstore.Store
	prefix    string
	instance  string // this one's name
	clock     once.Clock
	limit     time.Duration
	unordered bool
	lost      func()
	log       *slog.Logger
	heartbeat heartbeat
	epoch     epoch
	known     known
	warned    logonce.Spaced[struct{}] // of poisoned values
	failed    atomic.Int64             // when an operation of the store failed last, in nanoseconds on the clock
	claims    atomic.Int64             // counts the messages that this instance has had
	pushes    atomic.Int64             // counts the pushes of other instances' messages
}

// New returns the peers of an instance.
func New(c Config) *Peers {
	p := &Peers{
		prefix:    c.Prefix,
		instance:  rand.Text(),
		clock:     c.Clock,
		limit:     c.Limit,
		unordered: c.Unordered,
		lost:      c.Lost,
		log:       c.Log,
	}
	p.store = sharedstore.New(sharedstore.Config{
		User:  "callback",
		Store: c.Store, Timeout: once.StoreTimeout, Pause: once.StorePause, Patience: once.StorePatience,
		Log: c.Log, Telemetry: c.Telemetry, Failed: p.storeFailed,
	})
	return p
}

// Store is the store behind its breaker, which the replay guard uses, too.
func (p *Peers) Store() *sharedstore.Store { return p.store }

// Claim creates the message's record, or takes it over from an instance that is gone. Where the store stays away the
// message is claimed all the same, and the others are told when they can be.
func (p *Peers) Claim(d *once.Delivery) (once.Claim, once.Remote) {
	key := d.Key()
	c := &claim{
		peers: p, id: p.claims.Add(1), key: p.prefix + "push:" + key.Name(), queue: p.prefix + "queue:" + key.Sender,
		claimed: p.clock.Now(), first: d.Arrived(), writing: make(chan struct{}, 1),
	}
	p.startHeartbeat()
	for range maxTries {
		remote, err := c.try()
		switch {
		case remote != nil:
			p.stopHeartbeat()
			return nil, remote
		case err != nil && p.poisoned(err):
			return c, nil // the message goes on alone
		case c.recorded:
			p.remember(c, c.first+once.RepublishFor)
			return c, nil
		}
		if err != nil && !p.store.Wait() {
			break
		}
	}
	p.remember(c, c.first+once.RepublishFor)
	go c.writeLater()
	return c, nil
}

// storeFailed notes that an operation of the store has failed: its data may be gone, too.
func (p *Peers) storeFailed() {
	p.failed.Store(int64(p.clock.Now()))
	p.beatSoon()
}

// failedAt is when an operation of the store failed last, on the clock; 0 for never.
func (p *Peers) failedAt() time.Duration { return time.Duration(p.failed.Load()) }

// poisoned tells whether a value is the trouble, and not the store. It is logged once an hour.
func (p *Peers) poisoned(err error) bool {
	if !errors.Is(err, errUnreadable) && !errors.Is(err, store.ErrWrongType) {
		return false
	}
	if _, due := p.warned.Due(struct{}{}, time.Hour); due {
		p.log.Warn(
			"callback: a value in the store is not of this program: its message or user goes on without the others",
			slog.Any("err", err),
		)
	}
	return true
}

var errUnreadable = errors.New("callback: a value in the store cannot be read")

// unreadable is the error of a value that no instance has written: its message goes on without the others.
func (p *Peers) unreadable(err error) error {
	return fmt.Errorf("%w: %w", errUnreadable, err)
}

func notFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
