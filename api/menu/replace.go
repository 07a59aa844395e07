package menu

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
)

// Replace makes the account's menus these: the default menu, and the conditional ones, of which a user sees the first
// that matches. It reads the menus that are there and changes only what differs, so that a program may call it at each
// start: nothing is doubled, and the same menus cost one call.
//
// All menus are checked before anything is changed. If a call fails, Replace puts the former menus back, also after ctx
// has ended, and returns a [*ReplaceError] with the reason. A call that changes menus is not broken off when ctx ends: it
// may take another 30 seconds. A former conditional menu with conditions that the platform
// no longer takes cannot be put back. Two programs must not replace an account's menus at the same time.
func (s *Service) Replace(ctx context.Context, m Menu, conditional ...ConditionalMenu) error {
	want := menus{Menu: &m}
	if err := m.Check(); err != nil {
		return err
	}
	for i, c := range slices.Backward(conditional) { // the one that is added last is tried first
		if err := c.Check(); err != nil {
			return fmt.Errorf("conditional menu %d: %w", i, err)
		}
		want.conditional = append(want.conditional, installed{ConditionalMenu: c})
	}
	have, err := s.installed(ctx)
	if err != nil {
		return err
	}
	if err := s.change(ctx, have, want); err != nil {
		return &ReplaceError{Err: err, Undo: s.restore(context.WithoutCancel(ctx), have)}
	}
	return nil
}

// restore puts the former menus back. It reads which menus are there, since the call that failed may have been carried
// out: its answer was lost, or its context ended while the platform worked.
func (s *Service) restore(ctx context.Context, former menus) error {
	ctx, cancel := context.WithTimeout(ctx, undoTime)
	defer cancel()
	now, err := s.installed(ctx)
	if err != nil {
		return err
	}
	return s.change(ctx, now, former)
}

// undoTime is how long Replace tries to put the former menus back, and how long one of its calls may take.
const undoTime = 30 * time.Second

// ReplaceError is the failure of [Service.Replace].
type ReplaceError struct {
	Err  error // why the menus could not be replaced
	Undo error // why the former menus could not be put back, nil if they were
}

// Error says why the menus could not be replaced, and what is there now.
func (e *ReplaceError) Error() string {
	if e.Undo != nil {
		return fmt.Sprintf("%v; the former menus could not be put back: %v", e.Err, e.Undo)
	}
	return fmt.Sprintf("%v; the former menus are as they were", e.Err)
}

// Unwrap returns both errors.
func (e *ReplaceError) Unwrap() []error {
	return slices.DeleteFunc([]error{e.Err, e.Undo}, func(err error) bool { return err == nil })
}

// menus are an account's menus.
type menus struct {
	*Menu                   // the default menu, nil if there is none
	conditional []installed // oldest first
}

// installed is a conditional menu on the platform.
type installed struct {
	ConditionalMenu
	id      int64 // 0 if the platform does not tell it
	retired bool  // its rule has conditions that a new menu may not have
}

// installed reads the account's menus.
func (s *Service) installed(ctx context.Context) (menus, error) {
	got, err := s.Get(ctx)
	if errors.Is(err, endpoint.ErrMenuNotExist) {
		return menus{}, nil
	}
	if err != nil {
		return menus{}, err
	}
	have := menus{Menu: &got.Default.Menu}
	for _, c := range slices.Backward(got.Conditional) {
		one := installed{ConditionalMenu{Menu: c.Menu}, int64(c.MenuID), false}
		if r := c.MatchRule; r != nil {
			one.MatchRule = MatchRule{r.GroupID, r.ClientPlatformType}
			one.retired = *r != InstalledRule{GroupID: r.GroupID, ClientPlatformType: r.ClientPlatformType}
		}
		have.conditional = append(have.conditional, one)
	}
	// Ids grow. Where the platform tells none, the answer begins with the newest, in the order in which they are tried.
	slices.SortStableFunc(have.conditional, func(a, b installed) int { return cmp.Compare(a.id, b.id) })
	return have, nil
}

// errRetired says that a former menu cannot be put back. Without the retired conditions more users would see it.
var errRetired = errors.New(
	"a conditional menu has conditions that the platform no longer takes, such as sex or city (65320)",
)

// change makes the menus have those of want. Those of want were checked, or are from the platform.
func (s *Service) change(ctx context.Context, have, want menus) error {
	same := 0
	for same < min(len(have.conditional), len(want.conditional)) && have.conditional[same].equal(want.conditional[same]) {
		same++
	}
	have, err := s.remove(ctx, have, same, want)
	if err != nil {
		return err
	}
	if want.Menu != nil && (have.Menu == nil || !equalButtons(have.Buttons, want.Buttons)) {
		create := func(ctx context.Context) error { return endpoint.Do(ctx, s.client, Create, *want.Menu) }
		if err := whole(ctx, create); err != nil {
			return err
		}
	}
	var lost error
	for _, c := range want.conditional[len(have.conditional):] {
		if c.retired {
			lost = errRetired
			continue
		}
		add := func(ctx context.Context) error {
			_, err := endpoint.Call(ctx, s.client, AddConditional, c.ConditionalMenu)
			return err
		}
		if err := whole(ctx, add); err != nil {
			return err
		}
	}
	return lost
}

// whole makes a call that changes menus, unless ctx has ended. The call itself goes on when ctx ends: the platform could
// carry out one that is broken off later, when the former menus are back.
func whole(ctx context.Context, call func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	return call(ctx)
}

// remove removes the conditional menus beyond the first n, or all menus where that needs it: if no menu is wanted, or if
// the id of one is not known. It returns the menus that are left.
func (s *Service) remove(ctx context.Context, have menus, n int, want menus) (menus, error) {
	surplus := have.conditional[n:]
	unknown := slices.ContainsFunc(surplus, func(c installed) bool { return c.id == 0 })
	if unknown || want.Menu == nil && have.Menu != nil {
		return menus{}, whole(ctx, s.Delete)
	}
	for _, c := range slices.Backward(surplus) {
		// One that does not exist is gone: another program removed it, or a call whose answer was lost.
		remove := func(ctx context.Context) error { return s.DelConditional(ctx, c.id) }
		if err := whole(ctx, remove); err != nil && !errors.Is(err, endpoint.ErrConditionalMenuNotExist) {
			return menus{}, err
		}
	}
	have.conditional = have.conditional[:n]
	return have, nil
}

func (c installed) equal(other installed) bool {
	return c.MatchRule == other.MatchRule && c.retired == other.retired && equalButtons(c.Buttons, other.Buttons)
}

// equalButtons reports whether two lists of buttons are the same; an empty list and none are.
func equalButtons(a, b []Button) bool {
	return slices.EqualFunc(a, b, func(a, b Button) bool {
		subA, subB := a.SubButtons, b.SubButtons
		a.SubButtons, b.SubButtons = nil, nil
		return reflect.DeepEqual(a, b) && equalButtons(subA, subB)
	})
}
