package account_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/field"
)

// These values have the right form and belong to no real account.
const (
	appID    = "wx0123456789abcdef"
	secret   = "0123456789abcdef0123456789abcdef"
	token    = "spamtest"
	key      = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	previous = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
)

// complete returns an account with all fields set.
func complete() account.Account {
	return account.Account{AppID: appID, Secret: secret, Token: token, EncodingAESKey: key, PreviousEncodingAESKey: previous}
}

func TestValidatePasses(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*account.Account){
		"complete":                  func(*account.Account) {},
		"AppID alone":               func(a *account.Account) { *a = account.Account{AppID: appID} },
		"plain without a key":       func(a *account.Account) { a.EncodingAESKey, a.PreviousEncodingAESKey = "", "" },
		"plain with a key":          func(a *account.Account) { a.Mode = account.Plain },
		"compatible":                func(a *account.Account) { a.Mode = account.Compatible },
		"safe":                      func(a *account.Account) { a.Mode = account.Safe },
		"cloud hosting":             func(a *account.Account) { *a = account.Account{AppID: appID, Mode: account.CloudHosting} },
		"cloud hosting with a key":  func(a *account.Account) { a.Mode = account.CloudHosting },
		"token of three characters": func(a *account.Account) { a.Token = "abc" },
		"token of thirty-two":       func(a *account.Account) { a.Token = strings.Repeat("a1", 16) },
		"without a previous key":    func(a *account.Account) { a.PreviousEncodingAESKey = "" },
		"previous key is the same":  func(a *account.Account) { a.PreviousEncodingAESKey = key },
	} {
		a := complete()
		change(&a)
		if err := a.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidateRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change         func(*account.Account)
		field, problem string
	}{
		"nothing":                {func(a *account.Account) { *a = account.Account{} }, "AppID", "is empty"},
		"AppID cut off":          {func(a *account.Account) { a.AppID = appID[:17] }, "AppID", "has 17 characters instead of 18"},
		"AppID of another kind":  {func(a *account.Account) { a.AppID = "gh" + appID[2:] }, "AppID", "does not begin with wx"},
		"AppID with a space":     {func(a *account.Account) { a.AppID = "wx 123456789abcdef" }, "AppID", "has a space or a line break at position 3"},
		"secret cut off":         {func(a *account.Account) { a.Secret = secret[1:] }, "Secret", "has 31 characters instead of 32"},
		"secret with a dash":     {func(a *account.Account) { a.Secret = secret[:31] + "-" }, "Secret", "has something other than a letter or a digit at position 32"},
		"token too short":        {func(a *account.Account) { a.Token = "ab" }, "Token", "has 2 characters"},
		"token too long":         {func(a *account.Account) { a.Token = strings.Repeat("a", 33) }, "Token", "has 33 characters"},
		"token with a space":     {func(a *account.Account) { a.Token = "spam test" }, "Token", "has a space or a line break at position 5"},
		"token with a line end":  {func(a *account.Account) { a.Token = "spamtest\n" }, "Token", "has a space or a line break at position 9"},
		"token in Chinese":       {func(a *account.Account) { a.Token = "令牌令牌" }, "Token", "has something other than a letter or a digit at position 1"},
		"key of 42 characters":   {func(a *account.Account) { a.EncodingAESKey = key[:42] }, "EncodingAESKey", "has 42 characters instead of 43"},
		"key of 44 characters":   {func(a *account.Account) { a.EncodingAESKey = key + "=" }, "EncodingAESKey", "has 44 characters instead of 43"},
		"key with a plus":        {func(a *account.Account) { a.EncodingAESKey = "+" + key[1:] }, "EncodingAESKey", "has something other than a letter or a digit at position 1"},
		"old key cut off":        {func(a *account.Account) { a.PreviousEncodingAESKey = previous[:42] }, "PreviousEncodingAESKey", "has 42 characters instead of 43"},
		"old key alone":          {func(a *account.Account) { a.EncodingAESKey = "" }, "EncodingAESKey", "is empty while PreviousEncodingAESKey is set"},
		"safe without a key":     {func(a *account.Account) { *a = account.Account{AppID: appID, Mode: account.Safe} }, "EncodingAESKey", "is empty in safe mode"},
		"compatible without one": {func(a *account.Account) { *a = account.Account{AppID: appID, Mode: account.Compatible} }, "EncodingAESKey", "is empty in compatible mode"},
		"unknown mode":           {func(a *account.Account) { a.Mode = 5 }, "Mode", "is not a mode"},
		"negative mode":          {func(a *account.Account) { a.Mode = -1 }, "Mode", "is not a mode"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := complete()
			test.change(&a)
			err := a.Validate()
			var e *field.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Path != test.field || e.Problem != test.problem || e.Cure == "" {
				t.Errorf("got %+v, want %s %s", e, test.field, test.problem)
			}
			if want := "account: " + e.Path + " " + e.Problem + ": " + e.Cure; err.Error() != want {
				t.Errorf("text %q, want %q", err, want)
			}
			for _, value := range []string{a.Secret, a.Token, a.EncodingAESKey, a.PreviousEncodingAESKey} {
				if value != "" && strings.Contains(err.Error(), value) {
					t.Errorf("the error shows %q", value)
				}
			}
		})
	}
}
