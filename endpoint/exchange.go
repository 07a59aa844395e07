package endpoint

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"
)

// call is the innermost [Handler]: the request with its tokens and its
// repetitions.
func (c *Client) call(ctx context.Context, call *Invocation) error {
	ctx, cancel := call.bounded(ctx)
	leave := false
	defer func() {
		if !leave {
			cancel()
		}
	}()
	err := c.authorized(ctx, call)
	if file, ok := call.download(); ok && file != nil && err == nil {
		file.Body, leave = endsWith{file.Body, cancel}, true
	}
	return err
}

// authorized sends the request with a token, and once more with another where
// the platform refuses that.
func (c *Client) authorized(ctx context.Context, call *Invocation) error {
	p, err := call.encoded()
	if err != nil {
		return err
	}
	if call.Endpoint.NoToken {
		return c.exchange(ctx, call, p, "")
	}
	if c.Tokens == nil {
		return ErrNoTokens
	}
	token, err := c.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	err = c.with(ctx, call, p, token)
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
	c.willRetry(ctx, call.Endpoint, err)
	return c.with(ctx, call, p, fresh)
}

// with sends the request with a token, and tells its source where the platform
// accepts that: it looks at the token before it looks at anything else.
func (c *Client) with(ctx context.Context, call *Invocation, p *payload, token string) error {
	call.secrets.add(token)
	err := c.exchange(ctx, call, p, token)
	if source := c.prepare().tokens; source != nil && (err == nil || errors.Is(err, ErrArgument) || errors.Is(err, ErrNotFound)) {
		source.Accepted(token)
	}
	return err
}

// tokenRefused reports whether err says that another token may do.
func tokenRefused(err error) bool {
	if err == nil {
		return false
	}
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
func (c *Client) exchange(ctx context.Context, call *Invocation, p *payload, token string) error {
	most := maxTries
	if call.tries > 0 {
		most = call.tries
	}
	if !call.Endpoint.Idempotent {
		most = 1
	}
	pause := firstPause
	for try := 1; ; try++ {
		err := c.once(ctx, call, p, token)
		if err == nil || try == most || !passing(err) || !p.replayable() || ctx.Err() != nil {
			return err
		}
		if !sleep(ctx, pause/2+rand.N(pause/2)) {
			return errors.Join(err, ctx.Err())
		}
		c.willRetry(ctx, call.Endpoint, err)
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

// forget clears what an earlier try has left in the call's output and its raw
// answer.
func (c *Invocation) forget() {
	c.dropFile()
	reflect.ValueOf(c.Out).Elem().SetZero()
	if c.raw != nil {
		*c.raw = nil
	}
}

func (c *Client) once(ctx context.Context, call *Invocation, p *payload, token string) error {
	r := c.prepare()
	base := &r.bases[call.Endpoint.Host]
	req, err := p.request(ctx, call, base, token)
	if err != nil {
		return err
	}
	if p.form != nil {
		defer p.form.release()
	}
	client := r.http
	if call.timeout > 0 {
		client = r.patient
	}
	call.forget()
	resp, err := client.Do(req)
	if err != nil {
		if failed := p.failed(); failed != nil {
			return fmt.Errorf("%s: %w", call.Endpoint.Name, failed)
		}
		return newTransportError(call, base, err)
	}
	if call.plan.file.is {
		return call.receiveFile(base, resp)
	}
	defer resp.Body.Close()
	return call.receive(base, resp.StatusCode, resp.Body)
}
