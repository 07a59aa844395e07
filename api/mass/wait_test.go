package mass_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
)

// statuses answers mass/get with one status after the other; the last one stays.
type statuses struct {
	list  []mass.Status
	asked int
}

func (s *statuses) RoundTrip(r *http.Request) (*http.Response, error) {
	status := s.list[min(s.asked, len(s.list)-1)]
	s.asked++
	answer := fmt.Sprintf(`{"msg_id":7,"msg_status":%q}`, status)
	if status == "" {
		answer = `{"errcode":40059,"errmsg":"invalid msg id"}`
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
}

type token struct{}

func (token) Token(context.Context) (string, error)         { return "T", nil }
func (token) Renew(context.Context, string) (string, error) { return "T", nil }

// service returns a Service whose platform answers these statuses.
func service(list ...mass.Status) (*mass.Service, *statuses) {
	platform := &statuses{list: list}
	return mass.New(&endpoint.Client{HTTP: &http.Client{Transport: platform}, Tokens: token{}}), platform
}

func TestWaitAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, platform := service(mass.StatusSending, mass.StatusSending, mass.StatusSuccess)
		start := time.Now()
		r, err := s.Wait(t.Context(), 7)
		if err != nil || r != (mass.Result{MsgID: 7, Status: mass.StatusSuccess}) || platform.asked != 3 {
			t.Errorf("got %+v, %v after %d questions", r, err, platform.asked)
		}
		if waited := time.Since(start); waited < 2*time.Second || waited > time.Minute {
			t.Errorf("waited %v", waited)
		}
	})
}

func TestWaitEndsByEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, platform := service(mass.StatusSending)
		start := time.Now()
		event := &message.MassSendJobFinishEvent{MsgID: 7, Status: "send success", TotalCount: 100, SentCount: 75}
		go func() {
			time.Sleep(time.Second)
			s.Finished(nil)
			s.Finished(&message.MassSendJobFinishEvent{MsgID: 8, Status: "send fail"})
			s.Finished(event)
		}()
		r, err := s.Wait(t.Context(), 7)
		if err != nil || r != (mass.Result{MsgID: 7, Status: mass.StatusSuccess, Event: event}) {
			t.Errorf("got %+v, %v", r, err)
		}
		if time.Since(start) != time.Second || platform.asked != 0 {
			t.Errorf("waited %v and asked %d times", time.Since(start), platform.asked)
		}
		if again, err := s.Wait(t.Context(), 7); err != nil || again != r {
			t.Errorf("after the event: %+v, %v", again, err)
		}
	})
}

// The older page's sample has a status without the space. Of one that is not documented nothing follows.
func TestStatusOfEvent(t *testing.T) {
	for event, asked := range map[string]int{"send success": 0, "sendsuccess": 0, "": 1, "sent": 1} {
		synctest.Test(t, func(t *testing.T) {
			s, platform := service(mass.StatusSuccess)
			s.Finished(&message.MassSendJobFinishEvent{MsgID: 7, Status: event})
			if r, err := s.Wait(t.Context(), 7); err != nil || r.Status != mass.StatusSuccess || platform.asked != asked {
				t.Errorf("%q: got %+v, %v after %d questions, want %d", event, r, err, platform.asked, asked)
			}
		})
	}
}

func TestWaitFails(t *testing.T) {
	for name, tt := range map[string]struct {
		status mass.Status // as the platform answers, if there is no event
		event  string
		reason mass.Reason
		text   string
	}{
		"by asking":              {mass.StatusFailed, "", 0, "mass: the message 7 was not sent: its event has the reason"},
		"deleted":                {mass.StatusDeleted, "", 0, "mass: the message 7 was deleted, or it reached nobody"},
		"reached nobody":         {"", "send success", 0, "mass: the message 7 reached none of 3 followers"},
		"by event":               {"", "send fail", 0, "mass: the message 7 was not sent: send fail"},
		"a reprint":              {"", "err(30003)", mass.ErrReprint, "mass: the message 7 was not sent: err(30003), an article is a reprint: allow reprints (WithReprint), or write another one"},
		"a silent administrator": {"", "err(40002)", mass.ErrAdministratorSilent, "mass: the message 7 was not sent: err(40002), the administrator did not confirm it within 30 minutes"},
		"an unknown reason":      {"", "err(99999)", 99999, "mass: the message 7 was not sent: err(99999)"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := service(tt.status)
			if tt.event != "" {
				s.Finished(&message.MassSendJobFinishEvent{MsgID: 7, Status: tt.event, TotalCount: 3})
			}
			r, err := s.Wait(t.Context(), 7)
			var failed *mass.FailedError
			if !errors.As(err, &failed) || failed.Error() != tt.text || failed.Reason != tt.reason || failed.Result != r || r.MsgID != 7 {
				t.Errorf("%s: got %+v, %v, want %s", name, r, err, tt.text)
			}
			if tt.reason != 0 && !errors.Is(err, tt.reason) || tt.reason == 0 && errors.Unwrap(err) != nil {
				t.Errorf("%s: got %v, want the reason %d", name, err, tt.reason)
			}
		})
	}
}

// Neither a status that the documents do not have nor the end of ctx is an end of the message.
func TestWaitEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, platform := service("WAITING")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if r, err := s.Wait(ctx, 7); !errors.Is(err, context.DeadlineExceeded) || r != (mass.Result{}) || platform.asked < 3 {
			t.Errorf("got %+v, %v after %d questions", r, err, platform.asked)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s, _ := service("")
		if _, err := s.Wait(t.Context(), 7); !errors.Is(err, endpoint.ErrInvalidMsgID) {
			t.Errorf("got %v, want the platform's refusal", err)
		}
	})
}

// Every documented reason has its words.
func TestReasons(t *testing.T) {
	t.Parallel()
	for _, r := range []mass.Reason{10001, 20001, 20002, 20004, 20006, 20008, 20013, 21000, 22000, 30001, 30002, 30003, 40001, 40002} {
		if got := r.Error(); !strings.HasPrefix(got, fmt.Sprintf("err(%d), ", int(r))) {
			t.Errorf("%d: %q", int(r), got)
		}
	}
}
