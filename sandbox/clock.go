package sandbox

import (
	"sync/atomic"
	"time"
)

// Clock is the sandbox's virtual time: the real time and an offset. Tokens,
// codes, QR codes and the customer-service window live by it. The five seconds
// that a callback has for its answer are real ones.
type Clock struct {
	offset   atomic.Int64 // nanoseconds
	advanced func()       // called after each change
}

// Now returns the virtual time.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Advance sets the clock ahead by d. It does not wait.
func (c *Clock) Advance(d time.Duration) {
	c.offset.Add(int64(d))
	c.advanced()
}

func (c *Clock) reset() { c.offset.Store(0) }
