package sandbox

import (
	"maps"
)

// Counters counts what happened since the start or the last reset. Unlike the
// exchanges it forgets nothing.
type Counters struct {
	// Calls are the calls of the API by endpoint, such as "base.stable_token";
	// those of paths that the sandbox lacks are together under "".
	Calls map[string]int64 `json:"calls"`
	// Refused are those of them that were answered with an errcode.
	Refused map[string]int64 `json:"refused"`
	// Pushes are by user.
	Pushes map[string]PushCount `json:"pushes"`
}

// PushCount counts one user's pushes.
type PushCount struct {
	Messages int64 `json:"messages"` // messages and events
	Attempts int64 `json:"attempts"` // pushes of them: more where some were repeated
}

func newCounters() Counters {
	return Counters{Calls: map[string]int64{}, Refused: map[string]int64{}, Pushes: map[string]PushCount{}}
}

func (c *Counters) call(endpoint string, ok bool) {
	c.Calls[endpoint]++
	if !ok {
		c.Refused[endpoint]++
	}
}

func (c *Counters) push(user string, first bool) {
	n := c.Pushes[user]
	n.Attempts++
	if first {
		n.Messages++
	}
	c.Pushes[user] = n
}

// Counters returns the counts of now.
func (p *Platform) Counters() Counters {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.world.counters
	return Counters{Calls: maps.Clone(c.Calls), Refused: maps.Clone(c.Refused), Pushes: maps.Clone(c.Pushes)}
}
