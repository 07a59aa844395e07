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

// Tokens supplies access_tokens. Package credential has the usual implementation.
type Tokens interface {
	// Token returns a token that should work.
	Token(ctx context.Context) (string, error)
	// Renew returns a token other than failed, which the platform refused. It fetches a new token only if the current
	// one is still failed.
	Renew(ctx context.Context, failed string) (string, error)
}

// Accepter is an optional interface of a [Tokens]. Its method is called with each token that the platform has accepted:
// in a call that succeeded, or that was refused only for its input. With it the source can distinguish a token that
// never worked from one that the platform has since ended. Accepted should return at once.
type Accepter interface {
	Accepted(token string)
}

// Client calls endpoints. The zero value can call the endpoints that need no token, on the platform's own hosts. A
// Client is safe for concurrent use. Once in use it must not be changed or copied; [Client.With] returns a client with
// other options.
type Client struct {
	// HTTP sends the requests. Nil means a client of this package, which gives each request 30 seconds, including the
	// download of a body. Redirects are never followed. Package http keeps 2 idle connections to a host: for many
	// concurrent calls set a Transport with a higher MaxIdleConnsPerHost.
	HTTP *http.Client
	// Hosts are the platform's base URLs.
	Hosts Hosts
	// Tokens supplies access_tokens.
	Tokens Tokens
	// Telemetry receives each call and each retry. Nil records nothing and costs nothing.
	Telemetry telemetry.Recorder
	// Middleware wraps every call, the first one outermost. Nil entries are ignored.
	Middleware []Middleware
	// Options apply to every call, before the call's own options.
	Options []CallOption

	prepared  atomic.Pointer[prepared]
	preparing sync.Mutex // held while prepared is made
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

// WithTokens returns a client that calls as c does, with access_tokens from t.
func (c *Client) WithTokens(t Tokens) *Client {
	own := c.With()
	own.Tokens = t
	return own
}

// prepared is the state that a client's calls share. The first call makes it.
type prepared struct {
	http      *http.Client
	unlimited *http.Client // http without its time limit, for calls that set their own
	bases     [hosts]base
	accepter  Accepter // the client's Tokens, or nil if they are not an Accepter
	handler   Handler  // the middleware around Client.call
}

func (c *Client) prepare() *prepared {
	if r := c.prepared.Load(); r != nil {
		return r
	}
	c.preparing.Lock()
	defer c.preparing.Unlock()
	if r := c.prepared.Load(); r != nil {
		return r
	}
	// The caller's client is copied: other code may use it, so its redirect policy must not be changed.
	own := http.Client{Timeout: defaultTimeout}
	if c.HTTP != nil {
		own = *c.HTTP
	}
	own.CheckRedirect = noRedirect
	unlimited := own
	unlimited.Timeout = 0
	r := &prepared{http: &own, unlimited: &unlimited, handler: c.call}
	r.accepter, _ = c.Tokens.(Accepter)
	for h := range r.bases {
		r.bases[h] = c.Hosts.parse(Host(h))
	}
	for _, m := range slices.Backward(c.Middleware) {
		if m != nil {
			r.handler = m(r.handler)
		}
	}
	c.prepared.Store(r)
	return r
}

// defaultTimeout bounds a request, including slow uploads and downloads.
const defaultTimeout = 30 * time.Second

// noRedirect prevents a redirect from taking the token in the query to another host.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
