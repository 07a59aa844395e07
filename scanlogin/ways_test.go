package scanlogin_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

// A stranger follows the account by scanning the code, and is asked and logged in like a follower. The program's own
// handler of new followers runs as well.
func TestStranger(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	stranger, b := f.platform.User("stranger"), f.browser()
	begun := b.begin()
	question := last(t, stranger.FollowByScene(f.scene(begun)))
	if !strings.Contains(question, "两位数字") || !strings.HasSuffix(question, "\n\nwelcome") {
		t.Errorf("the phone shows %s", question)
	}
	stranger.Send(b.progress(begun.Login).Digits)
	b.finish(begun.Login)
	wantLoggedIn(t, b, stranger)
}

// An account that may not make QR codes shows a passcode, from the first code on.
func TestPasscode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind     string
		passcode bool
		calls    int64
	}{
		"a person's account":      {"personal", false, 1}, // is refused once
		"an account that says so": {"personal", true, 0},
		"the owner's wish":        {"service", true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, func(own *scanlogin.Config) { own.Passcode = c.passcode }, sandbox.WithKind(c.kind))
			alice, bob, b := f.follower("alice"), f.follower("bob"), f.browser()
			f.browser().begin()
			begun := b.begin()
			if begun.Picture != "" || !regexp.MustCompile(`^[2-9A-HJKMNP-Z]{8}$`).MatchString(begun.Passcode) || begun.Name != "测试号" {
				t.Fatalf("%+v", begun)
			}
			if page := b.post(path+"begin", nil).body; !strings.Contains(page, "关注公众号「测试号」") {
				t.Errorf("the page says %s", page)
			}
			if f.codes.Load() != c.calls {
				t.Errorf("%d calls", f.codes.Load())
			}
			begun = b.begin()
			if got := last(t, alice.Send("ABCDEFGH")); got != "the program got ABCDEFGH" {
				t.Errorf("a text that only looks like a passcode: %s", got)
			}
			typed := strings.ToLower(begun.Passcode[:4]) + " " + begun.Passcode[4:] + " "
			if got := last(t, alice.Send(typed)); !strings.Contains(got, "两位数字") {
				t.Errorf("the phone shows %s", got)
			}
			digits := b.progress(begun.Login).Digits
			b.finish(begun.Login)
			wantLoggedIn(t, b, nil)
			if got := last(t, alice.Send("　"+wide(digits))); !strings.Contains(got, "已确认") {
				t.Errorf("the phone shows %s", got)
			}
			b.finish(begun.Login)
			got := b.get("/me")
			if id, _, _ := strings.Cut(got.body, " "); got.StatusCode != http.StatusOK || id != alice.OpenID() {
				t.Errorf("%d %s", got.StatusCode, got.body)
			}

			begun = b.begin()
			alice.Send(begun.Passcode)
			if got := last(t, bob.Send(begun.Passcode)); !strings.Contains(got, "两个人") {
				t.Errorf("the phone shows %s", got)
			}
			wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonScanners)
		})
	}
}

// wide returns digits as a Chinese keyboard writes them.
func wide(digits string) string {
	return strings.Map(func(c rune) rune { return c - '0' + '０' }, digits)
}

// A user who tries passcodes is not heard any more after ten, and the program gets the texts all the same.
func TestPasscodesAreNotGuessed(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *scanlogin.Config) { c.Passcode = true })
	mallory, b := f.follower("mallory"), f.browser()
	begun := b.begin()
	for range 10 {
		mallory.Send("ABCDEFGH")
	}
	if got := last(t, mallory.Send(begun.Passcode)); got != "the program got "+begun.Passcode {
		t.Errorf("the phone shows %s", got)
	}
	wantState(t, b.progress(begun.Login), scanlogin.Waiting, "")
}

