package core

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// What happened is found by its day in China, for as long as it is kept. The test begins at 8:00 on 1 January 2000.
func TestCountByDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Config{})
		defer p.Close()
		first := endpoint.Date{Year: 2000, Month: time.January, Day: 1}
		count := func() { p.Do(func(tx *Tx) { tx.CountTime(Answered, tx.Person("alice"), "", time.Second) }) }
		happened := func(from, to endpoint.Date) (count int64, took time.Duration) {
			p.Do(func(tx *Tx) {
				for c, tally := range tx.Happened(from, to) {
					if c.What != Answered || c.User.Name != "alice" {
						t.Errorf("counted %+v", c)
					}
					count += tally.Count
					took += tally.Took
				}
			})
			return count, took
		}
		count()
		count()
		p.Clock.Advance(16*time.Hour - time.Second)
		count()
		p.Clock.Advance(time.Second) // midnight
		count()
		for _, tt := range []struct {
			from, to endpoint.Date
			count    int64
		}{
			{first.Add(-1), first.Add(-1), 0},
			{first, first, 3},
			{first.Add(1), first.Add(1), 1},
			{first, first.Add(1), 4},
		} {
			if n, took := happened(tt.from, tt.to); n != tt.count || took != time.Duration(n)*time.Second {
				t.Errorf("%s to %s: %d in %v, want %d", tt.from, tt.to, n, took, tt.count)
			}
		}
		p.Clock.Advance((KeptDays - 1) * 24 * time.Hour) // day 401: the first one is dropped
		count()
		if n, _ := happened(first, first.Add(KeptDays)); n != 2 {
			t.Errorf("%d are kept", n)
		}
		p.Do(func(tx *Tx) {
			if tx.Since() != first.Add(1) {
				t.Errorf("since %s", tx.Since())
			}
		})
	})
}

// The statistics do not grow without end: the oldest days make room, and a day alone has its limit.
func TestCountsAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := New(Config{})
		defer p.Close()
		count := func(n int) {
			p.Do(func(tx *Tx) {
				for i := range n {
					tx.Count(Read, nil, strconv.Itoa(i))
				}
			})
		}
		first := endpoint.DateOf(p.Clock.Now())
		count(10)
		p.Clock.Advance(24 * time.Hour)
		count(maxCounted - 5)
		count(10) // again
		p.Do(func(tx *Tx) {
			s := &tx.statistics
			if tx.Since() != first.Add(1) || len(s.days) != 1 || s.counted != maxCounted-5 {
				t.Errorf("since %s: %d of %d days", tx.Since(), s.counted, len(s.days))
			}
		})
		count(maxCounted + 10)
		p.Do(func(tx *Tx) {
			if s := &tx.statistics; s.counted != maxCounted || len(s.days[first.Add(1)]) != maxCounted {
				t.Errorf("%d are kept", s.counted)
			}
		})
		p.Clock.Advance(24 * time.Hour)
		count(1)
		p.Do(func(tx *Tx) {
			if s := &tx.statistics; s.counted != 1 || len(s.days) != 1 {
				t.Errorf("%d of %d days on the next day", s.counted, len(s.days))
			}
		})
	})
}
