package wechatgo_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/draft"
	"github.com/wechatgo/wechatgo/api/freepublish"
	"github.com/wechatgo/wechatgo/api/mass"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store"
)

// The tests of this file have two accounts in one program: one mux, one store, and a client for each account. Their
// sandboxes have the same seed, so that OpenIDs, MsgIds, media ids and the numbers of jobs are equal, and the accounts
// have the same Token, EncodingAESKey and Secret. Only the AppID and the original id tell them apart.

// shopAccount is one of the accounts.
type shopAccount struct {
	*sandbox.Platform
	wx    *wechatgo.Client
	alice *sandbox.User
}

// shops is the program: its accounts by their original ids, which pushes are addressed to.
type shops struct {
	mux         *callback.Mux
	shared      store.Store
	tea, coffee *shopAccount
}

// of returns the account that a push is for.
func (s *shops) of(m message.Message) *shopAccount {
	for _, a := range []*shopAccount{s.tea, s.coffee} {
		if m.Head().ToUserName == a.OriginalID() {
			return a
		}
	}
	return nil
}

// startShops starts the program with the routes of its mux. kind is the kind of the tea shop's account; the coffee shop
// has a certified service account.
func startShops(t *testing.T, kind string, routes func(*shops)) *shops {
	t.Helper()
	s := &shops{mux: callback.NewMux(), shared: store.NewMemory()}
	routes(s)
	start := func(name, appID, originalID, kind string) *shopAccount {
		p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{
			Account: account.Account{AppID: appID}, OriginalID: originalID, Base: "http://" + name + ".sandbox.test", Kind: kind,
		}))
		wx, err := wechatgo.New(p.Account(),
			wechatgo.WithHTTPClient(p.Client()), wechatgo.WithBaseURL(p.URL()), wechatgo.WithStore(s.shared))
		if err != nil {
			t.Fatal(err)
		}
		return &shopAccount{p, wx, p.User("alice")}
	}
	s.tea = start("tea", "wx00000000000000a1", "gh_0000000000a1", kind)
	s.coffee = start("coffee", "wx00000000000000b2", "gh_0000000000b2", "service")
	for _, a := range []*shopAccount{s.tea, s.coffee} {
		a.Connect(a.wx.Callback(s.mux))
		a.alice.Follow()
	}
	if s.tea.alice.OpenID() != s.coffee.alice.OpenID() {
		t.Fatal("the OpenIDs differ, so that the test shows nothing")
	}
	return s
}

func wantShown(t *testing.T, what string, got []sandbox.Entry, want string) {
	t.Helper()
	if texts(got) != want {
		t.Errorf("%s: the phone shows %q, want %q", what, texts(got), want)
	}
}

// A message of one account is never taken for one of another account, and neither is what the program remembers of the
// user.
func TestAccountsHaveTheirOwnMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		visits := callback.NewSession[int]("visits", time.Hour)
		var mu sync.Mutex
		ids := map[string][]int64{}
		s := startShops(t, "service", func(s *shops) {
			callback.On(s.mux, func(ctx context.Context, m *message.Text) (reply.Reply, error) {
				mu.Lock()
				ids[m.ToUserName] = append(ids[m.ToUserName], m.MsgID)
				mu.Unlock()
				count := 0
				err := visits.Update(ctx, func(n *int) error { *n++; count = *n; return nil })
				return reply.Text(fmt.Sprintf("%s, visit %d", s.of(m).wx.Account().AppID, count)), err
			})
		})
		for n := range 3 {
			wantShown(t, "tea", s.tea.alice.Send("hello"), fmt.Sprintf("account: wx00000000000000a1, visit %d", n+1))
		}
		wantShown(t, "coffee", s.coffee.alice.Send("hello"), "account: wx00000000000000b2, visit 1")
		if tea, coffee := ids[s.tea.OriginalID()], ids[s.coffee.OriginalID()]; len(tea) != 3 || len(coffee) != 1 || tea[0] != coffee[0] {
			t.Errorf("MsgIds %v and %v, want three and the first of them", tea, coffee)
		}
	})
}

// A user's messages run one after another in each account, and not over the accounts.
func TestAccountsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShops(t, "service", func(s *shops) {
			callback.On(s.mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
				if s.of(m) == s.tea {
					time.Sleep(3 * time.Second)
				}
				return reply.Text("done"), nil
			})
		})
		begin := time.Now()
		teaDone := make(chan time.Duration, 1)
		go func() {
			s.tea.alice.Send("hello")
			teaDone <- time.Since(begin)
		}()
		synctest.Wait() // her message to the tea shop runs
		wantShown(t, "coffee", s.coffee.alice.Send("hello"), "account: done")
		if took := time.Since(begin); took != 0 {
			t.Errorf("the coffee shop answered after %v", took)
		}
		if took := <-teaDone; took != 3*time.Second {
			t.Errorf("the tea shop answered after %v", took)
		}
	})
}

