package tail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/sandbox/record"
)

// follower prints the exchanges of a sandbox.
type follower struct {
	base           string // the address of the control API, with a slash at its end
	out, errs      io.Writer
	asJSON, failed bool
	last           int
	pause          time.Duration

	newest  int64          // the largest id that was printed or left out
	at      time.Time      // when that exchange was: another sandbox has another time for the id
	pending map[int64]bool // the ids up to it that had not ended
}

// errGone says that the sandbox closed the stream.
var errGone = errors.New("the sandbox has closed the connection")

// follow prints until ctx ends, which is no error. The sandbox must be there at the start.
func (f *follower) follow(ctx context.Context) error {
	f.pending = map[int64]bool{}
	connected, lost := false, false // lost says that the user knows of it
	for {
		err := f.stream(ctx, func() {
			if lost {
				fmt.Fprintln(f.errs, "connected again")
			}
			connected, lost = true, false
		})
		if ctx.Err() != nil {
			return nil //nolint:nilerr // Ctrl-C is how the command ends
		}
		if _, failed := errors.AsType[writeError](err); failed {
			return err
		}
		if !connected {
			return fmt.Errorf("no sandbox at %s: %w; start one with wechatgo dev, or name its address with --sandbox",
				redacted(f.base), err)
		}
		if !lost {
			fmt.Fprintf(f.errs, "%v; waiting for the sandbox\n", err)
		}
		lost = true
		if f.wait(ctx) != nil {
			return nil
		}
	}
}

// wait waits before the next try.
func (f *follower) wait(ctx context.Context) error {
	timer := time.NewTimer(f.pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// client bounds everything but the stream itself, whose silence is bounded by events.
var client = &http.Client{
	Transport: &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 10 * time.Second,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// get asks the control API.
func (f *follower) get(ctx context.Context, path string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("GET %s answers %s", r.URL.Redacted(), resp.Status)
	}
	return resp, nil
}

// redacted returns an address without its password.
func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	return u.Redacted()
}

// stream prints what was missed, and then what happens, until the stream breaks. It calls connected once it stands.
func (f *follower) stream(ctx context.Context, connected func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	resp, err := f.get(ctx, "events")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); media != "text/event-stream" {
		return fmt.Errorf("GET %s answers %q, not a stream of events",
			redacted(f.base+"events"), resp.Header.Get("Content-Type"))
	}
	connected()
	// What happens between this list and the stream is in both, and printed once.
	if err := f.catchUp(ctx); err != nil {
		return err
	}
	for e, err := range events(resp.Body, cancel) {
		switch {
		case err != nil:
			return err
		case e.name == "reset":
			f.newest, f.pending = 0, map[int64]bool{}
		case e.name == "exchange":
			var x record.Exchange
			if err := json.Unmarshal(e.data, &x); err != nil {
				return fmt.Errorf("the sandbox sent an exchange that cannot be read: %w", err)
			}
			if err := f.see(x); err != nil {
				return err
			}
		}
	}
	return errGone
}

// maxAnswer bounds the list of exchanges, of which the sandbox keeps 500, each with bodies of 64 KiB at most.
const maxAnswer = 256 << 20

// catchUp prints the last exchanges at the start, and after that what has happened since.
func (f *follower) catchUp(ctx context.Context) error {
	resp, err := f.get(ctx, "exchanges")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		Exchanges []record.Exchange `json:"exchanges"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&answer); err != nil {
		return fmt.Errorf("the sandbox's exchanges cannot be read: %w", err)
	}
	list := answer.Exchanges
	slices.Reverse(list) // they come newest first
	if len(list) == 0 || list[len(list)-1].ID < f.newest || slices.ContainsFunc(list, func(x record.Exchange) bool {
		return x.ID == f.newest && !x.At.Equal(f.at)
	}) {
		f.newest, f.pending = 0, map[int64]bool{} // it is another sandbox, or was reset
	}
	if f.last >= 0 { // at the start alone
		if !f.wantsAll() {
			list = slices.DeleteFunc(list, func(x record.Exchange) bool { return !x.Pending && !f.wants(x) })
		}
		skip := max(0, len(list)-f.last)
		for _, x := range list[:skip] {
			f.pass(x)
		}
		list, f.last = list[skip:], -1
	}
	for _, x := range list {
		if err := f.see(x); err != nil {
			return err
		}
	}
	return nil
}

// pass counts an exchange as printed or left out.
func (f *follower) pass(x record.Exchange) {
	if x.ID > f.newest {
		f.newest, f.at = x.ID, x.At
	}
}

// see prints an exchange that has ended, once.
func (f *follower) see(x record.Exchange) error {
	known := x.ID <= f.newest && !f.pending[x.ID]
	f.pass(x)
	switch {
	case known:
		return nil
	case x.Pending:
		f.pending[x.ID] = true
		return nil
	}
	delete(f.pending, x.ID)
	if !f.wants(x) {
		return nil
	}
	if f.asJSON {
		enc := json.NewEncoder(f.out)
		enc.SetEscapeHTML(false)
		return asWriteError(enc.Encode(x))
	}
	_, err := fmt.Fprintln(f.out, line(x))
	return asWriteError(err)
}

func (f *follower) wantsAll() bool { return !f.failed }

// wants reports whether the flags ask for an exchange.
func (f *follower) wants(x record.Exchange) bool {
	return f.wantsAll() || !x.OK || x.Problem != nil
}

// writeError is an error of the output: nobody reads it any more.
type writeError struct{ error }

func (e writeError) Unwrap() error { return e.error }

func asWriteError(err error) error {
	if err != nil {
		return writeError{err}
	}
	return nil
}
