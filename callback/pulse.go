package callback

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

const (
	// lease is how long an instance that shows no sign of life has what it has
	// in hand.
	lease = 5 * time.Second
	// beatEvery is how often an instance with something in hand shows that it
	// lives.
	beatEvery = 1500 * time.Millisecond
)

// pulse shows the other instances that this one lives: a key that lapses by
// itself, so that nobody's clock counts. It beats only while something is in
// hand.
type pulse struct {
	mu    sync.Mutex
	held  int           // what is in hand
	next  time.Duration // when the next beat is due
	beat  chan struct{} // closed when the last beat is through
	timer *time.Timer
}

func (h *shared) pulseKey(instance string) string { return h.prefix + "alive:" + instance }

// hold begins to have something in hand, once the others can see it.
func (h *shared) hold() {
	h.pulse.mu.Lock()
	h.pulse.held++
	if h.pulse.timer == nil {
		h.pulse.timer = time.AfterFunc(beatEvery, h.beatOn)
	} else if h.pulse.held == 1 {
		h.pulse.timer.Reset(beatEvery)
	}
	due := h.now() >= h.pulse.next
	if due {
		h.pulse.next = h.now() + beatEvery
		h.pulse.beat = make(chan struct{})
	}
	beat := h.pulse.beat
	h.pulse.mu.Unlock()
	if due {
		for range 5 {
			if h.beat() == nil || !h.soon() {
				break
			}
		}
		close(beat)
	}
	<-beat
}

// letGo has it no more.
func (h *shared) letGo() {
	h.pulse.mu.Lock()
	defer h.pulse.mu.Unlock()
	if h.pulse.held--; h.pulse.held == 0 {
		h.pulse.timer.Stop()
	}
}

func (h *shared) beatOn() {
	h.pulse.mu.Lock()
	held := h.pulse.held > 0
	if held {
		h.pulse.next = h.now() + beatEvery
		h.pulse.timer.Reset(beatEvery)
	}
	h.pulse.mu.Unlock()
	if held {
		_ = h.beat() // which tells what fails
	}
}

func (h *shared) beat() error {
	err := h.try(func(ctx context.Context) error {
		return h.store.Set(ctx, h.pulseKey(h.self), []byte{'1'}, lease)
	})
	if err != nil {
		h.beatSoon()
	}
	return err
}

// beatSoon has the next that is taken in hand beat first: a store that has failed
// may have forgotten that this instance lives.
func (h *shared) beatSoon() {
	h.pulse.mu.Lock()
	defer h.pulse.mu.Unlock()
	h.pulse.next = 0
}

// alive tells whether an instance shows signs of life, or cannot be asked.
func (h *shared) alive(instance string) bool {
	_, err := h.get(h.pulseKey(instance))
	return !errors.Is(err, store.ErrNotFound)
}

// isDead tells whether nobody has the message in hand any more. An owner has
// shown that it lives just before it took the message: if that is not to be
// seen so soon, the store has forgotten it.
func (h *shared) isDead(rec *record) bool {
	return rec.Fate == "" && rec.age() >= lease-beatEvery && !h.alive(rec.Owner)
}
