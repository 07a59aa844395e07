package callback_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// A handler that ends late without an answer leaves nothing under way: the same text is handled again.
func TestLateEndLeavesNothingUnderWay(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]error{"error": errors.New("down"), "nothing": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := func(runs *atomic.Int32) callback.HandlerFunc {
				return func(context.Context, message.Message) (reply.Reply, error) {
					if runs.Add(1) == 1 {
						time.Sleep(20 * time.Second)
						return nil, end
					}
					return reply.Text("fresh"), nil
				}
			}
			forPickup(t, h, func(_ *testing.T, c *chat, _ *atomic.Int32, _ *journal) {
				c.wants("q", "wait")
				time.Sleep(30 * time.Second)
				c.wants("q", "fresh")
				c.wants("继续", "fresh")
			})
		})
	}
}

// Messages that failed late do not count among the four answers that are kept.
func TestLateErrorsPushNothingOut(t *testing.T) {
	t.Parallel()
	h := func(*atomic.Int32) callback.HandlerFunc {
		return func(_ context.Context, m message.Message) (reply.Reply, error) {
			time.Sleep(20 * time.Second)
			if strings.HasPrefix(m.(*message.Text).Content, "bad") {
				return nil, errors.New("down")
			}
			return reply.Text("real"), nil
		}
	}
	forPickup(t, h, func(_ *testing.T, c *chat, _ *atomic.Int32, _ *journal) {
		c.wants("good", "wait")
		time.Sleep(15 * time.Second)
		for i := range 4 {
			c.wants(fmt.Sprint("bad", i), "wait")
			time.Sleep(15 * time.Second)
		}
		c.wants("good", "real")
	})
}

// A user who unfollows while an answer is under way has nothing kept afterwards, also where it could not be sent.
func TestUnsubscribeWhileUnderWay(t *testing.T) {
	t.Parallel()
	h := func(*atomic.Int32) callback.HandlerFunc {
		return answers(40*time.Second, func() reply.Reply { return reply.Text("secret") })
	}
	forPickup(t, h, func(_ *testing.T, c *chat, _ *atomic.Int32, _ *journal) {
		c.wants("q", "wait")
		pushTo(c.t, unsubscribeXML(), c.to[0])
		time.Sleep(time.Minute)
		c.wants("继续", "none")
	})
	t.Run("the sender fails", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			st := store.NewMemory()
			s, _ := newServer(t, account.Safe, h(nil), callback.WithStore(st),
				callback.WithSender(func(context.Context, string, reply.Reply) error { return &endpoint.Error{Code: 43004} }))
			go pushTo(t, textXML("q", 1), s, s, s)
			time.Sleep(3 * time.Second)
			go pushTo(t, unsubscribeXML(), s, s, s)
			time.Sleep(time.Minute)
			if raw, _ := st.Get(t.Context(), "callback:"+appID+":kept:"+alice); bytes.Contains(raw, []byte("parts")) {
				t.Errorf("the store has %s", raw)
			}
			time.Sleep(time.Hour)
		})
	})
}

// The answer of Parts is under way for all who ask, until its end: with a word and with the same text.
func TestPartsUnderWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pause       time.Duration
		first, rest string
	}{
		"nothing in time": {20 * time.Second, "wait", "one\n\ntwo\n\nthree"},
		"one in time":     {12 * time.Second, "one" + more, "two\n\nthree"},
	} {
		for _, ask := range []string{"继续", "q"} {
			t.Run(name+"/"+ask, func(t *testing.T) {
				t.Parallel()
				h := func(runs *atomic.Int32) callback.HandlerFunc {
					return func(context.Context, message.Message) (reply.Reply, error) {
						runs.Add(1)
						return callback.Parts(written(c.pause, nil, "one\n\n", "two\n\n", "three")), nil
					}
				}
				forPickup(t, h, func(t *testing.T, user *chat, runs *atomic.Int32, _ *journal) {
					user.wants("q", c.first)
					user.wants(ask, "wait")
					time.Sleep(2 * time.Minute)
					user.wants(ask, c.rest)
					if runs.Load() != 1 {
						t.Errorf("%d runs", runs.Load())
					}
				})
			})
		}
	}
}

