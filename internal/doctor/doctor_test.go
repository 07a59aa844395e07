package doctor_test

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/internal/doctor"
	"github.com/wechatgo/wechatgo/sandbox"
)

// sha1Of is the platform's signature, made by the standard library alone: of sorted values for the callback, of one
// text for a page.
func sha1Of(sorted bool, values ...string) string {
	if sorted {
		slices.Sort(values)
	}
	sum := sha1.Sum([]byte(strings.Join(values, "")))
	return hex.EncodeToString(sum[:])
}

// site is a right program behind https://shop.example.com: callback, verification file, login and page. Tests replace
// its parts.
type site struct {
	token    string
	callback func(w http.ResponseWriter, r *http.Request, echo string)
	refuse   func(w http.ResponseWriter, r *http.Request) // a wrong signature
	file     http.HandlerFunc
	login    http.HandlerFunc
	page     http.HandlerFunc
	pushes   [][]byte
}

// nobody is an address at which nothing listens.
const nobody = "127.0.0.1:1"

const (
	shop     = "https://shop.example.com"
	fileName = "MP_verify_0123456789abcdef.txt"
)

func newSite() *site {
	return &site{
		token:    sandbox.DefaultToken,
		callback: func(w http.ResponseWriter, _ *http.Request, echo string) { io.WriteString(w, echo) },
		refuse:   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		file:     func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "0123456789abcdef") },
		page:     func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html></html>") },
		login: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, authorize(sandbox.DefaultAppID, shop+"/back"), http.StatusFound)
		},
	}
}

// authorize is the address at which web login begins.
func authorize(appID, back string) string {
	return "https://open.weixin.qq.com/connect/oauth2/authorize?" + url.Values{
		"appid": {appID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"snsapi_base"},
	}.Encode() + "#wechat_redirect"
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch r.URL.Path {
	case "/wx":
		if r.Method == http.MethodPost {
			dump, _ := httputil.DumpRequest(r, true)
			s.pushes = append(s.pushes, dump)
			return
		}
		if q.Get("signature") != sha1Of(true, s.token, q.Get("timestamp"), q.Get("nonce")) {
			s.refuse(w, r)
			return
		}
		s.callback(w, r, q.Get("echostr"))
	case "/unchecked":
		io.WriteString(w, q.Get("echostr"))
	case "/" + fileName:
		s.file(w, r)
	case "/login":
		s.login(w, r)
	case "/page", "/":
		s.page(w, r)
	default:
		http.NotFound(w, r)
	}
}

// scene is an account on a sandbox, with its site.
type scene struct {
	t        *testing.T
	platform *sandbox.Platform
	api      string // the sandbox's address
	site     *site
	tls      *httptest.Server
	config   doctor.Config
}

// newScene returns a scene in which everything is as it should be.
func newScene(t *testing.T) *scene {
	t.Helper()
	s := &scene{t: t, platform: sandbox.New(sandbox.Config{}), site: newSite()}
	api := httptest.NewServer(s.platform)
	t.Cleanup(api.Close)
	t.Cleanup(s.platform.Close)
	s.api = api.URL
	s.tls = httptest.NewUnstartedServer(s.site)
	s.tls.Config.ErrorLog = log.New(io.Discard, "", 0) // of refused certificates
	s.tls.StartTLS()
	t.Cleanup(s.tls.Close)
	roots := s.tls.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	s.config = doctor.Config{
		Account: sandboxAccount(),
		Base:    api.URL,
		From:    "the test",

		Callback:    shop + "/wx",
		Page:        shop + "/page?a=1&b=2#top",
		Login:       shop + "/login",
		DomainFile:  fileName,
		Push:        s.push(sandbox.Config{}),
		RenewerWait: time.Minute,
		World: doctor.World{
			Resolve: func(context.Context, string) ([]netip.Addr, error) {
				return []netip.Addr{netip.MustParseAddr("203.0.113.10")}, nil // RFC 5737: for documents
			},
			Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
				if address != nobody {
					address = s.tls.Listener.Addr().String()
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			},
			Roots: roots,
			Wait:  func(context.Context, time.Duration) error { return nil },
		},
	}
	s.sign(shop + "/page?a=1&b=2")
	return s
}

