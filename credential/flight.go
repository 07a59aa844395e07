package credential

import (
	"errors"
	"sync"
)

// flight runs one piece of work at a time, and all who come meanwhile wait for its outcome.
type flight struct {
	mu  sync.Mutex // never held while anybody waits
	run *run
}

// run is one piece of work. lease and err are set once done is closed.
type run struct {
	done  chan struct{}
	lease *lease
	err   error
}

var errEnded = errors.New(
	"credential: the renewal ended without an answer: its Ask or its store has called runtime.Goexit",
)

// join returns the run under way, or starts one unless may objects. may must not block.
func (f *flight) join(may func() error, work func() (*lease, error)) (*run, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.run != nil {
		return f.run, nil
	}
	if err := may(); err != nil {
		return nil, err
	}
	r := &run{done: make(chan struct{}), err: errEnded}
	f.run = r
	go func() {
		defer func() { // after runtime.Goexit as well, which a test's FailNow calls
			f.mu.Lock()
			f.run = nil
			f.mu.Unlock()
			close(r.done)
		}()
		r.err = guard("the renewal", func() (err error) { // a panic here would end the process
			r.lease, err = work()
			return err
		})
	}()
	return r, nil
}
