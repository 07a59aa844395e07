package endpoint

import "strings"

// Kind is a class of codes: it says what a program can do about an error. A Kind is an error, so that errors.Is tests
// for it:
//
//	errors.Is(err, endpoint.ErrQuota) // wait, or make room
//
// A code without a name here has the zero Kind, which no error matches.
type Kind int

// The kinds. Each named code has exactly one, see [Explanation.Kind].
const (
	// ErrCredential: the proof of who calls or who logs in is missing, wrong or expired: a token, the AppID or
	// AppSecret, a login code, a signature. Renew the token, let the user log in again, or correct the configuration.
	ErrCredential Kind = iota + 1
	// ErrPermission: this account, this login or this caller's address may not make the call. Do not repeat it: a
	// person has to change something outside the program, such as the certification, a confirmation, an authorisation
	// or the IP whitelist.
	ErrPermission
	// ErrQuota: a rate or a number is used up. Wait as long as the code says, or delete something to make room; then
	// the same call succeeds.
	ErrQuota
	// ErrBusy: the platform cannot handle the call at the moment. Repeat it later if running it twice does no harm.
	ErrBusy
	// ErrArgument: an argument, or the state of what it names, does not allow the call: a field is wrong, a name is
	// taken, a user cannot be reached. Send something else, or to someone else: the same call fails again. The few
	// codes that the documents do not explain have this kind, so that programs do not repeat them.
	ErrArgument
	// ErrNotFound: the named object does not exist, has expired or was deleted. Forget its id, and create or look up
	// another.
	ErrNotFound
)

var kinds = [...]string{
	ErrCredential: "credential",
	ErrPermission: "permission",
	ErrQuota:      "quota",
	ErrBusy:       "busy",
	ErrArgument:   "argument",
	ErrNotFound:   "not_found",
}

// String returns a short label for JSON and command lines, such as "permission" or "not_found", or "" for the zero
// Kind.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kinds) {
		return ""
	}
	return kinds[k]
}

// Error returns the kind in words: "endpoint: permission".
func (k Kind) Error() string {
	if s := k.String(); s != "" {
		return "endpoint: " + strings.ReplaceAll(s, "_", " ")
	}
	return "endpoint: unknown kind of error"
}

// Kind returns the kind of a named code, and zero for a code that has no name here.
func (c Code) Kind() Kind {
	e, _ := c.Explain()
	return e.Kind
}

// Is reports whether target is c itself or its kind; errors.Is calls it.
func (c Code) Is(target error) bool {
	if kind, ok := target.(Kind); ok {
		return kind != 0 && kind == c.Kind()
	}
	return target == error(c)
}