func sandboxAccount() account.Account {
	return account.Account{
		AppID: sandbox.DefaultAppID, Secret: sandbox.DefaultSecret, Token: sandbox.DefaultToken,
		EncodingAESKey: sandbox.DefaultEncodingAESKey, Mode: account.Safe,
	}
}

// push returns a push of a sandbox with a configuration, as the site received it.
func (s *scene) push(c sandbox.Config) []byte {
	s.t.Helper()
	p, got := sandbox.New(c), newSite()
	defer p.Close()
	got.token = p.Account().Token
	server := httptest.NewServer(got)
	defer server.Close()
	if h := p.Callback(server.URL + "/wx"); !h.OK {
		s.t.Fatalf("handshake: %+v", h.Problem)
	}
	alice := p.User("alice")
	alice.Follow()
	if len(got.pushes) == 0 {
		s.t.Fatal("the sandbox pushed nothing")
	}
	return got.pushes[0]
}

// sign lets the page give wx.config a signature of an address, by the account's ticket.
func (s *scene) sign(address string) {
	s.t.Helper()
	var token struct {
		Value string `json:"access_token"`
	}
	s.call(http.MethodPost, "/cgi-bin/stable_token", fmt.Sprintf(`{"grant_type":"client_credential","appid":%q,"secret":%q}`,
		sandbox.DefaultAppID, sandbox.DefaultSecret), &token)
	var ticket struct {
		Value string `json:"ticket"`
	}
	s.call(http.MethodGet, "/cgi-bin/ticket/getticket?type=jsapi&access_token="+url.QueryEscape(token.Value), "", &ticket)
	signature := sha1Of(false, "jsapi_ticket="+ticket.Value+"&noncestr=Wm3WZYTPz0wzccnW&timestamp=1414587457&url="+address)
	s.config.WXConfig = fmt.Sprintf(`{"appId":%q,"timestamp":1414587457,"nonceStr":"Wm3WZYTPz0wzccnW","signature":%q}`,
		sandbox.DefaultAppID, signature)
}

// call makes a call of the sandbox's API without the toolkit.
func (s *scene) call(method, path, body string, out any) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.api+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		s.t.Fatal(err)
	}
}

// classicToken fetches a classic token, as a second program would.
func (s *scene) classicToken() {
	var ignored any
	s.call(http.MethodGet, "/cgi-bin/token?grant_type=client_credential&appid="+sandbox.DefaultAppID+"&secret="+
		sandbox.DefaultSecret, "", &ignored)
}

// run examines the scene.
func (s *scene) run() doctor.Report {
	s.t.Helper()
	r, err := doctor.Run(s.t.Context(), s.config)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// wrong returns what is a warning or an error, as "level id".
func wrong(r doctor.Report) (list []string) {
	for _, f := range r.Findings {
		if f.Level == doctor.Warning || f.Level == doctor.Error {
			list = append(list, string(f.Level)+" "+f.Check)
		}
	}
	return list
}

func TestHealthyAccountHasNoWarning(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.run()
	if got := wrong(r); len(got) > 0 || r.Kind != "service" {
		t.Errorf("kind %q, findings %+v", r.Kind, r.Findings)
	}
	for _, group := range doctor.Groups() {
		if r.May[group] != "yes" {
			t.Errorf("may %s: %q", group, r.May[group])
		}
	}
	for _, id := range []string{
		"account.ok", "secret.ok", "clock.ok", "renewer.ok", "kind.known", "callback.tls-ok", "callback.ok", "domain-file.ok",
		"login.ok", "page.ok", "push.ok",
	} {
		if !slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.Check == id && f.Level == doctor.OK }) {
			t.Errorf("no %s in %+v", id, r.Findings)
		}
	}
}

