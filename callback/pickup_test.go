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
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/store"
)

// model answers "<text>" with "answer to <text>" after a time that the text names, such as "20s".
func model(runs *atomic.Int32) callback.HandlerFunc {
	return func(ctx context.Context, m message.Message) (reply.Reply, error) {
		runs.Add(1)
		text := m.(*message.Text).Content
		takes, _ := time.ParseDuration(strings.Fields(text)[0])
		select {
		case <-time.After(takes):
			return reply.Text("answer to " + text), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// chat is a user who writes to instances in turn.
type chat struct {
	t     *testing.T
	to    []*callback.Server
	turn  int
	msgID int64
}

func (c *chat) says(text string) string {
	c.t.Helper()
	time.Sleep(time.Second) // a user takes time to write
	c.msgID++
	c.turn++
	s := func(i int) *callback.Server { return c.to[(c.turn+i)%len(c.to)] }
	got := pushTo(c.t, textXML(text, c.msgID), s(0), s(1), s(2))
	return strings.SplitN(got, ": ", 2)[1]
}

func (c *chat) wants(text, want string) {
	c.t.Helper()
	if got := c.says(text); got != fmt.Sprintf("%q", want) {
		c.t.Errorf("%s: got %s, want %q", text, got, want)
	}
}

const more = "\n（回复“继续”看下文 · reply “continue” for more）"

// forPickup runs a test on one instance, on one with a store, and on two.
func forPickup(t *testing.T, h func(runs *atomic.Int32) callback.HandlerFunc, test func(t *testing.T, c *chat, runs *atomic.Int32, log *journal), opts ...callback.Option) {
	t.Helper()
	for name, n := range map[string]int{"alone": 0, "with a store": 1, "two instances": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				all := append([]callback.Option{callback.WithStillWorking(reply.Text("wait"))}, opts...)
				if n > 0 {
					all = append(all, callback.WithStore(store.NewMemory()))
				}
				runs := new(atomic.Int32)
				c := &chat{t: t}
				var log *journal
				for range max(n, 1) {
					var s *callback.Server
					s, log = newServer(t, account.Safe, h(runs), all...)
					c.to = append(c.to, s)
				}
				test(t, c, runs, log)
				time.Sleep(time.Hour)
			})
		})
	}
}

// The table of the issue: a word, or the same text again, fetches an answer that is there, and reads the placeholder
// where it is under way; no handler runs for either. Anything else has a run of its own.
func TestPickup(t *testing.T) {
	t.Parallel()
	forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
		c.wants("30s story", "wait")
		c.wants("继续", "wait")
		c.wants(" Continue. ", "wait")
		c.wants("30s story", "wait")
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
		time.Sleep(20 * time.Second)
		c.wants("30s story", "answer to 30s story")
		c.wants("1s quick", "answer to 1s quick")
		if runs.Load() != 2 {
			t.Errorf("%d runs", runs.Load())
		}
		// What was read is not kept any more.
		if got := c.says("continue"); runs.Load() != 3 {
			t.Errorf("got %s after %d runs", got, runs.Load())
		}
		if log.String() != "" {
			t.Error(log)
		}
	})
}

// Answers are kept in their order, four at most.
func TestPickupKeepsFour(t *testing.T) {
	t.Parallel()
	forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
		for i := range 5 {
			c.wants(fmt.Sprintf("20s no. %d", i), "wait")
			time.Sleep(time.Minute)
		}
		for i := 1; i < 5; i++ {
			want := fmt.Sprintf("answer to 20s no. %d", i)
			if i < 4 {
				want += more
			}
			c.wants("继续", want)
		}
		if runs.Load() != 5 || len(c.to) == 1 && strings.Count(log.String(), "dropped unread") != 1 {
			t.Errorf("%d runs, log %s", runs.Load(), log)
		}
	})
}

