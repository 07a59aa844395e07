package peers

import (
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// epoch is the life of the store's data: a random name under a key that nothing deletes. A store that has lost its data
// has another one, or none, until an instance gives it one. Each instance then publishes again what it knows.
type epoch struct {
	mu     sync.Mutex
	name   string        // as this instance has seen it; "" before the first look
	renew  time.Duration // when the key's life has to be renewed
	lostAt time.Duration // when this instance noticed a loss; 0 for never
	told   time.Duration // when it had published everything again after the latest one
	busy   int           // how many times it does that now
	offset time.Duration // the store's time less this machine's
}

// storeTime is the store's time when the clock shows at. All instances see the same, however wrong their own clocks
// are.
func (p *Peers) storeTime(at time.Duration) time.Time {
	e := &p.epoch
	e.mu.Lock()
	defer e.mu.Unlock()
	return p.clock.Wall(at).Add(e.offset)
}

// epochName is the epoch that this instance knows, and whether it has to be looked at again.
func (p *Peers) epochName() (name string, look bool) {
	e := &p.epoch
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.name, e.name == "" || p.clock.Now() >= e.renew
}

// lostAt is when the store was last seen to have lost its data, on the clock; 0 for never.
func (p *Peers) lostAt() time.Duration {
	p.epoch.mu.Lock()
	defer p.epoch.mu.Unlock()
	return p.epoch.lostAt
}

// toldAt is when this instance had published everything again that the store has lost, on the clock; now where it has
// not yet. The others take about as long.
func (p *Peers) toldAt() time.Duration {
	e := &p.epoch
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.busy > 0 {
		return p.clock.Now()
	}
	return e.told
}

// checkEpoch reads the store's epoch and time, and has everything published again where the epoch is another one.
func (p *Peers) checkEpoch() error {
	name, err := p.readEpoch()
	if err != nil {
		return err
	}
	e := &p.epoch
	e.mu.Lock()
	look := p.clock.Now() >= e.renew
	e.mu.Unlock()
	var offset time.Duration
	var timeErr error
	if look {
		before := time.Now()
		var at time.Time
		if at, timeErr = p.store.Time(); timeErr == nil { // else what is known of it has to do
			offset = at.Sub(before.Add(time.Since(before) / 2))
		}
	}
	e.mu.Lock()
	lost := e.name != "" && e.name != name
	e.name = name
	switch {
	case look && timeErr == nil:
		e.offset, e.renew = offset, p.clock.Now()+once.EpochRenewEvery
	case look:
		e.renew = p.clock.Now() + once.TimeRetryEvery
	}
	if lost {
		e.lostAt = p.clock.Now()
		e.busy++
	}
	e.mu.Unlock()
	if lost {
		p.log.Warn("callback: the store has lost its data: what this instance knows is published again")
		go p.republish()
	}
	return nil
}

// readEpoch returns the store's epoch, and renews its life. It begins one where there is none.
func (p *Peers) readEpoch() (name string, err error) {
	key := p.prefix + "epoch"
	for {
		there, err := p.store.Get(key)
		switch {
		case err == nil:
			renewed, err := p.store.CompareAndSwap(key, there, there, once.EpochFor)
			if renewed || err != nil {
				return string(there), err
			}
			continue
		case !notFound(err):
			return "", err
		}
		name = rand.Text()
		if begun, err := p.store.CompareAndSwap(key, nil, []byte(name), once.EpochFor); begun || err != nil {
			return name, err
		}
	}
}

// known is what this instance knows of the messages that it has, or whose answers it has given.
type known struct {
	mu      sync.Mutex
	entries []knownEntry // in the order in which they were noted
}

type knownEntry struct {
	fact  fact
	until time.Duration // the entry is dropped then
}

// fact is what can be published again.
type fact interface {
	republish() error
	// urgent tells whether another instance sends an answer unless it is told.
	urgent() bool
}

// maxKnown bounds what an instance publishes again; the oldest is dropped first.
const maxKnown = 1 << 14

// remember notes a fact until a time on the clock.
func (p *Peers) remember(f fact, until time.Duration) {
	k := &p.known
	k.mu.Lock()
	defer k.mu.Unlock()
	now, drop := p.clock.Now(), 0
	var again []knownEntry
	for _, e := range k.entries {
		if now < e.until && len(k.entries)-drop < maxKnown {
			break
		}
		if c, ok := e.fact.(*claim); ok && !c.left.Load() {
			again = append(again, knownEntry{c, now + once.RepublishFor})
		}
		drop++
	}
	k.entries = append(append(k.entries[drop:], again...), knownEntry{f, until})
}

func (c *claim) republish() error {
	_, err := c.write()
	return err
}

// urgent is true where a push has an answer to a message that another instance has as well, or may have.
func (c *claim) urgent() bool {
	c.lock()
	defer c.unlock()
	return c.state == given && (c.theirs || c.since > 0 || !c.recorded) || c.state == decided
}

// urgent is true: the instance that has the message settles its answer.
func (r *remote) urgent() bool { return true }

// republish publishes all known facts, several at a time, since the answers of other instances wait for it.
func (p *Peers) republish() {
	k := &p.known
	k.mu.Lock()
	entries := slices.Clone(k.entries)
	k.mu.Unlock()
	next := make(chan fact)
	var all sync.WaitGroup
	for range republishers {
		all.Go(func() {
			for f := range next {
				for range maxTries {
					if f.republish() == nil || !p.store.Wait() {
						break
					}
				}
			}
		})
	}
	var later []fact
	for _, e := range entries {
		if e.fact.urgent() {
			next <- e.fact
		} else {
			later = append(later, e.fact)
		}
	}
	for _, f := range later {
		next <- f
	}
	close(next)
	all.Wait()
	p.epoch.mu.Lock()
	p.epoch.busy--
	p.epoch.told = p.clock.Now()
	p.epoch.mu.Unlock()
	p.lost()
}

// republishers is how many facts are published again at once.
const republishers = 32
