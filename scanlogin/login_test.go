package scanlogin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/scanlogin"
)

// A follower scans, answers with the digits, and the browser that began is logged in.
func TestFollower(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b := f.follower("alice"), f.browser()
	wantLoggedIn(t, b, nil)

	begun := b.begin()
	p := b.progress(begun.Login)
	wantState(t, p, scanlogin.Waiting, "")
	if p.Digits != "" {
		t.Error("the digits are shown before the scan")
	}
	question := last(t, alice.ScanTicket(f.ticket(begun)))
	for _, part := range []string{"测试号", "Chrome", "Windows", visitor, "UTC+8", "取消"} {
		if !strings.Contains(question, part) {
			t.Errorf("the phone is not told %q:\n%s", part, question)
		}
	}
	p = b.progress(begun.Login)
	wantState(t, p, scanlogin.Scanned, "")
	if len(p.Digits) != 2 || strings.Contains(question, p.Digits) && !strings.Contains(visitor+question, p.Digits) {
		t.Errorf("the digits are %q", p.Digits)
	}
	if got := b.finish(begun.Login); got.StatusCode != http.StatusForbidden {
		t.Errorf("a login that was only scanned: %d", got.StatusCode)
	}
	wantLoggedIn(t, b, nil)

	if got := last(t, alice.Send(p.Digits)); got != "已确认，请看网页。" {
		t.Errorf("the phone shows %s", got)
	}
	wantState(t, b.progress(begun.Login), scanlogin.Confirmed, "")
	got := b.finish(begun.Login)
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/me" {
		t.Errorf("%d %s", got.StatusCode, got.Header.Get("Location"))
	}
	wantLoggedIn(t, b, alice)
	if got := last(t, alice.Send(p.Digits)); got != "the program got "+p.Digits {
		t.Errorf("after the login: %s", got)
	}
}
