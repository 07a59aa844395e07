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

// userAgent is that of WeChat's browser on Android.
const userAgent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701(0x28003253) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"

// maxPageBytes bounds a page, in bytes.
const maxPageBytes = 10 << 20

// Page is what WeChat's browser shows in the end.
type Page struct {
	URL    string // after all redirects
	Status int    // HTTP; 0 where no page came
	Header http.Header
	Body   string // or why no page came
}

// browse is how a user browses.
type browse struct{ refuse bool }

// OpenOption changes how [User.Open] browses.
type OpenOption func(*browse)

// Refusing lets the user refuse where a web login asks for consent.
func Refusing() OpenOption { return func(b *browse) { b.refuse = true } }

// Open opens a page in the phone's browser: with WeChat's User-Agent, the
// user's cookies, and redirects followed. Where a web login asks, the user
// consents. A path alone is one on [AppURL], or on the host of the callback.
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
	u.look(func(s *core.Person) { phone.Jar = s.Jar() })
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
		return "", fmt.Errorf("%s is no address of a web page", at.Scheme)
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
	return &Page{URL: resp.Request.URL.String(), Status: resp.StatusCode, Header: resp.Header, Body: string(bytes.ToValidUTF8(body, []byte("?")))}, nil
}

// phoneTransport sends what WeChat's browser sends.
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
