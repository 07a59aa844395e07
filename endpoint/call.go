package endpoint

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"sync"
	"time"
)

// call is the innermost [Handler]: the request with its tokens and its
// repetitions.
func (c *Client) call(ctx context.Context, call *Invocation) error {
	ctx, cancel := call.bounded(ctx)
	err := c.authorized(ctx, call)
	if file, ok := call.download(); ok && file != nil && err == nil {
		file.Body = endsWith{file.Body, cancel}
	} else {
		cancel()
	}
	return err
}

// authorized sends the request with a token, and once more with another where
// the platform refuses that.
func (c *Client) authorized(ctx context.Context, call *Invocation) error {
	p, err := newPayload(call)
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

// with sends the request with a token, and tells its source where that works.
func (c *Client) with(ctx context.Context, call *Invocation, p *payload, token string) error {
	call.secrets.add(token)
	err := c.exchange(ctx, call, p, token)
	if source := c.prepare().tokens; source != nil && err == nil {
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
	resp, err := client.Do(req)
	if err != nil {
		return newTransportError(call, base, err)
	}
	reflect.ValueOf(call.Out).Elem().SetZero() // of what an earlier try has left
	if call.plan.file.is {
		return call.receiveFile(base, resp)
	}
	defer resp.Body.Close()
	return call.receive(base, resp.StatusCode, resp.Body)
}

// maxResponse bounds a JSON answer, in bytes. The largest documented ones, a
// page of 10,000 OpenIDs or a batch of articles, stay below 2 MB.
const maxResponse = 16 << 20

// maxPooled bounds the buffers that are kept for the next answers, in bytes.
const maxPooled = 64 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 2<<10); return &b }}

// receive reads an answer and decodes it.
func (c *Invocation) receive(base *base, status int, r io.Reader) error {
	buf := buffers.Get().(*[]byte)
	defer func() {
		if cap(*buf) <= maxPooled {
			*buf = (*buf)[:0]
			buffers.Put(buf)
		}
	}()
	var err error
	if *buf, err = readAll(*buf, r); err != nil {
		if errors.Is(err, errTooLong) {
			return &ResponseError{Endpoint: c.Endpoint.Name, Reason: err.Error()}
		}
		return newTransportError(c, base, err)
	}
	return c.decode(base, status, *buf)
}

var errTooLong = errors.New("the answer is longer than 16 MiB")

// readAll appends what r has to buf, as far as maxResponse.
func readAll(buf []byte, r io.Reader) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)]
		}
		n, err := r.Read(buf[len(buf):min(cap(buf), maxResponse+1)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > maxResponse:
			return buf, errTooLong
		case err == io.EOF:
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}

// download returns the file in the call's output, and whether it has a place
// for one.
func (c *Invocation) download() (*Download, bool) {
	file := c.plan.file
	if !file.is {
		return nil, false
	}
	return *c.filePlace(file), true
}

// filePlace points to where in the output a download goes.
func (c *Invocation) filePlace(file fileOut) **Download {
	v := reflect.ValueOf(c.Out).Elem()
	if file.index != nil {
		v = v.FieldByIndex(file.index)
	}
	return v.Addr().Interface().(**Download)
}

// endsWith is a body whose Close ends the call's time limit as well.
type endsWith struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (e endsWith) Close() error {
	defer e.cancel()
	return e.ReadCloser.Close()
}
