package cli

import (
	"context"
	"errors"

	"github.com/wechatgo/wechatgo/endpoint"
)

// The exit statuses. A script can tell from one what to do about a failed call.
const (
	statusFailed     = 1 // anything else: wrong arguments, no account, a file that cannot be read
	statusCredential = 3 // the secret or the token is refused
	statusPermission = 4 // the account, or this address, may not make the call
	statusQuota      = 5 // a quota is used up
	statusBusy       = 6 // the platform is busy
	statusArgument   = 7 // the input is refused, by the command or by the platform
	statusNotFound   = 8 // what the input names does not exist
	statusNoAnswer   = 9 // no answer came

	statusInterrupted = 130 // Ctrl-C or SIGTERM ended the call, as shells say it
)

// statuses has the status of each kind of error, the first that fits.
var statuses = []struct {
	err    error
	status int
}{
	{endpoint.ErrCredential, statusCredential},
	{endpoint.ErrPermission, statusPermission},
	{endpoint.ErrQuota, statusQuota},
	{endpoint.ErrBusy, statusBusy},
	{endpoint.ErrNotFound, statusNotFound},
	{endpoint.ErrArgument, statusArgument},
}

// callError is the error of a command that makes one call: the exit status says of what kind it is.
type callError struct{ error }

func (e callError) Unwrap() error { return e.error }

// statusOf returns the exit status for an error of a command.
func statusOf(err error) int {
	if _, ok := errors.AsType[callError](err); !ok {
		return statusFailed
	}
	if errors.Is(err, context.Canceled) {
		return statusInterrupted
	}
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	if _, ok := errors.AsType[*endpoint.FieldError](err); ok {
		return statusArgument
	}
	if _, ok := errors.AsType[*endpoint.TransportError](err); ok {
		return statusNoAnswer
	}
	return statusFailed
}