// A long answer is read part by part, each of which says that it goes on.
func TestPickupOfParts(t *testing.T) {
	t.Parallel()
	sentence := "这是大模型写的一段很长的回答。"
	h := func(runs *atomic.Int32) callback.HandlerFunc {
		return func(ctx context.Context, m message.Message) (reply.Reply, error) {
			runs.Add(1)
			if m.(*message.Text).Content == "late" {
				time.Sleep(20 * time.Second)
			}
			return reply.Text(strings.Repeat(sentence, 100)), nil // 4,500 bytes
		}
	}
	forPickup(t, h, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
		for _, first := range []string{"early", "late"} {
			var all strings.Builder
			part := c.says(first)
			if first == "late" {
				if part != `"wait"` {
					t.Errorf("got %s", part)
				}
				time.Sleep(20 * time.Second)
				part = c.says("继续")
			}
			parts := 1
			for strings.Contains(part, "看下文") {
				if strings.Count(part, "看下文") != 1 {
					t.Errorf("the hint is in the part twice: %s", part)
				}
				all.WriteString(strings.TrimSuffix(strings.Trim(part, `"`), strings.ReplaceAll(more, "\n", `\n`)))
				part = c.says("继续")
				parts++
			}
			all.WriteString(strings.Trim(part, `"`))
			if all.String() != strings.Repeat(sentence, 100) || parts != 3 {
				t.Errorf("%s: read %d bytes in %d parts", first, all.Len(), parts)
			}
		}
		if runs.Load() != 2 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// A part says that it goes on also where the next one is not written yet.
func TestPickupOfPartsUnderWay(t *testing.T) {
	t.Parallel()
	h := func(runs *atomic.Int32) callback.HandlerFunc {
		return func(context.Context, message.Message) (reply.Reply, error) {
			runs.Add(1)
			long := strings.Repeat("x", 1500) + "\n\n"
			return callback.Parts(written(20*time.Second, nil, long, long, long, "end")), nil
		}
	}
	forPickup(t, h, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
		c.wants("question", "wait")
		time.Sleep(30 * time.Second)
		part := strings.Repeat("x", 1500)
		c.wants("继续", part+more) // at 46 s
		c.wants("继续", "wait")
		time.Sleep(time.Minute)
		c.wants("继续", part+more)
		c.wants("继续", part+"\n\nend")
		if runs.Load() != 1 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// What is written without an end of a line can be read part by part as well.
func TestPickupOfPartsInOneLine(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{"sentences": "一句话。", "words": "word ", "characters": "字", "blanks": " ", "bytes": "\xe7"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				pieces := strings.SplitAfter(strings.Repeat(strings.Repeat(piece, 24/len(piece))+"|", 1200), "|")
				s, _ := newServer(t, account.Safe, always(callback.Parts(written(50*time.Millisecond, nil, pieces...)), nil),
					callback.WithStillWorking(reply.Text("wait")), callback.WithPickup(callback.Pickup{More: " +"}))
				c := &chat{t: t, to: []*callback.Server{s}}
				part := c.says("question")
				for range 3 {
					if len(part) < reply.MaxTextBytes/4 || !strings.HasSuffix(part, ` +"`) {
						t.Errorf("read %d bytes: %s", len(part), part)
					}
					time.Sleep(8 * time.Second)
					part = c.says("继续")
				}
				time.Sleep(time.Hour)
			})
		})
	}
}

// All pushes of a message that asks show the same part, which is there for the next one only if none was answered.
func TestPickupBelongsToItsMessage(t *testing.T) {
	t.Parallel()
	forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
		c.wants("20s a", "wait")
		time.Sleep(30 * time.Second)
		c.wants("20s b", "wait")
		time.Sleep(30 * time.Second)
		ask := textXML("继续", 100)
		for _, s := range c.to {
			if got := pushTo(t, ask, s); got != fmt.Sprintf("try 1: %q", "answer to 20s a"+more) {
				t.Errorf("got %s", got)
			}
		}
		time.Sleep(time.Second)
		c.wants("继续", "answer to 20s b")
		if runs.Load() != 2 {
			t.Errorf("%d runs", runs.Load())
		}
	})
}

