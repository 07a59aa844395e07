package endpoint

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// CallOption sets something for one call, or with [Client.With] for every call
// of a client. Nil sets nothing.
type CallOption func(*Invocation)

// settings is what the options set.
type settings struct {
	timeout time.Duration // 0 is not set
	tries   int           // 0 is not set
	raw     *json.RawMessage
}

func (c *Invocation) apply(opts []CallOption) {
	for _, opt := range opts {
		if opt != nil {
			opt(c)
		}
	}
}

// WithTimeout bounds the whole call, the wait for a token, the repetitions and a
// download's body included, in place of the HTTP client's own time limit, which
// is 30 seconds a request unless set. 0 or less leaves it at that.
func WithTimeout(d time.Duration) CallOption {
	return func(c *Invocation) { c.timeout = d }
}

// WithHeader sends one more header with each request.
func WithHeader(name, value string) CallOption {
	return func(c *Invocation) {
		if c.Header == nil {
			c.Header = http.Header{}
		}
		c.Header.Set(name, value)
	}
}

// WithTries sends the requests of an idempotent endpoint up to n times, 3 where n
// is 0 or less or the option is not given. The repetition with a new token is not
// counted.
func WithTries(n int) CallOption {
	return func(c *Invocation) { c.tries = n }
}

// WithRaw stores in raw the answer as it came, with the members that the
// output's type does not know: the JSON of a success or a refusal, cleaned of
// control characters, and nil where there was none, or none that is valid. It is
// for one call: those of a client that has it would all write to raw. With nil
// nothing is stored.
func WithRaw(raw *json.RawMessage) CallOption {
	return func(c *Invocation) { c.raw = raw }
}

// bounded returns ctx with the call's time limit. Its cancel ends it, unless
// left to a download.
func (c *Invocation) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, c.timeout)
}
