package callback_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/reply"
)

// Parts are never cut in a link, in a character, nor in what a reader takes for one character.
func TestFirstPartIsCutWell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pieces     [2]string
		got, later string
	}{
		"a question mark in a link": {[2]string{`Read <a href="https://e.com/?q=1">this page</a> for more `, "and so on"}, `Read <a href="https://e.com/?q=1">this page</a> for more`, "and so on"},
		"a link that is not there":  {[2]string{`Read <a href="https://e.com/`, `page">this</a>`}, "Read", `<a href="https://e.com/page">this</a>`},
		"a question mark of a URL":  {[2]string{"see https://e.com/?q=abc and ", "on"}, "see https://e.com/?q=abc and", "on"},
		"an upper-case link":        {[2]string{`Read <A HREF="https://e.com/">my `, `page</A>`}, "Read", `<A HREF="https://e.com/">my page</A>`},
		"a template's argument":     {[2]string{"use std::array<auto> here, ", "then"}, "use std::array<auto> here,", "then"},
		"a byte":                    {[2]string{"你好世\xe7\x95", "\x8c再见"}, "", "你好世界再见"},
		"a family":                  {[2]string{"family \U0001F468\u200d", "\U0001F469 ok"}, "family", "\U0001F468\u200d\U0001F469 ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o := newOutbox()
				s, _ := newServer(t, account.Safe, always(callback.Parts(func(yield func(reply.Reply, error) bool) {
					time.Sleep(time.Second)
					if yield(reply.Text(c.pieces[0]), nil) {
						time.Sleep(21 * time.Second)
						yield(reply.Text(c.pieces[1]), nil)
					}
				}), nil), callback.WithSender(o.send))
				got := pushTo(t, textXML("hello", 1), s, s, s)
				time.Sleep(time.Hour)
				if got != fmt.Sprintf("try 3: %q", c.got) || len(o.all()) != 1 || o.all()[0] != "22s "+c.later+" to "+alice {
					t.Errorf("got %s, sent %q", got, o.all())
				}
			})
		})
	}
}

// A sequence that misbehaves, or yields what is no reply, ends nothing but itself. The user reads what came before, or
// the fallback.
func TestMisbehavingParts(t *testing.T) {
	t.Parallel()
	one := reply.Text("one")
	for name, c := range map[string]struct {
		seq  func(yield func(reply.Reply, error) bool)
		want string
	}{
		"nil":                  {nil, "sorry"},
		"panics with nil":      {func(func(reply.Reply, error) bool) { panic(nil) }, "sorry"},
		"goes on after an end": {func(yield func(reply.Reply, error) bool) { yield(nil, errors.New("down")); yield(one, nil) }, "sorry"},
		"yields nil":           {func(yield func(reply.Reply, error) bool) { _ = yield(nil, nil) && yield(one, nil) }, "one"},
		"yields a nil pointer": {func(yield func(reply.Reply, error) bool) { _ = yield((*reply.Text)(nil), nil) && yield(one, nil) }, "one"},
		"yields a bad image":   {func(yield func(reply.Reply, error) bool) { yield(reply.Image{}, nil) }, "sorry"},
		"yields Parts":         {func(yield func(reply.Reply, error) bool) { yield(callback.Parts(written(0, nil, "two")), nil) }, "sorry"},
		"its reply panics":     {func(yield func(reply.Reply, error) bool) { yield(struct{ reply.Reply }{}, nil) }, "sorry"},
		"a bad one first":      {func(yield func(reply.Reply, error) bool) { _ = yield(reply.Image{}, nil) && yield(one, nil) }, "one"},
		"text with an error":   {func(yield func(reply.Reply, error) bool) { yield(one, errors.New("down")) }, "one"},
	} {
		for _, wait := range []time.Duration{0, 20 * time.Second} {
			t.Run(fmt.Sprintf("%s after %v", name, wait), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					seq := c.seq
					if seq != nil {
						seq = func(yield func(reply.Reply, error) bool) {
							time.Sleep(wait)
							c.seq(yield)
						}
					}
					o := newOutbox()
					s, log := newServer(t, account.Safe, always(callback.Parts(seq), nil), callback.WithSender(o.send), callback.WithFallback(reply.Text("sorry")))
					got := pushTo(t, textXML("hello", 1), s, s, s)
					time.Sleep(time.Hour)
					all := got + fmt.Sprint(o.all())
					if strings.Count(all, c.want) != 1 || strings.Count(all, "sorry")+strings.Count(all, "one") != 1 {
						t.Errorf("got %s, sent %q, log %s", got, o.all(), log)
					}
				})
			})
		}
	}
}

// What a stream of small pieces allocates grows with its length, and not with the square of it. It runs alone, since
// the count is the process's.
func TestSmallPiecesAllocateLittle(t *testing.T) {
	allocated := func(pieces int) uint64 {
		s, _ := newServer(t, account.Safe, always(callback.Parts(func(yield func(reply.Reply, error) bool) {
			for range pieces {
				if !yield(reply.Text("四字"), nil) {
					return
				}
			}
		}), nil))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		safePush(textXML("hello", 1)).post(s)
		if err := s.Shutdown(t.Context()); err != nil { // it waits for what follows the answer
			t.Error(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	allocated(10)
	if few, many := allocated(5_000), allocated(20_000); many > 8*few {
		t.Errorf("5,000 pieces allocate %d bytes, 20,000 pieces %d", few, many)
	}
}
