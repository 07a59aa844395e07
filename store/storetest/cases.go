package storetest

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/store"
)

var (
	a     = []byte("a")
	b     = []byte("b")
	c     = []byte("c")
	empty = []byte{}
)

func getAbsent(f *fixture) {
	f.lacks("k")
	f.set("other", a, long)
	f.lacks("k")
}

func getPresent(f *fixture) {
	f.set("k", a, long)
	f.holds("k", a)
	f.holds("k", a) // reading uses nothing up
}

func setOverwrites(f *fixture) {
	f.set("k", a, long)
	f.set("k", b, long)
	f.holds("k", b)
}

func setNil(f *fixture) {
	f.set("k", a, long)
	f.set("k", nil, long)
	f.holds("k", empty)
}

func swapIn(f *fixture) {
	f.swap("k", nil, a, long)
	f.holds("k", a)
	f.swapRefused("k", nil, b, long)
	f.swapRefused("k", nil, a, long) // the same value is there, but the key is not absent
	f.holds("k", a)
}

func swapOver(f *fixture) {
	f.swapRefused("k", a, b, long)
	f.lacks("k")
	f.set("k", a, long)
	f.swapRefused("k", b, c, long)
	f.swapRefused("k", []byte("aa"), c, long)
	f.swapRefused("k", []byte("A"), c, long)
	f.holds("k", a)
	f.swap("k", a, a, long)
	f.swap("k", a, b, long)
	f.holds("k", b)
	f.swapRefused("k", a, c, long)
	f.holds("k", b)
}

func swapOut(f *fixture) {
	f.swapRefused("k", a, nil, long)
	f.set("k", a, long)
	f.swapRefused("k", b, nil, long)
	f.holds("k", a)
	f.swap("k", a, nil, long)
	f.lacks("k")
	f.swapRefused("k", a, nil, long)
	f.swap("k", nil, b, long)
	f.holds("k", b)
}

func swapNothing(f *fixture) {
	f.swap("k", nil, nil, long)
	f.lacks("k")
	f.set("k", a, long)
	f.swapRefused("k", nil, nil, long)
	f.holds("k", a)
}

func swapEmpty(f *fixture) {
	f.swapRefused("k", empty, a, long)
	f.lacks("k")
	f.swap("k", nil, empty, long)
	f.holds("k", empty)
	f.swapRefused("k", nil, a, long)
	f.holds("k", empty)
	f.swap("k", empty, a, long)
	f.holds("k", a)
	f.swap("k", a, empty, long)
	f.holds("k", empty)
	f.swap("k", empty, nil, long)
	f.lacks("k")
}

func ttlExpires(f *fixture) {
	f.set("set", a, f.life)
	f.swap("swapped", nil, a, f.life)
	f.set("stays", a, long)
	f.advance(f.life / 2)
	f.holds("set", a)
	f.holds("swapped", a)
	f.advance(f.life / 2)
	f.lacks("set")
	f.lacks("swapped")
	f.holds("stays", a)
}

func ttlOfLastWrite(f *fixture) {
	f.set("set shorter", a, long)
	f.set("set shorter", b, f.life)
	f.set("set longer", a, f.life)
	f.set("set longer", b, long)
	f.set("swap shorter", a, long)
	f.swap("swap shorter", a, b, f.life)
	f.set("swap longer", a, f.life)
	f.swap("swap longer", a, a, long) // a lock that its owner extends
	f.set("again", a, long)
	f.swap("again", a, nil, 0)
	f.set("again", b, f.life)
	f.advance(f.life)
	f.lacks("set shorter")
	f.holds("set longer", b)
	f.lacks("swap shorter")
	f.holds("swap longer", a)
	f.lacks("again")
}

func ttlFailedSwap(f *fixture) {
	f.set("k", a, f.life)
	f.swapRefused("k", b, c, long)
	f.swapRefused("k", nil, c, long)
	f.set("l", a, long)
	f.swapRefused("l", b, c, f.life)
	f.advance(f.life)
	f.lacks("k")
	f.holds("l", a)
}

