package core

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/message"
)

// doing is a job of a test.
type doing func(*Tx)

// Run implements [Job].
func (d doing) Run(tx *Tx) { d(tx) }

// Advance runs the jobs that are due, including those that other jobs add. Each runs at its own time and in order, and
// Advance waits for their pushes.
func TestAdvanceRunsJobs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Config{})
		defer p.Close()
		var log []string
		start := p.Clock.Now()
		note := func(what string, at time.Time) { log = append(log, fmt.Sprint(what, " at ", at.Sub(start))) }
		p.DeliverWith(func(b *Batch) {
			p.Go(func() {
				time.Sleep(time.Second) // the time that the app takes
				p.Do(func(*Tx) { log = append(log, fmt.Sprint("pushed to ", len(b.Pushes))) })
				close(b.Done)
			})
		})
		p.Do(func(tx *Tx) {
			tx.After(2*time.Hour, doing(func(tx *Tx) { note("late", tx.Now()) }))
			tx.After(time.Hour, doing(func(tx *Tx) {
				note("first", tx.Now())
				tx.After(10*time.Minute, doing(func(tx *Tx) { note("its own", tx.Now()) }))
				tx.PushEvent(tx.Person("alice"), &message.ScanEvent{Common: tx.Common(tx.Person("alice"))})
			}))
			tx.After(time.Hour, doing(func(tx *Tx) { note("second", tx.Now()) }))
			tx.After(time.Hour+time.Second, doing(func(tx *Tx) { note("third", tx.Now()) }))
		})
		p.Clock.Advance(90 * time.Minute)
		want := []string{"first at 1h0m0s", "pushed to 1", "second at 1h0m0s", "third at 1h0m1s", "its own at 1h10m0s"}
		if !slices.Equal(log, want) {
			t.Errorf("%q, want %q", log, want)
		}
		if at := p.Clock.Now().Sub(start); at != 90*time.Minute+0 {
			t.Errorf("the clock stands at %v", at)
		}
		p.Clock.Advance(30 * time.Minute)
		if last := log[len(log)-1]; last != "late at 2h0m0s" {
			t.Errorf("after two hours: %q", log)
		}
	})
}

// Jobs also run when real time passes. A reset drops them, and a closed platform runs none.
func TestJobsRunInRealTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Config{})
		var ran atomic.Int64
		in := func(d time.Duration) { p.Do(func(tx *Tx) { tx.After(d, doing(func(*Tx) { ran.Add(1) })) }) }
		in(time.Minute)
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if ran.Load() != 0 {
			t.Error("the job ran early")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if ran.Load() != 1 {
			t.Errorf("%d jobs ran after a minute", ran.Load())
		}
		in(time.Minute)
		if err := p.Reset(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		p.Clock.Advance(time.Hour)
		in(time.Minute)
		p.Close()
		p.Clock.Advance(time.Hour)
		time.Sleep(time.Hour)
		synctest.Wait()
		if ran.Load() != 1 {
			t.Errorf("%d jobs ran: also those of a world that is over", ran.Load())
		}
	})
}

// Effects run in the order of the transactions that caused them. This includes effects of transactions that an effect
// starts. No lock is held while they run.
func TestEffectsInOrder(t *testing.T) {
	t.Parallel()
	p := New(Config{})
	defer p.Close()
	var log []int
	note := func(tx *Tx, n int) { tx.effect(func() { log = append(log, n) }) }
	p.Do(func(tx *Tx) {
		note(tx, 1)
		tx.effect(func() {
			p.Do(func(tx *Tx) { note(tx, 3) }) // would deadlock if the lock were held
		})
		note(tx, 2)
	})
	p.Do(func(tx *Tx) { note(tx, 4) })
	if !slices.Equal(log, []int{1, 2, 3, 4}) {
		t.Errorf("effects happened in the order %v", log)
	}
}

// A reset during Advance ends it: the clock of the new world shows the real time.
func TestResetDuringAdvance(t *testing.T) {
	t.Parallel()
	p := New(Config{})
	defer p.Close()
	p.Do(func(tx *Tx) {
		tx.After(time.Hour, doing(func(tx *Tx) {
			tx.effect(func() {
				if err := p.Reset(); err != nil {
					t.Error(err)
				}
			})
		}))
	})
	p.Clock.Advance(24 * time.Hour)
	if ahead := time.Until(p.Clock.Now()); ahead > time.Minute {
		t.Errorf("the clock of the new world is %v ahead", ahead)
	}
}
