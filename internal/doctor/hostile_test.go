package doctor_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/doctor"
	"github.com/wechatgo/wechatgo/sandbox"
)

// examineCallback examines a callback alone, on this machine.
func examineCallback(t *testing.T, address string) doctor.Report {
	t.Helper()
	r, err := doctor.Run(t.Context(), doctor.Config{
		Account: sandboxAccount(), Callback: address, Only: []string{"callback"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The servers of simple programs (php -S, Python's HTTPServer) serve one connection after the other: one that the
// doctor opens and does not use must not keep them from the handshake.
func TestCallbackThatServesOneConnectionAtATime(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				answer := httptest.NewRecorder()
				newSite().ServeHTTP(answer, req)
				resp := answer.Result()
				resp.Close = true
				resp.ContentLength = int64(answer.Body.Len())
				resp.Write(conn)
			}
			conn.Close()
		}
	}()
	r := examineCallback(t, "http://"+listener.Addr().String()+"/wx")
	if !slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.Check == "callback.ok" }) {
		t.Errorf("%+v", r.Findings)
	}
}

// platform is a platform that gives a token, and answers every other call with a body.
func platform(t *testing.T, body string) (address string, tokenCalls func() string) {
	t.Helper()
	var mu sync.Mutex
	var calls strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/cgi-bin/stable_token" {
			io.WriteString(w, body)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		io.Copy(&calls, r.Body)
		io.WriteString(w, `{"access_token":"T","expires_in":7200}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() string { mu.Lock(); defer mu.Unlock(); return calls.String() }
}

// A forced stable token ends the one that the account's programs have, also where the platform refuses that.
func TestNoTokenIsForced(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"40001", "40014", "42001"} {
		address, calls := platform(t, `{"errcode":`+code+`,"errmsg":"invalid credential"}`)
		_, err := doctor.Run(t.Context(), doctor.Config{
			Account: sandboxAccount(), Base: address, RenewerWait: time.Nanosecond,
			Page: "http://" + nobody, WXConfig: `{"signature":"0"}`,
		})
		if got := calls(); err != nil || got == "" || strings.Contains(got, `"force_refresh":true`) {
			t.Errorf("%s: %v, %s", code, err, got)
		}
	}
}

// A chosen check that the account does not allow must not end well: in CI nobody reads what was skipped.
func TestOnlyWhatNeedsAToken(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(s *scene){
		"error account.missing": func(s *scene) { s.config.Account.Secret = "" },
		"error account.secret":  func(s *scene) { s.config.Account.Secret = "short" },
		"error secret.wrong":    func(s *scene) { s.config.Account.Secret = strings.Repeat("1", 32) },
	} {
		s := newScene(t)
		s.config.Only = []string{"kind", "reach"}
		change(s)
		if got := wrong(s.run()); !slices.Equal(got, []string{want}) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What a gateway or another server answers is no refusal of the account.
func TestAnotherServerInThePlatformsPlace(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusOK, http.StatusNotFound, http.StatusBadGateway} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			io.Copy(w, r.Body)
		}))
		t.Cleanup(server.Close)
		r, err := doctor.Run(t.Context(), doctor.Config{
			Account: sandboxAccount(), Base: server.URL, Only: []string{"secret"},
		})
		if got := wrong(r); err != nil || !slices.Equal(got, []string{"error secret.network"}) {
			t.Errorf("%d: %v, %+v", status, err, r.Findings)
		}
		if strings.Contains(fmt.Sprint(r), sandbox.DefaultSecret) {
			t.Errorf("%d: the secret is in %+v", status, r)
		}
	}
}

func TestHostileCallbacks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer func(w http.ResponseWriter, echo string)
		want   string
	}{
		"the echostr with 403": {func(w http.ResponseWriter, echo string) {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, echo)
		}, "callback.status"},
		"the echostr with 404": {func(w http.ResponseWriter, echo string) {
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, echo)
		}, "callback.status"},
		"gzip that nobody asked for": {func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.WriteString(z, echo)
			z.Close()
		}, "callback.other"},
		"endless": {func(w http.ResponseWriter, echo string) {
			for err := error(nil); err == nil; {
				_, err = io.WriteString(w, strings.Repeat("a", 1<<16))
			}
		}, "callback.other"},
		"panic":                     {func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) }, "callback.broken"},
		"BOM, quotes and a newline": {func(w http.ResponseWriter, echo string) { io.WriteString(w, "\ufeff\""+echo+"\"\n") }, "callback.bom"},
		"secrets, at the cut too": {func(w http.ResponseWriter, echo string) {
			io.WriteString(w, sandbox.DefaultToken+sandbox.DefaultSecret+strings.Repeat("a", 150)+sandbox.DefaultEncodingAESKey)
		}, "callback.other"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			program := newSite()
			program.callback = func(w http.ResponseWriter, _ *http.Request, echo string) { test.answer(w, echo) }
			server := httptest.NewServer(program)
			t.Cleanup(server.Close)
			r := examineCallback(t, server.URL+"/wx")
			if got := wrong(r); !slices.Equal(got, []string{"error " + test.want}) {
				t.Errorf("%+v", r.Findings)
			}
			for _, secret := range []string{sandbox.DefaultToken, sandbox.DefaultSecret, sandbox.DefaultEncodingAESKey[:12]} {
				if strings.Contains(fmt.Sprint(r), secret) {
					t.Errorf("%q is in %+v", secret, r)
				}
			}
		})
	}
}

// A Location that is no address is a redirect too, and the evidence does not quote the signed query.
func TestRedirectToNoAddress(t *testing.T) {
	t.Parallel()
	program := newSite()
	program.callback = func(w http.ResponseWriter, r *http.Request, _ string) {
		w.Header().Set("Location", "http://a b/%zz?"+r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
	}
	server := httptest.NewServer(program)
	t.Cleanup(server.Close)
	r := examineCallback(t, server.URL+"/wx")
	if got := wrong(r); !slices.Equal(got, []string{"error callback.redirect"}) || strings.Contains(fmt.Sprint(r), "echostr=") {
		t.Errorf("%+v", r.Findings)
	}
}

// MP_verify_….txt is for the domains of pages; the callback's host may be another one, which has none.
func TestCallbackHostNeedsNoDomainFile(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.config.Only = []string{"domain-file"}
	s.config.Callback = "https://push.example.org/wx" // refused by its certificate
	s.config.Page, s.config.Login = shop+"/page", ""
	if got := wrong(s.run()); len(got) > 0 {
		t.Errorf("got %q", got)
	}
	s.config.Page = ""
	if got := wrong(s.run()); !slices.Equal(got, []string{"error domain-file.unreachable"}) {
		t.Errorf("got %q", got)
	}
}

func TestLoginThatSaysNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.config.Only = []string{"login"}
	s.site.login = func(http.ResponseWriter, *http.Request) {}
	r := s.run()
	if last := r.Findings[len(r.Findings)-1]; last.Check != "login.skipped" {
		t.Errorf("no redirect: %+v", r.Findings)
	}
	s.config.Login = "http://" + nobody
	if got := wrong(s.run()); !slices.Equal(got, []string{"warning login.unreachable"}) {
		t.Errorf("no answer: %q", got)
	}
}

// A port that the scheme has anyway makes no other host.
func TestLoginWithThePortOfItsScheme(t *testing.T) {
	t.Parallel()
	for page, back := range map[string]string{
		shop + "/login":     "https://SHOP.example.com:443/back",
		shop + ":443/login": shop + "/back",
	} {
		s := newScene(t)
		s.config.Only, s.config.Login = []string{"login"}, page
		s.site.login = http.RedirectHandler(authorize(sandbox.DefaultAppID, back), http.StatusFound).ServeHTTP
		if got := wrong(s.run()); len(got) > 0 {
			t.Errorf("%s to %s: %q", page, back, got)
		}
	}
}

// A group of which nothing is known is not one that the account may call.
func TestNeedsThatAreUnknown(t *testing.T) {
	t.Parallel()
	address, _ := platform(t, `{"errcode":45009,"errmsg":"reach max api daily quota limit"}`)
	r, err := doctor.Run(t.Context(), doctor.Config{
		Account: sandboxAccount(), Base: address, Only: []string{"kind"}, Needs: []string{"kf", "menu"},
	})
	if got := wrong(r); err != nil || !slices.Equal(got, []string{"warning kind.needs-unknown"}) {
		t.Fatalf("%v, %+v", err, r.Findings)
	}
	for _, f := range r.Findings {
		if !strings.Contains(f.Evidence, "45009") {
			t.Errorf("%s does not say why: %q", f.Check, f.Evidence)
		}
	}
}

// A page behind web login is healthy, and its address differs after the login.
func TestPageBehindLogin(t *testing.T) {
	t.Parallel()
	for _, to := range []string{
		authorize(sandbox.DefaultAppID, shop+"/back"), "https://open.weixin.qq.com/connect/qrconnect?appid=1",
		"http://127.0.0.1:1/connect/oauth2/authorize?appid=1", // a sandbox
	} {
		s := newScene(t)
		s.config.Only = []string{"page"}
		s.site.page = http.RedirectHandler(to, http.StatusFound).ServeHTTP
		r := s.run()
		if !slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.Check == "page.login" }) || len(wrong(r)) > 0 {
			t.Errorf("%s: %+v", to, r.Findings)
		}
	}
}

// A browser's location.href has a path always.
func TestPageWithoutPath(t *testing.T) {
	t.Parallel()
	for _, rest := range []string{"", "?a=1", "#top"} {
		s := newScene(t)
		s.config.Only = []string{"page"}
		s.config.Page = shop + rest
		signed, _, _ := strings.Cut(shop+"/"+rest, "#")
		s.sign(signed)
		if got := wrong(s.run()); len(got) > 0 {
			t.Errorf("%q: %q", rest, got)
		}
	}
}
