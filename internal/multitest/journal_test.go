package multitest_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

// journal records what the instances do and what a test sends them. All of them write to the same pipe, so that its
// lines are in the order of the events and survive their writers.
type journal struct {
	in *os.File // the end of the pipe for writing

	mu     sync.Mutex
	lines  []line
	begun  map[int64]chan struct{} // by MsgId, closed when the handler begins
	served map[int64]bool          // by MsgId, for answered messages: see answered
	sent   map[int64]time.Time     // by MsgId, when an unanswered message was sent
	failed time.Time               // when a store last failed
	whole  chan struct{}           // closed when every writer has ended
}

// line is one entry of a journal.
type line struct {
	what     event
	instance string
	user     string // OpenID
	id       int64  // MsgId
	at       int64  // Unix nanoseconds; note sets it
}

type event string

// The events in a journal.
const (
	begins     event = "begins" // of a handler
	ends       event = "ends"
	storeFails event = "store-fails" // of an instance: it continues without the store for a while, or others may consider it dead
	sends      event = "sends"       // of a test: it sends a message
	answered   event = "answered"    // every push of the message has been answered
)

// alone is longer than the time for which an instance does not use a store after it failed.
const alone = time.Second

// journalFile is the pipe's file descriptor in an instance: the first after the three standard ones.
const journalFile = 3

// note appends l to the journal.
func note(journal *os.File, l line) {
	if _, err := fmt.Fprintf(journal, "%s %q %q %d %d\n", l.what, l.instance, l.user, l.id, time.Now().UnixNano()); err != nil {
		panic(err) // a journal with missing lines proves nothing
	}
}

func startJournal(t *testing.T) *journal {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	j := &journal{
		in: in, begun: map[int64]chan struct{}{}, served: map[int64]bool{}, sent: map[int64]time.Time{}, whole: make(chan struct{}),
	}
	go func() {
		defer close(j.whole)
		defer out.Close()
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var l line
			if _, err := fmt.Sscanf(lines.Text(), "%s %q %q %d %d", &l.what, &l.instance, &l.user, &l.id, &l.at); err != nil {
				panic(fmt.Sprintf("the journal's line %q: %v", lines.Text(), err))
			}
			j.add(l)
		}
	}()
	t.Cleanup(func() { in.Close() })
	return j
}

func (j *journal) add(l line) {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := time.Unix(0, l.at)
	switch l.what {
	case begins:
		if c := j.beginning(l.id); !isClosed(c) {
			close(c)
		}
	case storeFails:
		j.failed = at
	case sends:
		j.sent[l.id] = at
	case answered:
		j.served[l.id] = j.failed.Before(j.sent[l.id].Add(-alone))
		delete(j.sent, l.id)
	}
	j.lines = append(j.lines, l)
}

// began returns a channel that is closed when a handler of the message begins.
func (j *journal) began(id int64) <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.beginning(id)
}

func (j *journal) beginning(id int64) chan struct{} {
	c := j.begun[id]
	if c == nil {
		c = make(chan struct{})
		j.begun[id] = c
	}
	return c
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// answered counts the answered messages: those for which the store served every instance from the time they were sent,
// and the others.
func (j *journal) answered() (served, others int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, well := range j.served {
		if well {
			served++
		} else {
			others++
		}
	}
	return served, others
}

// all returns the whole journal, once every instance has ended.
func (j *journal) all() []line {
	j.in.Close()
	<-j.whole
	return j.lines
}

// of returns the lines of one user up to now.
func (j *journal) of(user string) []line {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(j.lines), func(l line) bool { return l.user != user })
}
