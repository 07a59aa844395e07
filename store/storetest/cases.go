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
	f.wantAbsent("k")
	f.set("other", a, long)
	f.wantAbsent("k")
}

func getPresent(f *fixture) {
	f.set("k", a, long)
	f.wantValue("k", a)
	f.wantValue("k", a) // reading does not remove the value
}

func setOverwrites(f *fixture) {
	f.set("k", a, long)
	f.set("k", b, long)
	f.wantValue("k", b)
}

func setNil(f *fixture) {
	f.set("k", a, long)
	f.set("k", nil, long)
	f.wantValue("k", empty)
}

func swapAbsentForValue(f *fixture) {
	f.swap("k", nil, a, long)
	f.wantValue("k", a)
	f.wantNoSwap("k", nil, b, long)
	f.wantNoSwap("k", nil, a, long) // the key holds this value, but is not absent
	f.wantValue("k", a)
}

func swapValueForValue(f *fixture) {
	f.wantNoSwap("k", a, b, long)
	f.wantAbsent("k")
	f.set("k", a, long)
	f.wantNoSwap("k", b, c, long)
	f.wantNoSwap("k", []byte("aa"), c, long)
	f.wantNoSwap("k", []byte("A"), c, long)
	f.wantValue("k", a)
	f.swap("k", a, a, long)
	f.swap("k", a, b, long)
	f.wantValue("k", b)
	f.wantNoSwap("k", a, c, long)
	f.wantValue("k", b)
}

func swapValueForAbsent(f *fixture) {
	f.wantNoSwap("k", a, nil, long)
	f.set("k", a, long)
	f.wantNoSwap("k", b, nil, long)
	f.wantValue("k", a)
	f.swap("k", a, nil, long)
	f.wantAbsent("k")
	f.wantNoSwap("k", a, nil, long)
	f.swap("k", nil, b, long)
	f.wantValue("k", b)
}

func swapAbsentForAbsent(f *fixture) {
	f.swap("k", nil, nil, long)
	f.wantAbsent("k")
	f.set("k", a, long)
	f.wantNoSwap("k", nil, nil, long)
	f.wantValue("k", a)
}

func swapEmpty(f *fixture) {
	f.wantNoSwap("k", empty, a, long)
	f.wantAbsent("k")
	f.swap("k", nil, empty, long)
	f.wantValue("k", empty)
	f.wantNoSwap("k", nil, a, long)
	f.wantValue("k", empty)
	f.swap("k", empty, a, long)
	f.wantValue("k", a)
	f.swap("k", a, empty, long)
	f.wantValue("k", empty)
	f.swap("k", empty, nil, long)
	f.wantAbsent("k")
}

func ttlExpires(f *fixture) {
	f.set("set", a, f.life)
	f.swap("swapped", nil, a, f.life)
	f.set("stays", a, long)
	f.advance(f.life / 2)
	f.wantValue("set", a)
	f.wantValue("swapped", a)
	f.advance(f.life / 2)
	f.wantAbsent("set")
	f.wantAbsent("swapped")
	f.wantValue("stays", a)
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
	f.wantAbsent("set shorter")
	f.wantValue("set longer", b)
	f.wantAbsent("swap shorter")
	f.wantValue("swap longer", a)
	f.wantAbsent("again")
}

func ttlFailedSwap(f *fixture) {
	f.set("k", a, f.life)
	f.wantNoSwap("k", b, c, long)
	f.wantNoSwap("k", nil, c, long)
	f.set("l", a, long)
	f.wantNoSwap("l", b, c, f.life)
	f.advance(f.life)
	f.wantAbsent("k")
	f.wantValue("l", a)
}

func ttlSwapExpired(f *fixture) {
	for _, key := range []string{"over", "out", "in", "nothing"} {
		f.set(key, a, f.life)
	}
	f.advance(f.life)
	f.wantNoSwap("over", a, b, long)
	f.wantAbsent("over")
	f.wantNoSwap("out", a, nil, 0)
	f.swap("in", nil, b, long)
	f.wantValue("in", b)
	f.swap("nothing", nil, nil, 0)
	f.wantAbsent("nothing")
}

func ttlEdges(f *fixture) {
	f.set("set shortest", a, 1)
	f.swap("swap shortest", nil, a, 1)
	f.set("set longest", a, math.MaxInt64)
	f.swap("swap longest", nil, a, math.MaxInt64)
	f.advance(time.Millisecond) // a store may round a ttl up by this much
	f.wantAbsent("set shortest")
	f.wantAbsent("swap shortest")
	f.wantValue("set longest", a)
	f.wantValue("swap longest", a)
}

func ttlRefused(f *fixture) {
	f.set("k", a, long)
	for _, ttl := range []time.Duration{0, -1, -time.Second, math.MinInt64} {
		f.wantTTLError("Set absent", ttl, f.store.Set(f.ctx, "absent", a, ttl))
		f.wantTTLError("Set present", ttl, f.store.Set(f.ctx, "k", b, ttl))
		for _, try := range []struct {
			key      string
			old, new []byte
		}{
			{"absent", nil, a},
			{"absent", a, b}, // a wrong ttl is an error even if old does not match
			{"k", a, b},
			{"k", nil, b},
		} {
			swapped, err := f.store.CompareAndSwap(f.ctx, try.key, try.old, try.new, ttl)
			f.wantTTLError("CompareAndSwap "+try.key, ttl, err)
			if swapped {
				f.Errorf("CompareAndSwap with ttl %v: swapped, want an error and no effect", ttl)
			}
		}
		f.wantAbsent("absent")
		f.wantValue("k", a)

		f.set("gone", a, long)
		f.swap("gone", a, nil, ttl) // deleting ignores the ttl
		f.wantAbsent("gone")
	}
}

