package multitest_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
)

// journal is where the instances write down when a handler begins and ends. It
// is one pipe for all of them, so that its lines are in the order in which
// things happened, and outlive their writers.
type journal struct {
	in *os.File // the instances' end

	mu    sync.Mutex
	lines []line
	begun map[int64]chan struct{} // by MsgId, closed when the handler begins
	whole chan struct{}           // closed when no more can come
}

// line is one of a journal.
type line struct {
	ends     bool // else it begins
	instance string
	user     string // OpenID
	id       int64  // MsgId
}

// journalFile is the pipe's number in an instance: the first after the three
// that every process has.
const journalFile = 3

// note is how an instance adds l.
func note(journal *os.File, l line) {
	if _, err := fmt.Fprintln(journal, l.ends, l.instance, l.user, l.id); err != nil {
		panic(err) // a journal with gaps proves nothing
	}
}

func startJournal(t *testing.T) *journal {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	j := &journal{in: in, begun: map[int64]chan struct{}{}, whole: make(chan struct{})}
	go func() {
		defer close(j.whole)
		defer out.Close()
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var l line
			if _, err := fmt.Sscan(lines.Text(), &l.ends, &l.instance, &l.user, &l.id); err != nil {
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
	j.lines = append(j.lines, l)
	if l.ends {
		return
	}
	if c := j.beginning(l.id); !isClosed(c) {
		close(c)
	}
}

// began is closed once a handler of the message has begun.
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

// all returns the whole journal, once every instance has ended.
func (j *journal) all() []line {
	j.in.Close()
	<-j.whole
	return j.lines
}

// of returns the lines of one user so far.
func (j *journal) of(user string) []line {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(j.lines), func(l line) bool { return l.user != user })
}

// faults counts what a journal should not show, and fails the test for the
// first of each kind.
type faults struct {
	t     *testing.T
	count map[string]int
}

func newFaults(t *testing.T) *faults { return &faults{t, map[string]int{}} }

func (f *faults) add(kind string, id int64, by ...string) {
	f.t.Helper()
	if f.count[kind]++; f.count[kind] == 1 {
		f.t.Errorf("message %d, by %v: %s", id, by, kind)
	}
}

func (f *faults) log() {
	for kind, n := range f.count {
		f.t.Logf("%s: %d messages", kind, n)
	}
}