// A late answer of an account without customer-service messages is kept for its user. Another account neither gives it
// out nor takes over that it may not send.
func TestAccountsKeepTheirOwnAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShops(t, "personal", func(s *shops) {
			callback.On(s.mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
				if m.Content == "slow" {
					time.Sleep(20 * time.Second)
					return reply.Text("late answer of " + s.of(m).wx.Account().AppID), nil
				}
				return reply.Text("an answer to " + m.Content), nil
			})
		})
		s.tea.alice.Send("slow")
		time.Sleep(time.Minute)
		wantShown(t, "coffee, with a pick-up word", s.coffee.alice.Send("继续"), "account: an answer to 继续")

		s.coffee.alice.Send("slow")
		time.Sleep(time.Minute)
		chat := s.coffee.alice.Chat()
		if last := chat[len(chat)-1]; last.Via != "kf" || last.Text != "late answer of wx00000000000000b2" {
			t.Errorf("coffee, after a slow handler: %q via %q", last.Text, last.Via)
		}
		got := texts(s.tea.alice.Send("继续"))
		if !strings.Contains(got, "late answer of wx00000000000000a1") {
			t.Errorf("tea, with a pick-up word: %q", got)
		}
	})
}

// Each account has its own token and ticket, and renews it by itself, although both are in one store.
func TestAccountsHaveTheirOwnCredentials(t *testing.T) {
	t.Parallel()
	s := startShops(t, "service", func(*shops) {})
	use := func() {
		t.Helper()
		for _, a := range []*shopAccount{s.tea, s.coffee} {
			if _, err := a.wx.User.Info(t.Context(), a.alice.OpenID(), ""); err != nil {
				t.Errorf("%v: %v", a.wx, err)
			}
			if _, err := a.wx.Ticket(t.Context(), "jsapi"); err != nil {
				t.Errorf("%v: %v", a.wx, err)
			}
		}
	}
	fetched := func(a *shopAccount) string {
		c := a.Counters()
		return fmt.Sprint(c.Calls["base.stable_token"], " tokens, ", c.Calls["ticket.getticket"], " tickets, refused ", c.Refused)
	}
	use()
	use()
	for _, a := range []*shopAccount{s.tea, s.coffee} {
		if got := fetched(a); got != "1 tokens, 1 tickets, refused map[]" {
			t.Errorf("%v: %s", a.wx, got)
		}
	}
	s.tea.ExpireTokens()
	use()
	if tea, coffee := fetched(s.tea), fetched(s.coffee); tea != "2 tokens, 1 tickets, refused map[user.info:1]" || coffee != "1 tokens, 1 tickets, refused map[]" {
		t.Errorf("after the tea shop's tokens ended: tea %s; coffee %s", tea, coffee)
	}

	// A second process finds each account's own values in the store.
	for _, a := range []*shopAccount{s.tea, s.coffee} {
		wx, err := wechatgo.New(a.Account(), wechatgo.WithHTTPClient(a.Client()), wechatgo.WithBaseURL(a.URL()), wechatgo.WithStore(s.shared))
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := a.wx.Token(t.Context())
		ours, err2 := wx.Token(t.Context())
		if ours != theirs || err != nil || err2 != nil {
			t.Errorf("%v: another token, %v, %v", a.wx, err, err2)
		}
	}
}

// waited is what a Wait returned.
type waited struct {
	text string
	err  error
}

// begun begins to wait for a job, and tells when the wait is over.
func begun(wait func() (string, error)) <-chan waited {
	done := make(chan waited, 1)
	go func() {
		text, err := wait()
		done <- waited{text, err}
	}()
	synctest.Wait()
	return done
}

