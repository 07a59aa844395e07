package oauth_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/oauth"
)

// The virtual user of a snapshot page is the user of that page and of its scripts, and is not logged in.
func TestSnapshotUserLivesForThePage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
			_, err := f.login.Session(r)
			fmt.Fprint(w, errors.Is(err, oauth.ErrNoSession))
		})
		f.platform.snapshot = true
		b := f.browser()
		page := b.open(home + "/info/?a=1")
		wantPage(t, page, http.StatusOK, "oVirtual 微信用户 snsapi_userinfo snapshot=true a=1")
		if page.url != home+"/info/?a=1" || page.header.Get("Cache-Control") != "no-store" || page.header.Get("Vary") != "Cookie" {
			t.Errorf("%s %v", page.url, page.header)
		}
		if len(b.cookies("session")) != 0 {
			t.Error("there is a session")
		}
		wantPage(t, b.open(home+"/hello"), http.StatusOK, "true")

		script := f.browser()
		script.client.Jar, script.header = b.jar, http.Header{"Accept": {"application/json"}}
		wantPage(t, script.open(home+"/info/data"), http.StatusOK, "oVirtual")
		wantPage(t, script.open(home+"/base/data"), http.StatusOK, "oVirtual")
		wantPage(t, b.do(http.MethodPost, home+"/info/"), http.StatusUnauthorized, "请先登录")
		time.Sleep(10*time.Minute + time.Second)
		kept := script.open(home + "/info/data")
		wantPage(t, kept, http.StatusUnauthorized, "login_required")
	})
}

// Where a request says which page its script is on, only those of the snapshot page are the virtual user's.
func TestSnapshotIsNotForScriptsOfOtherPages(t *testing.T) {
	t.Parallel()
	for referer, status := range map[string]int{
		"":                                 http.StatusOK, // the page's Referrer-Policy may forbid it
		home + "/info/snap":                http.StatusOK,
		home + "/info/snap?a=2":            http.StatusOK,
		home + ":443/info/%73nap":          http.StatusOK,
		home + "/public/other":             http.StatusUnauthorized,
		home + "/info/snap/":               http.StatusUnauthorized,
		home + "/":                         http.StatusOK, // or cut it
		home + "/?a=1":                     http.StatusUnauthorized,
		"https://m.example.com/info/snap":  http.StatusUnauthorized,
		"http://www.example.com/info/snap": http.StatusOK, // a proxy may serve another scheme
		"%zz":                              http.StatusUnauthorized,
	} {
		f := newFixture(t, nil)
		f.platform.snapshot = true
		b := f.browser()
		wantPage(t, b.open(home+"/info/snap?a=1"), http.StatusOK, "oVirtual")
		b.header = http.Header{"Accept": {"application/json"}, "Sec-Fetch-Mode": {"cors"}, "Referer": {referer}}
		if got := b.do(http.MethodPost, home+"/info/orders"); got.status != status {
			t.Errorf("a script on %q: %d %s, want %d", referer, got.status, got.body, status)
		}
		// What the page consists of may have been asked for by its style sheets and modules.
		b.header = http.Header{"Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"font"}, "Referer": {referer}}
		if got := b.visit(home + "/info/font.woff2"); got.status != http.StatusOK {
			t.Errorf("a font of %q: %d %s", referer, got.status, got.body)
		}
	}
}

// A browser that keeps a cookie for too long does not prolong a snapshot page.
func TestSnapshotExpiresOnTheServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.platform.snapshot = true
		b := f.browser()
		b.open(home + "/info/")
		kept := b.cookies("snapshot")
		time.Sleep(10*time.Minute + time.Second)
		b.setCookie(kept[0])
		b.header = http.Header{"Accept": {"application/json"}}
		wantPage(t, b.open(home+"/info/data"), http.StatusUnauthorized)
	})
}

// The real user who opens a page after its snapshot is logged in, and the scripts' requests are then theirs.
func TestRealUserAfterASnapshot(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]string{"the same page": "/info/", "another page": "/info/other", "a page for less": "/base/"} {
		f := newFixture(t, nil)
		f.platform.snapshot = true
		b := f.browser()
		wantPage(t, b.open(home+"/info/"), http.StatusOK, "snapshot=true")
		f.platform.snapshot = false
		if got := b.open(home + second); !strings.HasPrefix(got.body, "oAlice") || !strings.Contains(got.body, "snapshot=false") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
		if len(b.cookies("snapshot")) != 0 {
			t.Errorf("%s: the snapshot's cookie is left", name)
		}
		b.header = http.Header{"Accept": {"application/json"}}
		if got := b.open(home + "/info/data"); strings.Contains(got.body, "oVirtual") {
			t.Errorf("%s: a script's request is still the virtual user's: %s", name, got.body)
		}
	}
}

