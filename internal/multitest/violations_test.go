package multitest_test

import "testing"

// violations counts what must not be in a journal, and fails the test for the first of each kind.
type violations struct {
	t     *testing.T
	count map[string]int
}

func newViolations(t *testing.T) *violations { return &violations{t, map[string]int{}} }

func (f *violations) add(kind string, id int64, by ...string) {
	f.t.Helper()
	if f.count[kind]++; f.count[kind] == 1 {
		f.t.Errorf("message %d, by %v: %s", id, by, kind)
	}
}

func (f *violations) log() {
	for kind, n := range f.count {
		f.t.Logf("%s: %d messages", kind, n)
	}
}
