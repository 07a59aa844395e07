package credential

import (
	"errors"
	"sync"
)

// flight runs one renewal at a time. All callers that come while a renewal is in flight wait for its result.
type flight struct {
	mu      sync.Mutex // nobody waits for a renewal while holding it
	current *renewal
}

// renewal is one renewal in flight. lease and err may be read once done is closed.
type renewal struct {
	done  chan struct{}
	lease *lease
	err   error
}

var errEnded = errors.New(
	"credential: the renewal ended without an answer: its Ask or its store has called runtime.Goexit",
)

// join returns the renewal in flight. Where there is none it starts one with work, unless allow returns an error. allow
// must not block.
func (f *flight) join(allow func() error, work func() (*lease, error)) (*renewal, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.current != nil {
		return f.current, nil
	}
	if err := allow(); err != nil {
		return nil, err
	}
	r := &renewal{done: make(chan struct{}), err: errEnded}
	f.current = r
	go func() {
		defer func() { // also runs after runtime.Goexit, which a test's FailNow calls
			f.mu.Lock()
			f.current = nil
			f.mu.Unlock()
			close(r.done)
		}()
		r.err = guard("the renewal", func() (err error) { // a panic in this goroutine would end the process
			r.lease, err = work()
			return err
		})
	}()
	return r, nil
}
