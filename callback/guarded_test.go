package callback_test

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/telemetry"
)

// panicking is a recorder, a logger's handler and a store whose methods panic.
type panicking struct{}

func (panicking) Record(context.Context, *telemetry.Instrument, float64, ...string) { panic("boom") }

func (panicking) Enabled(context.Context, slog.Level) bool  { return true }
func (panicking) Handle(context.Context, slog.Record) error { panic("boom") }
func (p panicking) WithAttrs([]slog.Attr) slog.Handler      { return p }
func (p panicking) WithGroup(string) slog.Handler           { return p }

func (panicking) Get(context.Context, string) ([]byte, error)              { panic("boom") }
func (panicking) Set(context.Context, string, []byte, time.Duration) error { panic("boom") }
func (panicking) CompareAndSwap(context.Context, string, []byte, []byte, time.Duration) (bool, error) {
	panic("boom")
}

var _ store.Store = panicking{}

// Late replies run in goroutines of their own, where a panic would end the process.
func TestPanicsBehindAPush(t *testing.T) {
	t.Parallel()
	later := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
		return callback.Later(func(context.Context) (reply.Reply, error) { panic("boom") }), nil
	})
	for name, broken := range map[string]callback.Option{
		"recorder": callback.WithTelemetry(panicking{}),
		"logger":   callback.WithLogger(slog.New(panicking{})),
		"store":    callback.WithStore(panicking{}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, h := range []callback.Handler{later, slow(new(atomic.Int32), 6*time.Second), slow(new(atomic.Int32), 20*time.Second)} {
				synctest.Test(t, func(t *testing.T) {
					s, log := newServer(t, account.Safe, h, broken, callback.WithSender(func(context.Context, string, reply.Reply) error {
						return context.DeadlineExceeded
					}))
					for id := range int64(2) {
						pushTo(t, textXML("hello", id+1), s)
						time.Sleep(time.Minute)
					}
					if err := s.Shutdown(t.Context()); err != nil {
						t.Error(err)
					}
					if got := strings.Count(log.String(), "a measurement was lost"); name == "recorder" && got != 1 {
						t.Errorf("%d lines about the recorder:\n%s", got, log)
					}
				})
			}
		})
	}
}
