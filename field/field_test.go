package field_test

import (
	"errors"
	"io"
	"testing"

	"github.com/wechatgo/wechatgo/field"
)

const refuse = field.In("menu")

func TestText(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"menu: name is empty: fill it in":                refuse.Empty("name", "fill it in"),
		"menu: name has 17 bytes: give 1 to 16":          refuse.Amount("name", 17, 1, 16, "bytes"),
		"menu: name has 17 bytes: give at most 16":       refuse.Amount("name", 17, 0, 16, "bytes"),
		"menu: key has 42 characters: give 43":           refuse.Amount("key", 42, 43, 43, "characters"),
		`menu: type is "x" beside sub buttons: drop one`: refuse.Field("type", `is "x" beside sub buttons`, "drop one"),
		"menu: type is missing":                          refuse.Field("type", "is missing", ""),
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	if err := error(refuse.Empty("name", "").With(io.EOF)); !errors.Is(err, io.EOF) {
		t.Errorf("%v does not match its code", err)
	}
	if err := errors.Unwrap(refuse.Empty("name", "")); err != nil {
		t.Errorf("an error without a code unwraps to %v", err)
	}
}

func TestFirst(t *testing.T) {
	t.Parallel()
	if err := field.First(nil, io.EOF, io.ErrClosedPipe); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want the first error", err)
	}
	if err := field.First(nil, nil); err != nil {
		t.Errorf("got %v from two checks without an error", err)
	}
}

func TestBytes(t *testing.T) {
	t.Parallel()
	const want = "menu: name has 21 bytes: give 1 to 16: 5 Chinese characters"
	if got := field.In("menu").Bytes("name", "今日歌曲今日歌", 1, 16).Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestGiven(t *testing.T) {
	t.Parallel()
	if err := refuse.Given("name", "", "give one"); err == nil || err.Error() != "menu: name is empty: give one" {
		t.Errorf("got %v for an empty text", err)
	}
	if err := refuse.Given("name", " ", "give one"); err != nil {
		t.Errorf("got %v for a text", err)
	}
}
