package account_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
)

// wantHidden fails the test if text shows one of the account's secrets, in characters or in the hex that %x prints.
func wantHidden(t *testing.T, how, text string) {
	t.Helper()
	for _, s := range []string{secret, token, key, previous} {
		for _, shown := range []string{s, fmt.Sprintf("%x", s), fmt.Sprintf("%X", s)} {
			if strings.Contains(text, shown) {
				t.Errorf("%s shows a secret: %s", how, text)
			}
		}
	}
}

func TestFormatHidesSecrets(t *testing.T) {
	t.Parallel()
	a := complete()
	type holder struct {
		Account account.Account
		Pointer *account.Account
	}
	const want = "Account(wx0123456789abcdef, safe mode)"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%20s", "%.3v", "% x", "%!"} {
		text := fmt.Sprintf(verb, a)
		wantHidden(t, verb, text)
		if verb != "%!" && text != want {
			t.Errorf("%s: got %q, want %q", verb, text, want)
		}
		wantHidden(t, verb+" of a pointer", fmt.Sprintf(verb, &a))
		wantHidden(t, verb+" of a holder", fmt.Sprintf(verb, holder{a, &a}))
		wantHidden(t, verb+" of a list", fmt.Sprintf(verb, []account.Account{a}))
		wantHidden(t, verb+" of a map", fmt.Sprintf(verb, map[string]any{"a": a}))
	}
	wantHidden(t, "Print", fmt.Sprint(a, &a))
	wantHidden(t, "an error", fmt.Errorf("cannot use %v", a).Error())
	if a.String() != want || a.GoString() != want {
		t.Errorf("got %q and %q", a.String(), a.GoString())
	}
}

func TestLogHidesSecrets(t *testing.T) {
	t.Parallel()
	a := complete()
	handlers := map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	}
	for name, handler := range handlers {
		var b bytes.Buffer
		l := slog.New(handler(&b))
		l.Info("value", "account", a)
		for _, part := range []string{appID, "safe"} {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%s lacks %s: %s", name, part, &b)
			}
		}
		l.Info("pointer", "account", &a)
		l.Info("list", "accounts", []account.Account{a})
		l.Info("holder", "holder", struct{ A account.Account }{a})
		l.With("account", a).WithGroup("g").Info("with", "a", a)
		wantHidden(t, name, b.String())
	}
}

func TestEncodingFails(t *testing.T) {
	t.Parallel()
	a := complete()
	type holder struct{ A *account.Account }
	encoders := map[string]func(any) ([]byte, error){
		"JSON": json.Marshal,
		"XML":  xml.Marshal,
		"gob": func(v any) ([]byte, error) {
			var b bytes.Buffer
			err := gob.NewEncoder(&b).Encode(v)
			return b.Bytes(), err
		},
	}
	for name, encode := range encoders {
		for _, v := range []any{a, &a, []account.Account{a}, holder{&a}} {
			body, err := encode(v)
			if err == nil {
				t.Errorf("%T was encoded as %s %s", v, name, body)
				continue
			}
			if !strings.Contains(err.Error(), "account: ") {
				t.Errorf("%s: text %q", name, err)
			}
			wantHidden(t, "the error", err.Error())
		}
	}
}
