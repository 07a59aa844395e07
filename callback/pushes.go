package callback

import (
	"context"
	"sync"
	"time"
)

const (
	// window is how long a finished answer is kept. The platform's three
	// pushes span 15 seconds.
	window = 30 * time.Second
	// maxKept bounds the finished answers; over it the oldest go early.
	maxKept = 1 << 14
)

// pushes answers the pushes of one message, of which the platform makes up to
// three, with one run of its handler. It lives in this process.
type pushes struct {
	mu      sync.Mutex
	answers map[string]*answer // running and finished ones, by [pushKey]
	kept    []kept             // the finished ones, oldest first
}

type answer struct {
	done chan struct{} // closed when body is there
	body []byte
}

type kept struct {
	key   string
	until time.Time
}

// answer returns what run returned, or returns, for the first push of this
// key. It ends with an error when ctx does; run goes on.
func (p *pushes) answer(ctx context.Context, key string, run func() []byte) ([]byte, error) {
	a := p.join(key, run)
	select {
	case <-a.done:
		return a.body, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (p *pushes) join(key string, run func() []byte) *answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop()
	if a := p.answers[key]; a != nil {
		return a
	}
	if p.answers == nil {
		p.answers = make(map[string]*answer)
	}
	a := &answer{done: make(chan struct{})}
	p.answers[key] = a
	go func() {
		defer p.finish(key, a) // also where run ends its goroutine
		a.body = run()
	}()
	return a
}

func (p *pushes) finish(key string, a *answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = append(p.kept, kept{key, time.Now().Add(window)})
	p.drop()
	close(a.done)
}

// drop forgets the answers that are past the window or over the bound.
func (p *pushes) drop() {
	now := time.Now()
	for len(p.kept) > 0 && (len(p.kept) > maxKept || !now.Before(p.kept[0].until)) {
		delete(p.answers, p.kept[0].key)
		p.kept = p.kept[1:]
	}
}
