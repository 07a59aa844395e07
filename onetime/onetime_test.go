package onetime_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/onetime"
)

const (
	appID      = "wx0123456789abcdef"
	templateID = "1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc"
	openID     = "oFvcxt-AbCdEfGhIjKlMnOpQrStU"
)

var key = bytes.Repeat([]byte("k"), 32)

// site is a site with a Subscription, and a browser with its cookies.
type site struct {
	t       *testing.T
	s       *onetime.Subscription
	answers []onetime.Answer
	log     bytes.Buffer
	cookies []*http.Cookie
}

func newSite(t *testing.T, change func(*onetime.Config)) *site {
	t.Helper()
	w := &site{t: t}
	c := onetime.Config{
		AppID: appID, Key: key, ReturnURL: "https://www.example.com/wx/back?keep=1",
		Return: func(rw http.ResponseWriter, r *http.Request, a onetime.Answer) {
			w.answers = append(w.answers, a)
			http.Redirect(rw, r, a.Page, http.StatusFound)
		},
		Logger: slog.New(slog.NewTextHandler(&w.log, nil)),
	}
	if change != nil {
		change(&c)
	}
	s, err := onetime.New(c)
	if err != nil {
		t.Fatal(err)
	}
	w.s = s
	return w
}

// request returns a request of the browser.
func (w *site) request(method, target string) *http.Request {
	r := httptest.NewRequest(method, target, nil)
	for _, c := range w.cookies {
		r.AddCookie(c)
	}
	return r
}

// keep stores the cookies of an answer.
func (w *site) keep(rec *httptest.ResponseRecorder) {
	for _, c := range rec.Result().Cookies() {
		w.cookies = slices.DeleteFunc(w.cookies, func(old *http.Cookie) bool { return old.Name == c.Name })
		if c.MaxAge >= 0 {
			w.cookies = append(w.cookies, c)
		}
	}
}

// begin begins a visit and returns its reserved.
func (w *site) begin(a onetime.Ask) string {
	w.t.Helper()
	rec := httptest.NewRecorder()
	address, err := w.s.Begin(rec, w.request("GET", "/page"), a)
	if err != nil {
		w.t.Fatal(err)
	}
	w.keep(rec)
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("reserved") == "" {
		w.t.Fatalf("%s: %v", address, err)
	}
	return u.Query().Get("reserved")
}

// back sends the browser to the return address and returns its status and body.
func (w *site) back(query string) (int, string) {
	rec := httptest.NewRecorder()
	w.s.ServeHTTP(rec, w.request("GET", "/wx/back?keep=1&"+query))
	w.keep(rec)
	return rec.Code, rec.Body.String()
}

// confirmed returns the query of a confirmation of ask.
func confirmed(reserved string) string {
	return "openid=" + openID + "&template_id=" + templateID + "&action=confirm&scene=1000&reserved=" + reserved
}

var ask = onetime.Ask{TemplateID: templateID, Scene: 1000, Page: "/orders/7?a=b&c"}

func TestAnswers(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	canceled := strings.Replace(strings.Replace(confirmed(w.begin(ask)), "=confirm", "=cancel", 1), "openid="+openID+"&", "", 1)
	for _, query := range []string{confirmed(w.begin(ask)), canceled} {
		for range 2 { // the user reloads the page
			if status, body := w.back(query); status != http.StatusFound {
				t.Fatalf("%s: %d %s", query, status, body)
			}
		}
	}
	yes := onetime.Answer{Confirmed: true, OpenID: openID, TemplateID: templateID, Scene: 1000, Page: ask.Page}
	no := onetime.Answer{TemplateID: templateID, Scene: 1000, Page: ask.Page}
	yesAgain, noAgain := yes, no
	yesAgain.Repeated, noAgain.Repeated = true, true
	if want := []onetime.Answer{yes, yesAgain, no, noAgain}; !slices.Equal(w.answers, want) {
		t.Errorf("answers %+v, want %+v", w.answers, want)
	}
}

