package scanlogin_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// A picture of a code that somebody was sent logs its sender in only if the victim reads the sender's digits and answers
// with them. A victim who refuses, or does nothing, ends it.
func TestForwardedPicture(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, mallory := f.follower("alice"), f.browser()
	begun := mallory.begin()

	alice.ScanTicket(f.ticket(begun))
	wantState(t, mallory.progress(begun.Login), scanlogin.Scanned, "")
	mallory.finish(begun.Login)
	wantLoggedIn(t, mallory, nil)

	if got := last(t, alice.Send("取消")); got != "已取消，没有登录。" {
		t.Errorf("the phone shows %s", got)
	}
	wantState(t, mallory.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonRefused)
	if got := mallory.finish(begun.Login); got.StatusCode != http.StatusGone {
		t.Errorf("a refused login: %d", got.StatusCode)
	}
	wantLoggedIn(t, mallory, nil)
}

// Whoever knows the scene, from a picture of the code, gets nothing without the cookie of the browser that began.
func TestStolenScene(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b, mallory := f.follower("alice"), f.browser(), f.browser()
	begun := b.begin()
	own := mallory.begin() // mallory has a cookie of her own
	steal := func() {
		t.Helper()
		for _, eve := range []*browser{f.browser(), mallory} {
			for _, address := range []string{"progress", "wait"} {
				if got := eve.get(path + address + "?login=" + begun.Login); got.StatusCode != http.StatusForbidden || strings.Contains(got.body, "digits") {
					t.Errorf("%s: %d %s", address, got.StatusCode, got.body)
				}
			}
			if got := eve.finish(begun.Login); got.StatusCode != http.StatusForbidden {
				t.Errorf("finish: %d", got.StatusCode)
			}
			if got := eve.post(path+"cancel", url.Values{"login": {begun.Login}}); got.StatusCode != http.StatusForbidden {
				t.Errorf("cancel: %d", got.StatusCode)
			}
			wantLoggedIn(t, eve, nil)
		}
	}
	steal()
	alice.ScanTicket(f.ticket(begun))
	steal()
	alice.Send(b.progress(begun.Login).Digits)
	steal()
	b.finish(begun.Login)
	wantLoggedIn(t, b, alice)
	steal()
	wantState(t, mallory.progress(own.Login), scanlogin.Waiting, "")
}

// A cookie that was planted in a victim's browser is of no use: a login begins with a new one, and a page knows its own.
func TestPlantedCookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, victim, mallory := f.follower("alice"), f.browser(), f.browser()
	home, _ := url.Parse(home)
	planted := mallory.begin()
	plant := func() { victim.jar.SetCookies(home, mallory.jar.Cookies(home)) }

	plant() // before the login
	if page := victim.get(path); strings.Contains(page.body, planted.Login) {
		t.Error("the page has taken over a planted login")
	}
	begun := victim.begin()
	alice.ScanTicket(f.ticket(begun))
	digits := victim.progress(begun.Login).Digits
	if got := mallory.get(path + "progress?login=" + begun.Login); got.StatusCode != http.StatusForbidden {
		t.Errorf("the planted cookie reads the victim's login: %d %s", got.StatusCode, got.body)
	}

	plant() // and while it waits: the victim's page asks for its own login, for which this is the wrong cookie
	mallory.begin()
	if got := victim.get(path + "progress?login=" + begun.Login); got.StatusCode != http.StatusForbidden {
		t.Errorf("the victim's page has taken over a planted login: %d %s", got.StatusCode, got.body)
	}
	alice.Send(digits)
	for _, b := range []*browser{victim, mallory} {
		b.finish(begun.Login)
		b.finish(planted.Login)
		wantLoggedIn(t, b, nil)
	}
}

// Over https the cookie cannot be set by another host of the domain, read by a script or sent from another site.
func TestCookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	got := b.post(path+"begin", nil)
	cookies := got.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("the cookies are %v", cookies)
	}
	c := cookies[0]
	if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %v", c)
	}
	if strings.Contains(got.body, strings.SplitN(c.Value, ".", 2)[1]) {
		t.Error("the page has the cookie's secret")
	}
}

// Also a login that is confirmed, and not yet collected, ends with a second scanner, and the browser is told why.
func TestLateScanner(t *testing.T) {
	t.Parallel()
	var meanwhile func()
	f := newFixture(t, func(c *scanlogin.Config) {
		c.User = func(_ context.Context, openID string) (oauth.Identity, error) {
			meanwhile()
			return oauth.Identity{}, nil
		}
	})
	alice, bob, b := f.follower("alice"), f.follower("bob"), f.browser()
	begun := b.begin()
	alice.ScanTicket(f.ticket(begun))
	alice.Send(b.progress(begun.Login).Digits)
	meanwhile = func() { bob.ScanTicket(f.ticket(begun)) }
	if got := b.finish(begun.Login); got.StatusCode != http.StatusGone || !strings.Contains(got.body, "有两个人扫了码") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	wantLoggedIn(t, b, nil)
}

