package doctor_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/internal/doctor"
)

// pipes is a listener whose connections are in memory, so that time is virtual.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return new(net.TCPAddr) }

func (p pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A wrong signature after which nothing comes is not refused.
func TestCallbackThatHangsAtAWrongSignature(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		site, listener := newSite(), make(pipes)
		site.refuse = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		server := &http.Server{Handler: site, ReadHeaderTimeout: time.Minute}
		go server.Serve(listener)
		start := time.Now()
		r, err := doctor.Run(t.Context(), doctor.Config{
			Account: sandboxAccount(), Callback: "http://127.0.0.1/wx", Only: []string{"callback"},
			World: doctor.World{Dial: listener.dial},
		})
		if got := wrong(r); err != nil || !slices.Equal(got, []string{"warning callback.unrefused"}) {
			t.Errorf("%q, %v", got, err)
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("it took %v", took)
		}
		close(listener)
		server.Close()
	})
}

// A callback has five seconds, as the platform's page about receiving messages says.
func TestSlowCallbacks(t *testing.T) {
	t.Parallel()
	for delay, want := range map[time.Duration][]string{
		100 * time.Millisecond:  nil,
		3 * time.Second:         {"warning callback.slow"},
		4900 * time.Millisecond: {"warning callback.slow"},
		5100 * time.Millisecond: {"error callback.late"},
		time.Hour:               {"error callback.late"},
	} {
		t.Run(delay.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				site, listener := newSite(), make(pipes)
				site.callback = func(w http.ResponseWriter, r *http.Request, echo string) {
					select {
					case <-time.After(delay):
						io.WriteString(w, echo)
					case <-r.Context().Done():
					}
				}
				server := &http.Server{Handler: site, ReadHeaderTimeout: time.Minute}
				go server.Serve(listener)
				r, err := doctor.Run(t.Context(), doctor.Config{
					Account: sandboxAccount(), Callback: "http://127.0.0.1/wx", Only: []string{"callback"},
					World: doctor.World{Dial: listener.dial},
				})
				if got := wrong(r); err != nil || !slices.Equal(got, want) {
					t.Errorf("%q, %v, want %q", got, err, want)
				}
				close(listener)
				server.Close()
			})
		})
	}
}
