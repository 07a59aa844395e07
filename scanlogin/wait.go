package scanlogin

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Progress is how far a login has come.
type Progress struct {
	State State `json:"state"`
	// Digits are what the user answers with on the phone. They are there while the state is [Scanned].
	Digits string `json:"digits,omitempty"`
	// ExpiresIn is how long the code can still be used, in seconds.
	ExpiresIn int `json:"expires_in"`
	// Failure says why the login has ended.
	*Failure
}

// progressOf returns the progress of a login, for the reader of the answer to r.
func (l *Login) progressOf(r *http.Request, a *attempt, now time.Time) Progress {
	if a.State != Confirmed && a.isOver(now) {
		a.end(ReasonExpired) // the store need not be told
	}
	p := Progress{State: a.State, ExpiresIn: max(0, int((a.ends().Sub(now)+time.Second-1)/time.Second))}
	switch a.State {
	case Scanned:
		p.Digits = a.Digits
	case Ended:
		_, t := l.textsFor(r)
		p.Failure = &Failure{a.Reason, t.Pages[a.Reason].Title, t.Pages[a.Reason].Text}
	}
	return p
}

// isLast reports whether nothing follows.
func (p Progress) isLast() bool { return p.State == Confirmed || p.State == Ended }

// progress answers with the progress once.
func (l *Login) progress(w http.ResponseWriter, r *http.Request) {
	p, _, err := l.ownProgress(r)
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, p)
}

// ownProgress returns the progress of the login that the browser of r has begun, and the time.
func (l *Login) ownProgress(r *http.Request) (p Progress, now time.Time, err error) {
	a, err := l.own(r)
	if err == nil {
		now, err = l.now()
	}
	if err != nil {
		return Progress{}, now, err
	}
	return l.progressOf(r, a, now), now, nil
}

const (
	// pollEvery is how often a waiting browser's login is read: another instance may have changed it.
	pollEvery = time.Second
	// beatEvery is how often something is sent, so that no proxy takes the connection for a dead one.
	beatEvery = 15 * time.Second
	// writeTimeout bounds one write, in place of the server's own, which may be shorter than a login.
	writeTimeout = 10 * time.Second
	// maxStreams bounds the browsers that wait by server-sent events. The others ask again and again.
	maxStreams = 5000
	// maxStreamsOfLogin bounds those of one login, whose page has one, and another one after a reload.
	maxStreamsOfLogin = 3
)

// streams counts the streams of each login. The zero value has none.
type streams struct {
	mu    sync.Mutex
	of    map[string]int
	total int
}

// open counts a stream of a login, if it may have one more. full says that nobody may.
func (s *streams) open(login string) (ok, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if full = s.total >= maxStreams; full || s.of[login] >= maxStreamsOfLogin {
		return false, full
	}
	if s.of == nil {
		s.of = make(map[string]int)
	}
	s.of[login]++
	s.total++
	return true, false
}

func (s *streams) close(login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.of[login]--; s.of[login] == 0 {
		delete(s.of, login)
	}
}

// wait answers with the progress as server-sent events, until the last one.
func (l *Login) wait(w http.ResponseWriter, r *http.Request) {
	p, began, err := l.ownProgress(r)
	if err != nil {
		l.failOwn(w, r, err)
		return
	}
	own := time.Now() // the store is not asked for its time again and again
	login := r.FormValue("login")
	if ok, full := l.streams.open(login); !ok {
		if full {
			l.warnAboutStreams(r)
		}
		w.Header().Set("Retry-After", "2")
		l.writeFailure(w, r, ReasonUnavailable)
		return
	}
	defer l.streams.close(login)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	out := stream{w, http.NewResponseController(w)}
	if out.progress(p) != nil {
		return
	}
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for sent := time.Now(); !p.isLast(); {
		select {
		case <-r.Context().Done():
			return
		case <-l.closing:
			return
		case <-poll.C:
		}
		a, err := l.own(r)
		if err != nil {
			return // the browser comes again, and gets the error as an answer
		}
		switch next := l.progressOf(r, a, began.Add(time.Since(own))); {
		case next.State != p.State:
			p, sent, err = next, time.Now(), out.progress(next)
		case time.Since(sent) >= beatEvery:
			sent, err = time.Now(), out.send(":\n\n")
		}
		if err != nil {
			return
		}
	}
}

// stream sends server-sent events.
type stream struct {
	w    http.ResponseWriter
	ctrl *http.ResponseController
}

func (s stream) progress(p Progress) error {
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.send("event: progress\ndata: " + string(text) + "\n\n")
}

func (s stream) send(text string) error {
	// A writer that cannot have a deadline keeps the server's: the stream then ends early, and the browser comes again.
	_ = s.ctrl.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.ctrl.Flush()
}