// On WeChat's page a user may go back and decide otherwise. Each of the two answers is Repeated only once it was given
// before, however often the user changes.
func TestOtherAnswerIsNotRepeated(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	reserved := w.begin(ask)
	yes := confirmed(reserved)
	no := strings.Replace(yes, "=confirm", "=cancel", 1)
	for _, query := range []string{no, yes, yes, no, yes} {
		if status, body := w.back(query); status != http.StatusFound {
			t.Fatalf("%s: %d %s", query, status, body)
		}
	}
	type given struct{ Confirmed, Repeated bool }
	var got []given
	for _, a := range w.answers {
		got = append(got, given{a.Confirmed, a.Repeated})
	}
	if want := []given{{false, false}, {true, false}, {true, true}, {false, true}, {true, true}}; !slices.Equal(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
}

// An answer that the browser has not begun, or another one than it has begun, is not the user's.
func TestRefusedAnswers(t *testing.T) {
	t.Parallel()
	foreign := newSite(t, nil)
	w := newSite(t, nil)
	own, other := w.begin(ask), foreign.begin(ask)
	good := confirmed(own)
	for name, query := range map[string]string{
		"nothing":                 "",
		"no reserved":             strings.Replace(good, own, "", 1),
		"of another browser":      confirmed(other),
		"an unknown reserved":     confirmed(strings.Repeat("A", len(own))),
		"a reserved with a dot":   confirmed(own[1:] + "."),
		"another template":        strings.Replace(good, templateID, "x"+templateID, 1),
		"another scene":           strings.Replace(good, "scene=1000", "scene=1001", 1),
		"a scene with a zero":     strings.Replace(good, "scene=1000", "scene=01000", 1),
		"no scene":                strings.Replace(good, "&scene=1000", "", 1),
		"another action":          strings.Replace(good, "=confirm", "=allow", 1),
		"no openid":               strings.Replace(good, openID, "", 1),
		"an openid that is none":  strings.Replace(good, openID, url.QueryEscape("<b>"), 1),
		"an openid that is long":  strings.Replace(good, openID, strings.Repeat("o", 65), 1),
		"the first of two counts": "reserved=" + other + "&" + good,
	} {
		status, body := w.back(query)
		if status != http.StatusForbidden || !strings.Contains(body, "订阅没有完成") {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if len(w.answers) > 0 {
		t.Errorf("Return was called with %+v", w.answers)
	}
	if lines := strings.Count(w.log.String(), "\n"); lines != 2 || strings.Contains(w.log.String(), openID) || strings.Contains(w.log.String(), own) {
		t.Errorf("want a line for each of two reasons, without the query: %s", w.log.String())
	}
	if status, _ := w.back(good); status != http.StatusFound {
		t.Errorf("afterwards the user's own answer gets %d", status)
	}
}

// changedFirst returns s with another first letter. The last one of a base64 text has bits that decode to nothing.
func changedFirst(s string) string {
	if s[0] == 'A' {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}

// A cookie counts only as this site has written it, under its own name.
func TestForgedCookies(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	reserved, another := w.begin(ask), w.begin(ask)
	first, second := w.cookies[0], w.cookies[1]
	stranger := newSite(t, func(c *onetime.Config) { c.Key = bytes.Repeat([]byte("x"), 32) })
	stranger.begin(ask)
	value, signature, _ := strings.Cut(first.Value, ".")
	for name, forged := range map[string]string{
		"no signature":      value,
		"an empty one":      value + ".",
		"a changed one":     value + "." + changedFirst(signature),
		"changed content":   changedFirst(value) + "." + signature,
		"of another visit":  second.Value,
		"of another site":   stranger.cookies[0].Value,
		"nothing":           "",
		"no base64":         "!.!",
		"signature in case": value + "." + strings.ToUpper(signature),
	} {
		w.cookies = []*http.Cookie{{Name: first.Name, Value: forged}}
		if status, _ := w.back(confirmed(reserved)); status != http.StatusForbidden {
			t.Errorf("%s: %d", name, status)
		}
	}
	// A subdomain may set a cookie of the same name on an http site, and the browser sends both.
	w.cookies = []*http.Cookie{{Name: first.Name, Value: "forged"}, first, second}
	for _, reserved := range []string{reserved, another} {
		if status, _ := w.back(confirmed(reserved)); status != http.StatusFound {
			t.Errorf("beside a forged cookie: %d", status)
		}
	}
}

func TestStateExpires(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSite(t, nil)
		late, inTime := w.begin(ask), w.begin(ask)
		if age := w.cookies[0].MaxAge; age != 600 {
			t.Errorf("the cookie's MaxAge is %d, want 600", age)
		}
		time.Sleep(10*time.Minute - time.Second)
		if status, _ := w.back(confirmed(inTime)); status != http.StatusFound {
			t.Errorf("after 9:59 minutes: %d", status)
		}
		time.Sleep(time.Second)
		for _, reserved := range []string{late, inTime} {
			if status, _ := w.back(confirmed(reserved)); status != http.StatusForbidden {
				t.Errorf("after ten minutes: %d", status)
			}
		}
	})
}

// The cookies are out of the reach of scripts and of other subdomains.
func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	for returnURL, secure := range map[string]bool{"https://www.example.com/back": true, "HTTPS://www.example.com/back": true, "http://127.0.0.1:8089/back": false} {
		w := newSite(t, func(c *onetime.Config) { c.ReturnURL = returnURL })
		w.begin(ask)
		c := w.cookies[0]
		if c.Secure != secure || strings.HasPrefix(c.Name, "__Host-") != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: %s", returnURL, c)
		}
	}
}

