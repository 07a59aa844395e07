package endpoint

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"time"
)

// call is the innermost [Handler]: it sends the request with a token, with the retries.
func (c *Client) call(ctx context.Context, call *Invocation) error {
	ctx, cancel := call.withTimeout(ctx)
	handedOver := false
	defer func() {
		if !handedOver {
			cancel()
		}
	}()
	err := c.callWithToken(ctx, call)
	if file, ok := call.download(); ok && file != nil && err == nil {
		file.Body, handedOver = cancelOnClose{file.Body, cancel}, true
	}
	return err
}

// callWithToken sends the request with a token. If the platform refuses the token, it sends the request once more with
// a renewed one.
func (c *Client) callWithToken(ctx context.Context, call *Invocation) error {
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
	err = c.sendWithToken(ctx, call, p, token)
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
	return c.sendWithToken(ctx, call, p, fresh)
}

// sendWithToken sends the request with a token. If the platform accepted the token, it tells the token's source. The
// platform checks the token before anything else, so an error about the input means that the token was accepted.
func (c *Client) sendWithToken(ctx context.Context, call *Invocation, p *payload, token string) error {
	call.secrets.add(token)
	err := c.exchange(ctx, call, p, token)
	if source := c.prepare().accepter; source != nil &&
		(err == nil || errors.Is(err, ErrArgument) || errors.Is(err, ErrNotFound)) {
		source.Accepted(token)
	}
	return err
}

// tokenRefused reports whether err says that the access_token was refused.
func tokenRefused(err error) bool {
	if err == nil {
		return false
	}
	return errors.Is(err, ErrInvalidCredential) ||
		errors.Is(err, ErrInvalidAccessToken) ||
		errors.Is(err, ErrAccessTokenExpired)
}

// The tries of an idempotent call, and the pause before the second one.
const (
	maxTries   = 3
	firstPause = 200 * time.Millisecond
)

// exchange sends the request, and repeats it if that is safe and may help.
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
		err := c.send(ctx, call, p, token)
		if err == nil || try == most || !Transient(err) || !p.replayable() || ctx.Err() != nil {
			return err
		}
		if !sleep(ctx, pause/2+rand.N(pause/2)) {
			return errors.Join(err, ctx.Err())
		}
		c.willRetry(ctx, call.Endpoint, err)
		pause *= 2
	}
}

// Transient reports whether the same call may succeed a moment later: the platform was busy (-1), a gateway answered with
// HTTP 5xx, or no answer came. [Call] repeats an idempotent call after such an error by itself. After one of a call that
// is not idempotent it is open whether the platform has done what was asked.
func Transient(err error) bool {
	if refused, ok := errors.AsType[*Error](err); ok {
		return refused.Code == ErrSystemBusy ||
			refused.Code == 0 && refused.HTTPStatus >= http.StatusInternalServerError
	}
	_, broken := errors.AsType[*TransportError](err)
	return broken
}

// sleep waits for d. It returns false if ctx ended first.
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

// reset clears the output and the raw answer of an earlier try.
func (c *Invocation) reset() {
	c.closeDownload()
	reflect.ValueOf(c.Out).Elem().SetZero()
	if c.raw != nil {
		*c.raw = nil
	}
}

func (c *Client) send(ctx context.Context, call *Invocation, p *payload, token string) error {
	r := c.prepare()
	base := &r.bases[call.Endpoint.Host]
	req, err := p.request(ctx, call, base, token)
	if err != nil {
		return err
	}
	if p.form != nil {
		defer p.form.release()
	}
	httpClient := r.http
	if call.timeout > 0 {
		httpClient = r.unlimited
	}
	call.reset()
	resp, err := httpClient.Do(req)
	if err != nil {
		if failed := p.readError(); failed != nil {
			return fmt.Errorf("%s: %w", call.Endpoint.Name, failed)
		}
		return newTransportError(call, base, err)
	}
	if call.plan.file.exists {
		return call.receiveFile(base, resp)
	}
	defer resp.Body.Close()
	return call.receive(base, resp.StatusCode, resp.Body)
}
