package endpoint

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

var allKinds = []Kind{ErrCredential, ErrPermission, ErrQuota, ErrBusy, ErrArgument, ErrNotFound}

func TestEveryCodeHasOneKind(t *testing.T) {
	t.Parallel()
	used := map[Kind]bool{}
	for e := range Codes() {
		used[e.Kind] = true
		if !slices.Contains(allKinds, e.Kind) {
			t.Errorf("%d has no kind", e.Code)
		}
		for _, kind := range allKinds {
			if got, want := errors.Is(e.Code, kind), kind == e.Kind; got != want {
				t.Errorf("errors.Is(%d, %v) is %v, want %v", int(e.Code), kind, got, want)
			}
		}
	}
	if len(used) != len(allKinds) {
		t.Errorf("the codes are of %d kinds, want %d", len(used), len(allKinds))
	}
}

// The expectations were decided by hand, by what a program can do about the code.
func TestKindsOfWellKnownCodes(t *testing.T) {
	t.Parallel()
	for kind, codes := range map[Kind][]Code{
		ErrCredential: {40001, 40013, 40014, 40125, 40243, 41001, 42001, 40029, 40163, 42003, 42007},
		ErrPermission: {48001, 48004, 50002, 50007, 40164, 61004, 61007, 89503, 40226, 88000},
		ErrQuota:      {45009, 45011, 44990, 45028, 45047, 45056, 48006, 65405, 886000},
		ErrBusy:       {-1, 61503, 886001, 268487001},
		// 45015, 43004 and 43101 are about one user: the account may make the call, and another user can be reached.
		ErrArgument: {40003, 40033, 40097, 43002, 47001, 47003, 45015, 43004, 43101, 45065, 48005, 9500001},
		// 40007: whether the file never existed or has expired, it has to be uploaded again.
		ErrNotFound: {46003, 40007, 40037, 45159, 53600, 65301, 76001, 88008, 9410012},
	} {
		for _, code := range codes {
			if got := code.Kind(); got != kind {
				t.Errorf("%v is of the kind %q, want %q", code, got, kind)
			}
		}
	}
}

func TestKindOfAnUnknownCode(t *testing.T) {
	t.Parallel()
	for _, code := range []Code{0, 12345} {
		if code.Kind() != 0 || errors.Is(code, Kind(0)) {
			t.Errorf("%v has the kind %d, want none", code, code.Kind())
		}
		if !errors.Is(fmt.Errorf("x: %w", code), code) {
			t.Errorf("errors.Is does not match %v with itself", code)
		}
	}
}

func TestKindText(t *testing.T) {
	t.Parallel()
	for kind, want := range map[Kind][2]string{
		ErrPermission: {"permission", "endpoint: permission"},
		ErrNotFound:   {"not_found", "endpoint: not found"},
		0:             {"", "endpoint: unknown kind of error"},
		-1:            {"", "endpoint: unknown kind of error"},
		7:             {"", "endpoint: unknown kind of error"},
	} {
		if got := [2]string{kind.String(), kind.Error()}; got != want {
			t.Errorf("kind %d: got %q, want %q", int(kind), got, want)
		}
	}
}
