package peers

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
	"github.com/wechatgo/wechatgo/callback/internal/sharedstore"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// maxTries is how often an operation of the store is tried for a message or an answer that waits for it.
const maxTries = 5

// Config is what [New] is given.
type Config struct {
	Store     store.Store
	Prefix    string               // of the account's keys in the store
	Clock     once.Clock           // the group's
	Limit     func() time.Duration // how long a handler has, as the group's
	Unordered bool                 // whether the messages of one user may be handled at the same time
	Log       *slog.Logger
	Telemetry telemetry.Recorder // nil for none
}

// Peers are the instances of an account that share a store. It implements [once.Peers].
type Peers struct {
	store     *sharedstore.Store
	prefix    string
	instance  string // this one's name
	clock     once.Clock
	limit     func() time.Duration
	unordered bool
	log       *slog.Logger
	heartbeat heartbeat
}

// New returns the peers of an instance.
func New(c Config) *Peers {
	p := &Peers{
		prefix:    c.Prefix,
		instance:  rand.Text(),
		clock:     c.Clock,
		limit:     c.Limit,
		unordered: c.Unordered,
		log:       c.Log,
	}
	p.store = sharedstore.New(sharedstore.Config{
		Store: c.Store, Timeout: once.StoreTimeout, Pause: once.StorePause, Patience: once.StorePatience,
		Log: c.Log, Telemetry: c.Telemetry, Failed: p.beatSoon,
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
		peers: p, key: p.prefix + "push:" + key.Name(), queue: p.prefix + "queue:" + key.Sender,
		first: d.Arrived(), writing: make(chan struct{}, 1),
	}
	p.startHeartbeat()
	for range maxTries {
		remote, err := c.try()
		switch {
		case remote != nil:
			p.stopHeartbeat()
			return nil, remote
		case c.recorded:
			return c, nil
		}
		if err != nil && !p.store.Wait() {
			break
		}
	}
	go c.recordLater()
	return c, nil
}

func notFound(err error) bool { return errors.Is(err, store.ErrNotFound) }
