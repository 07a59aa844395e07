package mass

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/wechatgo/wechatgo/message"
)

// Result is what became of a mass message.
type Result struct {
	MsgID  int64 // that of [Sent]
	Status Status
	// Event has the numbers of followers, the originality check and the addresses of the articles. It is nil if the
	// message's end was found by asking, before the event came.
	Event *message.MassSendJobFinishEvent
}

// Wait waits until the mass message msgID, the MsgID of [Sent], has ended, and returns its result. It asks the platform
// ([Service.Status]) in pauses from two to thirty seconds; where a handler of the event calls [Service.Finished], the
// event ends the wait at once. The event may have come before Wait was called.
//
// If the message was not sent or reached nobody, the error is a [*FailedError]. Wait also fails when ctx ends, and when
// asking fails: at the first refusal, or where the platform is busy or cannot be reached at the fifth question in a
// row. The platform may take more than half an hour for a message to all that its administrator has to confirm.
func (s *Service) Wait(ctx context.Context, msgID int64) (Result, error) {
	r, err := s.jobs.Wait(ctx, msgID, func(ctx context.Context) (Result, bool, error) {
		status, err := s.Status(ctx, msgID)
		ended := status == StatusSuccess || status == StatusFailed || status == StatusDeleted
		return Result{MsgID: msgID, Status: status}, ended, err
	})
	if err != nil {
		return Result{}, err
	}
	if r.Status != StatusSuccess {
		return r, newFailedError(r)
	}
	return r, nil
}

// Finished tells that a mass message has ended. Call it in the program's handler of the event:
//
//	callback.On(mux, func(ctx context.Context, ev *message.MassSendJobFinishEvent) (reply.Reply, error) {
//		service.Finished(ev)
//		return nil, nil
//	})
//
// The event comes to one instance of a program. A [Service.Wait] on another one finds the end by asking, and so does
// one for an event whose status is not documented.
func (s *Service) Finished(ev *message.MassSendJobFinishEvent) {
	if ev == nil {
		return // a program passes on what it has
	}
	var status Status
	switch text := strings.ReplaceAll(ev.Status, " ", ""); { // an older sample of the platform has sendsuccess
	case text == "sendsuccess" && ev.TotalCount > 0 && ev.SentCount == 0:
		status = StatusDeleted // as asking shows it
	case text == "sendsuccess":
		status = StatusSuccess
	case text == "sendfail" || strings.HasPrefix(text, "err("):
		status = StatusFailed
	default:
		return
	}
	s.jobs.Finished(ev.MsgID, Result{ev.MsgID, status, ev})
}

// FailedError is a mass message that was not sent, that was deleted, or that reached nobody although there was somebody
// to get it: the last has the status [StatusDeleted]. errors.Is finds its [Reason], if the platform named one.
type FailedError struct {
	Result Result
	// Reason is the number in err(num), the event's status. It is 0 if the platform named none: a program learns it
	// from the event alone.
	Reason Reason
}

func newFailedError(r Result) *FailedError {
	e := &FailedError{Result: r}
	if r.Event != nil {
		text, _ := strings.CutPrefix(r.Event.Status, "err(")
		n, _ := strconv.Atoi(strings.TrimSuffix(text, ")")) // 0 for "send fail"
		e.Reason = Reason(n)
	}
	return e
}

func (e *FailedError) Error() string {
	text := fmt.Sprintf("mass: the message %d was not sent", e.Result.MsgID)
	switch {
	case e.Reason != 0:
		return text + ": " + e.Reason.Error()
	case e.Result.Status == StatusDeleted && e.Result.Event != nil:
		return fmt.Sprintf(
			"mass: the message %d reached none of %d followers",
			e.Result.MsgID,
			e.Result.Event.TotalCount,
		)
	case e.Result.Status == StatusDeleted:
		return fmt.Sprintf("mass: the message %d was deleted, or it reached nobody", e.Result.MsgID)
	case e.Result.Event == nil:
		return text + ": its event has the reason"
	}
	return text + ": " + e.Result.Event.Status
}

// Unwrap returns the reason, or nil.
func (e *FailedError) Unwrap() error {
	if e.Reason == 0 {
		return nil
	}
	return e.Reason
}

// Reason is why the platform did not send a mass message: the number in err(num).
type Reason int

// The reasons.
const (
	ErrAdvertising          Reason = 10001 // 涉嫌广告
	ErrPolitics             Reason = 20001 // 涉嫌政治
	ErrPornography          Reason = 20002 // 涉嫌色情
	ErrSociety              Reason = 20004 // 涉嫌社会
	ErrCrime                Reason = 20006 // 涉嫌违法犯罪
	ErrFraud                Reason = 20008 // 涉嫌欺诈
	ErrCopyright            Reason = 20013 // 涉嫌版权
	ErrOther                Reason = 21000 // 涉嫌其他
	ErrMutualPromotion      Reason = 22000 // 涉嫌互推
	ErrOriginalityCheck     Reason = 30001 // the originality check failed, and the message excludes reprints
	ErrNotReprintable       Reason = 30002 // an article is a reprint of one that may not be reprinted
	ErrReprint              Reason = 30003 // an article is a reprint, and the message excludes reprints: see [WithReprint]
	ErrAdministratorRefused Reason = 40001 // the administrator refused the message
	ErrAdministratorSilent  Reason = 40002 // the administrator did not answer within 30 minutes
)

var reasons = map[Reason]string{
	ErrAdvertising:          "suspected of advertising",
	ErrPolitics:             "suspected of politics",
	ErrPornography:          "suspected of pornography",
	ErrSociety:              "suspected of a social matter",
	ErrCrime:                "suspected of a crime",
	ErrFraud:                "suspected of fraud",
	ErrCopyright:            "suspected of a breach of copyright",
	ErrOther:                "suspected of something else",
	ErrMutualPromotion:      "suspected of mutual promotion",
	ErrOriginalityCheck:     "the originality check failed: send it again, or allow reprints (WithReprint)",
	ErrNotReprintable:       "an article is a reprint of one that may not be reprinted: write another one",
	ErrReprint:              "an article is a reprint: allow reprints (WithReprint), or write another one",
	ErrAdministratorRefused: "the administrator refused it",
	ErrAdministratorSilent:  "the administrator did not confirm it within 30 minutes",
}

// Error returns the reason in words, with its number as the platform writes it.
func (r Reason) Error() string {
	if text, ok := reasons[r]; ok {
		return fmt.Sprintf("err(%d), %s", int(r), text)
	}
	return fmt.Sprintf("err(%d)", int(r))
}
