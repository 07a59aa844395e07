package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox/internal/area/sns"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/web"
)

// userAgent is the User-Agent of WeChat's browser on Android.
const userAgent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"

// maxPageBytes is how much of a page is read, in bytes.
const maxPageBytes = 10 << 20

// Page is the page that WeChat's browser shows after all redirects.
type Page struct {
	URL    string // the address of the page, after all redirects
	Status int    // the HTTP status; 0 if there is no page
	Header http.Header
	Body   string // the body, or the reason why there is no page
}

// browse has the settings of [User.Open].
type browse struct{ refuse bool }

// OpenOption changes how [User.Open] browses.
type OpenOption func(*browse)

// Refusing makes the user refuse if a web login asks for consent.
func Refusing() OpenOption { return func(b *browse) { b.refuse = true } }

// Open opens a page in the phone's browser, with WeChat's User-Agent and the user's cookies. It follows redirects. If a
// web login asks for consent, the user gives it, unless [Refusing] is among the options. An address that is only a path
// is on the host of the connected app's callback, or on [AppURL] if none is connected. In a test, a failure ends the
// test; outside of a test, the Page has the status 0 and the reason in Body.
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
	phone := &http.Client{Transport: phoneTransport{u}}
	u.withPerson(func(s *core.Person) { phone.Jar = s.Jar() })
	target, err := u.resolve(address)
	if err != nil {
		return nil, err
	}
	page, err := fetch(phone, http.MethodGet, target, "")
	for err == nil && page.Header.Get(web.ConsentHeader) != "" && u.isPlatform(page.URL) {
		decision := "allow"
		if b.refuse {
			decision = "refuse"
		}
		form := url.Values{"request": {page.Header.Get(web.ConsentHeader)}, "decision": {decision}}
		page, err = fetch(phone, http.MethodPost, u.p.URL()+"/connect/oauth2/authorize/decide", form.Encode())
	}
	return page, err
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
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	if t.u.p.serves(r.URL) {
		r.AddCookie(sns.CookieOf(t.u.name))
	}
	return router{t.u.p}.RoundTrip(r)
}