// A snapshot neither replaces nor narrows the session that there is.
func TestSnapshotKeepsTheSession(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.open(home + "/base/")
	before := b.cookies("session")[0].Value
	f.platform.snapshot = true
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "oVirtual", "snapshot=true")
	if after := b.cookies("session"); len(after) != 1 || after[0].Value != before {
		t.Errorf("the session changed: %v", after)
	}
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oAlice", "snapshot=false")
	if len(b.redirects) != 0 {
		t.Error("the real user had to log in again")
	}
	b.header = http.Header{"Accept": {"application/json"}}
	wantPage(t, b.open(home+"/info/data"), http.StatusUnauthorized) // the snapshot page was left
}

// Around a page that asks for more, a page of the real user lets the snapshot through.
func TestSnapshotInsideAnotherPage(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	f.platform.snapshot = true
	inner := f.login.Require(oauth.UserInfo, http.HandlerFunc(writeUser))
	f.mux.Handle("/nested", f.login.Require(oauth.Base, inner))
	b := f.browser()
	wantPage(t, b.open(home+"/nested"), http.StatusOK, "oVirtual", "snapshot=true")
	b.header = http.Header{"Accept": {"application/json"}}
	wantPage(t, b.open(home+"/info/data"), http.StatusOK, "oVirtual")
	wantPage(t, b.open(home+"/base/data"), http.StatusOK, "oAlice")
}

// A user who reloads a snapshot page is sent to WeChat again, but not without end.
func TestSnapshotIsNoLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, nil)
		f.platform.snapshot = true
		b := f.browser()
		for range 5 {
			wantPage(t, b.open(home+"/info/"), http.StatusOK, "snapshot=true")
		}
		wantPage(t, b.open(home+"/info/"), http.StatusForbidden, "需要完整服务")
		time.Sleep(31 * time.Second)
		wantPage(t, b.open(home+"/info/"), http.StatusOK, "snapshot=true")

		slow := f.browser() // whose user waits on WeChat's page
		back := slow.callback(home + "/info/")
		time.Sleep(31 * time.Second)
		for range 2 {
			wantPage(t, slow.open(back), http.StatusOK, "snapshot=true")
			back = home + "/info/"
		}
	})
}

// A session of a virtual user, which former versions kept, does not count.
func TestFormerSessionOfAVirtualUser(t *testing.T) {
	t.Parallel()
	sessions := &memorySessions{users: map[string]oauth.Identity{"1": {OpenID: "oVirtual", Scope: oauth.UserInfo, Snapshot: true, At: time.Now()}}}
	f := newFixture(t, func(c *oauth.Config) { c.Sessions = sessions })
	b := f.browser()
	b.setCookie(&http.Cookie{Name: "sid", Value: "1"})
	wantPage(t, b.open(home+"/info/"), http.StatusOK, "oAlice", "snapshot=false")
}

// A login of the same user for less keeps what the session has, and when the login for more was.
func TestSameUserKeepsTheScope(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sessions := &memorySessions{users: map[string]oauth.Identity{}}
		f := newFixture(t, func(c *oauth.Config) { c.Sessions = sessions })
		b := f.browser()
		late := b.callback(home + "/base/")
		b.open(home + "/info/")
		at := sessions.users["1"].At
		time.Sleep(time.Minute)
		wantPage(t, b.open(late), http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo")
		if f.platform.count(tokenPath) != 2 {
			t.Fatal("the code of the second login was not exchanged")
		}
		got := sessions.users["1"]
		if got.Scope != oauth.UserInfo || got.UnionID != "o6_union" || !got.At.Equal(at) || !got.Checked.Equal(at.Add(time.Minute)) {
			t.Errorf("%+v", got)
		}
	})
}

// recordedSessions notes what a Login does with its sessions.
type recordedSessions struct {
	memorySessions
	calls []string
}

