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
// All menus are checked before anything is changed. If a call fails, Replace puts the former menus back, and returns a
// [*ReplaceError] with the reason. Two programs must not replace an account's menus at the same time.
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
	now, err := s.change(ctx, have, want)
	if err == nil {
		return nil
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	_, undoErr := s.change(undo, now, have)
	return &ReplaceError{Err: err, Undo: undoErr}
}

// undoTime is how long Replace tries to put the former menus back.
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
	for _, c := range got.Conditional {
		one := installed{ConditionalMenu{Menu: c.Menu}, int64(c.MenuID), false}
		if r := c.MatchRule; r != nil {
			one.MatchRule = MatchRule{r.GroupID, r.ClientPlatformType}
			one.retired = *r != InstalledRule{GroupID: r.GroupID, ClientPlatformType: r.ClientPlatformType}
		}
		have.conditional = append(have.conditional, one)
	}
	// Ids grow; the order of the answer is not documented.
	slices.SortStableFunc(have.conditional, func(a, b installed) int { return cmp.Compare(a.id, b.id) })
	return have, nil
}

// change makes the menus those of want, and returns what is there now, also after an error.
func (s *Service) change(ctx context.Context, have, want menus) (now menus, err error) {
	now = have
	same := 0
	for same < min(len(have.conditional), len(want.conditional)) && have.conditional[same].equal(want.conditional[same]) {
		same++
	}
	if err := s.remove(ctx, &now, same, want); err != nil {
		return now, err
	}
	if want.Menu != nil && (now.Menu == nil || !equalButtons(now.Buttons, want.Buttons)) {
		if err := s.Create(ctx, *want.Menu); err != nil {
			return now, err
		}
		now.Menu = want.Menu
	}
	for _, c := range want.conditional[len(now.conditional):] {
		id, err := s.AddConditional(ctx, c.ConditionalMenu)
		if err != nil {
			return now, err
		}
		c.id = id
		now.conditional = append(slices.Clip(now.conditional), c)
	}
	return now, nil
}

// remove removes the conditional menus beyond the first n, or all menus where that needs it: if no menu is wanted, or if
// the id of one is not known.
func (s *Service) remove(ctx context.Context, now *menus, n int, want menus) error {
	unknown := slices.ContainsFunc(now.conditional[n:], func(c installed) bool { return c.id == 0 })
	if unknown || want.Menu == nil && now.Menu != nil {
		if err := s.Delete(ctx); err != nil {
			return err
		}
		*now = menus{}
		return nil
	}
	for len(now.conditional) > n {
		last := len(now.conditional) - 1
		if err := s.DelConditional(ctx, now.conditional[last].id); err != nil {
			return err
		}
		now.conditional = now.conditional[:last:last]
	}
	return nil
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
