package health

import (
	"context"

	"github.com/wechatgo/wechatgo/internal/guard"
)

// running is a check with what is known of it. The probe's turn guards it.
type running struct {
	Check
	state  string     // the last one
	result chan error // of a run that has not returned; nil if there is none
}

// look runs the check and returns the state. A run that has not returned is waited for first. What it returns is not
// taken: its time was over, and it says nothing of now.
func (c *running) look(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	state, err := timedOut, context.DeadlineExceeded
	if c.returned(ctx) {
		result := make(chan error, 1)
		c.result = result
		go func() { result <- guard.Call(func() error { return c.Run(ctx) }) }()
		select {
		case err = <-result:
			c.result = nil
			if state = ok; err != nil {
				state = failing
			}
		case <-ctx.Done():
		}
	}
	if state != c.state {
		logChange(ctx, c.Name, state, err)
	}
	c.state = state
	return state
}

// returned waits for the run before, and reports whether there is none any more.
func (c *running) returned(ctx context.Context) bool {
	if c.result == nil {
		return true
	}
	select {
	case <-c.result: //nolint:errcheck // it is not taken, see look
		c.result = nil
		return true
	case <-ctx.Done():
		return false
	}
}