func ttlSwapExpired(f *fixture) {
	for _, key := range []string{"over", "out", "in", "nothing"} {
		f.set(key, a, f.life)
	}
	f.advance(f.life)
	f.swapRefused("over", a, b, long)
	f.lacks("over")
	f.swapRefused("out", a, nil, 0)
	f.swap("in", nil, b, long)
	f.holds("in", b)
	f.swap("nothing", nil, nil, 0)
	f.lacks("nothing")
}

func ttlEdges(f *fixture) {
	f.set("set shortest", a, 1)
	f.swap("swap shortest", nil, a, 1)
	f.set("set longest", a, math.MaxInt64)
	f.swap("swap longest", nil, a, math.MaxInt64)
	f.advance(time.Millisecond) // a store may round up so far
	f.lacks("set shortest")
	f.lacks("swap shortest")
	f.holds("set longest", a)
	f.holds("swap longest", a)
}

func ttlRefused(f *fixture) {
	f.set("k", a, long)
	for _, ttl := range []time.Duration{0, -1, -time.Second, math.MinInt64} {
		f.refusesTTL("Set absent", ttl, f.store.Set(f.ctx, "absent", a, ttl))
		f.refusesTTL("Set present", ttl, f.store.Set(f.ctx, "k", b, ttl))
		for _, try := range []struct {
			key      string
			old, new []byte
		}{
			{"absent", nil, a},
			{"absent", a, b}, // a wrong ttl is an error even where nothing would be swapped
			{"k", a, b},
			{"k", nil, b},
		} {
			swapped, err := f.store.CompareAndSwap(f.ctx, try.key, try.old, try.new, ttl)
			f.refusesTTL("CompareAndSwap "+try.key, ttl, err)
			if swapped {
				f.Errorf("CompareAndSwap with ttl %v: swapped, want an error and no effect", ttl)
			}
		}
		f.lacks("absent")
		f.holds("k", a)

		f.set("gone", a, long)
		f.swap("gone", a, nil, ttl) // deleting looks at no ttl
		f.lacks("gone")
	}
}

func (f *fixture) refusesTTL(call string, ttl time.Duration, err error) {
	f.Helper()
	var refused *store.TTLError
	if !errors.As(err, &refused) || refused.TTL != ttl {
		f.Fatalf("%s with ttl %v: %v, want *store.TTLError with that TTL", call, ttl, err)
	}
}

func exactValues(f *fixture) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for i, value := range [][]byte{
		empty,
		{0},
		[]byte("a\x00"), []byte("\x00a"), every, []byte(" a\r\n"), []byte("nil"), []byte("007"),
		[]byte("今日歌曲"), []byte("\xff\xfe not UTF-8"), make([]byte, 1<<16),
	} {
		key := strconv.Itoa(i)
		f.set(key, value, long)
		f.holds(key, value)
		f.swap(key, value, a, long)
		f.swap(key, a, value, long)
		f.holds(key, value)
		f.swapRefused(key, append(value[:len(value):len(value)], 0), a, long)
		f.swap(key, value, nil, 0)
		f.lacks(key)
	}
}

func exactKeys(f *fixture) {
	chinese := "微信:令牌"
	tail := strings.Repeat("x", 4096)
	keys := []string{
		"", "k", "K", "k ", " k", "k\x00", "k\n", "k:k", "k/k", "k*", "k?", "[k]", "{k}", "%6b", `"k"`, "'k'",
		"é", "e\u0301", // one letter to the reader, two keys
		chinese, chinese[:len(chinese)-1], "\xff", "\xfe", "😀",
		tail, tail + "1", tail + "2",
	}
	for i, key := range keys {
		f.lacks(key)
		f.swap(key, nil, []byte(strconv.Itoa(i)), long)
	}
	for i, key := range keys {
		f.holds(key, []byte(strconv.Itoa(i)))
	}
	for i, key := range keys {
		f.swap(key, []byte(strconv.Itoa(i)), nil, 0)
		f.lacks(key)
	}
}

