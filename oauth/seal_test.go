package oauth

import (
	"bytes"
	"testing"

	"github.com/wechatgo/wechatgo/internal/language"
)

// Each secret, purpose and account has its own key, even for the same name.
func TestSealedValuesOpenForOnePurpose(t *testing.T) {
	t.Parallel()
	secret := bytes.Repeat([]byte("k"), 32)
	seal := func(secret []byte, purpose, appID string) sealer {
		s, err := newSealer(Config{CookieKey: secret, AppID: appID}, purpose)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	text, err := seal(secret, "session", "wx1").seal("name", "value")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		sealer sealer
		name   string
		opens  bool
	}{
		"the same":        {seal(secret, "session", "wx1"), "name", true},
		"another name":    {seal(secret, "session", "wx1"), "other", false},
		"another purpose": {seal(secret, "state", "wx1"), "name", false},
		"another account": {seal(secret, "session", "wx2"), "name", false},
		"another secret":  {seal(bytes.Repeat([]byte("l"), 32), "session", "wx1"), "name", false},
	} {
		var got string
		err := test.sealer.open(test.name, text, &got)
		if (err == nil) != test.opens || (got == "value") != test.opens {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	var number int
	if err := seal(secret, "session", "wx1").open("name", text, &number); err == nil {
		t.Error("a value of another shape opened")
	}
	if _, err := seal(secret, "session", "wx1").seal("name", func() {}); err == nil {
		t.Error("sealed a function")
	}
}

// Every text exists in both languages, and every reason has a page.
func TestTextsAreComplete(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{language.Chinese, language.English} {
		got := builtin[lang]
		if got.Again == "" || got.Leaving == "" || got.Continue == "" || got.LogIn == "" {
			t.Errorf("%s: %+v", lang, got)
		}
		for _, reason := range []Reason{
			ReasonBrowser, ReasonRefused, ReasonState, ReasonForm, ReasonCode, ReasonCookies, ReasonSnapshot,
			ReasonBlocked, ReasonAddress, ReasonConfig, ReasonSession, ReasonUnavailable,
		} {
			if page := got.Pages[reason]; page.Title == "" || page.Text == "" {
				t.Errorf("%s: %s has no text", lang, reason)
			}
		}
	}
}
