package callback

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

// A user's line among the instances: who has to wait for whom. The order is that
// in which the messages came to their instances.
type line []placeInLine

type placeInLine struct {
	Message string `json:"message"` // its record's key
	Owner   string `json:"owner"`
}

// enter puts r at the end of its user's line, behind the run that came before
// it to this instance.
func (h *shared) enter(r, before *run) {
	if before != nil {
		<-before.claim.entered
	}
	defer close(r.claim.entered)
	if !r.claim.sure || r.server.pushes.turns.unordered {
		return
	}
	me := placeInLine{r.claim.key, h.self}
	r.claim.place = me.Message // also where the store's answer is lost: then it may be there
	for range 5 {
		l, err := h.change(r, nil, func(l line) line {
			if slices.Contains(l, me) {
				return l // the store's answer to the try before was lost
			}
			// A dead instance may have left the message a place, which is before
			// what this instance puts before it.
			return append(slices.DeleteFunc(l, func(p placeInLine) bool { return p.Message == me.Message }), me)
		})
		r.claim.head = err == nil && l[0] == me
		if err == nil || !h.soon() {
			return
		}
	}
}

// pass lets those behind r go on, which does not enter.
func (h *shared) pass(r *run) {
	if h != nil {
		close(r.claim.entered)
	}
}

// atHead waits until r is first in its user's line.
func (h *shared) atHead(r *run) bool {
	if r.claim.place == "" || r.claim.head {
		return true
	}
	timer := time.NewTimer(r.first + r.limit() - h.now())
	defer timer.Stop()
	for looked, failed := 0, 0; ; looked++ {
		l, _, err := h.readLine(r)
		if err != nil && !errors.Is(err, store.ErrNotFound) && failed < 5 && h.soon() {
			failed++
			continue
		}
		i := slices.IndexFunc(l, func(p placeInLine) bool { return p.Message == r.claim.place && p.Owner == h.self })
		if err != nil || i <= 0 {
			return true // first, or alone
		}
		if looked%10 == 0 && l[0].Owner != h.self && !h.alive(l[0].Owner) {
			dead := l[0]
			_, _ = h.change(r, l, func(l line) line { return slices.DeleteFunc(l, func(p placeInLine) bool { return p == dead }) })
			continue
		}
		select {
		case <-time.After(pollEvery):
		case <-timer.C:
			s := r.server
			s.pushes.giveUp(r)
			s.fail(r.request, r.message, "callback: message not handled", errNoTurn)
			return false
		}
	}
}

// leave takes r out of its user's line.
func (h *shared) leave(r *run) {
	if h == nil {
		return
	}
	if r.claim.place != "" {
		h.exit(r)
	}
	h.letGo()
}

// exit tries again while the store is away, as long as the line would remember
// the place: it holds up the user's messages.
func (h *shared) exit(r *run) {
	me := placeInLine{r.claim.place, h.self}
	_, err := h.change(r, line{me}, func(l line) line {
		return slices.DeleteFunc(l, func(p placeInLine) bool { return p == me })
	})
	if err != nil && h.now() < r.first+2*(r.limit()+window) {
		time.AfterFunc(2*awayTime, func() { h.exit(r) })
	}
}

func (h *shared) readLine(r *run) (l line, raw []byte, err error) {
	if raw, err = h.get(r.claim.line); err != nil {
		return nil, nil, err
	}
	return l, raw, json.Unmarshal(raw, &l)
}

// change changes the line, which is at first taken to be as guessed, whatever the
// others do to it meanwhile, and returns what it is then.
func (h *shared) change(r *run, guess line, to func(line) line) (line, error) {
	for l, old := guess, guess.encode(); ; {
		l = to(l)
		raw := l.encode()
		if bytes.Equal(raw, old) {
			return l, nil
		}
		swapped, err := h.swap(r.claim.line, old, raw, r.limit()+window)
		if swapped || err != nil {
			return l, err
		}
		if l, old, err = h.readLine(r); err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
	}
}

// encode is nil for an empty line, which the store does not keep.
func (l line) encode() (raw []byte) {
	if len(l) > 0 {
		raw, _ = json.Marshal(l)
	}
	return raw
}
