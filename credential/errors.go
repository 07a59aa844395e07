package credential

import "fmt"

// KindError refuses a kind of ticket that the platform does not have.
type KindError struct {
	Kind string // as given
}

func (e *KindError) Error() string {
	return fmt.Sprintf("credential: no ticket of kind %q: use ticket.JSAPI or ticket.WxCard", e.Kind)
}

// RefusedError says that the platform refused a value and hands out the same
// one again.
type RefusedError struct {
	Name string // what it is, such as "stable_token"
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("credential: the platform refused the %s, hands out the same one again, and no new one may be forced now "+
		"(20 a day, 30 s apart): look whether the call is meant for another account, or wait", e.Name)
}
