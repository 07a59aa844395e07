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
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// White space and punctuation around a word do not count, nor does its case.
func TestPickupWords(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"继续 。", "继续！ ", "“继续”", "继续…", "CONTINUE", "\u3000继续\u3000", "继续\u200b"} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, _ := newServer(t, account.Safe, model(new(atomic.Int32)))
				pushTo(t, textXML("20s a", 1), s, s, s)
				time.Sleep(30 * time.Second)
				if got := pushTo(t, textXML(word, 2), s); got != `try 1: "answer to 20s a"` {
					t.Errorf("got %s", got)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A message whose Rule panics is handled as any other, and so are those that wait behind it.
func TestPickupRulePanics(t *testing.T) {
	t.Parallel()
	for name, opts := range aloneAndOnStore {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, log := newServer(t, account.Safe, echo(new(atomic.Int32)), append(opts(), callback.WithPickup(callback.Pickup{Rule: func(m message.Message) bool {
					if m.(*message.Text).Content == "one" {
						time.Sleep(100 * time.Millisecond)
						panic("oh no")
					}
					return false
				}}))...)
				first := make(chan string, 1)
				go func() { first <- pushTo(t, textXML("one", 1), s) }()
				time.Sleep(50 * time.Millisecond)
				for i, text := range []string{"two", "three"} {
					if got := pushTo(t, textXML(text, int64(i+2)), s); got != fmt.Sprintf("try 1: %q", text) {
						t.Errorf("%s gets %s", text, got)
					}
				}
				if got := <-first; got != `try 1: "one"` || !strings.Contains(log.String(), "oh no") {
					t.Errorf("got %s, log %s", got, log)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A placeholder function that panics shows nothing, and loses no answer.
func TestPlaceholderPanics(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var called atomic.Int32
		s, log := newServer(t, account.Safe, model(new(atomic.Int32)), callback.WithStillWorkingFunc(func(time.Duration) reply.Reply {
			if called.Add(1) == 1 { // in New
				return reply.Text("wait")
			}
			panic("oh no")
		}))
		c := &chat{t: t, to: []*callback.Server{s}}
		c.wants("30s q", "")
		c.wants("继续", "")
		time.Sleep(time.Minute)
		c.wants("继续", "answer to 30s q")
		if n := strings.Count(log.String(), "placeholder not sent"); n != 2 {
			t.Errorf("%d lines: %s", n, log)
		}
		time.Sleep(time.Hour)
	})
}

// What no instance has written in the store as a user's mail does no harm: the user's messages are answered.
func TestUnreadableMail(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`[]`: "1s hello", ``: "1s hello", `null`: "1s hello", `{"answers":[{}]}`: "1s hello",
		`{"answers":[{"message":"m","at":1,"until":99999999999999,"parts":["YQ=="]}]}`:                         "1s hello",
		`{"answers":[{"message":"m","at":1,"until":99999999999999,"parts":[{"key":{"n":-1},"body":"YQ=="}]}]}`: "",
		`{"answers":[{"message":"m","at":1,"until":99999999999999,"parts":[{"key":{"n":-1},"read":true}]}]}`:   "1s hello",
	} {
		t.Run(raw, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				st := store.NewMemory()
				if err := st.Set(t.Context(), "callback:"+appID+":kept:"+alice, []byte(raw), time.Hour); err != nil {
					t.Fatal(err)
				}
				p := callback.WithPickup(callback.Pickup{Words: []string{"1s hello"}})
				s, log := newServer(t, account.Safe, model(new(atomic.Int32)), callback.WithStore(st), p)
				if want != "" {
					want = "answer to " + want
				}
				if got := pushTo(t, textXML("1s hello", 1), s); got != fmt.Sprintf("try 1: %q", want) {
					t.Errorf("got %s, log %s", got, log)
				}
				if got := pushTo(t, textXML("1s other", 2), s); got != `try 1: "answer to 1s other"` {
					t.Errorf("got %s, log %s", got, log)
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// A kept part that cannot be shown to the message that asks stays kept.
func TestKeptPartThatCannotBeShown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
			time.Sleep(20 * time.Second)
			return reply.Transfer{}, nil
		})
		s, log := newServer(t, account.Safe, h, callback.WithPickup(callback.Pickup{Rule: func(m message.Message) bool {
			text, ok := m.(*message.Text)
			return !ok || text.Content == "more"
		}}))
		pushTo(t, textXML("q", 1), s, s, s)
		time.Sleep(time.Minute)
		if got := pushTo(t, eventXML("CLICK", "more", 5), s); got != `try 1: ""` || !strings.Contains(log.String(), "kept reply not sent") {
			t.Errorf("a click gets %s, log %s", got, log)
		}
		time.Sleep(time.Second)
		w := safePush(textXML("more", 2)).post(s)
		if got := readXML(t, open(t, w.Body.Bytes(), currentKey)); got.MsgType != "transfer_customer_service" {
			t.Errorf("a text gets %+v", got)
		}
		time.Sleep(time.Hour)
	})
}

