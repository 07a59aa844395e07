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

// look runs the check, or waits for the run that has not returned yet, and returns the state.
func (c *running) look(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	if c.result == nil {
		result := make(chan error, 1)
		c.result = result
		go func() { result <- guard.Call(func() error { return c.Run(ctx) }) }()
	}
	state, err := timedOut, context.DeadlineExceeded
	select {
	case err = <-c.result:
		c.result = nil
		if state = ok; err != nil {
			state = failing
		}
	case <-ctx.Done():
	}
	if state != c.state {
		logChange(ctx, c.Name, state, err)
	}
	c.state = state
	return state
}