// The doctor fetches no classic token, forces no new stable one, sends no push, and calls nothing that changes anything.
func TestDoctorOnlyReads(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	before := len(s.platform.Exchanges()) // of the test's own calls
	s.run()
	effects := map[string]endpoint.Effect{}
	for e := range api.All() {
		effects[e.Describe().Name] = e.Describe().Effect
	}
	calls := s.platform.Exchanges()[before:]
	if len(calls) < 12 {
		t.Fatalf("only %d calls were recorded", len(calls))
	}
	for _, x := range calls {
		switch effect := effects[x.Title]; {
		case x.Title == "base.stable_token" && !strings.Contains(x.Request.Body, `"force_refresh":true`):
		case x.Title == "ticket.getticket":
		case effect != endpoint.Read:
			t.Errorf("%s, whose effect is %v: %s", x.Title, effect, x.Request.Body)
		}
	}
	if len(s.site.pushes) > 0 {
		t.Errorf("the callback got %s", s.site.pushes)
	}
}

// answers lets the callback answer something else.
func answers(body string) func(s *scene) {
	return func(s *scene) {
		s.site.callback = func(w http.ResponseWriter, _ *http.Request, echo string) {
			io.WriteString(w, strings.ReplaceAll(body, "ECHO", echo))
		}
	}
}

// status lets the callback answer another status.
func status(code int) func(s *scene) {
	return func(s *scene) {
		s.site.callback = func(w http.ResponseWriter, _ *http.Request, _ string) { w.WriteHeader(code) }
	}
}

// resolvesTo lets the site's host have other addresses.
func resolvesTo(list ...string) func(s *scene) {
	return func(s *scene) {
		s.config.World.Resolve = func(context.Context, string) (found []netip.Addr, err error) {
			for _, a := range list {
				found = append(found, netip.MustParseAddr(a))
			}
			if len(list) == 0 {
				err = &net.DNSError{Err: "no such host", Name: "shop.example.com", IsNotFound: true}
			}
			return found, err
		}
	}
}

