package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/scanlogin"
)

var shop = options{name: "测试号", cookieKey: []byte("a cookie key of the tests, not for use")}

// newClient returns the client of a sandbox's account.
func newClient(t *testing.T, platform *sandbox.Platform) *wechatgo.Client {
	t.Helper()
	wx, err := wechatgo.New(platform.Account(),
		wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithBaseURL(platform.URL()))
	if err != nil {
		t.Fatal(err)
	}
	return wx
}

// visitor is a visitor's browser on the site.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
}

func newVisitor(t *testing.T, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, base, &http.Client{Jar: jar, Timeout: 10 * time.Second}}
}

// page returns what a page says, after its redirects.
func (v *visitor) page(path string) string {
	v.t.Helper()
	return v.read(v.http.Get(v.base + path))
}

func (v *visitor) submit(path string, form url.Values) string {
	v.t.Helper()
	return v.read(v.http.PostForm(v.base+path, form))
}

func (v *visitor) read(res *http.Response, err error) string {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return string(body)
}

// ask reads JSON into answer, as a script of the page does.
func (v *visitor) ask(method, path string, form url.Values, answer any) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if text := v.read(v.http.Do(r)); json.Unmarshal([]byte(text), answer) != nil {
		v.t.Fatalf("%s is no JSON: %s", path, text)
	}
}

// logIn logs a user in, and returns the page to which that leads.
func (v *visitor) logIn(user *sandbox.User) string {
	v.t.Helper()
	var begun scanlogin.Begun
	v.ask(http.MethodPost, "/login/begin", url.Values{"to": {"/me"}}, &begun)
	picture, err := url.Parse(begun.Picture)
	if err != nil {
		v.t.Fatal(err)
	}
	user.ScanTicket(picture.Query().Get("ticket"))
	var progress scanlogin.Progress
	v.ask(http.MethodGet, "/login/progress?login="+begun.Login, nil, &progress)
	user.Send(progress.Digits)
	return v.submit("/login/finish", url.Values{"login": {begun.Login}})
}

// A follower and a stranger log in, each in a browser; the stranger follows by the scan.
func TestLogIn(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t, sandbox.WithoutProblems())
	wx := newClient(t, platform)
	handler := site(wx, newLogin(wx, shop))
	platform.Connect(handler)
	server := httptest.NewServer(handler)
	defer server.Close()

	follower, stranger := platform.User("alice"), platform.User("bob")
	follower.Follow()
	for _, user := range []*sandbox.User{follower, stranger} {
		v := newVisitor(t, server.URL)
		if got := v.page("/"); !strings.Contains(got, `href="/me"`) {
			t.Errorf("%s reads %s", user.Name(), got)
		}
		if got := v.logIn(user); !strings.Contains(got, user.OpenID()) {
			t.Errorf("%s is not logged in: %s", user.Name(), got)
		}
		if got := v.page("/me"); !strings.Contains(got, user.OpenID()) {
			t.Errorf("%s is not logged in any more: %s", user.Name(), got)
		}
		v.submit("/login/logout", nil)
		if got := v.page("/me"); strings.Contains(got, user.OpenID()) || !strings.Contains(got, "/login/begin") {
			t.Errorf("%s is still logged in: %s", user.Name(), got)
		}
	}
	if !stranger.Following() {
		t.Error("the stranger does not follow")
	}
	if got := stranger.Send("hello"); len(got) != 1 || !strings.Contains(got[0].Text, "Received") {
		t.Errorf("the conversation goes on with %v", got)
	}
}

// A browser that waits for a phone does not hold up the end of the program.
func TestServe(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, newClient(t, platform), shop, listener) }()

	v := newVisitor(t, "http://"+listener.Addr().String())
	var begun scanlogin.Begun
	v.ask(http.MethodPost, "/login/begin", nil, &begun)
	res, err := v.http.Get(v.base + "/login/wait?login=" + begun.Login)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if line, err := bufio.NewReader(res.Body).ReadString('\n'); err != nil || line != "event: progress\n" {
		t.Fatalf("%q, %v", line, err)
	}
	end()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the program ended with %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the program waits for the browser")
	}
}

func TestRunRefuses(t *testing.T) {
	platform := sandbox.Start(t)
	account := platform.Account()
	t.Setenv("WECHAT_APPID", account.AppID)
	t.Setenv("WECHAT_SECRET", account.Secret)
	t.Setenv("WECHAT_TOKEN", account.Token)
	t.Setenv("WECHAT_ENCODING_AES_KEY", account.EncodingAESKey)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if err := run(t.Context(), taken.Addr().String(), shop); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("a taken port: %v", err)
	}
	t.Setenv("WECHAT_APPID", "wx1")
	if err := run(t.Context(), "127.0.0.1:0", shop); err == nil || !strings.Contains(err.Error(), "AppID") {
		t.Errorf("a wrong AppID: %v", err)
	}
}