// With Choices the phone offers four numbers to tap, the right one among them.
func TestChoices(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *scanlogin.Config) { c.Choices = true })
	alice := f.follower("alice")
	link := regexp.MustCompile(`<a href="weixin://bizmsgmenu\?msgmenucontent=(\d\d)&msgmenuid=([^"]+)">(\d\d)</a>`)
	tap := func(b *browser, choose func(offered, right string) bool) scanlogin.Begun {
		t.Helper()
		begun := b.begin()
		alice.ScanTicket(f.ticket(begun))
		offered := link.FindAllStringSubmatch(alice.Chat()[len(alice.Chat())-1].Text, -1)
		if len(offered) != 4 {
			t.Fatalf("%d numbers are offered", len(offered))
		}
		right, tapped := b.progress(begun.Login).Digits, false
		for _, o := range offered {
			if o[1] != o[3] {
				t.Errorf("%s is shown as %s", o[1], o[3])
			}
			if !tapped && choose(o[1], right) {
				tapped = true
				id, err := url.QueryUnescape(o[2])
				if err != nil {
					t.Fatal(err)
				}
				m := &message.Text{Content: o[1], MenuID: id}
				m.FromUserName = alice.OpenID()
				none := callback.HandlerFunc(func(context.Context, message.Message) (reply.Reply, error) {
					t.Error("the answer went on to the program")
					return nil, nil
				})
				if _, err := f.scan.Events(none).Handle(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !tapped {
			t.Fatalf("%v are offered for %s", offered, right)
		}
		return begun
	}
	b := f.browser()
	begun := tap(b, func(offered, right string) bool { return offered != right })
	wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonWrong)
	begun = tap(b, func(offered, right string) bool { return offered == right })
	b.finish(begun.Login)
	wantLoggedIn(t, b, alice)
}

// With web login the phone has a link to a page, where the user who has scanned types the digits.
func TestAnswerPage(t *testing.T) {
	t.Parallel()
	site := sandbox.AppURL
	f := newFixtureAt(t, site, func(c *scanlogin.Config) { c.WebLogin = true })
	alice, bob := f.follower("alice"), f.follower("bob")
	ask := func(b *browser) (begun scanlogin.Begun, page string) {
		t.Helper()
		begun = b.begin()
		question := last(t, alice.ScanTicket(f.ticket(begun)))
		found := regexp.MustCompile(`<a href="` + site + `(/login/answer\?login=\w+)">`).FindStringSubmatch(question)
		if found == nil {
			t.Fatalf("there is no link in %s", question)
		}
		return begun, site + found[1]
	}
	b := f.browser()
	begun, address := ask(b)
	page := alice.Open(address)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "Chrome") || !strings.Contains(page.Body, visitor) {
		t.Fatalf("%d %s", page.Status, page.Body)
	}
	if page := bob.Open(address); page.Status != http.StatusForbidden || !strings.Contains(page.Body, "用扫码的那个微信打开") {
		t.Errorf("another user: %d %s", page.Status, page.Body)
	}
	digits := b.progress(begun.Login).Digits
	if strings.Contains(page.Body, ">"+digits+"<") {
		t.Error("the page shows the digits")
	}
	phone := f.browser()
	f.logIn(phone, bob)
	answer := url.Values{"login": {begun.Login}, "digits": {digits}}
	if got := phone.post(path+"answer", answer); got.StatusCode != http.StatusForbidden {
		t.Errorf("another user answers: %d", got.StatusCode)
	}
	evil := f.browser()
	f.logIn(evil, alice)
	evil.header.Set("Sec-Fetch-Site", "cross-site")
	if got := evil.post(path+"answer", answer); got.StatusCode != http.StatusForbidden {
		t.Errorf("another site answers: %d", got.StatusCode)
	}
	wantState(t, b.progress(begun.Login), scanlogin.Scanned, "")
	f.logIn(phone, alice)
	if got := phone.post(path+"answer", answer); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "已确认") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	b.finish(begun.Login)
	wantLoggedIn(t, b, alice)

	begun, _ = ask(b)
	answer = url.Values{"login": {begun.Login}, "digits": {wrong(b.progress(begun.Login).Digits)}}
	if got := phone.post(path+"answer", answer); !strings.Contains(got.body, "数字不对") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonWrong)

	begun, _ = ask(b)
	answer = url.Values{"login": {begun.Login}, "digits": {""}, "refuse": {"yes"}}
	if got := phone.post(path+"answer", answer); !strings.Contains(got.body, "已取消") {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	wantState(t, b.progress(begun.Login), scanlogin.Ended, scanlogin.ReasonRefused)

	// In WeChat's own browser a page logs in without a code.
	if page := bob.Open(site + "/me"); page.Status != http.StatusOK || !strings.HasPrefix(page.Body, bob.OpenID()) {
		t.Errorf("in WeChat: %d %s", page.Status, page.Body)
	}
}