// Proxies refuse requests with long headers, so a browser keeps few visits: the newest.
func TestPendingVisitsAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newSite(t, nil)
		w.cookies = append(w.cookies, &http.Cookie{Name: "__Host-wechatgo_onetime_" + appID + "_" + strings.Repeat("A", 26), Value: "x"})
		var visits []string
		for range 12 {
			visits = append(visits, w.begin(onetime.Ask{TemplateID: templateID, Scene: 1000, Page: "/" + strings.Repeat("&", 511)}))
			time.Sleep(time.Second)
		}
		size := 0
		for _, c := range w.cookies {
			size += len(c.Name) + len(c.Value)
		}
		if len(w.cookies) != 8 || size > 10_000 {
			t.Errorf("the browser has %d cookies with %d bytes, want 8", len(w.cookies), size)
		}
		for i, reserved := range visits {
			if status, _ := w.back(confirmed(reserved)); (status == http.StatusFound) != (i >= 4) {
				t.Errorf("visit %d: %d", i, status)
			}
		}
	})
}

// If the program knows its users, the answer must be that of the user who began.
func TestLoggedInUser(t *testing.T) {
	t.Parallel()
	var user string
	w := newSite(t, func(c *onetime.Config) { c.OpenID = func(*http.Request) string { return user } })
	for name, c := range map[string]struct {
		begins, returns, confirms string
		want                      int
	}{
		"the same user":           {openID, openID, openID, http.StatusFound},
		"nobody":                  {"", "", openID, http.StatusFound},
		"another user confirms":   {openID, openID, "o2", http.StatusForbidden},
		"another user returns":    {openID, "o2", openID, http.StatusForbidden},
		"another user altogether": {openID, "o2", "o2", http.StatusForbidden},
		"the user has logged out": {openID, "", openID, http.StatusForbidden},
		"the user has logged in":  {"", openID, openID, http.StatusForbidden},
	} {
		user = c.begins
		query := confirmed(w.begin(ask))
		user = c.returns
		if status, _ := w.back(strings.Replace(query, openID, c.confirms, 1)); status != c.want {
			t.Errorf("%s: %d, want %d", name, status, c.want)
		}
	}
	user = openID
	canceled := strings.Replace(strings.Replace(confirmed(w.begin(ask)), "=confirm", "=cancel", 1), "openid="+openID+"&", "", 1)
	if status, _ := w.back(canceled); status != http.StatusFound {
		t.Errorf("a user who cancels: %d", status)
	}
}

