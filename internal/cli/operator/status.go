package operator

import (
	"context"
	"errors"
	"fmt"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The exit statuses. A script can tell from one what to do about a failed call.
const (
	StatusDiffers    = 1 // of a command that compares: something differs
	StatusTrouble    = 2 // of a command that compares: what is StatusFailed elsewhere
	StatusFailed     = 1 // anything else: wrong arguments, no account, a file that cannot be read
	StatusCredential = 3 // the secret or the token is refused
	StatusPermission = 4 // the account, or this address, may not make the call
	StatusQuota      = 5 // a quota is used up
	StatusBusy       = 6 // the platform is busy
	StatusArgument   = 7 // the input is refused, by the command or by the platform
	StatusNotFound   = 8 // what the input names does not exist
	StatusNoAnswer   = 9 // no answer came

	StatusInterrupted = 130 // Ctrl-C or SIGTERM ended the call, as shells say it
)

// statuses has the status of each kind of error, the first that fits.
var statuses = []struct {
	err    error
	status int
}{
	{endpoint.ErrCredential, StatusCredential},
	{endpoint.ErrPermission, StatusPermission},
	{endpoint.ErrQuota, StatusQuota},
	{endpoint.ErrBusy, StatusBusy},
	{endpoint.ErrNotFound, StatusNotFound},
	{endpoint.ErrArgument, StatusArgument},
}

// CallError is the error of a command that makes one call: the exit status says of what kind it is.
type CallError struct{ Err error }

func (e CallError) Error() string { return e.Err.Error() }

func (e CallError) Unwrap() error { return e.Err }

// Trouble is the error of a command that compares, such as menu diff. Its status 1 says that something differs, so that
// what would end with 1 elsewhere ends with 2.
type Trouble struct{ Err error }

func (e Trouble) Error() string { return e.Err.Error() }

func (e Trouble) Unwrap() error { return e.Err }

// Exit is the error of a command that has printed everything, and ends with an exit status of its own.
type Exit int

func (e Exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// StatusOf returns the exit status for an error of a command.
func StatusOf(err error) int {
	if exit, ok := errors.AsType[Exit](err); ok {
		return int(exit)
	}
	if trouble, ok := errors.AsType[Trouble](err); ok {
		if status := StatusOf(trouble.Err); status != StatusFailed {
			return status
		}
		return StatusTrouble
	}
	if _, ok := errors.AsType[CallError](err); !ok {
		return StatusFailed
	}
	if errors.Is(err, context.Canceled) {
		return StatusInterrupted
	}
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	if _, ok := errors.AsType[*endpoint.FieldError](err); ok {
		return StatusArgument
	}
	if _, ok := errors.AsType[*endpoint.TransportError](err); ok {
		return StatusNoAnswer
	}
	return StatusFailed
}

// InChinese adds the cause and the cure in Chinese to the platform's refusal, whose text has the cure in English.
func InChinese(err error) error {
	refused, ok := errors.AsType[*endpoint.Error](err)
	if !ok {
		return err
	}
	if known, ok := refused.Code.Explain(); ok {
		return fmt.Errorf("%w\n%s%s", err, known.CauseZH, known.CureZH)
	}
	return err
}
