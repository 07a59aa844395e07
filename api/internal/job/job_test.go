package job

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// running is the question whose answer is never an end.
func running(context.Context) (string, bool, error) { return "", false, nil }

func TestWaitAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w Watch[int, string]
		start := time.Now()
		var asked []time.Duration
		got, err := w.Wait(t.Context(), 1, func(context.Context) (string, bool, error) {
			asked = append(asked, time.Since(start))
			return "done", len(asked) == 9, nil
		})
		if got != "done" || err != nil {
			t.Fatalf("got %q, %v", got, err)
		}
		last := asked[len(asked)-1] - asked[len(asked)-2]
		if asked[0] != 2*time.Second || asked[1] != 5*time.Second || last != 30*time.Second {
			t.Errorf("asked at %v", asked)
		}
	})
}

func TestWaitFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w Watch[int, string]
		refused := errors.New("refused")
		_, err := w.Wait(t.Context(), 1, func(context.Context) (string, bool, error) { return "", false, refused })
		if !errors.Is(err, refused) {
			t.Errorf("got %v, want the question's error", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := w.Wait(ctx, 1, running); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the context's error", err)
		}
	})
}

func TestEventEndsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w Watch[int, string]
		start := time.Now()
		go func() {
			time.Sleep(time.Second)
			w.Finished(2, "another job")
			time.Sleep(500 * time.Millisecond)
			w.Finished(1, "mine")
		}()
		got, err := w.Wait(t.Context(), 1, running)
		if got != "mine" || err != nil || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("got %q, %v after %v", got, err, time.Since(start))
		}
	})
}

func TestEventBeforeWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w Watch[int, string]
		for id := range keep + 1 {
			w.Finished(id, strconv.Itoa(id))
			w.Finished(id, strconv.Itoa(id)) // the platform repeats an event
		}
		if got, err := w.Wait(t.Context(), 1, running); got != "1" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		if len(w.ended) != keep || len(w.order) != keep {
			t.Errorf("%d results kept, want %d", len(w.ended), keep)
		}
	})
}

// A broken connection and a busy platform do not end a Wait, unless they last.
func TestWaitIsPatient(t *testing.T) {
	broken := fmt.Errorf("ask: %w", &endpoint.TransportError{Err: io.ErrUnexpectedEOF})
	busy, gateway := &endpoint.Error{Code: endpoint.ErrSystemBusy}, &endpoint.Error{HTTPStatus: 502}
	refused := &endpoint.Error{Code: endpoint.ErrInvalidMsgID}
	for name, tt := range map[string]struct {
		answers []error // nil for a job that runs; the job has ended after the last of them
		want    error
		asked   int
	}{
		"now and then": {[]error{broken, busy, gateway, broken, nil, broken, busy, gateway, broken, nil}, nil, 11},
		"throughout":   {[]error{nil, broken, busy, busy, busy, broken, nil}, broken, 6},
		"refused":      {[]error{busy, refused}, refused, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			var w Watch[int, string]
			asked := 0
			_, err := w.Wait(t.Context(), 1, func(context.Context) (string, bool, error) {
				if asked++; asked <= len(tt.answers) {
					return "", false, tt.answers[asked-1]
				}
				return "done", true, nil
			})
			if !errors.Is(err, tt.want) || asked != tt.asked {
				t.Errorf("%s: got %v after %d questions, want %v after %d", name, err, asked, tt.want, tt.asked)
			}
		})
	}
}