func (f *fixture) wantTTLError(call string, ttl time.Duration, err error) {
	f.Helper()
	var refused *store.TTLError
	if !errors.As(err, &refused) || refused.TTL != ttl {
		f.Fatalf("%s with ttl %v: %v, want *store.TTLError with that TTL", call, ttl, err)
	}
}

func exactValues(f *fixture) {
	allBytes := make([]byte, 256)
	for i := range allBytes {
		allBytes[i] = byte(i)
	}
	for i, value := range [][]byte{
		empty,
		{0},
		[]byte("a\x00"), []byte("\x00a"), allBytes, []byte(" a\r\n"), []byte("nil"), []byte("007"),
		[]byte("今日歌曲"), []byte("\xff\xfe not UTF-8"), make([]byte, 1<<16),
	} {
		key := strconv.Itoa(i)
		f.set(key, value, long)
		f.wantValue(key, value)
		f.swap(key, value, a, long)
		f.swap(key, a, value, long)
		f.wantValue(key, value)
		f.wantNoSwap(key, append(value[:len(value):len(value)], 0), a, long)
		f.swap(key, value, nil, 0)
		f.wantAbsent(key)
	}
}

func exactKeys(f *fixture) {
	chinese := "微信:令牌"
	tail := strings.Repeat("x", 4096)
	keys := []string{
		"", "k", "K", "k ", " k", "k\x00", "k\n", "k:k", "k/k", "k*", "k?", "[k]", "{k}", "%6b", `"k"`, "'k'",
		"é", "e\u0301", // these look the same, but are different keys
		chinese, chinese[:len(chinese)-1], "\xff", "\xfe", "😀",
		tail, tail + "1", tail + "2",
	}
	for i, key := range keys {
		f.wantAbsent(key)
		f.swap(key, nil, []byte(strconv.Itoa(i)), long)
	}
	for i, key := range keys {
		f.wantValue(key, []byte(strconv.Itoa(i)))
	}
	for i, key := range keys {
		f.swap(key, []byte(strconv.Itoa(i)), nil, 0)
		f.wantAbsent(key)
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
		f.wantValue(key, []byte("value"))
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
	f.wantValue("k", []byte("value"))
	if string(second) != "value" {
		f.Errorf("a change of the value of one Get changed that of another to %q", second)
	}
	f.set("k", []byte("other"), long)
	f.swap("k", []byte("other"), []byte("third"), long)
	if string(second) != "value" {
		f.Errorf("a later write changed the value that Get had returned to %q", second)
	}
}

func contextDone(f *fixture) {
	f.set("k", a, long)
	for _, ctx := range f.endedContexts() {
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
					quote(try.old),
					quote(try.new),
					swapped,
					err,
					ctx.Err(),
				)
			}
		}
		f.wantValue("k", a)
		f.wantAbsent("absent")
	}
}

const (
	// near is how far a store's clock may be from the time that it should tell.
	near = 10 * time.Second
	// steady is how much that difference may change.
	steady = 100 * time.Millisecond
)

func clockTells(f *fixture) {
	clock := f.clock()
	// The clock is ahead by at least low and at most high, if the difference does not change.
	low, high := time.Duration(math.MinInt64), time.Duration(math.MaxInt64)
	for i := range 32 {
		if i == 16 {
			f.advance(f.life)
		}
		before := f.now()
		at, err := clock.Time(f.ctx)
		after := f.now()
		if err != nil {
			f.Fatalf("Time: %v", err)
		}
		low, high = max(low, at.Sub(after)), min(high, at.Sub(before))
		if low > near || high < -near {
			f.Fatalf("Time = %v, want within %v of %v", at, near, after)
		}
		if low-high > steady {
			f.Fatalf("Time = %v at %v: the difference has changed by %v, want %v at most", at, after, low-high, steady)
		}
	}
}

func clockContextDone(f *fixture) {
	clock := f.clock()
	for _, ctx := range f.endedContexts() {
		if at, err := clock.Time(ctx); !errors.Is(err, ctx.Err()) || !at.IsZero() {
			f.Errorf("Time = %v, %v, want the zero time and %v", at, err, ctx.Err())
		}
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
	f.wantValue("k", []byte(strconv.Itoa(workers*each)))
}

// increment adds one to the number under key; an absent key counts as 0. A swap fails only if the swap of another
// goroutine has succeeded, so increment needs at most as many attempts as there are increments in all.
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
	return errors.New("CompareAndSwap failed more often than the value can have changed")
}

func concurrentLock(f *fixture) {
	for range 4 { // a released lock can be taken again
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
			f.Fatalf("%d of 64 goroutines took the lock, want 1", n)
		}
		release(f.ctx)
		f.wantAbsent("lock")
	}
}
