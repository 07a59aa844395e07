package callback

import (
	"errors"
	"time"

	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// followElsewhere waits for another instance's run, whose record it has seen.
// That may die or forget the message: then it is not ok.
func (s *Server) followElsewhere(r *run, rec *record) (a answer, ok bool) {
	h := s.shared
	end, last := isLast(r.arrived, r.arrived-rec.age())
	var over <-chan time.Time
	if last {
		timer := time.NewTimer(end - h.now())
		defer timer.Stop()
		over = timer.C
	}
	waited := false
	for looked := 1; ; looked++ {
		if rec.Fate != "" {
			if a, ok, gone := s.takeElsewhere(r, waited); ok || gone {
				return a, ok
			}
		}
		waited = true
		select {
		case <-time.After(pollEvery):
		case <-over:
			return s.stillAtWork(r), true
		case <-r.request.Done():
			return abandoned(), true
		}
		seen, _, err := h.read(r.claim.key)
		switch {
		case errors.Is(err, store.ErrNotFound):
			return answer{}, false
		case err != nil: // the store may be back in time
		case looked%10 == 0 && h.isDead(seen):
			return answer{}, false
		default:
			rec = seen
		}
	}
}

// takeElsewhere gets the answer that another instance keeps. It is gone where
// the instances have forgotten it.
func (s *Server) takeElsewhere(r *run, waited bool) (a answer, ok, gone bool) {
	rec, raw, err := s.shared.read(r.claim.key)
	if err != nil {
		return answer{}, false, errors.Is(err, store.ErrNotFound)
	}
	if !r.listens(s.pushes.now()) {
		return abandoned(), true, false
	}
	a.outcome = telemetry.Replayed
	if waited {
		a.outcome = telemetry.Joined
	}
	switch rec.Fate {
	case fates[late]:
		return a, true, false
	case fates[open]:
		rec.Fate = fates[taken]
		swapped, err := s.shared.swap(r.claim.key, raw, rec.encode(), window)
		if err != nil || !swapped {
			return answer{}, false, false
		}
	}
	if rec.Answer != "" {
		a.body = []byte(rec.Answer)
	}
	return a, true, false
}
