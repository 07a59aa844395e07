package credential

import (
	"context"
	"testing"
	"time"
)

// A caller may find no value and start its renewal only after another caller's renewal has ended. Its renewal then
// finds the new value and fetches nothing. A test from outside the package cannot stop a caller between the two steps,
// so this test takes them itself.
func TestRenewalAfterAnotherEnded(t *testing.T) {
	t.Parallel()
	asked := 0
	s, err := NewRemote(RemoteConfig{Ask: func(context.Context, string, string) (string, time.Duration, error) {
		asked++
		return "A", time.Hour, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := s.token.start(t.Context(), s.token.mayFetch)
	if err != nil {
		t.Fatal(err)
	}
	if <-r.done; r.err != nil || r.lease.value != "A" || asked != 1 {
		t.Errorf("got %v, %v, asked %d times", r.lease, r.err, asked)
	}
}