func TestEachPlantedMistakeIsNamed(t *testing.T) {
	t.Parallel()
	otherKey := strings.Repeat("b", 43)
	for name, test := range map[string]struct {
		plant func(s *scene)
		want  []string // everything above a note
		cure  string   // a part of the first one's cure
	}{
		"wrong secret": {
			func(s *scene) { s.config.Account.Secret = strings.Repeat("1", 32) },
			[]string{"error secret.wrong"},
			"AppSecret",
		},
		"secret of 31 characters": {
			func(s *scene) { s.config.Account.Secret = sandbox.DefaultSecret[1:] },
			[]string{"error account.secret"},
			"32 letters or digits",
		},
		"wrong AppID": {
			func(s *scene) { s.config.Account.AppID = "wx1111111111111111" },
			[]string{"error secret.appid", "error login.appid", "error push.appid"},
			"AppID",
		},
		"AppID of another form": {
			func(s *scene) { s.config.Account.AppID = "gh_0123456789abcde" },
			[]string{"error account.appid", "error login.appid", "error push.appid"},
			"wx and 16",
		},
		"key of 42 characters": {
			func(s *scene) { s.config.Account.EncodingAESKey = sandbox.DefaultEncodingAESKey[:42] },
			[]string{"error account.key", "error push.key.form"},
			"43",
		},
		"token with a space": {
			func(s *scene) { s.config.Account.Token += " " },
			[]string{"error account.token", "error callback.token", "error push.token"},
			"without spaces",
		},
		"address not in the whitelist": {
			func(s *scene) { s.platform.SetIPWhitelist(false, "198.51.100.7") },
			[]string{"error secret.whitelist"},
			"whitelist",
		},
		"frozen secret": {
			func(s *scene) { s.platform.FreezeSecret(true) },
			[]string{"error secret.frozen"},
			"Unfreeze",
		},
		"no network": {
			func(s *scene) { s.config.Base = "http://" + nobody },
			[]string{"error secret.network"},
			"443",
		},
		"clock two minutes ahead": {
			func(s *scene) { s.config.World.Now = func() time.Time { return time.Now().Add(2 * time.Minute) } },
			[]string{"warning clock.skew"},
			"NTP",
		},
		"clock an hour behind": {
			func(s *scene) { s.config.World.Now = func() time.Time { return time.Now().Add(-time.Hour) } },
			[]string{"error clock.skew"},
			"NTP",
		},
		"clock after the end of the platform's certificate": {
			func(s *scene) {
				secure := httptest.NewUnstartedServer(s.platform)
				secure.Config.ErrorLog = log.New(io.Discard, "", 0)
				secure.StartTLS()
				s.t.Cleanup(secure.Close)
				s.config.Base, s.config.Only = secure.URL, []string{"secret", "clock"}
				s.config.World.Roots = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
				end := secure.Certificate().NotAfter
				s.config.World.Now = func() time.Time { return end.Add(time.Hour) }
			},
			[]string{"error secret.network", "error clock.tls"},
			"443",
		},
		"a second renewer": {
			func(s *scene) {
				s.config.World.Wait = func(context.Context, time.Duration) error { s.classicToken(); return nil }
			},
			[]string{"warning renewer.second"},
			"stable_token",
		},
		"a person's account that needs menus": {
			func(s *scene) { s.platform.SetKind("personal"); s.config.Needs = []string{"draft", "menu"} },
			[]string{"error kind.needs"},
			"服务号",
		},
		"another token in the program": {
			func(s *scene) { s.site.token = "another" },
			[]string{"error callback.token"},
			"Token",
		},
		"quotes":       {answers(`"ECHO"`), []string{"error callback.quotes"}, "not as JSON"},
		"BOM":          {answers("\ufeffECHO"), []string{"error callback.bom"}, "without a BOM"},
		"newline":      {answers("ECHO\n"), []string{"error callback.newline"}, "Fprint"},
		"HTML around":  {answers("<p>ECHO</p>"), []string{"error callback.html"}, "no template"},
		"text around":  {answers("ok: ECHO"), []string{"error callback.more"}, "alone"},
		"empty answer": {answers(""), []string{"error callback.empty"}, "echostr"},
		"another text": {answers("success"), []string{"error callback.other"}, "mounted"},
		"status 500":   {status(500), []string{"error callback.status"}, "log"},
		"status 404":   {status(404), []string{"error callback.path"}, "GET and POST"},
		"redirect":     {status(301), []string{"error callback.redirect"}, "final address"},
		"no signature check": {
			func(s *scene) { s.config.Callback = shop + "/unchecked" },
			[]string{"error callback.unchecked"},
			"403",
		},
		"broken by a wrong signature": {
			func(s *scene) {
				s.site.refuse = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
			},
			[]string{"warning callback.unrefused"},
			"403",
		},
		"half an answer to a wrong signature, with the echostr": {
			func(s *scene) {
				s.site.refuse = func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Length", "100")
					io.WriteString(w, r.URL.Query().Get("echostr"))
				}
			},
			[]string{"error callback.unchecked"},
			"403",
		},
		"port 8080": {
			func(s *scene) { s.config.Callback = "https://shop.example.com:8080/wx" },
			[]string{"error callback.port"},
			"reverse proxy",
		},
		"no http address": {
			func(s *scene) { s.config.Callback = "shop.example.com/wx" },
			[]string{"error callback.url"},
			"https://",
		},
		"unreachable port": {
			func(s *scene) { s.config.Callback = "http://" + nobody + "/wx" },
			[]string{"error callback.unreachable"},
			"firewall",
		},
		"no DNS record":   {resolvesTo(), []string{"error callback.dns"}, "A record"},
		"private address": {resolvesTo("10.1.2.3"), []string{"warning callback.private"}, "public address"},
		"fake address":    {resolvesTo("198.19.0.7"), []string{"warning callback.private"}, "fake-ip"},
		"carrier's NAT":   {resolvesTo("100.127.0.1"), []string{"warning callback.private"}, "public address"},
		"no address":      {resolvesTo("0.0.0.0"), []string{"warning callback.private"}, "public address"},
		"IPv6 alone":      {resolvesTo("2001:db8::1"), []string{"warning callback.ipv6"}, "A record"},
		"certificate of nobody": {
			func(s *scene) { s.config.World.Roots = nil },
			[]string{"error callback.tls-chain", "error domain-file.unreachable", "warning login.unreachable", "warning page.unreachable"},
			"fullchain.pem",
		},
		"certificate of another host": {
			func(s *scene) { s.config.Callback = "https://shop.example.org/wx"; s.config.DomainFile = "" },
			[]string{"error callback.tls-name"},
			"this host",
		},
		"certificate that ends in a week": {
			func(s *scene) {
				end := s.tls.Certificate().NotAfter.AddDate(0, 0, -7)
				s.config.World.Now = func() time.Time { return end }
			},
			[]string{"error clock.skew", "warning callback.tls-expiring"},
			"NTP",
		},
		"no domain file": {
			func(s *scene) { s.site.file = http.NotFound },
			[]string{"error domain-file.missing"},
			"without redirect",
		},
		"domain file with a page": {
			func(s *scene) {
				s.site.file = func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html></html>") }
			},
			[]string{"error domain-file.content"},
			"as it was downloaded",
		},
		"domain file of another name": {
			func(s *scene) { s.config.DomainFile = "verify.html" },
			[]string{"error domain-file.name"},
			"MP_verify_",
		},
		"login with another account": {
			func(s *scene) {
				s.site.login = http.RedirectHandler(authorize("wx2222222222222222", shop), http.StatusFound).ServeHTTP
			},
			[]string{"error login.appid"},
			"AppID",
		},
		"login behind a proxy": {
			func(s *scene) {
				s.site.login = http.RedirectHandler(authorize(sandbox.DefaultAppID, "http://10.0.0.1:8080/back"),
					http.StatusFound).ServeHTTP
			},
			[]string{"warning login.redirect"},
			"X-Forwarded-Host",
		},
		"login encoded twice": {
			func(s *scene) {
				s.site.login = http.RedirectHandler(authorize(sandbox.DefaultAppID, url.QueryEscape(shop)),
					http.StatusFound).ServeHTTP
			},
			[]string{"error login.encoding"},
			"once",
		},
		"login on a port": {
			func(s *scene) { s.config.Login = "https://shop.example.com:8443/login"; s.config.DomainFile = "" },
			[]string{"error login.host", "warning login.redirect"},
			"port 80 or 443",
		},
		"the platform finds no address": {
			func(s *scene) { s.platform.AnswerNext("base.callback_check", `{"dns":[],"ping":[]}`) },
			[]string{"warning reach.dns"},
			"A record",
		},
		"page that breaks": {
			func(s *scene) {
				s.site.page = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }
			},
			[]string{"warning page.status"},
			"log",
		},
		"no page": {
			func(s *scene) { s.site.page = http.NotFound },
			[]string{"warning page.status"},
			"address",
		},
		"page that redirects": {
			func(s *scene) { s.site.page = http.RedirectHandler("/connect/other", http.StatusFound).ServeHTTP },
			[]string{"warning page.redirect"},
			"in the end",
		},
		"page signed with its fragment, as a query": {
			func(s *scene) {
				s.sign(shop + "/page?a=1&b=2#top")
				var c struct {
					AppID, NonceStr, Signature string
					Timestamp                  int
				}
				if err := json.Unmarshal([]byte(s.config.WXConfig), &c); err != nil {
					s.t.Fatal(err)
				}
				s.config.WXConfig = fmt.Sprintf("appId=%s&timestamp=%d&noncestr=%s&signature=%s",
					c.AppID, c.Timestamp, c.NonceStr, c.Signature)
			},
			[]string{"error page.url.fragment"},
			"up to the #",
		},
		"page signed with its fragment": {
			func(s *scene) { s.sign(shop + "/page?a=1&b=2#top") },
			[]string{"error page.url.fragment"},
			"up to the #",
		},
		"page signed for http": {
			func(s *scene) { s.sign("http://shop.example.com/page?a=1&b=2") },
			[]string{"error page.url.scheme"},
			"byte for byte",
		},
		"page signed by something else": {
			func(s *scene) { s.sign("https://other.example.net/") },
			[]string{"error page.signature"},
			"ticket",
		},
		"page without JSON": {
			func(s *scene) { s.config.WXConfig = "signature" },
			[]string{"error page.config"},
			"JSON",
		},
		"push in plain mode": {
			func(s *scene) { s.config.Push = s.push(sandbox.Config{Account: account.Account{Mode: account.Plain}}) },
			[]string{"error push.mode.plain"},
			"WECHAT_MODE",
		},
		"push with another key": {
			func(s *scene) {
				s.config.Push = s.push(sandbox.Config{Account: account.Account{EncodingAESKey: otherKey}})
			},
			[]string{"error push.key.wrong"},
			"EncodingAESKey",
		},
		"push of another account": {
			func(s *scene) {
				s.config.Push = s.push(sandbox.Config{Account: account.Account{AppID: "wx3333333333333333"}})
			},
			[]string{"error push.appid"},
			"WECHAT_APPID",
		},
		"push with another token": {
			func(s *scene) { s.config.Push = s.push(sandbox.Config{Account: account.Account{Token: "another"}}) },
			[]string{"error push.token"},
			"Token",
		},
		"no push": {
			func(s *scene) { s.config.Push = []byte("hello") },
			[]string{"error push.form"},
			"HTTP request",
		},
		"no Redis": {
			func(s *scene) { s.config.Redis = "redis://:hunter2@127.0.0.1:1/0" },
			[]string{"error redis.unreachable"},
			"password",
		},
		"a Redis of no address": {
			func(s *scene) { s.config.Redis = "redis://:hunter2@re dis:x" },
			[]string{"error redis.url"},
			"redis://",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			test.plant(s)
			r := s.run()
			got := wrong(r)
			if !slices.Equal(got, test.want) {
				t.Fatalf("got %q, want %q\n%+v", got, test.want, r.Findings)
			}
			i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return strings.HasSuffix(test.want[0], " "+f.Check) })
			f := r.Findings[i]
			if !strings.Contains(f.Cure, test.cure) || f.CureZH == "" || f.TitleZH == "" {
				t.Errorf("cure %q, want %q\n%+v", f.Cure, test.cure, f)
			}
			for _, secret := range []string{s.config.Account.Secret, s.config.Account.Token, s.config.Account.EncodingAESKey, "hunter2"} {
				if text := fmt.Sprintf("%+v", r); strings.Contains(text, secret) {
					t.Errorf("the report has a secret: %s", text)
				}
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for kind, refused := range map[string]string{ // by permissions that the sandbox has from the catalogue
		"personal":           "menu, user",
		"subscription":       "template",
		"service-unverified": "kf",
		"service":            "",
		"test":               "mass",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			if err := s.platform.SetKind(kind); err != nil {
				t.Fatal(err)
			}
			s.config.Only = []string{"kind"}
			r := s.run()
			if r.Kind != kind || r.Worst == doctor.Warning || r.Worst == doctor.Error {
				t.Errorf("kind %q, worst %s, may %v", r.Kind, r.Worst, r.May)
			}
			for group := range strings.SplitSeq(refused, ", ") {
				if group != "" && r.May[group] != "no" {
					t.Errorf("may %s: %q", group, r.May[group])
				}
			}
		})
	}
}

