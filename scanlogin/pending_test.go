package scanlogin_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// A text is an answer only while its user is asked: after a code that was too old, and after a login that the store has
// forgotten, texts are the program's.
func TestTextsOfTheProgram(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *scanlogin.Config) { c.Passcode = true })
		alice, b := f.follower("alice"), f.browser()
		wantProgram := func(text string) {
			t.Helper()
			if got := last(t, alice.Send(text)); got != "the program got "+text {
				t.Errorf("the text %s: the phone shows %s", text, got)
			}
		}

		begun := b.begin()
		time.Sleep(2*time.Minute + 10*time.Second)
		alice.Send(begun.Passcode) // the sandbox refuses to scan a QR code that is too old
		wantProgram("1")
		wantProgram("no")

		begun = b.begin()
		time.Sleep(time.Minute + 50*time.Second)
		alice.Send(begun.Passcode)
		wantState(t, b.progress(begun.Login), scanlogin.Scanned, "")
		time.Sleep(time.Minute + 20*time.Second) // the store has forgotten the login
		alice.Send("1")                          // is told that it is too old
		wantProgram("2")
	})
}

// A user who goes back to the first of two codes answers the question that was asked last.
func TestScannedAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b, other := f.follower("alice"), f.browser(), f.browser()
	first, second := b.begin(), other.begin()
	alice.ScanTicket(f.ticket(first))
	alice.ScanTicket(f.ticket(second))
	alice.ScanTicket(f.ticket(first))
	alice.Send(b.progress(first.Login).Digits)
	wantState(t, b.progress(first.Login), scanlogin.Confirmed, "")
	wantState(t, other.progress(second.Login), scanlogin.Scanned, "")
}

// The zone of an address is any text of the client's, which a program's look-up must not get.
func TestZone(t *testing.T) {
	t.Parallel()
	var got netip.Addr
	f := newFixture(t, func(c *scanlogin.Config) {
		c.Place = func(_ context.Context, address netip.Addr) string {
			got = address
			return ""
		}
	})
	b := f.browser()
	b.address = "10.0.0.1"
	b.header.Set("X-Forwarded-For", "2001:db8::7%/../?<script>")
	b.begin()
	if want := netip.MustParseAddr("2001:db8::7"); got != want {
		t.Errorf("Place got %s, want %s", got, want)
	}
}

// Many passcodes at once are not more than one after the other.
func TestScansAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *scanlogin.Config) { c.Passcode = true })
	events := f.scan.Events(callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
		return nil, nil
	}))
	var phones sync.WaitGroup
	logins := make(map[*browser]string)
	start := make(chan struct{})
	for range 40 {
		b := f.browser()
		begun := b.begin()
		logins[b] = begun.Login
		m := &message.Text{Content: begun.Passcode}
		m.FromUserName = "alice"
		phones.Go(func() { // the sandbox's phone sends one after the other
			<-start
			events.Handle(t.Context(), m)
		})
	}
	close(start)
	phones.Wait()
	asked := 0
	for b, login := range logins {
		if b.progress(login).State == scanlogin.Scanned {
			asked++
		}
	}
	if asked != 10 {
		t.Errorf("a user is asked %d times, want 10", asked)
	}
}

// A word of refusal may have wide characters, as those of Chinese keyboards, and punctuation behind it.
func TestWideRefusal(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *scanlogin.Config) {
		c.Texts = map[string]scanlogin.Texts{"zh-CN": {Refusals: []string{"不是我！"}}}
	})
	alice, b := f.follower("alice"), f.browser()
	for _, refusal := range []string{"不是我！", "不是我", "ｃａｎｃｅｌ。"} {
		begun := b.begin()
		alice.ScanTicket(f.ticket(begun))
		alice.Send(refusal)
		wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonRefused)
	}
}

// A cookie that is made from the scene alone, with another secret, is not that of the browser that began.
func TestForgedCookie(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b, mallory := f.follower("alice"), f.browser(), f.browser()
	begun := b.begin()
	site, _ := url.Parse(home)
	cookie := *b.jar.Cookies(site)[0]
	cookie.Value, cookie.Path, cookie.Secure = begun.Login+"."+rand.Text(), "/", true
	mallory.jar.SetCookies(site, []*http.Cookie{&cookie})
	alice.ScanTicket(f.ticket(begun))
	if got := mallory.get(path + "progress?login=" + begun.Login); got.StatusCode != http.StatusForbidden {
		t.Errorf("progress: %d %s", got.StatusCode, got.body)
	}
	mallory.post(path+"cancel", url.Values{"login": {begun.Login}})
	mallory.begin() // nor does it end the login
	wantState(t, b.progress(begun.Login), scanlogin.Scanned, "")
	alice.Send(b.progress(begun.Login).Digits)
	mallory.jar.SetCookies(site, []*http.Cookie{&cookie})
	mallory.finish(begun.Login)
	wantLoggedIn(t, mallory, nil)
	b.finish(begun.Login)
	wantLoggedIn(t, b, alice)
}

// In the minute in which the browser may still collect a login, the same passcode from the same user does not end it.
func TestScannedAfterTheAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *scanlogin.Config) { c.Passcode = true })
		alice, b := f.follower("alice"), f.browser()
		begun := b.begin()
		alice.Send(begun.Passcode)
		alice.Send(b.progress(begun.Login).Digits)
		time.Sleep(121 * time.Second)
		if got := last(t, alice.Send(begun.Passcode)); !strings.Contains(got, "已确认") {
			t.Errorf("the phone shows %s", got)
		}
		b.finish(begun.Login)
		wantLoggedIn(t, b, alice)
	})
}