// What another key has sealed is lost, with one line in the log. What is kept afterwards is there.
func TestPickupKeyChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st := store.NewMemory()
		withKey := func(b byte) (*callback.Server, *journal) {
			p := callback.Pickup{Key: bytes.Repeat([]byte{b}, 32)}
			return newServer(t, account.Safe, model(new(atomic.Int32)), callback.WithStore(st), callback.WithPickup(p))
		}
		a, _ := withKey(1)
		b, log := withKey(2)
		pushTo(t, textXML("20s a", 1), a, a, a)
		time.Sleep(time.Minute)
		pushTo(t, textXML("1s b", 2), b, b, b)
		pushTo(t, textXML("20s c", 3), b, b, b)
		time.Sleep(time.Minute)
		if got := pushTo(t, textXML("继续", 4), b); got != `try 1: "answer to 20s c"` {
			t.Errorf("got %s", got)
		}
		if n := strings.Count(log.String(), "was Pickup.Key changed?"); n != 1 {
			t.Errorf("%d lines: %s", n, log)
		}
		time.Sleep(time.Hour)
	})
}

// Each part says once that it goes on, also one that was given these words to be sent, and was then kept.
func TestMoreIsSaidOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int32
		parts := callback.Parts(written(4*time.Second, nil, "one\n\n", "two\n\n", "three\n\n", "four"), callback.WithPartPause(0))
		s, _ := newServer(t, account.Safe, putOff(parts, nil), callback.WithSender(func(context.Context, string, reply.Reply) error {
			if n.Add(1) == 3 { // the last that a click may have
				return errors.New("connection reset")
			}
			return nil
		}))
		pushTo(t, eventXML("CLICK", "k", 1), s)
		time.Sleep(time.Minute)
		c := &chat{t: t, to: []*callback.Server{s}}
		c.wants("继续", "three"+more)
		c.wants("继续", "four")
		time.Sleep(time.Hour)
	})
}

// The end of an answer is left out that is too long to be kept, with a line in the log. Nothing is left out before it.
func TestEndOfALongAnswerIsLeftOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b strings.Builder
		for i := range 12000 {
			fmt.Fprintf(&b, "<%06d> A short line.\n", i)
		}
		s, log := newServer(t, account.Safe, always(reply.Text(b.String()), nil))
		c := &chat{t: t, to: []*callback.Server{s}}
		part := c.says("hello")
		all := part
		for strings.Contains(part, "看下文") {
			part = c.says("继续")
			all += part
		}
		n := strings.Count(all, "<")
		for i := range n {
			if !strings.Contains(all, fmt.Sprintf("<%06d>", i)) {
				t.Errorf("<%06d> is not among the first %d lines", i, n)
				break
			}
		}
		if n < 2000 || strings.Count(log.String(), "the end of a kept answer was left out") != 1 {
			t.Errorf("%d lines were read, log %s", n, log)
		}
		time.Sleep(time.Hour)
	})
}

// An answer that is dropped unread has one line in the log, on whichever instance.
func TestDropIsLoggedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		opts := []callback.Option{callback.WithStore(store.NewMemory()), callback.WithStillWorking(reply.Text("wait"))}
		a, logA := newServer(t, account.Safe, model(new(atomic.Int32)), opts...)
		b, logB := newServer(t, account.Safe, model(new(atomic.Int32)), opts...)
		for i := range 6 {
			s := []*callback.Server{a, b}[i%2]
			pushTo(t, textXML(fmt.Sprintf("20s no. %d", i), int64(i+1)), s, s, s)
			time.Sleep(time.Minute)
		}
		if n := strings.Count(logA.String()+logB.String(), "dropped unread"); n != 2 {
			t.Errorf("%d lines for two answers: %s%s", n, logA, logB)
		}
		time.Sleep(time.Hour)
	})
}

// A slow store shows no part twice, and skips none.
func TestPickupFromASlowStore(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{300 * time.Millisecond, 700 * time.Millisecond} {
		t.Run(delay.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				u := &unreliable{Store: store.NewMemory()}
				c := &chat{t: t}
				for range 2 {
					s, _ := newServer(t, account.Safe, model(new(atomic.Int32)), callback.WithStore(u), callback.WithStillWorking(reply.Text("wait")))
					c.to = append(c.to, s)
				}
				for _, text := range []string{"20s a", "20s b"} {
					c.wants(text, "wait")
					time.Sleep(time.Minute)
				}
				u.slow.Store(int64(delay))
				c.wants("继续", "answer to 20s a"+more)
				time.Sleep(3 * time.Second)
				c.wants("继续", "answer to 20s b")
				u.slow.Store(0)
				time.Sleep(time.Hour)
			})
		})
	}
}

// A Later and Parts are refused as what a user reads where there is no answer.
func TestRepliesOfTheConfiguration(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]reply.Reply{
		"later": callback.Later(func(context.Context) (reply.Reply, error) { return reply.Text("sorry"), nil }),
		"parts": callback.Parts(written(0, nil, "sorry")),
		"long":  reply.Text(strings.Repeat("sorry ", 400)),
	} {
		for option, opt := range map[string]callback.Option{"Fallback": callback.WithFallback(r), "StillWorking": callback.WithStillWorking(r)} {
			if _, err := callback.New(testAccount(account.Safe), always(nil, nil), opt); err == nil || !strings.Contains(err.Error(), option) {
				t.Errorf("%s as %s: %v", name, option, err)
			}
		}
	}
}