// A redirect to Answer.Page stays on the site.
func TestPages(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	for page, good := range map[string]bool{
		"": true, "/": true, "/a?b=c&d#e": true, "/" + strings.Repeat("a", 511): true,
		"a": false, "//evil.example": false, `/\evil.example`: false, `\\evil.example`: false, "https://evil.example/": false,
		"/\t/evil.example": false, "/\n/evil.example": false, "/a b": false, "/订单": false, "/" + strings.Repeat("a", 512): false,
	} {
		_, err := w.s.Begin(httptest.NewRecorder(), w.request("GET", "/"), onetime.Ask{TemplateID: templateID, Page: page})
		if (err == nil) != good {
			t.Errorf("%q: %v, want it accepted: %t", page, err, good)
		}
	}
	if w.back(confirmed(w.begin(onetime.Ask{TemplateID: templateID, Scene: 1000}))); w.answers[0].Page != "/" {
		t.Errorf("without a page: %+v", w.answers)
	}
}

func TestOtherMethods(t *testing.T) {
	t.Parallel()
	w := newSite(t, nil)
	query := confirmed(w.begin(ask))
	for _, method := range []string{"HEAD", "POST", "OPTIONS"} {
		rec := httptest.NewRecorder()
		w.s.ServeHTTP(rec, w.request(method, "/wx/back?"+query))
		if rec.Code != http.StatusMethodNotAllowed || rec.Header().Get("Allow") != "GET" || len(w.answers) > 0 {
			t.Errorf("%s: %d, %+v", method, rec.Code, w.answers)
		}
	}
}

// The page is in the reader's language, and a program may write its own.
func TestErrorPage(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"": "订阅没有完成", "zh-TW": "订阅没有完成", "en-US,zh": "The subscription did not finish"} {
		rec := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/wx/back?reserved=x", nil)
		r.Header.Set("Accept-Language", language)
		newSite(t, nil).s.ServeHTTP(rec, r)
		h := rec.Header()
		if !strings.Contains(rec.Body.String(), want) || h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %s %v", language, rec.Body, h)
		}
	}
	own := newSite(t, func(c *onetime.Config) {
		c.ErrorPage = func(w http.ResponseWriter, _ *http.Request, e *onetime.PageError) {
			w.WriteHeader(e.Status)
			fmt.Fprint(w, e.Reason, e.Lang, e)
		}
	})
	if status, body := own.back("reserved=x"); status != http.StatusForbidden || body != "statezh-CNonetime: state" {
		t.Errorf("%d %s", status, body)
	}
}

