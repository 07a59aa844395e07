package peers

import (
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// heartbeat shows the other instances that this one is alive: a key that expires by itself, so that the clocks of the
// machines do not count. It beats while the instance has messages, and for a time after the last one.
type heartbeat struct {
	mu       sync.Mutex
	messages int           // that the instance has
	until    time.Duration // it beats until then, also without messages: what it knows may have to be published again
	next     time.Duration // when the next beat is due
	beating  chan struct{} // closed when the latest beat has been made
	timer    *time.Timer
	running  bool // the timer
}

func (p *Peers) heartbeatKey(instance string) string { return p.prefix + "alive:" + instance }

// startHeartbeat counts one message more, and returns once the others can see that the instance is alive, or the store
// stays away.
func (p *Peers) startHeartbeat() {
	h := &p.heartbeat
	h.mu.Lock()
	h.messages++
	h.until = p.clock.Now() + once.RepublishFor
	if h.timer == nil {
		h.timer = time.AfterFunc(once.HeartbeatEvery, p.beatAgain)
	} else if !h.running {
		h.timer.Reset(once.HeartbeatEvery)
	}
	h.running = true
	due := p.clock.Now() >= h.next
	if due {
		h.next = p.clock.Now() + once.HeartbeatEvery
		h.beating = make(chan struct{})
	}
	beating := h.beating
	h.mu.Unlock()
	if due {
		for range maxTries {
			if p.beat() == nil || !p.store.Wait() {
				break
			}
		}
		close(beating)
	}
	<-beating
}

// stopHeartbeat counts one message less.
func (p *Peers) stopHeartbeat() {
	h := &p.heartbeat
	h.mu.Lock()
	defer h.mu.Unlock()
	h.messages--
}

func (p *Peers) beatAgain() {
	h := &p.heartbeat
	h.mu.Lock()
	h.running = h.messages > 0 || p.clock.Now() < h.until
	running := h.running
	if running {
		h.next = p.clock.Now() + once.HeartbeatEvery
		h.timer.Reset(once.HeartbeatEvery)
	}
	h.mu.Unlock()
	if running {
		_ = p.beat() // the store's breaker logs what fails
	}
}

// beat makes the heartbeat, which carries the store's epoch. A heartbeat that is not there any more has expired, or the
// store has lost its data.
func (p *Peers) beat() error {
	key := p.heartbeatKey(p.instance)
	name, look := p.epochName()
	if !look {
		if there, err := p.store.CompareAndSwap(key, []byte(name), []byte(name), once.Lease); there || err != nil {
			return err
		}
	}
	if err := p.checkEpoch(); err != nil && !p.poisoned(err) {
		return err
	}
	if name, _ = p.epochName(); name == "" {
		name = "?" // the epoch cannot be read: nobody knows when the store loses its data
	}
	return p.store.Set(key, []byte(name), once.Lease)
}

// Look looks whether the store has lost its data.
func (p *Peers) Look() { _ = p.beat() } // the store's breaker logs what fails

// beatSoon makes the next message beat at once: a store that has failed may have forgotten the heartbeat.
func (p *Peers) beatSoon() {
	h := &p.heartbeat
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next = 0
}

// alive tells whether an instance has a heartbeat. It is true where the store cannot tell.
func (p *Peers) alive(instance string) bool {
	_, err := p.store.Get(p.heartbeatKey(instance))
	return !notFound(err)
}

// dead tells whether the owner of a message without an answer is gone. The age of the message stands for the time since
// the owner's last heartbeat: see [once.YoungRecord].
func (p *Peers) dead(r *record) bool {
	return p.age(r) >= once.YoungRecord && !p.alive(r.Owner)
}
