package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/sandbox"
)

func TestIdentity(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := p.Account()
	for name, test := range map[string]struct{ value, pattern string }{
		"openid":     {p.User("alice").OpenID(), `^o[A-Za-z0-9_-]{27}$`},
		"unionid":    {p.User("alice").UnionID(), `^o[A-Za-z0-9_-]{27}$`},
		"appid":      {a.AppID, `^wx[0-9a-f]{16}$`},
		"secret":     {a.Secret, `^[0-9a-f]{32}$`},
		"key":        {a.EncodingAESKey, `^[A-Za-z0-9]{43}$`},
		"originalID": {p.OriginalID(), `^gh_[0-9a-f]{12}$`},
	} {
		if !regexp.MustCompile(test.pattern).MatchString(test.value) {
			t.Errorf("%s %q", name, test.value)
		}
	}
	if err := a.Validate(); err != nil {
		t.Error(err)
	}
	if p.User("alice").OpenID() == p.User("bob").OpenID() || p.User("alice").OpenID() == p.User("alice").UnionID() {
		t.Error("two users, or two ids, are the same")
	}
}

// Two platforms with the same seed give the same ids to the same actions; another seed gives other ids.
func TestDeterminism(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) (bodies []string) {
		p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Seed: seed}))
		a := newApp(p)
		p.Connect(a)
		alice := p.User("alice")
		alice.FollowByScene("1")
		alice.SendImage("", nil)
		c := newCaller(t, p)
		bodies = append(bodies, c.token, c.call("/cgi-bin/ticket/getticket?type=jsapi", "")["ticket"].(string))
		at := regexp.MustCompile(`<CreateTime>\d+</CreateTime>`)
		for _, m := range a.received() {
			bodies = append(bodies, at.ReplaceAllString(m.Plain, ""), m.Query.Get("nonce"))
		}
		return bodies
	}
	first := run(7)
	if diff := cmp.Diff(first, run(7)); diff != "" {
		t.Errorf("the same seed (-first +second):\n%s", diff)
	}
	for i, other := range run(8) {
		if other == first[i] {
			t.Errorf("another seed gives the same %q", other)
		}
	}
}

func TestPress(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	c := newCaller(t, p)
	a := newApp(p)
	a.answer = func(m push) string { return m.reply(text(m.MsgType + " " + m.Event + " " + m.EventKey)) }
	a.pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "the page") })
	p.Connect(a)
	alice := p.User("alice")
	alice.Follow()
	picture := p.AddMedia("image", "image/png", []byte("x"))
	c.wantCode(0, "/cgi-bin/menu/create", `{"button":[
		{"name":"一","sub_button":[{"type":"click","name":"c","key":"k"},{"type":"view","name":"v","url":"http://app.sandbox.test/v"},
			{"type":"miniprogram","name":"m","url":"http://m/","appid":"wx1","pagepath":"pages/index"},
			{"type":"scancode_push","name":"s","key":"sp"},{"type":"scancode_waitmsg","name":"s","key":"sw"}]},
		{"name":"二","sub_button":[{"type":"pic_sysphoto","name":"p","key":"p1"},{"type":"pic_photo_or_album","name":"p","key":"p2"},
			{"type":"pic_weixin","name":"p","key":"p3"},{"type":"location_select","name":"l","key":"l"}]},
		{"name":"三","sub_button":[{"type":"media_id","name":"i","media_id":"`+picture+`"},{"type":"article_id","name":"文章","article_id":"A1"},
			{"type":"article_view_limited","name":"n","article_id":"A2"},{"type":"view_limited","name":"n","media_id":"`+picture+`"}]}]}`)
	for _, test := range []struct {
		path []int
		want []string
	}{
		{[]int{0, 0}, []string{"account: event CLICK k"}},
		{[]int{0, 1}, nil},
		{[]int{0, 2}, nil},
		{[]int{0, 3}, []string{"account: event scancode_push sp"}},
		{[]int{0, 4}, []string{"account: event scancode_waitmsg sw"}},
		{[]int{1, 0}, []string{"account: event pic_sysphoto p1", "account: image  "}},
		{[]int{1, 1}, []string{"account: event pic_photo_or_album p2", "account: image  "}},
		{[]int{1, 2}, []string{"account: event pic_weixin p3", "account: image  "}},
		{[]int{1, 3}, []string{"account: event location_select l", "account: location  "}},
		{[]int{2, 0}, []string{"account: image " + picture}},
		{[]int{2, 1}, []string{"account: mpnewsarticle 文章"}},
		{[]int{2, 2}, []string{"account: mpnewsarticle n"}},
		{[]int{2, 3}, []string{"account: image " + picture}},
	} {
		got := lines(alice.Press(test.path...))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("button %v (-want +got):\n%s", test.path, diff)
		}
	}
	var events []string
	for _, m := range a.received() {
		if m.Event == "VIEW" || m.Event == "view_miniprogram" {
			events = append(events, m.Event+" "+m.EventKey)
		}
	}
	if diff := cmp.Diff([]string{"VIEW http://app.sandbox.test/v", "view_miniprogram pages/index"}, events); diff != "" {
		t.Errorf("events without an answer (-want +got):\n%s", diff)
	}
	if page := alice.View(0, 1); page.Body != "the page" || page.URL != "http://app.sandbox.test/v" {
		t.Errorf("view: %+v", page)
	}
	wantLines(t, alice.Click("sw", sandbox.WithScan("X")), "account: event scancode_waitmsg sw")
	if m := a.received()[len(a.received())-1]; !strings.Contains(m.Plain, "<ScanResult><![CDATA[X]]>") {
		t.Errorf("scan: %s", m.Plain)
	}
	// The picture that the event announces is the one that follows.
	alice.Click("p1")
	seen := a.received()
	if e, m := seen[len(seen)-2], seen[len(seen)-1]; e.Event != "pic_sysphoto" || m.MsgType != "image" {
		t.Errorf("order: %s, then %s", e.Event, m.MsgType)
	}
}

