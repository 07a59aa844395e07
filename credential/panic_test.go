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

// logBuffer keeps the lines of a log.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(line)
}

// wantPanicOnce checks that the log has one line about a panic in the code named where. The line must name this file in
// its stack and must not hold panicText.
func (b *logBuffer) wantPanicOnce(t *testing.T, where string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.buf.String()
	if strings.Count(text, where+" panicked") != 1 || strings.Count(text, "stack=") != 1 || !strings.Contains(text, "panic_test.go") {
		t.Errorf("the log, want one line about %s with its stack:\n%s", where, text)
	}
	if strings.Contains(text, panicText) {
		t.Errorf("the log holds the panic's text:\n%s", text)
	}
}

// panicText holds a secret.
const panicText = "the token is 68_token1"

func TestAskPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log, asked := new(logBuffer), 0
		s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
			if asked++; asked > 10 {
				return "A", time.Hour, nil
			}
			panic(panicText)
		}, slog.New(slog.NewTextHandler(log, nil)))
		every10ms(time.Minute, tokenCall(s))
		if asked != 10 {
			t.Errorf("asked %d times", asked)
		}
		err := wantPaused(t, s, nil)
		if !strings.Contains(err.Error(), "the Ask panicked (string)") || strings.Contains(err.Error(), panicText) {
			t.Errorf("Token = %v", err)
		}
		log.wantPanicOnce(t, "the Ask")
		time.Sleep(8 * time.Second)
		wantToken(t, s, "A")
	})
}

// The error for a write to a nil map in an Ask holds the text of the runtime's error.
func TestAskRuntimeError(t *testing.T) {
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

// When an Ask ends its goroutine, as a test's FailNow does, its callers get an error and do not wait forever.
func TestAskGoexit(t *testing.T) {
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

// panicStore is a store that panics in one of its operations.
type panicStore struct {
	store.Store
	get, swap bool
}

func (p panicStore) Get(ctx context.Context, key string) ([]byte, error) {
	if p.get {
		panic(panicText)
	}
	return p.Store.Get(ctx, key)
}

func (p panicStore) CompareAndSwap(ctx context.Context, key string, old, new []byte, ttl time.Duration) (bool, error) {
	if p.swap && new == nil || p.swap && key != lockKey {
		panic(panicText)
	}
	return p.Store.CompareAndSwap(ctx, key, old, new, ttl)
}

// A store that panics is handled as a store that fails.
func TestStorePanics(t *testing.T) {
	for name, broken := range map[string]panicStore{"Get": {get: true}, "CompareAndSwap": {swap: true}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				p, log := newFakePlatform(), new(logBuffer)
				broken.Store = newMemory()
				s := p.source(t, func(c *credential.Config) {
					c.Store, c.Logger = broken, slog.New(slog.NewTextHandler(log, nil))
				})
				wantToken(t, s, "68_token1")
				log.wantPanicOnce(t, "the store")
				wantRenewed(t, s, "68_token1", "68_token2")
				s.QuotaCleared(t.Context())
				p.setAnswer(answerCode(45009, stablePath))
				time.Sleep(2 * time.Hour)
				every10ms(time.Minute, tokenCall(s))
				s.QuotaCleared(t.Context())
			})
		})
	}
}

// When a recorder panics, only its measurements are lost.
func TestRecorderPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, log := newFakePlatform(), new(logBuffer)
		s := p.source(t, func(c *credential.Config) {
			c.Client.Telemetry = telemetry.RecorderFunc(func(context.Context, *telemetry.Instrument, float64, ...string) { panic(panicText) })
			c.Logger = slog.New(slog.NewTextHandler(log, nil))
		})
		wantToken(t, s, "68_token1")
		wantRenewed(t, s, "68_token1", "68_token2")
		log.wantPanicOnce(t, "the telemetry recorder")
	})
}

type panicTransport struct{}

func (panicTransport) RoundTrip(*http.Request) (*http.Response, error) { panic(panicText) }

func TestTransportPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p, log := newFakePlatform(), new(logBuffer)
		s := p.source(t, func(c *credential.Config) {
			c.Client.HTTP = &http.Client{Transport: panicTransport{}}
			c.Logger = slog.New(slog.NewTextHandler(log, nil))
		})
		every10ms(time.Minute, tokenCall(s), ticketCall(s))
		if err := wantPaused(t, s, nil); !strings.Contains(err.Error(), "a transport, a middleware, a recorder or their like panicked (string)") {
			t.Errorf("Token = %v", err)
		}
		log.wantPanicOnce(t, "a recorder or their like")
	})
}

// panicHandler is a log handler that panics.
type panicHandler struct{ slog.Handler }

func (panicHandler) Handle(context.Context, slog.Record) error { panic(panicText) }

func TestLoggerPanics(t *testing.T) {
	bubble(t, func(t *testing.T) {
		p := newFakePlatform()
		p.answer = answerCode(-1, stablePath)
		s := p.source(t, func(c *credential.Config) {
			c.Logger = slog.New(panicHandler{slog.NewTextHandler(new(logBuffer), nil)})
		})
		every10ms(time.Minute, tokenCall(s))
		p.setAnswer(nil)
		time.Sleep(8 * time.Second)
		wantToken(t, s, "68_token1")
		synctest.Wait()
	})
}

// unstableError is an error whose Unwrap panics from the third call on.
type unstableError struct{ unwraps *int }

func (f unstableError) Error() string { return "unstable" }

func (f unstableError) Unwrap() error {
	if *f.unwraps++; *f.unwraps > 2 {
		panic(panicText)
	}
	return nil
}

// An error that panics when it is read is handled as any other error: one call of the Ask after each pause, one line in
// the log, and an error for the caller that can be printed.
func TestErrorsThatPanic(t *testing.T) {
	var none *endpoint.Error
	for name, failed := range map[string]func() error{
		"nil pointer":         func() error { return none },
		"nil pointer, joined": func() error { return errors.Join(none) },
		"nil pointer, inside": func() error { return fmt.Errorf("no luck: %w", none) },
		"unstable":            func() error { return unstableError{new(int)} },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				log, asked := new(logBuffer), 0
				s := newRemote(t, func(context.Context, string, string) (string, time.Duration, error) {
					asked++
					return "", 0, failed()
				}, slog.New(slog.NewTextHandler(log, nil)))
				every10ms(time.Minute, tokenCall(s))
				if asked != 10 {
					t.Errorf("asked %d times", asked)
				}
				if text := wantPaused(t, s, nil).Error(); strings.Contains(text, panicText) {
					t.Errorf("Token = %s", text)
				}
				if lines := strings.Count(log.buf.String(), "\n"); lines != 1 {
					t.Errorf("%d lines in the log:\n%s", lines, log.buf.String())
				}
			})
		})
	}
}
