package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
)

// maxPageBytes is how much of a page is read, in bytes.
const maxPageBytes = 10 << 20

// Page is the page that WeChat's browser shows after all redirects.
type Page struct {
	URL    string // the address of the page, after all redirects, with the part behind #
	Status int    // the HTTP status; 0 if there is no page
	Header http.Header
	Body   string // the body, or the reason why there is no page
}

// browse has the settings of [User.Open].
type browse struct{ refuse bool }

// OpenOption changes how [User.Open] browses.
type OpenOption func(*browse)

// Refusing makes the user refuse if a web login or a one-time subscription asks for consent.
func Refusing() OpenOption { return func(b *browse) { b.refuse = true } }

// Open opens a page in the phone's browser, with WeChat's User-Agent and the user's cookies. It follows redirects, and
// keeps the part of the address behind # as browsers do: a redirect whose Location has none keeps the one before. It
// runs no scripts; a page that begins a web login by a script is followed if it says where to, with the headers
// Wechatgo-Login (the address) and Wechatgo-Fragment (the cookie for location.hash). If a web login or a one-time
// subscription asks for consent, the user gives it, unless [Refusing] is among the options. An address that is only a
// path is on the host of the connected app's callback, or on [AppURL] if none is connected. In a test, a failure ends
// the test; outside of a test, the Page has the status 0 and the reason in Body.
func (u *User) Open(address string, opts ...OpenOption) *Page {
	var b browse
	for _, opt := range opts {
		opt(&b)
	}
	page, err := u.open(address, b)
	if err == nil {
		return page
	}
	if u.p.tb != nil {
		u.p.tb.Helper()
	}
	u.p.fatalf("sandbox: %s cannot open %s: %v", u.name, address, err)
	return &Page{URL: address, Body: err.Error()}
}

func (u *User) open(address string, b browse) (*Page, error) {
	phone := &http.Client{Transport: phoneTransport{u}, CheckRedirect: followRedirect}
	u.withPerson(func(s *core.Person) { phone.Jar = s.Jar() })
	target, err := u.resolve(address)
	if err != nil {
		return nil, err
	}
	page, err := fetch(phone, http.MethodGet, target, "")
	for range maxRedirects {
		switch {
		case err != nil:
			return page, err
		case page.Header.Get(web.ConsentHeader) != "" && u.isPlatform(page.URL):
			decision := "allow"
			if b.refuse {
				decision = "refuse"
			}
			form := url.Values{"request": {page.Header.Get(web.ConsentHeader)}, "decision": {decision}}
			page, err = fetch(phone, http.MethodPost, u.p.URL()+"/connect/oauth2/authorize/decide", form.Encode())
		case page.Header.Get(loginHeader) != "":
			keepFragment(phone.Jar, page)
			page, err = follow(phone, page.URL, page.Header.Get(loginHeader))
		default:
			return page, nil
		}
	}
	return page, errors.New("the page begins logins without end")
}

// Headers of a page that begins a web login by a script. They tell a phone without scripts what the script does.
const (
	loginHeader    = "Wechatgo-Login"    // the address that the script opens
	fragmentHeader = "Wechatgo-Fragment" // the name of the cookie in which the script puts location.hash
)

// follow opens an address that a page names.
func follow(c *http.Client, page, address string) (*Page, error) {
	at, err := url.Parse(page)
	if err != nil {
		return nil, err
	}
	target, err := at.Parse(address)
	if err != nil {
		return nil, err
	}
	return fetch(c, http.MethodGet, target.String(), "")
}

// keepFragment puts the part of a page's address behind # into the cookie in which the page's script puts it.
func keepFragment(jar http.CookieJar, page *Page) {
	at, err := url.Parse(page.URL)
	name := page.Header.Get(fragmentHeader)
	if err != nil || at.Fragment == "" || name == "" {
		return
	}
	value := strings.ReplaceAll(url.QueryEscape(at.EscapedFragment()), "+", "%20") // as encodeURIComponent does it
	jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: at.Scheme == "https"}})
}

// maxRedirects is how many redirects in a row the browser follows, and how many pages of a login.
const maxRedirects = 10

// followRedirect gives the address of a redirect the part behind # of the address before, if it has none of its own.
func followRedirect(r *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects {
		return fmt.Errorf("stopped after %d redirects", maxRedirects)
	}
	if !strings.Contains(r.Response.Header.Get("Location"), "#") {
		before := via[len(via)-1].URL
		r.URL.Fragment, r.URL.RawFragment = before.Fragment, before.RawFragment
	}
	return nil
}

func (u *User) isPlatform(address string) bool {
	at, err := url.Parse(address)
	return err == nil && u.p.serves(at)
}

// resolve makes an address absolute.
func (u *User) resolve(address string) (string, error) {
	base, _ := url.Parse(AppURL)
	if app, _ := u.p.core.App(); app.Callback != nil {
		base = app.Callback
	}
	at, err := base.Parse(address)
	if err != nil {
		return "", err
	}
	if at.Scheme != "http" && at.Scheme != "https" {
		return "", fmt.Errorf("%s is not the address of a web page", at.Scheme)
	}
	return at.String(), nil
}

func fetch(c *http.Client, method, target, form string) (*Page, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, target, strings.NewReader(form))
	if err != nil {
		return nil, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPageBytes))
	if err != nil {
		return nil, err
	}
	return &Page{
		URL:    resp.Request.URL.String(),
		Status: resp.StatusCode,
		Header: resp.Header,
		Body:   string(bytes.ToValidUTF8(body, []byte("?"))),
	}, nil
}

// phoneTransport adds the headers and the cookie that WeChat's browser sends.
type phoneTransport struct{ u *User }

func (t phoneTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("User-Agent", t.device().UserAgent())
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	if t.u.p.serves(r.URL) || t.u.p.servesWeb(r.URL) {
		r.AddCookie(core.PhoneCookie(t.u.name))
	}
	return router{t.u.p}.RoundTrip(r)
}

func (t phoneTransport) device() (d core.Device) {
	t.u.withPerson(func(s *core.Person) { d = s.Device() })
	return d
}
