package endpoint

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// CallOption sets a property of one call, or with [Client.With] of every call of a client. Nil sets nothing.
type CallOption func(*Invocation)

// settings holds the values that call options set.
type settings struct {
	timeout time.Duration // 0 means not set
	tries   int           // 0 means not set
	raw     *json.RawMessage
	query   url.Values // more parameters
}

func (c *Invocation) apply(opts []CallOption) {
	for _, opt := range opts {
		if opt != nil {
			opt(c)
		}
	}
}

// WithTimeout bounds the whole call: the wait for a token, the retries and the download of a body. It replaces the HTTP
// client's own time limit, which is 30 seconds a request by default. With 0 or less that limit stays in force.
func WithTimeout(d time.Duration) CallOption {
	return func(c *Invocation) { c.timeout = d }
}

// WithHeader sets one more header field of each request.
func WithHeader(name, value string) CallOption {
	return func(c *Invocation) {
		if c.Header == nil {
			c.Header = http.Header{}
		}
		c.Header.Set(name, value)
	}
}

// WithQuery adds a parameter to the query of each request, behind those of the input. It is for parameters that the
// endpoint's input type does not have.
func WithQuery(name, value string) CallOption {
	return func(c *Invocation) {
		if c.query == nil {
			c.query = url.Values{}
		}
		c.query.Add(name, value)
	}
}

// WithTries sets how often the request of an idempotent endpoint may be sent. With 0 or less, or without the option, it
// is 3. The repetition with a renewed token does not count.
func WithTries(n int) CallOption {
	return func(c *Invocation) { c.tries = n }
}

// WithRaw stores the unchanged answer in raw, including the members that the output's type does not know: the JSON of a
// success or a refusal, cleaned of control characters. It stores nil if there is no valid JSON. Use it for a single
// call: as an option of a client all calls would write to the same raw. With nil nothing is stored.
func WithRaw(raw *json.RawMessage) CallOption {
	return func(c *Invocation) { c.raw = raw }
}

// withTimeout returns ctx with the call's time limit. Cancel releases it; after a download, closing the body does.
func (c *Invocation) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, c.timeout)
}