// A code that two users scan logs nobody in: one of them may have it from a picture.
func TestTwoScanners(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, bob, b := f.follower("alice"), f.follower("bob"), f.browser()
	begun := b.begin()
	alice.ScanTicket(f.ticket(begun))
	if again := last(t, alice.ScanTicket(f.ticket(begun))); !strings.Contains(again, "两位数字") {
		t.Errorf("the same user scans again: %s", again)
	}
	digits := b.progress(begun.Login).Digits
	if got := last(t, bob.ScanTicket(f.ticket(begun))); !strings.Contains(got, "两个人") {
		t.Errorf("the second scanner is told %s", got)
	}
	for _, u := range []*sandbox.User{alice, bob} {
		if got := last(t, u.Send(digits)); strings.Contains(got, "已确认") {
			t.Errorf("the phone shows %s", got)
		}
	}
	wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonScanners)
	b.finish(begun.Login)
	wantLoggedIn(t, b, nil)
}

// Digits that are guessed end the login with the first wrong answer, and a user who guesses on may scan no more.
func TestGuessedDigits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		mallory := f.follower("mallory")
		for _, answer := range []func(digits string) string{wrong, func(string) string { return "7" }, func(string) string { return "１２３" }} {
			b := f.browser()
			begun := b.begin()
			mallory.ScanTicket(f.ticket(begun))
			digits := b.progress(begun.Login).Digits
			if got := last(t, mallory.Send(answer(digits))); !strings.Contains(got, "数字不对") {
				t.Errorf("the phone shows %s", got)
			}
			mallory.Send(digits) // too late
			wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonWrong)
			b.finish(begun.Login)
			wantLoggedIn(t, b, nil)
		}
		b := f.browser()
		begun := b.begin()
		if got := last(t, mallory.ScanTicket(f.ticket(begun))); !strings.Contains(got, "次数太多") {
			t.Errorf("after three wrong answers: %s", got)
		}
		wantState(t, b.progress(begun.Login), scanlogin.Waiting, "")
		alice := f.follower("alice") // others are not concerned
		alice.ScanTicket(f.ticket(begun))
		alice.Send(b.progress(begun.Login).Digits)
		b.finish(begun.Login)
		wantLoggedIn(t, b, alice)

		time.Sleep(10 * time.Minute)
		begun = b.begin()
		mallory.ScanTicket(f.ticket(begun))
		wantState(t, b.progress(begun.Login), scanlogin.Scanned, "")
	})
}

// The answer of another user counts for nothing.
func TestAnotherUsersAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, bob, b := f.follower("alice"), f.follower("bob"), f.browser()
	begun := b.begin()
	alice.ScanTicket(f.ticket(begun))
	digits := b.progress(begun.Login).Digits
	if got := last(t, bob.Send(digits)); got != "the program got "+digits {
		t.Errorf("the phone shows %s", got)
	}
	tapped := &message.Text{Content: digits, MenuID: "wechatgo-login:" + begun.Login + ":" + digits}
	tapped.FromUserName = bob.OpenID()
	got, err := f.scan.Events(callback.NewMux()).Handle(t.Context(), tapped)
	if text, _ := got.(reply.Text); err != nil || !strings.Contains(string(text), "已失效") {
		t.Errorf("the phone shows %v, %v", got, err)
	}
	wantState(t, b.progress(begun.Login), scanlogin.Scanned, "")
}

// What comes after the right answer changes nothing.
func TestAnsweredTwice(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b := f.follower("alice"), f.browser()
	begun := b.begin()
	alice.ScanTicket(f.ticket(begun))
	digits := b.progress(begun.Login).Digits
	alice.Send(digits)
	tapped := &message.Text{Content: wrong(digits), MenuID: "wechatgo-login:" + begun.Login + ":" + wrong(digits)}
	tapped.FromUserName = alice.OpenID()
	if _, err := f.scan.Events(callback.NewMux()).Handle(t.Context(), tapped); err != nil {
		t.Error(err)
	}
	b.finish(begun.Login)
	wantLoggedIn(t, b, alice)
}

