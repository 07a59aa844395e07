package endpoint

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"reflect"
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

// Client calls endpoints. Its zero value calls those that need no token on the
// platform's own hosts. It is safe for concurrent use and must not be changed
// once in use.
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
}

// Call calls endpoint e with in.
//
// A token that the platform refuses (40001, 40014, 42001) is renewed once and
// the call sent once more. An idempotent endpoint that is busy (-1, HTTP 5xx)
// or cannot be reached is tried three times, with pauses of about half a second
// in all.
//
// Errors are [*Error] where the platform or a gateway refused,
// [*TransportError] where no answer came, [*ResponseError] where the answer
// cannot be read, and plain errors where the input cannot be sent. With an
// [*Error] the output holds what came beside the errcode: nothing as a rule, but
// a mass message's msg_id with [ErrClientMsgIDExists].
func Call[In, Out any](ctx context.Context, c *Client, e Endpoint[In, Out], in In) (Out, error) {
	var out Out
	err := c.measured(ctx, &e.Spec, in, &out)
	return out, err
}

func (c *Client) measured(ctx context.Context, s *Spec, in, out any) error {
	if c.Telemetry == nil {
		return c.call(ctx, s, in, out)
	}
	start := time.Now()
	err := c.call(ctx, s, in, out)
	telemetry.Call{Endpoint: s.Name, Code: outcome(s.Name, err), Time: time.Since(start)}.Record(ctx, c.Telemetry)
	return err
}

func (c *Client) call(ctx context.Context, s *Spec, in, out any) error {
	p, err := newPayload(s, in)
	if err != nil {
		return err
	}
	if s.NoToken {
		return c.exchange(ctx, s, p, "", out)
	}
	if c.Tokens == nil {
		return ErrNoTokens
	}
	token, err := c.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	err = c.exchange(ctx, s, p, token, out)
	if !tokenRefused(err) {
		return err
	}
	fresh, renewErr := c.Tokens.Renew(ctx, token)
	if renewErr != nil {
		return errors.Join(err, renewErr)
	}
	if !p.replayable() {
		return errors.Join(err, ErrNotReplayable)
	}
	c.willRetry(ctx, s, err)
	return c.exchange(ctx, s, p, fresh, out)
}

// tokenRefused reports whether err says that another token may do.
func tokenRefused(err error) bool {
	return errors.Is(err, ErrInvalidCredential) ||
		errors.Is(err, ErrInvalidAccessToken) ||
		errors.Is(err, ErrAccessTokenExpired)
}

// Tries of an idempotent call, and the pause before the second.
const (
	maxTries   = 3
	firstPause = 200 * time.Millisecond
)

// exchange sends the request, and sends it again where that is safe and may
// help.
func (c *Client) exchange(ctx context.Context, s *Spec, p *payload, token string, out any) error {
	pause := firstPause
	for try := 1; ; try++ {
		err := c.once(ctx, s, p, token, out)
		if try == maxTries || !s.Idempotent || !passing(err) || !p.replayable() || ctx.Err() != nil {
			return err
		}
		if !sleep(ctx, pause/2+rand.N(pause/2)) {
			return errors.Join(err, ctx.Err())
		}
		c.willRetry(ctx, s, err)
		pause *= 2
	}
}

// passing reports whether err may be gone in a moment.
func passing(err error) bool {
	var api *Error
	if errors.As(err, &api) {
		return api.Code == ErrSystemBusy || (api.Code == 0 && api.HTTPStatus >= 500)
	}
	var transport *TransportError
	return errors.As(err, &transport)
}

// sleep reports false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func (c *Client) once(ctx context.Context, s *Spec, p *payload, token string, out any) error {
	req, err := p.request(ctx, s, c.Hosts.Base(s.Host), token)
	if err != nil {
		return err
	}
	defer p.release()
	resp, err := c.httpClient().Do(req)
	if err != nil {
		return newTransportError(s.Name, err)
	}
	if d, ok := out.(**Download); ok {
		*d, err = newDownload(s.Name, resp)
		return err
	}
	defer resp.Body.Close()
	body, err := readBounded(s.Name, resp.Body)
	if err != nil {
		return err
	}
	reflect.ValueOf(out).Elem().SetZero() // of what an earlier try has left
	return decode(s.Name, resp.StatusCode, body, out)
}

// defaultTimeout bounds a request, a slow upload or download included.
const defaultTimeout = 30 * time.Second

var defaultHTTP = &http.Client{Timeout: defaultTimeout, CheckRedirect: noRedirect}

// noRedirect keeps a token in a query from travelling elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// httpClient copies the caller's client, a few words, since a policy for
// redirects cannot be set on one that others use.
func (c *Client) httpClient() *http.Client {
	if c.HTTP == nil {
		return defaultHTTP
	}
	own := *c.HTTP
	own.CheckRedirect = noRedirect
	return &own
}

// maxResponse bounds a JSON answer, in bytes. The largest documented ones, a
// page of 10,000 OpenIDs or a batch of articles, stay below 2 MB.
const maxResponse = 16 << 20

func readBounded(name string, r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxResponse+1))
	if err != nil {
		return nil, newTransportError(name, err)
	}
	if len(body) > maxResponse {
		return nil, &ResponseError{Endpoint: name, Reason: "the answer is longer than 16 MiB"}
	}
	return body, nil
}
