// Package job waits for the jobs that the platform ends some time after a call: a publication, a mass message.
package job

import (
	"context"
	"sync"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The pauses between two questions about a job.
const (
	firstPause   = 2 * time.Second
	longestPause = 30 * time.Second
)

// patience is the number of questions in a row whose errors may pass, until a Wait gives up. From the first to the last
// of them it takes 24 seconds at least.
const patience = 5

// keep is the number of ended jobs whose results a Watch keeps.
const keep = 256

// Watch waits for jobs: it asks the platform in growing pauses, and ends at once when the job's event comes to this
// process. The zero Watch is ready. It is safe for concurrent use.
type Watch[ID comparable, R any] struct {
	mu      sync.Mutex
	ended   map[ID]R
	order   []ID          // the keys of ended, oldest first
	changed chan struct{} // closed at the next Finished; nil if nobody waits
}

// Finished tells that a job has ended with result r, which ends every [Watch.Wait] for it. The last 256 results are
// kept for a Wait that begins after its event.
func (w *Watch[ID, R]) Finished(id ID, r R) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended == nil {
		w.ended = map[ID]R{}
	}
	if _, again := w.ended[id]; !again {
		w.order = append(w.order, id)
	}
	w.ended[id] = r
	if len(w.order) > keep {
		delete(w.ended, w.order[0])
		w.order = w.order[1:]
	}
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

// Wait returns the result of a job once it has ended: the result given to [Watch.Finished], or the one that ask
// returns with true. It first asks after two seconds; each pause is half as long again as the one before, up to 30
// seconds. It fails when ctx ends and when ask fails. Where the platform is busy or cannot be reached, that takes five
// questions in a row.
func (w *Watch[ID, R]) Wait(ctx context.Context, id ID, ask func(context.Context) (R, bool, error)) (R, error) {
	failed := 0
	for pause := firstPause; ; pause = min(pause*3/2, longestPause) {
		r, ended, err := w.sleep(ctx, id, pause)
		if ended || err != nil {
			return r, err
		}
		r, ended, err = ask(ctx)
		switch {
		case err == nil && ended:
			return r, nil
		case err == nil:
			failed = 0
			continue
		}
		if failed++; failed == patience || ctx.Err() != nil || !endpoint.Transient(err) {
			return r, err
		}
	}
}

// sleep waits for a pause, or until the job has ended, which gives its result.
func (w *Watch[ID, R]) sleep(ctx context.Context, id ID, pause time.Duration) (r R, ended bool, err error) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		r, changed, ended := w.result(id)
		if ended {
			return r, true, nil
		}
		select {
		case <-changed:
		case <-timer.C:
			return r, false, nil
		case <-ctx.Done():
			return r, false, ctx.Err()
		}
	}
}

// result returns the result of a job that has ended, or else a channel that closes when any job ends.
func (w *Watch[ID, R]) result(id ID) (r R, changed <-chan struct{}, ended bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r, ended = w.ended[id]; ended {
		return r, nil, true
	}
	if w.changed == nil {
		w.changed = make(chan struct{})
	}
	return r, w.changed, false
}
