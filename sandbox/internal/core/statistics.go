package core

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// What is a kind of thing that happens and that the platform's statistics count.
type What int

// What is counted, and what it is counted by.
const (
	Followed   What = iota // by the way of following, a user.SubscribeScene
	Unfollowed             // by the way in which the user had followed
	Messaged               // by the type of the message, such as "text"
	Answered               // a push that got a usable answer, in the time that was counted
	Failed                 // a push that got none
	Released               // an article that readers can find from then on, by its [News.MsgID]
	Delivered              // a follower got the message with an article, by the article's MsgID
	Read                   // by the article's MsgID
	Commented              // by the article's MsgID
)

// Counted is how often one thing happened in one hour.
type Counted struct {
	What What
	By   string  // see What
	User *Person // who did it; nil for the account
	Hour int     // of the day, in China
}

// Tally is a count, with the time that it took where that is counted.
type Tally struct {
	Count   int64
	Took    time.Duration // altogether
	Longest time.Duration
}

// KeptDays is how many days the statistics are kept, a year and a bit. The platform names no limit.
const KeptDays = 400

// maxCounted is how many different counts are kept, of some 100 bytes each.
const maxCounted = 500_000

// statistics counts what happened, by the day in China.
type statistics struct {
	since   endpoint.Date // the first day that is kept; at the beginning, that of the world
	days    map[endpoint.Date]map[Counted]Tally
	counted int // the counts of all days
}

// begin begins a day, and drops the days that are too long ago.
func (s *statistics) begin(today endpoint.Date) {
	if s.days == nil {
		s.days = map[endpoint.Date]map[Counted]Tally{}
	}
	s.days[today] = map[Counted]Tally{}
	s.keepFrom(today.Add(1 - KeptDays))
}

// keepFrom drops the days before first.
func (s *statistics) keepFrom(first endpoint.Date) {
	if s.since.Compare(first) >= 0 {
		return
	}
	s.since = first
	for day, counts := range s.days {
		if day.Compare(first) < 0 {
			s.counted -= len(counts)
			delete(s.days, day)
		}
	}
}

// makeRoom makes room for another count, for which it drops the oldest days. It returns false if today alone has as
// many counts as are kept.
func (s *statistics) makeRoom(today endpoint.Date) bool {
	for s.counted == maxCounted && s.since.Compare(today) < 0 {
		s.keepFrom(s.since.Add(1))
	}
	if s.counted == maxCounted {
		return false
	}
	s.counted++
	return true
}

// Count counts that something happened now. by is what it is counted by, see [What].
func (tx *Tx) Count(what What, u *Person, by string) { tx.CountTime(what, u, by, 0) }

// CountTime is [Tx.Count] for something that took a time.
func (tx *Tx) CountTime(what What, u *Person, by string, took time.Duration) {
	today := endpoint.DateOf(tx.now)
	s := &tx.statistics
	if s.days[today] == nil {
		s.begin(today)
	}
	key := Counted{what, by, u, tx.now.In(China).Hour()}
	t, known := s.days[today][key]
	if !known && !s.makeRoom(today) {
		return
	}
	t.Count, t.Took, t.Longest = t.Count+1, t.Took+took, max(t.Longest, took)
	s.days[today][key] = t
}

// CountArticle counts what a user did with the article of that page, if readers can find it.
func (tx *Tx) CountArticle(what What, u *Person, page string) {
	if set := tx.news.byPage[page]; set != nil && set.Threads != nil {
		tx.Count(what, u, set.MsgID(slices.Index(set.pages, page)))
	}
}

// MsgID returns the id of a released article in the statistics, by its index from 0.
func (n *News) MsgID(index int) string { return fmt.Sprintf("%d_%d", n.MsgDataID, index+1) }

// Since returns the first day of the statistics. What happened before it is not known.
func (tx *Tx) Since() endpoint.Date { return tx.statistics.since }

// Happened iterates over what happened on the days from first to last, in no particular order.
func (tx *Tx) Happened(first, last endpoint.Date) iter.Seq2[Counted, Tally] {
	return func(yield func(Counted, Tally) bool) {
		for day := first; day.Compare(last) <= 0; day = day.Add(1) {
			for c, t := range tx.statistics.days[day] {
				if !yield(c, t) {
					return
				}
			}
		}
	}
}
