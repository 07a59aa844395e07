package kf_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/api/kf"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/apitest"
)

func checkRefused(t *testing.T, name string, err error, code endpoint.Code, text string) {
	t.Helper()
	var refused *endpoint.FieldError
	switch {
	case text == "" && err != nil:
		t.Errorf("%s: %v", name, err)
	case text != "" && (!errors.As(err, &refused) || !errors.Is(err, code) || err.Error() != text):
		t.Errorf("%s: got %v, want %d %s", name, err, int(code), text)
	}
}

// The limits are those of the platform's page on adding accounts.
func TestCheckNewAccount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		account, nickname string
		code              endpoint.Code
		text              string
	}{
		{"abc_456789@" + strings.Repeat("w", 30), strings.Repeat("客", 16), 0, ""},
		{"a@b", "c", 0, ""},
		{"", "c", 65404, `kf: kf_account is "": write prefix@account, such as test1@kftest`},
		{"test1", "c", 65404, `kf: kf_account is "test1": write prefix@account, such as test1@kftest`},
		{"test1@", "c", 65404, `kf: kf_account is "test1@": write prefix@account, such as test1@kftest`},
		{"@kftest", "c", 65404, `kf: kf_account is "@kftest": write prefix@account, such as test1@kftest`},
		{"a@b@c", "c", 65404, `kf: kf_account is "a@b@c": write prefix@account, such as test1@kftest`},
		{"abc-1@kftest", "c", 65404, `kf: kf_account begins with "abc-1": use letters, digits and underscores before the @`},
		{"客服@kftest", "c", 65404, `kf: kf_account begins with "客服": use letters, digits and underscores before the @`},
		{"abcdefghijk@kftest", "c", 65404, "kf: kf_account has 11 characters before the @: give at most 10"},
		{"a@" + strings.Repeat("w", 31), "c", 65404, "kf: kf_account has 31 characters behind the @: give at most 30: the account's WeChat ID (公众号微信号)"},
		{"a@b", "", 65403, "kf: nickname has 0 characters: give 1 to 16"},
		{"a@b", strings.Repeat("客", 17), 65403, "kf: nickname has 17 characters: give 1 to 16"},
	} {
		err := kf.AddAccountIn{KfAccount: tt.account, Nickname: tt.nickname}.Check()
		checkRefused(t, tt.account+" "+tt.nickname, err, tt.code, tt.text)
	}
}

// What concerns an account that exists checks the form of its name alone.
func TestCheckAccount(t *testing.T) {
	t.Parallel()
	const noName = `kf: kf_account is "test1": write prefix@account, such as test1@kftest`
	picture := func(size int) endpoint.File {
		return endpoint.File{Name: "a.jpg", Content: strings.NewReader(strings.Repeat("x", size))}
	}
	for name, tt := range map[string]struct {
		err  error
		code endpoint.Code
		text string
	}{
		"an old name":       {kf.UpdateAccountIn{"a-very-old-name@kftest", "c"}.Check(), 0, ""},
		"rename":            {kf.UpdateAccountIn{"test1", "c"}.Check(), 65401, noName},
		"no nickname":       {kf.UpdateAccountIn{"a@b", ""}.Check(), 65403, "kf: nickname has 0 characters: give 1 to 16"},
		"invite":            {kf.InviteIn{"test1", "wx"}.Check(), 65401, noName},
		"invite nobody":     {kf.InviteIn{"a@b", ""}.Check(), 65409, "kf: invite_wx is empty: give the WeChat ID (微信号) of the user"},
		"5 MB":              {kf.UploadAvatarIn{"a@b", picture(5 << 20)}.Check(), 0, ""},
		"more than 5 MB":    {kf.UploadAvatarIn{"a@b", picture(5<<20 + 1)}.Check(), 40009, "kf: media has 5242881 bytes: give 1 to 5242880"},
		"an empty picture":  {kf.UploadAvatarIn{"a@b", picture(0)}.Check(), 44001, "kf: media is empty: give a file that is not empty"},
		"no picture":        {kf.UploadAvatarIn{"a@b", endpoint.File{}}.Check(), 0, "kf: media has no name or no content: give an endpoint.File with both"},
		"a picture of whom": {kf.UploadAvatarIn{"test1", picture(1)}.Check(), 65401, noName},
	} {
		if tt.text != "" && tt.code == 0 {
			if !errors.Is(tt.err, endpoint.ErrNoFile) || tt.err.Error() != tt.text {
				t.Errorf("%s: %v", name, tt.err)
			}
			continue
		}
		checkRefused(t, name, tt.err, tt.code, tt.text)
	}
}

// What is refused is not sent.
func TestRefusedCallsAreNotSent(t *testing.T) {
	t.Parallel()
	client, requests := apitest.Serve(t, func(*http.Request, []byte) []byte { return []byte(`{"errcode":0,"errmsg":"ok"}`) })
	s, ctx := kf.New(client), t.Context()
	_, listed := s.Sessions(ctx, "test1")
	for name, err := range map[string]error{
		"AddAccount":    s.AddAccount(ctx, "test1", "c"),
		"Rename":        s.Rename(ctx, "test1", "c"),
		"DeleteAccount": s.DeleteAccount(ctx, "test1"),
		"InviteWorker":  s.InviteWorker(ctx, "test1", "wx"),
		"UploadAvatar":  s.UploadAvatar(ctx, "test1", endpoint.File{Name: "a", Content: strings.NewReader("x")}),
		"CreateSession": s.CreateSession(ctx, "test1", "o"),
		"CloseSession":  s.CloseSession(ctx, "test1", "o"),
		"Sessions":      listed,
	} {
		var refused *endpoint.FieldError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	day := time.Unix(1464710400, 0)
	for _, tt := range []struct {
		from, to time.Time
		text     string
	}{
		{day, day.Add(-time.Second), "kf: endtime is before starttime: give the earlier time first"},
		{time.Time{}, day, "kf: starttime is empty: give the time of the first record"},
		{day, time.Time{}, "kf: endtime is empty: give the time of the last record"},
	} {
		n := 0
		for _, err := range s.Records(ctx, tt.from, tt.to) {
			n++
			checkRefused(t, "Records", err, 65416, tt.text)
		}
		if n != 1 {
			t.Errorf("%s: %d times", tt.text, n)
		}
	}
	if requests() != 0 {
		t.Errorf("%d requests were sent", requests())
	}
}
