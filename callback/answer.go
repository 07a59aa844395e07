package callback

import (
	"errors"
	"net/http"
	"time"

	"github.com/wechatgo/wechatgo/internal/measure"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/telemetry"
)

// answer is what becomes of a push.
type answer struct {
	body    []byte // plain XML, good until the request ends; nil for nothing
	outcome telemetry.Outcome
	refused *refusal
	at      time.Time // when it was written; zero for now
}

// answer lets a push run its message's handler or wait for whoever does.
func (s *Server) answer(r *run, buf *scratch) answer {
	for {
		with, as := s.pushes.join(r)
		switch as {
		case repeats:
			measure.Join{}.Record(r.request, s.telemetry)
			return answer{body: with.body, outcome: telemetry.Replayed}
		case comesTooMany:
			return refusedBusy("too many messages wait", "raise WithMaxConcurrent or WithMaxWaiting, or add instances")
		case comesTooLate:
			return refusedBusy("shutting down", "")
		case follows:
			measure.Join{}.Record(r.request, s.telemetry)
			measure.LinkJoin(r.request, with.lead.request, s.telemetry)
			if a, ok := s.follow(r, with); ok {
				return a
			}
		case leads:
			elsewhere := s.shared.claim(r)
			if elsewhere == nil {
				if _, last := isLast(r.arrived, r.first); last {
					return s.leadApart(r, with)
				}
				return s.lead(r, with, buf)
			}
			s.shared.pass(r)
			s.pushes.dismiss(r)
			measure.Join{Elsewhere: true}.Record(r.request, s.telemetry)
			if a, ok := s.followElsewhere(r, elsewhere); ok {
				return a
			}
			r = r.again()
		}
	}
}

func refusedBusy(reason, cure string) answer {
	return answer{outcome: telemetry.Refused, refused: &refusal{status: http.StatusServiceUnavailable, reason: reason, cure: cure}}
}

// abandoned is a push that nobody listens to any more.
func abandoned() answer {
	return answer{outcome: telemetry.Abandoned, refused: &refusal{
		status: http.StatusServiceUnavailable, reason: "the platform has hung up, and pushes again", usual: true,
	}}
}

// lead runs the handler, whether or not the push's client still waits, and
// keeps the answer, also where the handler ends the goroutine.
func (s *Server) lead(r *run, with joined, buf *scratch) (a answer) {
	defer func() {
		if !s.conclude(r, a.body) {
			a = abandoned()
		}
	}()
	if !s.turn(r, with) {
		return s.stillAtWork(r)
	}
	a.body, a.outcome = s.handle(r, nil, buf.answer[:0])
	if a.body != nil {
		buf.answer = a.body
	}
	a.at = r.ended
	if a.outcome == telemetry.Failed && a.at.Sub(s.pushes.began) >= r.first+r.limit() {
		return s.stillAtWork(r) // it gave up because its time was over
	}
	return a
}

// leadApart is lead for a message's last push, which has taken it over from an
// instance that died: the push is answered in time, whatever the handler does.
func (s *Server) leadApart(r *run, with joined) answer {
	last := r.again()
	lead, _ := s.pushes.join(last) // follows
	r.arrived = r.first            // as the push that nobody listens to any more
	go s.lead(r, with, new(scratch))
	a, _ := s.follow(last, lead)
	return a
}

// conclude decides which way the answer goes, and tells whether it is the
// push's own.
func (s *Server) conclude(r *run, body []byte) (heard bool) {
	if r.ended.IsZero() {
		r.ended = time.Now()
	}
	end := r.ended.Sub(s.pushes.began)
	a := keptAnswer{id: r.id, body: body, until: end + window, fate: taken}
	heard = r.listens(end)
	over := end-r.first >= lastEnd
	if !heard && body != nil {
		switch {
		case !s.sender.usable():
			if over {
				measure.LateReply{Outcome: telemetry.Dropped}.Record(r.request, s.telemetry)
				s.fail(r.request, r.message, "callback: reply not sent", errTooLate)
			}
		case over:
			a.fate = late
		default:
			a.fate = open
		}
	}
	mine := s.shared.finish(r, a)
	stays := r.later != nil || a.fate != taken || s.shared != nil
	lasting := s.pushes.finish(r, a, stays)
	switch {
	case r.later != nil && mine:
		go s.catchUp(r)
		return heard
	case a.fate == late:
		defer s.depart(r)
		if mine {
			s.deliver(r, body)
		}
		return heard
	case a.fate == open && mine:
		s.owe(r, lasting)
	}
	r.stop()
	if stays {
		go s.depart(r) // the answer need not wait for the store
	}
	return heard
}

var errTooLate = errors.New("no push waits for it any more: set a sender, or end with the context")

// follow waits for the run that leads. Another instance may turn out to have
// the message: then it is not ok.
func (s *Server) follow(r *run, with joined) (a answer, ok bool) {
	end, last := isLast(r.arrived, with.first)
	var over <-chan time.Time
	if last {
		timer := time.NewTimer(end - s.pushes.now())
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-with.lead.done:
	case <-over:
		return s.stillAtWork(r), true
	case <-r.request.Done():
		return abandoned(), true
	}
	if with.lead.dismissed {
		return answer{}, false
	}
	if !r.listens(s.pushes.now()) {
		return abandoned(), true
	}
	return answer{body: s.pushes.take(with.lead), outcome: telemetry.Joined}, true
}

// stillAtWork answers the last push of a message whose handler runs on.
func (s *Server) stillAtWork(r *run) answer {
	a := answer{outcome: telemetry.Acknowledged}
	if s.stillWorking == nil || s.sender.usable() {
		return a
	}
	var err error
	if a.body, err = render(nil, s.stillWorking, r.message, time.Now()); err != nil {
		s.fail(r.request, r.message, "callback: reply not sent", err)
	}
	return a
}

// WithStillWorking sets what the user reads when a reply is not there in time
// and there is no sender to deliver it later, such as
// reply.Text("Still thinking: please ask me again in a minute."). Without it
// the user reads nothing.
func WithStillWorking(r reply.Reply) Option { return func(s *Server) { s.stillWorking = r } }