// A sender that fails is no delivery: the answer is kept. Which permission the account has is learnt once, by all.
func TestPickupAfterASenderFailed(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]func() error{
		"network": func() error { return errors.New("connection reset") },
		"panic":   func() error { panic("oh no") },
		"45015":   func() error { return &endpoint.Error{Code: 45015} },
		"45047":   func() error { return &endpoint.Error{Code: 45047} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			forPickup(t, model, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
				c.wants("20s a", "")
				time.Sleep(30 * time.Second)
				c.wants("继续", "answer to 20s a")
				if runs.Load() != 1 {
					t.Errorf("%d runs", runs.Load())
				}
			}, callback.WithSender(func(context.Context, string, reply.Reply) error {
				asked.Add(1)
				return fails()
			}))
		})
	}
	t.Run("48001", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var runs, asked atomic.Int32
			st := store.NewMemory()
			instance := func() *callback.Server {
				s, _ := newServer(t, account.Safe, model(&runs), callback.WithStore(st), callback.WithStillWorking(reply.Text("wait")),
					callback.WithSender(func(context.Context, string, reply.Reply) error {
						asked.Add(1)
						return fmt.Errorf("refused: %w", endpoint.ErrAPIUnauthorized)
					}))
				return s
			}
			c := &chat{t: t, to: []*callback.Server{instance()}}
			c.wants("20s a", "") // the sender is expected to work
			time.Sleep(30 * time.Second)
			c.wants("继续", "answer to 20s a")
			c.to = []*callback.Server{instance()} // it has begun again
			for i := range 3 {
				c.says("1s b")
				c.wants(fmt.Sprint("20s c", i), "wait")
				time.Sleep(time.Hour)
			}
			if asked.Load() != 1 {
				t.Errorf("the sender was asked %d times", asked.Load())
			}
		})
	})
}

// What is kept goes with the user, with the authorisation, and with time.
func TestPickupIsForgotten(t *testing.T) {
	t.Parallel()
	authorization := func(event, extra string) string {
		return "<xml><ToUserName>gh_1</ToUserName><FromUserName>push</FromUserName><CreateTime>1714112445</CreateTime><MsgType>event</MsgType>" +
			"<Event>" + event + "</Event><OpenID>" + alice + "</OpenID><AppID>" + appID + "</AppID>" + extra + "</xml>"
	}
	for name, push := range map[string]string{
		"unsubscribe":                     unsubscribeXML(),
		"user_info_modified":              authorization("user_info_modified", ""),
		"user_authorization_revoke":       authorization("user_authorization_revoke", "<RevokeInfo>1</RevokeInfo>"),
		"user_authorization_cancellation": authorization("user_authorization_cancellation", ""),
		"an hour":                         "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := func(runs *atomic.Int32) callback.HandlerFunc {
				ask := model(runs)
				return func(ctx context.Context, m message.Message) (reply.Reply, error) {
					if _, ok := m.(*message.Text); !ok {
						return nil, nil
					}
					return ask(ctx, m)
				}
			}
			forPickup(t, h, func(t *testing.T, c *chat, runs *atomic.Int32, log *journal) {
				c.wants("20s a", "wait")
				time.Sleep(30 * time.Second)
				if push == "" {
					time.Sleep(time.Hour)
				} else {
					pushTo(t, push, c.to[0])
				}
				c.wants("继续 ", "answer to 继续 ")
				if runs.Load() != 2 {
					t.Errorf("%d runs", runs.Load())
				}
			})
		})
	}
}

// Kept answers are sealed in the store where there is a key.
func TestPickupIsSealed(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, 32)
	for name, sealed := range map[string]bool{"with a key": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				st := store.NewMemory()
				p := callback.Pickup{}
				if sealed {
					p.Key = key
				}
				s, log := newServer(t, account.Safe, model(&runs), callback.WithStore(st), callback.WithPickup(p))
				pushTo(t, textXML("20s secret", 1), s, s, s)
				time.Sleep(30 * time.Second)
				raw, err := st.Get(t.Context(), "callback:"+appID+":kept:"+alice)
				if err != nil {
					t.Fatal(err)
				}
				if found := bytes.Contains(raw, []byte("YW5zd2VyIHRvIDIwcyBzZWNyZXQ")) || bytes.Contains(raw, []byte(`"answers"`)); found == sealed {
					t.Errorf("the store has %q", raw)
				}
				other, _ := newServer(t, account.Safe, model(&runs), callback.WithStore(st), callback.WithPickup(p))
				if got := pushTo(t, textXML("继续", 2), other); got != `try 1: "answer to 20s secret"` {
					t.Errorf("got %s", got)
				}
				if strings.Contains(log.String(), "secret") {
					t.Error(log)
				}
				time.Sleep(time.Hour)
			})
		})
	}
	_, err := callback.New(testAccount(account.Safe), always(nil, nil), callback.WithPickup(callback.Pickup{Key: []byte("short")}))
	if e, ok := errors.AsType[*field.Error](err); !ok || e.Path != "Pickup.Key" || strings.Contains(err.Error(), "short") {
		t.Errorf("got %v", err)
	}
}