// Two events of one sender in the same second get different times, because apps recognise a repeated event by its
// sender and time.
func TestEventTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startFollowed(t)
		alice.Scan("1")
		alice.Scan("1")
		alice.Scan("2")
		bob := p.User("bob")
		bob.Follow()
		alice.CloseAccount()
		bob.CloseAccount() // the sender of both events is the platform's service
		times := map[string]bool{}
		for _, m := range a.received() {
			if at := fmt.Sprint(m.FromUserName, m.CreateTime); times[at] {
				t.Errorf("two events have the sender and time %s", at)
			} else {
				times[at] = true
			}
		}
		if now := time.Now().Unix(); a.received()[0].CreateTime != now || a.received()[4].CreateTime != now {
			t.Error("the first events of two users do not have the present time")
		}
	})
}

func TestRefusedActions(t *testing.T) {
	t.Parallel()
	p := sandbox.New(sandbox.Config{})
	defer p.Close()
	alice := p.User("alice")
	for want, f := range map[string]func() []sandbox.Entry{
		"does not follow":     func() []sandbox.Entry { return alice.Send("x") },
		"does not follow ":    func() []sandbox.Entry { return alice.SendImage("", nil) },
		"does not follow  ":   func() []sandbox.Entry { return alice.SendVoice("") },
		"does not follow   ":  func() []sandbox.Entry { return alice.SendVideo() },
		"does not follow the": func() []sandbox.Entry { return alice.SendLocation(1, 2, "") },
		"alice does not":      func() []sandbox.Entry { return alice.SendLink("", "", "http://x/") },
		"no button with key":  func() []sandbox.Entry { return alice.Click("x") },
		"no button to press":  func() []sandbox.Entry { return alice.Press(0) },
		"no menu message":     func() []sandbox.Entry { return alice.Tap("1") },
		"1 to 64":             func() []sandbox.Entry { return alice.Scan(strings.Repeat("x", 65)) },
		"no QR code":          func() []sandbox.Entry { return alice.ScanTicket("x") },
	} {
		got := f()
		if len(got) != 1 || got[0].Type != "refused" || !strings.Contains(got[0].Text, strings.TrimSpace(want)) {
			t.Errorf("%s: %v", want, got)
		}
	}
	if alice.Chat() != nil || alice.Following() {
		t.Error("a refused action left something behind")
	}
	if page := alice.View(0); page.Status != 0 || !strings.Contains(page.Body, "no button") {
		t.Errorf("view: %+v", page)
	}
}

// A reset during a delivery ends it, and nothing of it is left.
func TestResetDuringDelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startFollowed(t)
		a.raw = func(_ http.ResponseWriter, r *http.Request, _ push) { <-r.Context().Done() }
		for range 2 { // one is being delivered, the other waits for it
			go alice.Send("x")
		}
		synctest.Wait()
		start := time.Now()
		if err := p.Reset(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if time.Since(start) != 0 {
			t.Error("the delivery went on")
		}
		if alice.Chat() != nil || alice.Following() || len(p.Exchanges()) != 0 {
			t.Errorf("left: %v, %v", alice.Chat(), p.Exchanges())
		}
	})
}

// A program that goes on running after a reset does not take its messages for repeated pushes.
func TestNoPushIsRepeatedAfterReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, a, alice := startFollowed(t)
		alice.Send("x")
		if err := p.Reset(); err != nil {
			t.Fatal(err)
		}
		alice.Follow()
		alice.Send("x")
		keys := map[string]bool{}
		for _, m := range a.received() {
			key := fmt.Sprint(m.FromUserName, " ", m.MsgID, " ", m.CreateTime, " ", m.Event)
			if m.MsgID != 0 {
				key = fmt.Sprint(m.MsgID)
			}
			if keys[key] {
				t.Errorf("%s came twice", key)
			}
			keys[key] = true
		}
		if len(keys) != 4 {
			t.Errorf("%d pushes, want 4", len(keys))
		}
	})
}

func TestUnfollow(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	a := newApp(p)
	p.Connect(a)
	alice := p.User("alice")
	alice.Unfollow() // the user does not follow any more, so nothing happens
	alice.Follow()
	alice.Follow()
	alice.Unfollow()
	var got []string
	for _, m := range a.received() {
		got = append(got, m.Event)
	}
	if diff := cmp.Diff([]string{"subscribe", "unsubscribe"}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestLongChat(t *testing.T) {
	t.Parallel()
	p := sandbox.Start(t)
	p.Connect(newApp(p))
	alice := p.User("alice")
	alice.Follow()
	for range 1005 {
		alice.Send("x")
	}
	if n := len(alice.Chat()); n != 1000 {
		t.Errorf("%d entries are kept", n)
	}
}
