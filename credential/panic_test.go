package credential_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// journal keeps what is logged.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(b)
}

// wantOnce checks that the panic is in the log once, with the place in this file and without what was thrown.
func (j *journal) wantOnce(t *testing.T, where string) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	text := j.buf.String()
	if strings.Count(text, where+" panicked") != 1 || strings.Count(text, "stack=") != 1 || !strings.Contains(text, "panic_test.go") {
		t.Errorf("the log, want one line about %s with its stack:\n%s", where, text)
	}
	if strings.Contains(text, thrown) {
		t.Errorf("the log has what was thrown:\n%s", text)
	}
}

// thrown may hold a secret.
const thrown = "the token is 68_token1"

func TestAskPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log, asked := new(journal), 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			if asked++; asked > 10 {
				return "A", time.Hour, nil
			}
			panic(thrown)
		}, slog.New(slog.NewTextHandler(log, nil)))
		storm(time.Minute, tokenOf(s))
		if asked != 10 {
			t.Errorf("asked %d times", asked)
		}
		err := wantPaused(t, s, nil)
		if !strings.Contains(err.Error(), "the Ask panicked (string)") || strings.Contains(err.Error(), thrown) {
			t.Errorf("Token = %v", err)
		}
		log.wantOnce(t, "the Ask")
		time.Sleep(8 * time.Second)
		wantToken(t, s, "A")
	})
}

// A nil map or pointer in an Ask is told as the runtime tells it.
func TestAskPanicsOfTheRuntime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var counts map[string]int
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			counts["asked"]++
			return "A", time.Hour, nil
		}, slog.New(slog.DiscardHandler))
		if _, err := s.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "assignment to entry in nil map") {
			t.Errorf("Token = %v", err)
		}
	})
}

// An Ask that ends its goroutine, as a test's FailNow does, leaves nobody waiting.
func TestAskEndsItsGoroutine(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			runtime.Goexit()
			return "A", time.Hour, nil
		}, slog.New(slog.DiscardHandler))
		if _, err := s.Token(t.Context()); err == nil || !strings.Contains(err.Error(), "Goexit") {
			t.Errorf("Token = %v", err)
		}
	})
}

// panicStore panics in one of its operations.
type panicStore struct {
	store.Store
	get, swap bool
}

func (p panicStore) Get(ctx context.Context, key string) ([]byte, error) {
	if p.get {
		panic(thrown)
	}
	return p.Store.Get(ctx, key)
}

func (p panicStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if p.swap && new == nil || p.swap && key != lockKey {
		panic(thrown)
	}
	return p.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// A store that panics is a store that fails.
func TestStorePanics(t *testing.T) {
	for name, broken := range map[string]panicStore{"Get": {get: true}, "CompareAndSwap": {swap: true}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p, log := newFakePlatform(), new(journal)
				broken.Store = newMemory()
				s := p.source(t, func(c *credential.Config) {
					c.Store, c.Logger = broken, slog.New(slog.NewTextHandler(log, nil))
				})
				wantToken(t, s, "68_token1")
				log.wantOnce(t, "the store")
				wantRenewed(t, s, "68_token1", "68_token2")
				s.QuotaCleared(t.Context())
				p.setAnswer(says(45009, stablePath))
				time.Sleep(2 * time.Hour)
				storm(time.Minute, tokenOf(s))
				s.QuotaCleared(t.Context())
			})
		})
	}
}

// A recorder that panics costs its measurements and nothing else.
func TestRecorderPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, log := newFakePlatform(), new(journal)
		s := p.source(t, func(c *credential.Config) {
			c.Client.Telemetry = telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) { panic(thrown) })
			c.Logger = slog.New(slog.NewTextHandler(log, nil))
		})
		wantToken(t, s, "68_token1")
		wantRenewed(t, s, "68_token1", "68_token2")
		log.wantOnce(t, "the telemetry recorder")
	})
}

type panicTransport struct{}

func (panicTransport) RoundTrip(*http.Request) (*http.Response, error) { panic(thrown) }

func TestTransportPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, log := newFakePlatform(), new(journal)
		s := p.source(t, func(c *credential.Config) {
			c.Client.HTTP = &http.Client{Transport: panicTransport{}}
			c.Logger = slog.New(slog.NewTextHandler(log, nil))
		})
		storm(time.Minute, tokenOf(s), ticketOf(s))
		if err := wantPaused(t, s, nil); !strings.Contains(err.Error(), "a transport, a middleware, a recorder or their like panicked (string)") {
			t.Errorf("Token = %v", err)
		}
		log.wantOnce(t, "a recorder or their like")
	})
}

// panicHandler is a logger that panics.
type panicHandler struct{ slog.Handler }

func (panicHandler) Handle(context.Context, slog.Record) error { panic(thrown) }

func TestLoggerPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = says(-1, stablePath)
		s := p.source(t, func(c *credential.Config) {
			c.Logger = slog.New(panicHandler{slog.NewTextHandler(new(journal), nil)})
		})
		storm(time.Minute, tokenOf(s))
		p.setAnswer(nil)
		time.Sleep(8 * time.Second)
		wantToken(t, s, "68_token1")
		synctest.Wait()
	})
}

// fickle is an error that panics from the second look into it on.
type fickle struct{ looks *int }

func (f fickle) Error() string { return "fickle" }

func (f fickle) Unwrap() error {
	if *f.looks++; *f.looks > 2 {
		panic(thrown)
	}
	return nil
}

// An error that cannot be read is a failure like any other: one question after each pause, one line in the log, and an
// error that can be printed.
func TestErrorsThatPanic(t *testing.T) {
	var none *endpoint.Error
	for name, failed := range map[string]func() error{
		"nil pointer":         func() error { return none },
		"nil pointer, joined": func() error { return errors.Join(none) },
		"nil pointer, inside": func() error { return fmt.Errorf("no luck: %w", none) },
		"fickle":              func() error { return fickle{new(int)} },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				log, asked := new(journal), 0
				s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
					asked++
					return "", 0, failed()
				}, slog.New(slog.NewTextHandler(log, nil)))
				storm(time.Minute, tokenOf(s))
				if asked != 10 {
					t.Errorf("asked %d times", asked)
				}
				if text := wantPaused(t, s, nil).Error(); strings.Contains(text, thrown) {
					t.Errorf("Token = %s", text)
				}
				if lines := strings.Count(log.buf.String(), "\n"); lines != 1 {
					t.Errorf("%d lines in the log:\n%s", lines, log.buf.String())
				}
			})
		})
	}
}
