package callback_test

import (
	"context"
	"fmt"
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
)

// What a Later returns may be a Later or Parts again.
func TestLaterInLater(t *testing.T) {
	t.Parallel()
	later := func(r func() reply.Reply) func() reply.Reply {
		return func() reply.Reply {
			return callback.Later(func(context.Context) (reply.Reply, error) { return r(), nil })
		}
	}
	text := func() reply.Reply { return reply.Text("deep") }
	parts := func() reply.Reply { return callback.Parts(written(time.Second, nil, "deep")) }
	for name, r := range map[string]func() reply.Reply{
		"later": later(later(text)), "parts": later(parts), "later parts": later(later(parts)),
		"later in parts": func() reply.Reply {
			return callback.Parts(func(yield func(reply.Reply, error) bool) { yield(later(text)(), nil) })
		},
	} {
		for _, send := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, sender %v", name, send), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					o := newOutbox()
					opts := []callback.Option{callback.WithFallback(reply.Text("sorry"))}
					if send {
						opts = append(opts, callback.WithSender(o.send))
					}
					s, log := newServer(t, account.Safe, always(r(), nil), opts...)
					got := pushTo(t, textXML("hello", 1), s, s, s)
					time.Sleep(time.Hour)
					if all := got + fmt.Sprint(o.all()); strings.Count(all, "deep") != 1 || strings.Contains(all, "sorry") {
						t.Errorf("got %s, sent %q, log %s", got, o.all(), log)
					}
				})
			})
		}
	}
}

// A pointer to a reply is sent as the reply.
func TestLatePointers(t *testing.T) {
	t.Parallel()
	text := reply.Text("hi")
	for name, r := range map[string]reply.Reply{
		"text": &text, "image": &reply.Image{MediaID: "m"}, "voice": &reply.Voice{MediaID: "m"},
		"news": &reply.News{{Title: "a", URL: "http://e.com/"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if messages, err := callback.KFMessages(r); err != nil || len(messages) != 1 {
				t.Errorf("%v %v", messages, err)
			}
			synctest.Test(t, func(t *testing.T) {
				var sent atomic.Int32
				s, log := newServer(t, account.Safe, putOff(r, nil), callback.WithSender(func(_ context.Context, _ string, r reply.Reply) error {
					messages, err := callback.KFMessages(r)
					sent.Add(int32(len(messages)))
					return err
				}))
				pushTo(t, textXML("q", 1), s)
				time.Sleep(time.Minute)
				if sent.Load() != 1 || log.String() != "" {
					t.Errorf("%d messages, log %s", sent.Load(), log)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// Articles that are all sent have no line in the log that says otherwise.
func TestLateArticlesAreAllSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox()
		s, log := newServer(t, account.Safe, putOff(reply.News{{Title: "a", URL: "http://e.com/"}, {Title: "b", URL: "http://e.com/"}}, nil), callback.WithSender(o.send))
		pushTo(t, textXML("hello", 1), s)
		time.Sleep(time.Minute)
		if len(o.all()) != 2 || log.String() != "" {
			t.Errorf("sent %q, log %s", o.all(), log)
		}
	})
}

// A sender that does not come back does not hold up its user's next message.
func TestSenderDoesNotComeBack(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]callback.HandlerFunc{
		"later": putOff(reply.Text("a"), nil),
		"late":  slow(new(atomic.Int32), 20*time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				both := callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
					if m.(*message.Text).Content == "next" {
						return reply.Text("next"), nil
					}
					return h(ctx, m)
				})
				s, _ := newServer(t, account.Safe, both, callback.WithSender(func(context.Context, string, reply.Reply) error {
					<-release
					return nil
				}))
				pushTo(t, textXML("q", 1), s, s, s)
				time.Sleep(2 * time.Minute)
				if got := pushTo(t, textXML("next", 2), s, s, s); got != `try 1: "next"` {
					t.Errorf("got %s", got)
				}
				close(release)
				time.Sleep(time.Hour)
			})
		})
	}
}

// The fallback is read once, however late the handler fails, on two instances.
func TestFallbackOnce(t *testing.T) {
	t.Parallel()
	for _, takes := range []time.Duration{100, 6000, 14650, 20000} {
		for name, r := range map[string]reply.Reply{"empty": reply.Text(""), "later": callback.Later(func(context.Context) (reply.Reply, error) { panic("oh no") })} {
			for _, send := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s after %d ms, sender %v", name, takes, send), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						o := newOutbox()
						opts := []callback.Option{callback.WithStore(store.NewMemory()), callback.WithStillWorking(reply.Text("wait")), callback.WithFallback(reply.Text("sorry"))}
						if send {
							opts = append(opts, callback.WithSender(o.send))
						}
						servers, _ := instances(t, 2, answers(takes*time.Millisecond, func() reply.Reply { return r }), opts...)
						a, b := servers[0], servers[1]
						got := pushTo(t, textXML("q", 1), a, b, a)
						time.Sleep(time.Minute)
						got += fmt.Sprint(o.all()) + pushTo(t, textXML("继续", 2), b)
						if strings.Count(got, "sorry") != 1 {
							t.Errorf("got %s", got)
						}
						time.Sleep(time.Hour)
					})
				})
			}
		}
	}
}