func (s *recordedSessions) Set(w http.ResponseWriter, r *http.Request, id oauth.Identity) error {
	s.calls = append(s.calls, "set "+id.OpenID+" "+id.Nickname+" "+string(id.Scope))
	return s.memorySessions.Set(w, r, id)
}

func (s *recordedSessions) Clear(w http.ResponseWriter, r *http.Request) error {
	s.calls = append(s.calls, "clear")
	return s.memorySessions.Clear(w, r)
}

// A login of another user ends the session, and nothing brings it back.
func TestAnotherUserEndsTheSession(t *testing.T) {
	t.Parallel()
	for _, own := range []bool{true, false} {
		sessions := &recordedSessions{memorySessions: memorySessions{users: map[string]oauth.Identity{}}}
		f := newFixture(t, func(c *oauth.Config) {
			if own {
				c.Sessions = sessions
			}
		})
		b := f.browser()
		bobs := b.callback(home + "/base/") // with Alice's code; Bob's is fetched below
		alices := b.callback(home + "/info/")
		wantPage(t, b.open(alices), http.StatusOK, "oAlice 爱丽丝<&>")
		f.platform.openID = "oBob"
		f.platform.mu.Lock()
		f.platform.codes[mustParse(t, bobs).Query().Get("code")].openID = "oBob"
		f.platform.mu.Unlock()
		if got := b.open(bobs); got.body != "oBob  snsapi_base snapshot=false " {
			t.Errorf("own store %t: %s", own, got.body)
		}
		if want := []string{"set oAlice 爱丽丝<&> snsapi_userinfo", "clear", "set oBob  snsapi_base"}; own && !slices.Equal(sessions.calls, want) {
			t.Errorf("%q, want %q", sessions.calls, want)
		}
		// Alice's callback is still in the browser's history.
		if got := b.open(alices); strings.Contains(got.body, "oAlice") {
			t.Errorf("own store %t: the former user is logged in again: %s", own, got.body)
		}
		wantPage(t, b.open(home+"/info/"), http.StatusOK, "oBob Bob snsapi_userinfo")
	}
}

// A login that another user does not grant in full ends the session all the same: WeChat has said who opens the page.
func TestAnotherUserWhoGrantsLess(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.open(home + "/base/")
	f.platform.openID, f.platform.downgrade = "oBob", true
	wantPage(t, b.open(home+"/info/"), http.StatusForbidden, "没有登录")
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oBob")

	f.platform.openID = "oBob" // the same user keeps the session
	wantPage(t, b.open(home+"/info/other"), http.StatusForbidden, "没有登录")
	wantPage(t, b.open(home+"/base/"), http.StatusOK, "oBob")
	if len(b.redirects) != 0 {
		t.Error("the same user was logged out")
	}
}

// A response sets a cookie of one name once: browsers differ in which of two they keep.
func TestCookiesAreSetOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	b := f.browser()
	b.open(home + "/base/")
	back := b.callback(home + "/info/")
	f.platform.mu.Lock()
	f.platform.codes[mustParse(t, back).Query().Get("code")].openID = "oBob"
	f.platform.mu.Unlock()
	got := b.visit(back)
	var names []string
	for _, line := range got.header.Values("Set-Cookie") {
		name, _, _ := strings.Cut(line, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) < 2 || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("cookies %q", names)
	}
}

// With Recheck, a page asks WeChat again who opens it once the time is over.
func TestRecheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) { c.Recheck = 10 * time.Minute })
		b := f.browser()
		b.open(home + "/info/")
		time.Sleep(10*time.Minute - time.Second)
		wantPage(t, b.open(home+"/info/"), http.StatusOK, "oAlice")
		if len(b.redirects) != 0 {
			t.Errorf("checked too early: %q", b.redirects)
		}
		time.Sleep(time.Second)
		wantPage(t, b.open(home+"/info/?x=1"), http.StatusOK, "oAlice 爱丽丝<&> snsapi_userinfo snapshot=false x=1")
		if len(b.redirects) != 3 || !strings.Contains(b.redirects[0], "scope=snsapi_base") {
			t.Errorf("redirected to %q", b.redirects)
		}
		wantPage(t, b.open(home+"/info/"), http.StatusOK, "oAlice") // for the next ten minutes
		if len(b.redirects) != 0 {
			t.Errorf("checked again: %q", b.redirects)
		}

		// A script's request and a form are answered, since a page has asked before them.
		time.Sleep(11 * time.Minute)
		wantPage(t, b.do(http.MethodPost, home+"/info/"), http.StatusOK, "oAlice")

		// The phone was given to Bob.
		f.platform.openID = "oBob"
		wantPage(t, b.open(home+"/base/"), http.StatusOK, "oBob  snsapi_base")
		wantPage(t, b.open(home+"/info/"), http.StatusOK, "oBob Bob")

		// A check that fails shows the page to nobody.
		time.Sleep(11 * time.Minute)
		delete(f.hosts, "api.weixin.qq.com")
		wantPage(t, b.open(home+"/base/"), http.StatusServiceUnavailable, "暂时连不上微信")
	})
}