// A code lives for two minutes.
func TestExpiredCode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		alice, b := f.follower("alice"), f.browser()

		begun := b.begin()
		time.Sleep(119 * time.Second)
		alice.ScanTicket(f.ticket(begun))
		p := b.progress(begun.Login)
		wantState(t, p, scanlogin.Scanned, "")
		time.Sleep(time.Second)
		wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonExpired)
		if got := last(t, alice.Send(p.Digits)); !strings.Contains(got, "已失效") {
			t.Errorf("the phone shows %s", got)
		}
		b.finish(begun.Login)
		wantLoggedIn(t, b, nil)

		begun = b.begin()
		alice.ScanTicket(f.ticket(begun))
		alice.Send(b.progress(begun.Login).Digits)
		time.Sleep(130 * time.Second) // the browser was asleep, and may still collect it
		b.finish(begun.Login)
		wantLoggedIn(t, b, alice)

		late := f.browser()
		begun = late.begin()
		alice.ScanTicket(f.ticket(begun))
		alice.Send(late.progress(begun.Login).Digits)
		home, _ := url.Parse(home)
		kept := late.jar.Cookies(home)
		time.Sleep(3 * time.Minute)
		late.jar.SetCookies(home, kept) // as a thief's browser has it, who does not keep to its age
		if got := late.finish(begun.Login); got.StatusCode != http.StatusGone {
			t.Errorf("after three minutes: %d", got.StatusCode)
		}
		wantLoggedIn(t, late, nil)
	})
}

// A login is collected once, also by who has a copy of the cookie.
func TestCollectedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b, copied := f.follower("alice"), f.browser(), f.browser()
	begun := b.begin()
	home, _ := url.Parse(home)
	copied.jar.SetCookies(home, b.jar.Cookies(home))
	alice.ScanTicket(f.ticket(begun))
	alice.Send(b.progress(begun.Login).Digits)
	b.finish(begun.Login)
	if got := copied.finish(begun.Login); got.StatusCode != http.StatusGone || !strings.Contains(got.body, "已登录") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	wantLoggedIn(t, copied, nil)
	wantLoggedIn(t, b, alice)
}

// Visits make no codes, pages of other sites neither, and one address not too many.
func TestCodesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *scanlogin.Config) { c.CodesPerAddress = 20 })
		b := f.browser()
		if got := b.get(path + "begin"); got.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("a visit: %d", got.StatusCode)
		}
		b.get(path)
		b.get("/me")
		evil := f.browser()
		evil.header.Set("Sec-Fetch-Site", "cross-site")
		old := f.browser() // does not say which site, but which origin
		old.header.Del("Sec-Fetch-Site")
		old.header.Set("Origin", "https://evil.example.com")
		for _, b := range []*browser{evil, old} {
			for _, address := range []string{"begin", "finish", "cancel", "logout"} {
				if got := b.post(path+address, nil); got.StatusCode != http.StatusForbidden {
					t.Errorf("%s from another site: %d", address, got.StatusCode)
				}
			}
		}
		old.header.Set("Origin", home)
		old.begin()
		for range 19 {
			f.browser().begin()
		}
		if got := b.post(path+"begin", nil); got.StatusCode != http.StatusTooManyRequests {
			t.Errorf("the 21st code: %d", got.StatusCode)
		}
		if calls := f.codes.Load(); calls != 20 {
			t.Errorf("%d codes were made", calls)
		}
		b.post(path+"begin", nil)
		if n := strings.Count(f.log.String(), "set Config.Address"); n != 1 {
			t.Errorf("%d lines about one address", n)
		}
		b.address = "203.0.113.8"
		b.begin()
		b.address = visitor
		time.Sleep(10 * time.Minute)
		b.begin()
	})
}

// A household has a whole IPv6 network.
func TestNetworksAreBounded(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *scanlogin.Config) { c.CodesPerAddress = 1 })
	for _, c := range []struct {
		address string
		status  int
	}{
		{"[2001:db8::1]", http.StatusOK},
		{"[2001:db8::ffff:2]", http.StatusTooManyRequests},
		{"[2001:db8:0:1::1]", http.StatusOK},
		{"192.0.2.1", http.StatusOK},
		{"[::ffff:192.0.2.1]", http.StatusTooManyRequests},
		{"192.0.2.2", http.StatusOK},
	} {
		b := f.browser()
		b.address = c.address
		if got := b.post(path+"begin", nil); got.StatusCode != c.status {
			t.Errorf("%s: %d, want %d", c.address, got.StatusCode, c.status)
		}
	}
}

// endless is a body that never ends.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// Bodies are read up to a few kilobytes, whatever the method.
func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	for method, address := range map[string]string{http.MethodPost: "begin", http.MethodGet: "progress"} {
		for _, kind := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=b"} {
			body := new(endless)
			w, r := b.exchange(t.Context(), method, path+address, nil)
			r.Body = io.NopCloser(body)
			r.Header.Set("Content-Type", kind)
			f.site.ServeHTTP(w, r)
			if body.read > 64<<10 {
				t.Errorf("%s %s: %d bytes were read", method, kind, body.read)
			}
		}
	}
}
