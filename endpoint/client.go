package endpoint

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/telemetry"
)

// Tokens gives access_tokens; package credential has the one to use.
type Tokens interface {
	// Token returns a token that should work.
	Token(ctx context.Context) (string, error)
	// Renew returns a token other than failed, which the platform refused. It
	// asks for a new one only where the current one is still failed.
	Renew(ctx context.Context, failed string) (string, error)
}

// Accepter is what [Tokens] may be besides: it is told of each token that the
// platform has accepted, in a call that succeeded or was refused for its input
// alone. So it can tell one that is refused from the start from one that the
// platform has ended since. It should return at once.
type Accepter interface {
	Accepted(token string)
}

// Client calls endpoints. Its zero value calls those that need no token on the
// platform's own hosts. It is safe for concurrent use, and must neither be
// changed nor copied once in use: [Client.With] makes one that differs.
type Client struct {
	// HTTP does the requests; nil means a client of the package's own that
	// gives each request 30 seconds, a download's body included. Redirects are
	// not followed either way. Package http keeps 2 idle connections to a host:
	// for many calls at once give a Transport whose MaxIdleConnsPerHost is
	// higher.
	HTTP *http.Client
	// Hosts says where the platform is.
	Hosts Hosts
	// Tokens gives access_tokens.
	Tokens Tokens
	// Telemetry is told of each call and each retry; nil is told nothing and
	// costs nothing.
	Telemetry telemetry.Recorder
	// Middleware stands around every call, the first one outermost. Nil is none.
	Middleware []Middleware
	// Options are those of every call; a call's own come after them.
	Options []CallOption

	ready  atomic.Pointer[ready]
	making sync.Mutex // of ready
}

// With returns a client that calls as c does, with more options for every call:
//
//	patient := menu.New(wx.Endpoint().With(endpoint.WithTimeout(time.Minute)))
func (c *Client) With(opts ...CallOption) *Client {
	return &Client{
		HTTP: c.HTTP, Hosts: c.Hosts, Tokens: c.Tokens, Telemetry: c.Telemetry,
		Middleware: slices.Clone(c.Middleware), Options: slices.Concat(c.Options, opts),
	}
}

// WithTokens returns a client that calls as c does, with access_tokens of t.
func (c *Client) WithTokens(t Tokens) *Client {
	own := c.With()
	own.Tokens = t
	return own
}

// ready is what a client's calls have in common, made by the first.
type ready struct {
	http    *http.Client
	patient *http.Client // without the time limit of http, for calls that set theirs
	bases   [hosts]base
	tokens  Accepter // the client's Tokens, or nil
	handler Handler  // the middleware with the call within
}

func (c *Client) prepare() *ready {
	if r := c.ready.Load(); r != nil {
		return r
	}
	c.making.Lock()
	defer c.making.Unlock()
	if r := c.ready.Load(); r != nil {
		return r
	}
	// The caller's client is copied, since a policy for redirects cannot be set
	// on one that others use.
	own := http.Client{Timeout: defaultTimeout}
	if c.HTTP != nil {
		own = *c.HTTP
	}
	own.CheckRedirect = noRedirect
	patient := own
	patient.Timeout = 0
	r := &ready{http: &own, patient: &patient, handler: c.call}
	r.tokens, _ = c.Tokens.(Accepter)
	for h := range r.bases {
		r.bases[h] = c.Hosts.parse(Host(h))
	}
	for _, m := range slices.Backward(c.Middleware) {
		if m != nil {
			r.handler = m(r.handler)
		}
	}
	c.ready.Store(r)
	return r
}

// defaultTimeout bounds a request, a slow upload or download included.
const defaultTimeout = 30 * time.Second

// noRedirect keeps a token in a query from travelling elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
