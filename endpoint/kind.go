package endpoint

import "strings"

// Kind is what a program can do about a code. A Kind is an error, so that errors.Is tells it:
//
//	errors.Is(err, endpoint.ErrQuota) // wait, or make room
//
// A code without a name here has no kind: the zero Kind, which no error matches.
type Kind int

// The kinds. Each named code has exactly one, [Explanation.Kind].
const (
	// ErrCredential: what proves who calls or who logs in is missing, wrong or
	// expired: a token, the AppID or AppSecret, a login code, a signature. Renew
	// the token, let the user log in again, or correct the configuration.
	ErrCredential Kind = iota + 1
	// ErrPermission: this account, this login or this caller's address may not
	// do it. Do not repeat: a person has to change it outside the program, with a
	// certification, a confirmation, an authorisation, the IP whitelist.
	ErrPermission
	// ErrQuota: a rate or a number is used up. Wait as long as the code says, or
	// make room by deleting something; then the same call goes through.
	ErrQuota
	// ErrBusy: the platform cannot do it at the moment. Repeat later, where a
	// second run does no harm.
	ErrBusy
	// ErrArgument: what was sent, or the state of what it names, does not allow
	// it: a field is wrong, a name is taken, a user is out of reach. Send
	// something else, or to someone else; the same call fails again. The few
	// codes that the documents do not explain count as this kind, so that nobody
	// repeats them.
	ErrArgument
	// ErrNotFound: what was named does not exist, has expired or was deleted.
	// Forget its id, and make or look up another.
	ErrNotFound
)

var kinds = [...]string{ErrCredential: "credential", ErrPermission: "permission", ErrQuota: "quota", ErrBusy: "busy", ErrArgument: "argument", ErrNotFound: "not_found"}

// String is a short label for JSON and command lines, such as "permission" or "not_found"; "" for the zero Kind.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kinds) {
		return ""
	}
	return kinds[k]
}

// Error is the kind in words: "endpoint: permission".
func (k Kind) Error() string {
	if s := k.String(); s != "" {
		return "endpoint: " + strings.ReplaceAll(s, "_", " ")
	}
	return "endpoint: unknown kind of error"
}

// Kind is the kind of a named code, and zero for a code that has no name here.
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