// logIn gives a browser the session of a user, as web login on a phone does.
func (f *fixture) logIn(b *browser, u *sandbox.User) {
	f.t.Helper()
	w, r := b.exchange(f.t.Context(), http.MethodGet, "/", nil)
	if err := f.login.SetSession(w, r, oauth.Identity{OpenID: u.OpenID()}); err != nil {
		f.t.Fatal(err)
	}
	b.jar.SetCookies(r.URL, w.Result().Cookies())
}

// Without web login there is no page for the answer.
func TestNoAnswerPage(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	if got := f.browser().get(path + "answer?login=ABCDEFGHIJKLMNOPQRSTUVWXYZ"); got.StatusCode != http.StatusNotFound {
		t.Errorf("%d", got.StatusCode)
	}
}

var errStranger = errors.New("no such customer")

// Accept links or refuses a user, with the site's own cookies at hand, before the session begins.
func TestAccept(t *testing.T) {
	t.Parallel()
	var linked []string
	f := newFixture(t, func(c *scanlogin.Config) {
		c.Accept = func(r *http.Request, id oauth.Identity) error {
			customer, err := r.Cookie("customer")
			if err != nil {
				return errStranger
			}
			linked = append(linked, customer.Value+" "+id.OpenID+" "+id.UnionID)
			return nil
		}
	})
	alice, b := f.follower("alice"), f.browser()
	b.logInBy(f, alice)
	wantLoggedIn(t, b, nil)
	home, _ := url.Parse(home)
	b.jar.SetCookies(home, []*http.Cookie{{Name: "customer", Value: "7"}})
	b.logInBy(f, alice)
	wantLoggedIn(t, b, alice)
	if want := "7 " + alice.OpenID() + " " + alice.UnionID(); len(linked) != 1 || linked[0] != want {
		t.Errorf("linked %v, want %s", linked, want)
	}
}

// logInBy goes the whole way, and returns the answer to the last request.
func (b *browser) logInBy(f *fixture, u *sandbox.User) answer {
	b.t.Helper()
	begun := b.begin()
	u.ScanTicket(f.ticket(begun))
	u.Send(b.progress(begun.Login).Digits)
	return b.finish(begun.Login)
}

// A look-up that fails loses nothing: the browser comes again. What it returns is the user, as whom WeChat has named.
func TestUser(t *testing.T) {
	t.Parallel()
	fails := true
	f := newFixture(t, func(c *scanlogin.Config) {
		c.User = func(_ context.Context, openID string) (oauth.Identity, error) {
			if fails {
				return oauth.Identity{}, errStranger
			}
			return oauth.Identity{OpenID: "oSomebodyElse", UnionID: "uOf" + openID}, nil
		}
	})
	alice, b := f.follower("alice"), f.browser()
	begun := b.begin()
	alice.ScanTicket(f.ticket(begun))
	alice.Send(b.progress(begun.Login).Digits)
	if got := b.finish(begun.Login); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d", got.StatusCode)
	}
	wantLoggedIn(t, b, nil)
	fails = false
	b.finish(begun.Login)
	if got := b.get("/me"); got.body != alice.OpenID()+" uOf"+alice.OpenID() {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

// The log-out ends the session, and leads to a path of the site alone.
func TestLogout(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b := f.follower("alice"), f.browser()
	b.logInBy(f, alice)
	wantLoggedIn(t, b, alice)
	if got := b.get(path + "logout"); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a link logs out: %d", got.StatusCode)
	}
	got := b.post(path+"logout", url.Values{"to": {"//evil.example.com"}})
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/" {
		t.Errorf("%d %s", got.StatusCode, got.Header.Get("Location"))
	}
	wantLoggedIn(t, b, nil)
}

// Another login of the same browser ends the one before.
func TestOneLoginPerBrowser(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	alice, b := f.follower("alice"), f.browser()
	first := b.begin()
	second := b.begin()
	if got := last(t, alice.ScanTicket(f.ticket(first))); !strings.Contains(got, "重新开始") {
		t.Errorf("the phone shows %s", got)
	}
	alice.ScanTicket(f.ticket(second))
	alice.Send(b.progress(second.Login).Digits)
	b.finish(second.Login)
	wantLoggedIn(t, b, alice)
}