// With Recheck, a callback that is opened again leads to its page, which asks WeChat who opens it.
func TestRecheckOfACallbackOpenedAgain(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{5 * time.Minute, 20 * time.Minute} { // while its login is pending, and later
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t, func(c *oauth.Config) { c.Recheck = time.Minute })
			b := f.browser()
			back := b.callback(home + "/info/?a=1")
			wantPage(t, b.open(back), http.StatusOK, "oAlice")
			time.Sleep(after)
			f.platform.openID = "oBob"
			got := b.open(back)
			wantPage(t, got, http.StatusOK, "oBob")
			if got.url != home+"/info/?a=1" {
				t.Errorf("ended at %s", got.url)
			}
		})
	}
}

// A callback whose answer was lost is opened again once its result is too old for a session: its page begins anew.
func TestCallbackOpenedAgainTooLate(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*oauth.Config){
		"Recheck":     func(c *oauth.Config) { c.Recheck = time.Minute },
		"SessionLife": func(c *oauth.Config) { c.SessionLife = time.Minute },
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFixture(t, change)
			b := f.browser()
			back := b.callback(home + "/base/")
			if got := f.clone(b).visit(back); got.status != http.StatusFound {
				t.Fatal(got.status)
			}
			time.Sleep(70 * time.Second)
			got := b.open(back)
			wantPage(t, got, http.StatusOK, "oAlice")
			if log := f.logs.String(); log != "" || got.url != home+"/base/" {
				t.Errorf("%s: ended at %s, log %s", name, got.url, log)
			}
		})
	}
}

// A check that WeChat sends back without a code ends on a page, and not at WeChat again.
func TestRecheckWithoutACode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) { c.Recheck = time.Minute })
		b := f.browser()
		b.open(home + "/base/")
		time.Sleep(2 * time.Minute)
		f.platform.refuse = true
		wantPage(t, b.open(home+"/base/"), http.StatusForbidden, "没有登录")
	})
}

// The session of a user who is checked again and again ends when its life is over.
func TestRecheckDoesNotProlongTheSession(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, func(c *oauth.Config) { c.Recheck, c.SessionLife = time.Hour, 3*time.Hour })
		b := f.browser()
		b.open(home + "/info/")
		for range 2 {
			time.Sleep(time.Hour + time.Minute)
			wantPage(t, b.open(home+"/info/"), http.StatusOK, "爱丽丝<&>")
			if !strings.Contains(b.redirects[0], "scope=snsapi_base") {
				t.Errorf("redirected to %q", b.redirects)
			}
		}
		time.Sleep(time.Hour)
		b.open(home + "/info/")
		if !strings.Contains(b.redirects[0], "scope=snsapi_userinfo") {
			t.Errorf("redirected to %q", b.redirects)
		}
	})
}

// A store that loses when a user was checked is found out, without a loop.
func TestRecheckWithAStoreThatLosesIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sessions := &memorySessions{users: map[string]oauth.Identity{}}
		f := newFixture(t, func(c *oauth.Config) { c.Sessions, c.Recheck = forgetsChecks{sessions}, time.Minute })
		b := f.browser()
		b.open(home + "/info/")
		time.Sleep(2 * time.Minute)
		wantPage(t, b.open(home+"/info/"), http.StatusBadRequest, "浏览器没有保存登录状态")
	})
}

type forgetsChecks struct{ *memorySessions }

func (f forgetsChecks) Set(w http.ResponseWriter, r *http.Request, id oauth.Identity) error {
	id.Checked = time.Time{}
	return f.memorySessions.Set(w, r, id)
}