// What the platform sees of the callback is the sample of its page about the check, with the addresses of the case.
func TestReach(t *testing.T) {
	t.Parallel()
	const answer = `{"dns":[{"ip":"IP","real_operator":"UNICOM"}],"ping":[{"ip":"IP","from_operator":"UNICOM",` +
		`"package_loss":"LOSS","time":"23.079ms"}]}`
	for name, test := range map[string]struct {
		ip, loss string
		want     []string
	}{
		"reached":       {"203.0.113.10", "0%", []string{"reach.ok"}},
		"pings dropped": {"203.0.113.10", "100%", []string{"reach.loss"}},
		"elsewhere":     {"111.161.64.40", "0%", []string{"reach.ok", "reach.elsewhere"}},
		"no callback":   {want: []string{"reach.none"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.config.Only = []string{"reach"}
			if test.ip != "" {
				body := strings.NewReplacer("IP", test.ip, "LOSS", test.loss).Replace(answer)
				if err := s.platform.AnswerNext("base.callback_check", body); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for _, f := range s.run().Findings {
				got = append(got, f.Check)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestOnly(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.config.Only = []string{"push", "account"}
	for _, f := range s.run().Findings {
		if !strings.HasPrefix(f.Check, "push.") && !strings.HasPrefix(f.Check, "account.") {
			t.Errorf("%s was made", f.Check)
		}
	}
	s.config.Only = []string{"webhook"}
	if _, err := doctor.Run(t.Context(), s.config); err == nil || !strings.Contains(err.Error(), "webhook") {
		t.Errorf("a check that does not exist: %v", err)
	}
}

// An examination that is stopped says so, and has what was found before.
func TestStopped(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.config.World.Wait = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	r, err := doctor.Run(ctx, s.config)
	if !errors.Is(err, context.Canceled) || !r.Interrupted || len(r.Findings) == 0 || len(wrong(r)) > 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

// A name that is not looked up and a connection that is not made, because the examination is stopped, are no mistakes.
func TestStoppedInTheCallback(t *testing.T) {
	t.Parallel()
	for name, plant := range map[string]func(s *scene, cancel func()){
		"name": func(s *scene, cancel func()) {
			s.config.World.Resolve = func(ctx context.Context, _ string) ([]netip.Addr, error) { cancel(); return nil, ctx.Err() }
		},
		"connection": func(s *scene, cancel func()) {
			s.config.World.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { cancel(); return nil, ctx.Err() }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			ctx, cancel := context.WithCancel(t.Context())
			plant(s, cancel)
			s.config.Only = []string{"account", "callback"}
			r, err := doctor.Run(ctx, s.config)
			if !errors.Is(err, context.Canceled) || len(r.Findings) != 1 || r.Worst != doctor.OK {
				t.Errorf("%v, %+v", err, r)
			}
		})
	}
}

// Every finding is on both pages.
func TestFindingsAreDocumented(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	declared := regexp.MustCompile(`(?:id: |^\t+|^\t+endpoint\.\w+: +)"([a-z-]+\.[a-z0-9-]+)",`)
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") || !strings.HasSuffix(f.Name(), ".go") {
			continue
		}
		source, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(source)) {
			if m := declared.FindStringSubmatch(line); m != nil {
				ids = append(ids, m[1])
			}
		}
	}
	if len(ids) < 60 {
		t.Fatalf("only %d ids found: %q", len(ids), ids)
	}
	for _, page := range []string{"../../docs/doctor.md", "../../docs/doctor.zh-CN.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if !strings.Contains(string(text), "`"+id+"`") {
				t.Errorf("%s does not name %s", page, id)
			}
		}
	}
}
