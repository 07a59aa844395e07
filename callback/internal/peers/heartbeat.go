package peers

import (
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/callback/internal/once"
)

// heartbeat shows the other instances that this one is alive: a key that expires by itself, so that the clocks of the
// machines do not count. It beats only while the instance has messages.
type heartbeat struct {
	mu       sync.Mutex
	messages int           // that the instance has
	next     time.Duration // when the next beat is due
	beating  chan struct{} // closed when the latest beat has been made
	timer    *time.Timer
}

func (p *Peers) heartbeatKey(instance string) string { return p.prefix + "alive:" + instance }

// startHeartbeat counts one message more, and returns once the others can see that the instance is alive, or the store
// stays away.
func (p *Peers) startHeartbeat() {
	h := &p.heartbeat
	h.mu.Lock()
	h.messages++
	if h.timer == nil {
		h.timer = time.AfterFunc(once.HeartbeatEvery, p.beatAgain)
	} else if h.messages == 1 {
		h.timer.Reset(once.HeartbeatEvery)
	}
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
	if h.messages--; h.messages == 0 {
		h.timer.Stop()
	}
}

func (p *Peers) beatAgain() {
	h := &p.heartbeat
	h.mu.Lock()
	has := h.messages > 0
	if has {
		h.next = p.clock.Now() + once.HeartbeatEvery
		h.timer.Reset(once.HeartbeatEvery)
	}
	h.mu.Unlock()
	if has {
		_ = p.beat() // the store's breaker logs what fails
	}
}

func (p *Peers) beat() error {
	return p.store.Set(p.heartbeatKey(p.instance), []byte{'1'}, once.Lease)
}

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
	return r.age() >= once.YoungRecord && !p.alive(r.Owner)
}
