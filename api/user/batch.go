package user

import (
	"fmt"
	"slices"
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
// A call that fails ends the batch, unless the platform names the openids for which it failed (45171,
// fail_openid_list): then the batch goes on.
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
// for all of them; only in the latter case the batch ends. The error is nil or a [*BatchError].
func inBatches(openIDs []string, size int, call func(batch []string) (failed []string, err error)) error {
	var e BatchError
	for start := 0; start < len(openIDs); start += size {
		batch := openIDs[start:min(start+size, len(openIDs))]
		failed, err := call(batch)
		if err != nil {
			e.Err = err
		}
		if err != nil && len(failed) == 0 {
			e.Failed = append(e.Failed, batch...)
			e.Unsent = slices.Clone(openIDs[start+len(batch):])
			break
		}
		e.Failed = append(e.Failed, failed...)
		for _, openID := range batch {
			if !slices.Contains(failed, openID) {
				e.Done = append(e.Done, openID)
			}
		}
	}
	if e.Err == nil {
		return nil
	}
	return &e
}
