package jssdk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/jssdk"
)

// failingTickets fails with err unless that is nil.
type failingTickets struct{ err error }

func (p *failingTickets) Ticket(context.Context, string) (string, error) {
	if p.err != nil {
		return "", fmt.Errorf("get the ticket: %w", p.err)
	}
	return docTicket, nil
}

// pauseError is an error with the time of the source's next request to the platform.
type pauseError struct{ next time.Time }

func (pauseError) Error() string               { return "invalid ip 1.2.3.4" }
func (e pauseError) RetryAfter() time.Duration { return time.Until(e.next) }

// In an outage, one line is logged at its start and one at its end, not one for each request, and the answers have the
// Retry-After of the source.
func TestOutageIsLoggedOnceAndAnswersRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		source := &failingTickets{err: pauseError{time.Now().Add(8 * time.Second)}}
		sdk := newSDK(t, func(c *jssdk.Config) {
			c.Tickets, c.Logger = source, slog.New(slog.NewTextHandler(&log, nil))
		})
		visit := func(status int, retryAfter string) {
			t.Helper()
			resp := ask(sdk, "GET", "/wx/jssdk?url="+url.QueryEscape(page), "", "")
			if resp.StatusCode != status || resp.Header.Get("Retry-After") != retryAfter {
				t.Errorf("%s, Retry-After %q, want %d and %q", resp.Status, resp.Header.Get("Retry-After"), status, retryAfter)
			}
		}
		for range 100 {
			visit(http.StatusBadGateway, "8")
		}
		time.Sleep(6500 * time.Millisecond)
		visit(http.StatusBadGateway, "2")
		time.Sleep(2 * time.Second)
		visit(http.StatusBadGateway, "1") // the source's time has passed, so the answer has the minimum of 1 s
		source.err = errors.New("an error without RetryAfter")
		visit(http.StatusBadGateway, "")
		if text := log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "level=ERROR") || !strings.Contains(text, "1.2.3.4") {
			t.Errorf("the log of an outage:\n%s", text)
		}
		source.err = context.Canceled
		visit(http.StatusBadGateway, "")
		visit(http.StatusBadGateway, "")
		if n := strings.Count(log.String(), "\n"); n != 2 {
			t.Errorf("%d lines after canceled requests:\n%s", n, log.String())
		}
		source.err = nil
		log.Reset()
		visit(http.StatusOK, "")
		source.err = context.Canceled
		visit(http.StatusBadGateway, "") // after a success, a canceled request is logged again
		source.err = nil
		visit(http.StatusOK, "")
		if text := log.String(); strings.Count(text, "\n") != 2 || strings.Count(text, "level=INFO") != 2 {
			t.Errorf("the log of its end:\n%s", text)
		}
		source.err = pauseError{time.Now()}
		log.Reset()
		visit(http.StatusBadGateway, "1")
		if n := strings.Count(log.String(), "\n"); n != 1 {
			t.Errorf("%d lines about a second outage", n)
		}
	})
}