// A user may ask before the placeholder was shown: an answer is under way from the second push on. Who asks before that
// waits, and no handler runs for it either.
func TestAskBeforeThePlaceholder(t *testing.T) {
	t.Parallel()
	for _, ask := range []string{"继续", "60s a"} {
		for after, want := range map[time.Duration]string{3 * time.Second: `try 3: "wait"`, 8 * time.Second: `try 1: "wait"`} {
			for _, between := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s after %v, another message between %v", ask, after, between), func(t *testing.T) {
					t.Parallel()
					forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, _ *journal) {
						s, other := c.to[0], c.to[len(c.to)-1]
						wantRuns := int32(1)
						go pushTo(t, textXML("60s a", 1), s, other, s)
						time.Sleep(after - 2*time.Second)
						if between {
							wantRuns = 2
							go pushTo(t, textXML("1s b", 2), s, s, s)
						}
						time.Sleep(2 * time.Second)
						got := pushTo(t, textXML(ask, 3), other, other, other)
						time.Sleep(5 * time.Minute)
						if runs.Load() != wantRuns || got != want {
							t.Errorf("got %s, %d runs", got, runs.Load())
						}
					})
				})
			}
		}
	}
}

// Where the answer will be sent, a word is a message like any other.
func TestWordWhileTheSenderWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, model(&runs), callback.WithSender(newOutbox().send))
		go pushTo(t, textXML("8s a", 1), s, s, s)
		time.Sleep(6 * time.Second)
		if got := pushTo(t, textXML("continue", 2), s, s, s); runs.Load() != 2 {
			t.Errorf("got %s, %d runs", got, runs.Load())
		}
		time.Sleep(time.Hour)
	})
}

// A slow event whose handler says nothing leaves nothing under way: a word of the program's own is handled.
func TestSlowEventLeavesNothingUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := callback.HandlerFunc(func(_ context.Context, m message.Message) (reply.Reply, error) {
			if _, ok := m.(*message.Text); ok {
				return reply.Text("handled"), nil
			}
			time.Sleep(20 * time.Second)
			return nil, nil
		})
		s, _ := newServer(t, account.Safe, h, callback.WithPickup(callback.Pickup{Words: []string{"1"}}))
		for i, event := range []string{"subscribe", "VIEW"} {
			pushTo(t, eventXML(event, "", 1), s, s, s)
			time.Sleep(time.Minute)
			if got := pushTo(t, textXML("1", int64(i+1)), s, s, s); got != `try 1: "handled"` {
				t.Errorf("after %s: %s", event, got)
			}
		}
		time.Sleep(time.Hour)
	})
}

// An answer that was kept because the sender failed is fetched with the same text, too.
func TestSameTextAfterASenderFailed(t *testing.T) {
	t.Parallel()
	forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, _ *journal) {
		c.to = c.to[:1] // the one that has kept it
		c.wants("20s a", "")
		time.Sleep(time.Minute)
		c.wants("20s a", "answer to 20s a")
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
	}, callback.WithSender(func(context.Context, string, reply.Reply) error { return &endpoint.Error{Code: 45047} }))
}

// Where an instance dies, its users wait for the answer no longer than a handler may take.
func TestOwnerDiesUnderWay(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]reply.Reply{
		"text":  callback.Later(func(context.Context) (reply.Reply, error) { time.Sleep(5 * time.Minute); return reply.Text("x"), nil }),
		"parts": callback.Parts(written(30*time.Second, nil, paragraphs(40)...)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				shared := store.NewMemory()
				away := &unreliable{Store: shared}
				wait := callback.WithStillWorking(reply.Text("wait"))
				a, _ := newServer(t, account.Safe, always(r, nil), callback.WithStore(away), wait)
				b, _ := newServer(t, account.Safe, always(reply.Text("fresh"), nil), callback.WithStore(shared), wait)
				pushTo(t, textXML("q", 1), a, a, a)
				time.Sleep(20 * time.Second)
				away.cut.Store(true)
				c := &chat{t: t, to: []*callback.Server{b}, msgID: 1}
				c.wants("q", "wait")
				time.Sleep(callback.DefaultLateLimit)
				c.wants("q", "fresh")
				time.Sleep(time.Hour)
			})
		})
	}
}
