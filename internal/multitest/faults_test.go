package multitest_test

import "testing"

// faults counts what must not be in a journal, and fails the test for the first of each kind.
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