// The words, the rule and the placeholder are the program's.
func TestPickupOptions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		s, _ := newServer(t, account.Safe, model(&runs),
			callback.WithPickup(callback.Pickup{Words: []string{"Mehr"}, More: " [Mehr]"}),
			callback.WithStillWorkingFunc(func(elapsed time.Duration) reply.Reply {
				return reply.Text(fmt.Sprint("since ", elapsed.Round(time.Second)))
			}))
		c := &chat{t: t, to: []*callback.Server{s}}
		c.wants("1m a", "since 15s")
		time.Sleep(9 * time.Second)
		c.wants("mehr", "since 25s")
		time.Sleep(time.Minute)
		c.wants("MEHR", "answer to 1m a")

		r, _ := newServer(t, account.Safe, model(&runs), callback.WithPickup(callback.Pickup{Rule: func(m message.Message) bool {
			text, ok := m.(*message.Text)
			return ok && text.Content == "?"
		}}))
		c.to = []*callback.Server{r}
		if got := c.says("20s b"); !strings.Contains(got, "继续") || !strings.Contains(got, "continue") {
			t.Errorf("the placeholder is %s", got)
		}
		time.Sleep(time.Minute)
		c.wants("?", "answer to 20s b")
		time.Sleep(time.Hour)
	})
}

// putOff postpones a reply.
func putOff(r reply.Reply, err error) callback.HandlerFunc {
	return always(callback.Later(func(context.Context) (reply.Reply, error) { return r, err }), nil)
}

// The user reads the fallback where the handler has no answer.
func TestFallback(t *testing.T) {
	t.Parallel()
	sorry := callback.WithFallback(reply.Text("sorry"))
	for name, h := range map[string]callback.HandlerFunc{
		"error":       always(nil, errors.New("down")),
		"panic":       func(context.Context, message.Message) (reply.Reply, error) { panic("oh no") },
		"empty":       always(reply.Text(""), nil),
		"blank":       always(reply.Text(" \n"), nil),
		"unsendable":  always(reply.Image{}, nil),
		"its reply":   always(struct{ reply.Reply }{}, nil),
		"later":       putOff(nil, errors.New("down")),
		"later empty": putOff(reply.Text(""), nil),
		"late error": func(context.Context, message.Message) (reply.Reply, error) {
			time.Sleep(20 * time.Second)
			return nil, errors.New("down")
		},
		"never": func(context.Context, message.Message) (reply.Reply, error) {
			time.Sleep(2 * time.Hour)
			return reply.Text("too late"), nil
		},
	} {
		for _, send := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, sender %v", name, send), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					o := newOutbox()
					opts := []callback.Option{sorry, callback.WithStillWorking(reply.Text("wait"))}
					if send {
						opts = append(opts, callback.WithSender(o.send))
					}
					s, _ := newServer(t, account.Safe, h, opts...)
					got := pushTo(t, textXML("hello", 1), s, s, s)
					time.Sleep(20 * time.Minute)
					read := strings.Contains(got, "sorry") || len(o.all()) == 1 && strings.Contains(o.all()[0], "sorry")
					if !read && !send {
						got = pushTo(t, textXML("继续", 2), s)
						read = strings.Contains(got, "sorry")
					}
					if !read {
						t.Errorf("got %s, sent %q", got, o.all())
					}
					time.Sleep(3 * time.Hour)
					if len(o.all()) > 1 || strings.Contains(fmt.Sprint(o.all()), "too late") {
						t.Errorf("sent %q", o.all())
					}
				})
			})
		}
	}
	// A handler that says nothing, and an event that nobody waits for, have no fallback.
	for _, push := range []string{textXML("hello", 1), eventXML("VIEW", "http://x/", 1)} {
		h := always(nil, nil)
		if strings.Contains(push, "VIEW") {
			h = always(nil, errors.New("down"))
		}
		s, _ := newServer(t, account.Safe, h, sorry)
		if got := pushTo(t, push, s); got != `try 1: ""` {
			t.Errorf("got %s", got)
		}
	}
}
