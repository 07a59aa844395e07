// Package health answers the probes of a load balancer or of Kubernetes: whether the process lives, and whether it can
// do its work.
//
//	http.Handle("/healthz", health.Live())
//	http.Handle("/readyz", health.Ready(health.Tokens(wx), health.Callback(server), health.Store(shared)))
//
// Put them where the public network does not reach them, or leave them open: an answer has the checks' names and states
// and nothing else. The reasons are logged, once for each change.
//
// The guide is [docs/deployment.md].
//
// [docs/deployment.md]: https://github.com/wechatgo/wechatgo/blob/main/docs/deployment.md#health-and-alerts
package health

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	// Fresh is how long an answer is kept: probes that come sooner get it again, so that they cause no load.
	Fresh = time.Second
	// Timeout bounds a check. It is below the second that Kubernetes waits for a probe.
	Timeout = 800 * time.Millisecond
)

// Check is one question about the process.
type Check struct {
	// Name stands in the answer and in the log, such as "token".
	Name string
	// Run returns nil if all is well. Its context ends after [Timeout]. A check that does not return then is not begun
	// again before it has. A panic counts as an error. The text of an error is logged and never answered: it must hold
	// no secret all the same.
	Run func(ctx context.Context) error
}

// Live answers 200 while all checks pass, and 503 otherwise. Without a check it says that the process answers. Give it
// only what a restart cures, such as [Callback]: an orchestrator restarts a process that does not live.
func Live(checks ...Check) http.Handler { return newProbe(checks) }

// Ready answers 200 while all checks pass, and 503 otherwise: a balancer sends such a process no requests. The body is
// JSON, {"status": "ok", "checks": {"token": "ok", "store": "failing"}}; a state is "ok", "failing" or "timeout".
//
// The checks run at the same time. An answer is kept for [Fresh]; probes that come together share one.
func Ready(checks ...Check) http.Handler { return newProbe(checks) }

// The states of a check, and of all.
const (
	ok       = "ok"
	failing  = "failing"
	timedOut = "timeout"
)

// answer is the body of an answer.
type answer struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks,omitempty"`
}

// probe is the handler of one address.
type probe struct {
	checks []*running
	// turn holds one token, which a probe has while the checks run: probes that come together wait for one answer. It
	// guards what follows.
	turn   chan struct{}
	last   answer
	lastAt time.Time
}

func newProbe(checks []Check) *probe {
	p := &probe{turn: make(chan struct{}, 1)}
	for _, c := range checks {
		p.checks = append(p.checks, &running{Check: c, state: ok})
	}
	return p
}

// ServeHTTP answers GET and HEAD.
func (p *probe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "use GET", http.StatusMethodNotAllowed)
		return
	}
	a := p.answer(context.WithoutCancel(r.Context())) // it is that of other probes, too
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if a.Status != ok {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(a) // a prober that hangs up needs no answer
}

// answer returns the kept answer, or makes one.
func (p *probe) answer(ctx context.Context) answer {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	if !p.lastAt.IsZero() && time.Since(p.lastAt) < Fresh {
		return p.last
	}
	states := make([]string, len(p.checks))
	var all sync.WaitGroup
	for i, c := range p.checks {
		all.Go(func() { states[i] = c.look(ctx) })
	}
	all.Wait()
	a := answer{Status: ok, Checks: map[string]string{}}
	for i, c := range p.checks {
		if before := a.Checks[c.Name]; before == "" || before == ok { // of two with one name the worse is shown
			a.Checks[c.Name] = states[i]
		}
		if states[i] != ok {
			a.Status = failing
		}
	}
	p.last, p.lastAt = a, time.Now()
	return a
}

// logChange logs that a check's state has changed.
func logChange(ctx context.Context, name, state string, err error) {
	if state == ok {
		slog.InfoContext(ctx, "health: the check passes again", "check", name)
		return
	}
	slog.WarnContext(ctx, "health: the check does not pass", "check", name, "state", state, "err", err)
}