func givenCopied(f *fixture) {
	given := []byte("value")
	f.set("set", given, long)
	f.swap("swap in", nil, given, long)
	f.set("swap over", a, long)
	f.swap("swap over", a, given, long)
	copy(given, "VALUE")
	for _, key := range []string{"set", "swap in", "swap over"} {
		f.holds(key, []byte("value"))
	}

	old, new := []byte("value"), []byte("newer")
	f.swap("set", old, new, long)
	if string(old) != "value" || string(new) != "newer" {
		f.Errorf("CompareAndSwap changed its arguments to %q and %q", old, new)
	}
}

func returnedCopied(f *fixture) {
	f.set("k", []byte("value"), long)
	first, err := f.store.Get(f.ctx, "k")
	if err != nil {
		f.Fatalf("Get: %v", err)
	}
	second, err := f.store.Get(f.ctx, "k")
	if err != nil {
		f.Fatalf("Get: %v", err)
	}
	copy(first, "VALUE")
	f.holds("k", []byte("value"))
	if string(second) != "value" {
		f.Errorf("what one Get returned changed another's to %q", second)
	}
	f.set("k", []byte("other"), long)
	f.swap("k", []byte("other"), []byte("third"), long)
	if string(second) != "value" {
		f.Errorf("a later write changed what Get had returned to %q", second)
	}
}

func contextDone(f *fixture) {
	f.set("k", a, long)
	cancelled, cancel := context.WithCancel(f.ctx)
	cancel()
	late, cancel := context.WithDeadline(f.ctx, time.Unix(0, 0))
	defer cancel()
	for _, ctx := range []context.Context{cancelled, late} {
		if value, err := f.store.Get(ctx, "k"); !errors.Is(err, ctx.Err()) || value != nil {
			f.Errorf("Get = %q, %v, want nil, %v", value, err, ctx.Err())
		}
		if err := f.store.Set(ctx, "k", b, long); !errors.Is(err, ctx.Err()) {
			f.Errorf("Set: %v, want %v", err, ctx.Err())
		}
		for _, try := range []struct {
			key      string
			old, new []byte
		}{
			{"k", a, b}, {"k", a, nil}, {"k", b, c}, {"absent", nil, a},
		} {
			swapped, err := f.store.CompareAndSwap(ctx, try.key, try.old, try.new, long)
			if swapped || !errors.Is(err, ctx.Err()) {
				f.Errorf(
					"CompareAndSwap(%q, %s, %s) = %t, %v, want false, %v",
					try.key,
					show(try.old),
					show(try.new),
					swapped,
					err,
					ctx.Err(),
				)
			}
		}
		f.holds("k", a)
		f.lacks("absent")
	}
}

func concurrentCounter(f *fixture) {
	const workers, each = 16, 8
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range each {
				if err := f.increment("k", workers*each); err != nil {
					f.Errorf("increment: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	f.holds("k", []byte(strconv.Itoa(workers*each)))
}

// increment adds one to the number under key, from nothing on. A swap fails only because another's has succeeded, so it
// needs no more attempts than there are increments in all.
func (f *fixture) increment(key string, attempts int) error {
	for range attempts {
		old, err := f.store.Get(f.ctx, key)
		if errors.Is(err, store.ErrNotFound) {
			old = nil
		} else if err != nil {
			return err
		}
		n := 0
		if old != nil {
			if n, err = strconv.Atoi(string(old)); err != nil {
				return err
			}
		}
		swapped, err := f.store.CompareAndSwap(f.ctx, key, old, []byte(strconv.Itoa(n+1)), long)
		if err != nil || swapped {
			return err
		}
	}
	return errors.New("CompareAndSwap refused more often than the value can have changed")
}

func concurrentLock(f *fixture) {
	for range 4 { // the lock can be taken again once released
		var owners atomic.Int32
		var release func(context.Context)
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				r, ok, err := store.Lock(f.ctx, f.store, "lock", long)
				if err != nil {
					f.Errorf("Lock: %v", err)
				}
				if ok && owners.Add(1) == 1 {
					release = r
				}
			})
		}
		wg.Wait()
		if n := owners.Load(); n != 1 {
			f.Fatalf("%d of 64 took the lock, want 1", n)
		}
		release(f.ctx)
		f.lacks("lock")
	}
}