func TestConfirmURL(t *testing.T) {
	t.Parallel()
	good := onetime.Confirm{
		AppID: "wxaba38c7f163da69b", Scene: 1000, TemplateID: templateID, RedirectURL: "http://support.qq.com", Reserved: "test",
	}
	got, err := onetime.ConfirmURL(good)
	// The platform's own example, with its escapes in upper case.
	const want = "https://mp.weixin.qq.com/mp/subscribemsg?action=get_confirm&appid=wxaba38c7f163da69b&scene=1000&template_id=1uDxHNXwYQfBmXOfPJcjAS3FynHArD8aWMEFNRGSbCc&redirect_url=http%3A%2F%2Fsupport.qq.com&reserved=test#wechat_redirect"
	if err != nil || got != want {
		t.Errorf("%s, %v, want %s", got, err, want)
	}
	all := good
	all.Hosts, all.RedirectURL, all.Reserved = endpoint.Hosts{MP: "http://127.0.0.1:8088"}, "https://www.example.com/a b?c=d&e=%2F", ""
	got, err = onetime.ConfirmURL(all)
	if err != nil || !strings.HasPrefix(got, "http://127.0.0.1:8088/mp/subscribemsg?") || !strings.Contains(got, "=https%3A%2F%2Fwww.example.com%2Fa%20b%3Fc%3Dd%26e%3D%252F#wechat_redirect") {
		t.Errorf("%s, %v", got, err)
	}
	for path, changes := range map[string][]func(*onetime.Confirm){
		"AppID": {func(c *onetime.Confirm) { c.AppID = "" }},
		"Scene": {func(c *onetime.Confirm) { c.Scene = -1 }, func(c *onetime.Confirm) { c.Scene = 10_001 }},
		"TemplateID": {
			func(c *onetime.Confirm) { c.TemplateID = "" },
			func(c *onetime.Confirm) { c.TemplateID = "a&b" },
			func(c *onetime.Confirm) { c.TemplateID = strings.Repeat("a", 65) },
		},
		"RedirectURL": {
			func(c *onetime.Confirm) { c.RedirectURL = "" },
			func(c *onetime.Confirm) { c.RedirectURL = "/back" },
			func(c *onetime.Confirm) { c.RedirectURL = "javascript:alert(1)" },
			func(c *onetime.Confirm) { c.RedirectURL = "https://user@www.example.com/" },
			func(c *onetime.Confirm) { c.RedirectURL = "https://www.example.com/#a" },
		},
		"Reserved": {
			func(c *onetime.Confirm) { c.Reserved = strings.Repeat("a", 129) },
			func(c *onetime.Confirm) { c.Reserved = "a-b" },
			func(c *onetime.Confirm) { c.Reserved = "é" },
		},
	} {
		for i, change := range changes {
			c := good
			change(&c)
			_, err := onetime.ConfirmURL(c)
			wantField(t, fmt.Sprintf("%s %d", path, i), err, path)
		}
	}
	good.Scene, good.Reserved = 10_000, strings.Repeat("Z", 128)
	if _, err := onetime.ConfirmURL(good); err != nil {
		t.Errorf("at the limits: %v", err)
	}
}

func wantField(t *testing.T, what string, err error, path string) {
	t.Helper()
	var refused *field.Error
	if !errors.As(err, &refused) || refused.Path != path || !strings.HasPrefix(err.Error(), "onetime: "+path+" ") {
		t.Errorf("%s: got %v, want a field.Error about %s", what, err, path)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	good := onetime.Config{
		AppID: appID, Key: key, ReturnURL: "https://www.example.com/back", Return: func(http.ResponseWriter, *http.Request, onetime.Answer) {},
	}
	for path, change := range map[string]func(*onetime.Config){
		"AppID":     func(c *onetime.Config) { c.AppID = "wx;" },
		"Key":       func(c *onetime.Config) { c.Key = key[1:] },
		"ReturnURL": func(c *onetime.Config) { c.ReturnURL = "/back" },
		"Return":    func(c *onetime.Config) { c.Return = nil },
	} {
		c := good
		change(&c)
		s, err := onetime.New(c)
		wantField(t, path, err, path)
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/wx/back?reserved=x", nil))
		body, _ := io.ReadAll(rec.Body)
		if rec.Code != http.StatusInternalServerError || strings.Contains(string(body), path) {
			t.Errorf("%s: %d %s", path, rec.Code, body)
		}
		if address, err := s.Begin(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil), ask); err == nil {
			t.Errorf("%s: Begin returned %s", path, address)
		}
	}
	s, err := onetime.New(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v %s", good, good, good, s), fmt.Sprintf("%+v %#v", s, s)} {
		if strings.Contains(printed, string(key)) || strings.Contains(printed, "107 107") || !strings.Contains(printed, appID) {
			t.Errorf("printed %s", printed)
		}
	}
}
