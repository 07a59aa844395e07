package user

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wechatgo/wechatgo/endpoint"
)

// BatchError is the error of every method that splits a list of openids into calls of the documented size:
// [Service.BatchInfo], [Service.Tag], [Service.Untag], [Service.Blacklist], [Service.Unblacklist] and
// [Service.ChangeOpenIDs]. It says which openids were done. errors.As finds it, and the [*endpoint.Error] of the last
// call that failed as well; errors.Is finds that error's code.
//
//	var failed *user.BatchError
//	if errors.As(err, &failed) {
//		again := slices.Concat(failed.Failed, failed.Unsent)
//	}
//
// A call that fails ends the batch, unless it fails for some openids alone. Either the platform names them (45171,
// fail_openid_list), or it refuses the whole call for one (40003, 49003, 45059): then the call is made again for each half
// of its openids, and so on, until those are found. If that finds all openids of a call, the batch ends as well.
type BatchError struct {
	// Done are the openids for which a call succeeded.
	Done []string
	// Failed are the openids that the platform names as failed, and all those of the call that ended the batch. If that
	// call got no answer, some of them may be done nevertheless.
	Failed []string
	// Unsent are the openids that were in no call.
	Unsent []string
	// Err is the error of the last call that failed.
	Err error
}

// Error says how many openids were done, and why the others were not.
func (e *BatchError) Error() string {
	all := len(e.Done) + len(e.Failed) + len(e.Unsent)
	return fmt.Sprintf("user: %d of %d openids done, %d failed, %d not sent: %v",
		len(e.Done), all, len(e.Failed), len(e.Unsent), e.Err)
}

// Unwrap returns the error of the last call that failed.
func (e *BatchError) Unwrap() error { return e.Err }

// inBatches splits openIDs into calls of the given size. If call fails it also returns which of its openids failed, none
// for all of them. The error is nil or a [*BatchError].
func inBatches(openIDs []string, size int, call func(batch []string) (failed []string, err error)) error {
	var e BatchError
	for start := 0; start < len(openIDs); start += size {
		batch := openIDs[start:min(start+size, len(openIDs))]
		before := len(e.Done)
		if !e.run(batch, call) || isForOne(e.Err) && len(e.Done) == before {
			e.Unsent = append(e.Unsent, openIDs[start+len(batch):]...)
			break
		}
	}
	if e.Err == nil {
		return nil
	}
	return &e
}

// refusedForOne has the codes with which the platform refuses a call because of one of its openids.
var refusedForOne = []endpoint.Code{
	endpoint.ErrInvalidOpenID, endpoint.ErrOpenIDMismatch, endpoint.ErrTooManyTagsOnUser,
}

func isForOne(err error) bool {
	return slices.ContainsFunc(refusedForOne, func(code endpoint.Code) bool { return errors.Is(err, code) })
}

// run makes the call for a batch, or for its halves if it is refused for one openid. It returns false if the whole batch
// ends.
func (e *BatchError) run(batch []string, call func(batch []string) (failed []string, err error)) bool {
	failed, err := call(batch)
	forOne := isForOne(err)
	if forOne && len(failed) == 0 && len(batch) > 1 {
		half := len(batch) / 2
		if !e.run(batch[:half], call) {
			e.Unsent = append(e.Unsent, batch[half:]...)
			return false
		}
		return e.run(batch[half:], call)
	}
	if err != nil {
		e.Err = err
	}
	if err != nil && len(failed) == 0 {
		e.Failed = append(e.Failed, batch...)
		return forOne
	}
	e.Failed = append(e.Failed, failed...)
	for _, openID := range batch {
		if !slices.Contains(failed, openID) {
			e.Done = append(e.Done, openID)
		}
	}
	return true
}