// The end of a job of one account does not end the wait for the job of another account that has the same number.
func TestAccountsWaitForTheirOwnJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShops(t, "service", func(s *shops) {
			callback.On(s.mux, func(_ context.Context, e *message.PublishJobFinishEvent) (reply.Reply, error) {
				s.of(e).wx.FreePublish.Finished(e)
				return nil, nil
			})
			callback.On(s.mux, func(_ context.Context, e *message.MassSendJobFinishEvent) (reply.Reply, error) {
				s.of(e).wx.Mass.Finished(e)
				return nil, nil
			})
		})
		accounts := []*shopAccount{s.tea, s.coffee}
		var publishIDs, massIDs, covers [2]string
		var waits [4]<-chan waited
		for i, a := range accounts {
			covers[i] = a.AddMedia("image", "image/png", []byte("\x89PNG\r\n\x1a\n"))
			mediaID, err := a.wx.Draft.Add(t.Context(), draft.Article{Title: "T", Content: "C", ThumbMediaID: covers[i]})
			if err != nil {
				t.Fatal(err)
			}
			job, err := a.wx.FreePublish.Submit(t.Context(), mediaID)
			if err != nil {
				t.Fatal(err)
			}
			sent, err := a.wx.Mass.ToAll(t.Context(), mass.Text("hello"), mass.WithClientMsgID("the same"))
			if err != nil {
				t.Fatal(err) // such as a DuplicateError
			}
			publishIDs[i], massIDs[i] = string(job.PublishID), fmt.Sprint(sent.MsgID)
			waits[i] = begun(func() (string, error) {
				p, err := a.wx.FreePublish.Wait(t.Context(), job.PublishID)
				return address(p), err
			})
			waits[2+i] = begun(func() (string, error) {
				r, err := a.wx.Mass.Wait(t.Context(), int64(sent.MsgID))
				return string(r.Status), err
			})
		}
		if publishIDs[0] != publishIDs[1] || massIDs[0] != massIDs[1] || covers[0] != covers[1] {
			t.Fatalf("the numbers differ, so that the test shows nothing: %v, %v, %v", publishIDs, massIDs, covers)
		}

		s.tea.Clock.Advance(time.Minute)
		synctest.Wait()
		for i, name := range []string{"tea, publication", "coffee, publication", "tea, mass message", "coffee, mass message"} {
			if tea := i%2 == 0; len(waits[i]) == 1 != tea {
				t.Errorf("%s: the wait is over: %t, want %t", name, !tea, tea)
			}
		}
		s.coffee.Clock.Advance(time.Minute)
		var got []string
		for _, w := range waits {
			r := <-w
			if r.err != nil {
				t.Error(r.err)
			}
			got = append(got, r.text)
		}
		want := []string{"http://tea.sandbox.test", "http://coffee.sandbox.test", "SEND_SUCCESS", "SEND_SUCCESS"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// address returns the site of a publication's article.
func address(p freepublish.Publication) string {
	for _, a := range p.Articles() {
		site, _, _ := strings.Cut(a.URL, "/s/")
		return site
	}
	return ""
}

// A login of one account is none of another account, even on one host, with one CookieKey and the same OpenID.
func TestAccountsHaveTheirOwnLogins(t *testing.T) {
	t.Parallel()
	s := startShops(t, "service", func(*shops) {})
	web := http.NewServeMux()
	var cookies []*http.Cookie // that the tea shop's pages have set
	for path, a := range map[string]*shopAccount{"/tea": s.tea, "/coffee": s.coffee} {
		login := a.wx.Login(oauth.Config{CookieKey: bytes.Repeat([]byte("k"), 32)})
		me := login.Require(oauth.Base, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, path, " ", oauth.User(r.Context()).OpenID)
		}))
		web.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			me.ServeHTTP(w, r)
			if path == "/tea" {
				cookies = append(cookies, (&http.Response{Header: w.Header()}).Cookies()...)
			}
		})
		web.Handle(path+"/wx", a.wx.Callback(s.mux))
	}
	for path, a := range map[string]*shopAccount{"/tea": s.tea, "/coffee": s.coffee} {
		a.Connect(web, sandbox.WithCallbackPath(path+"/wx"))
	}
	if page := s.tea.alice.Open(sandbox.AppURL + "/tea"); page.Body != "/tea "+s.tea.alice.OpenID() {
		t.Fatalf("the tea shop's page: %d %q", page.Status, page.Body)
	}
	if len(cookies) == 0 {
		t.Fatal("the tea shop's page has set no cookie")
	}
	open := func(path string, rename func(string) string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, sandbox.AppURL+path, nil)
		r.Header.Set("User-Agent", "Mozilla/5.0 MicroMessenger/8.0.50")
		for _, c := range cookies {
			if c.MaxAge >= 0 {
				r.AddCookie(&http.Cookie{Name: rename(c.Name), Value: c.Value})
			}
		}
		w := httptest.NewRecorder()
		web.ServeHTTP(w, r)
		return w.Result()
	}
	same := func(name string) string { return name }
	forged := func(name string) string { return strings.ReplaceAll(name, "wx00000000000000a1", "wx00000000000000b2") }
	if resp := open("/tea", same); resp.StatusCode != http.StatusOK {
		t.Errorf("the tea shop's page with its own cookies: HTTP %d", resp.StatusCode)
	}
	for name, rename := range map[string]func(string) string{"as they are": same, "renamed": forged} {
		resp := open("/coffee", rename)
		if to := resp.Header.Get("Location"); resp.StatusCode != http.StatusFound || !strings.Contains(to, "appid=wx00000000000000b2") {
			t.Errorf("the coffee shop's page with the tea shop's cookies %s: HTTP %d %s", name, resp.StatusCode, to)
		}
	}
}
