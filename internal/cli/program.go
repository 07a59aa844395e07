package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"syscall"
	"time"
)

// programAt returns the host and port of a callback's program, or "" if there is no callback.
func programAt(callback string) (string, error) {
	if callback == "" {
		return "", nil
	}
	defaults := map[string]string{"http": "80", "https": "443"}
	u, err := url.Parse(callback)
	if err != nil || defaults[u.Scheme] == "" || u.Hostname() == "" {
		return "", fmt.Errorf(
			"the callback %s is no web address: give one that begins with http:// or https://, such as http://127.0.0.1:3000/wx",
			callback,
		)
	}
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), defaults[u.Scheme])), nil
}

// wsaeConnRefused is the error number of a refused connection on Windows, which does not equal syscall.ECONNREFUSED.
// Other systems do not have this number.
const wsaeConnRefused = syscall.Errno(10061)

// connectionRefused reports whether nothing listens at addr. An unknown host, or one that does not answer, is another
// error: waiting does not help.
func connectionRefused(ctx context.Context, addr string) bool {
	conn, err := (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", addr)
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaeConnRefused)
}

// awaitProgram calls refused once a second. It returns true when refused returns false, and false when ctx ends.
func awaitProgram(ctx context.Context, refused func() bool) bool {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
			if !refused() {
				return ctx.Err() == nil
			}
		}
	}
}
