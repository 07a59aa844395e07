package wechatgo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/field"
	"github.com/wechatgo/wechatgo/jssdk"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/oauth"
	"github.com/wechatgo/wechatgo/onetime"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store"
)

// start runs a program like that of the README against a sandbox.
func start(t *testing.T, mode account.Mode) (*sandbox.Platform, *wechatgo.Client) {
	t.Helper()
	platform := sandbox.Start(t, sandbox.WithMode(mode))
	wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()))
	if err != nil {
		t.Fatal(err)
	}
	mux := callback.NewMux()
	mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
		return reply.Text("hello"), nil
	})
	callback.On(mux, func(context.Context, *message.SubscribeEvent) (reply.Reply, error) {
		return reply.Text("welcome"), nil
	})
	mux.MenuKey("V1001_TODAY_MUSIC", func(context.Context, message.MenuEvent) (reply.Reply, error) {
		return reply.Text("Jasmine Flower"), nil
	})
	login := wx.Login(oauth.Config{CookieKey: bytes.Repeat([]byte("k"), 32)})
	web := http.NewServeMux()
	web.Handle("/wx", wx.Callback(mux))
	web.Handle("/me", login.Require(oauth.UserInfo, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s", oauth.User(r.Context()).OpenID, oauth.User(r.Context()).Nickname)
	})))
	web.Handle("/wx/jssdk", wx.JSSDK(jssdk.Config{Hosts: []string{"app.sandbox.test"}}))
	platform.Connect(web)
	return platform, wx
}

func texts(entries []sandbox.Entry) string {
	var list []string
	for _, e := range entries {
		list = append(list, e.String())
	}
	return strings.Join(list, "; ")
}

func TestConversation(t *testing.T) {
	t.Parallel()
	for _, mode := range []account.Mode{wechatgo.Plain, wechatgo.Compatible, wechatgo.Safe, wechatgo.CloudHosting} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			platform, wx := start(t, mode)
			alice := platform.User("alice")
			if got := texts(alice.Follow()); got != "account: welcome" {
				t.Errorf("after the follow: %s", got)
			}
			if got := texts(alice.Send("hello")); got != "account: hello" {
				t.Errorf("after hello: %s", got)
			}
			err := wx.Menu.Create(t.Context(), menu.Menu{Buttons: []menu.Button{menu.Click("今日歌曲", "V1001_TODAY_MUSIC")}})
			if err != nil {
				t.Fatal(err)
			}
			if got := texts(alice.Click("V1001_TODAY_MUSIC")); got != "account: Jasmine Flower" {
				t.Errorf("after the click: %s", got)
			}
		})
	}
}

// A program in cloud hosting has its mode from the environment and needs no Token. A program in another mode refuses what
// comes from there, and its log and the sandbox name the case.
func TestCloudHosting(t *testing.T) {
	for mode, test := range map[string]struct{ phone, log, problem string }{
		"cloud": {phone: "account: hello"},
		"": {
			phone: "system: 该公众号提供的服务出现故障，请稍后再试",
			log:   "set Mode: CloudHosting (WECHAT_MODE=cloud)", problem: "WECHAT_MODE=cloud",
		},
	} {
		t.Run("mode "+mode, func(t *testing.T) {
			platform := sandbox.New(sandbox.Config{Account: account.Account{Mode: wechatgo.CloudHosting}})
			defer platform.Close()
			a := platform.Account()
			t.Setenv("WECHAT_APPID", a.AppID)
			t.Setenv("WECHAT_SECRET", a.Secret)
			t.Setenv("WECHAT_MODE", mode)
			if mode == "" {
				t.Setenv("WECHAT_TOKEN", a.Token)
			}
			var log bytes.Buffer
			wx, err := wechatgo.New(wechatgo.Account{}, wechatgo.WithHTTPClient(platform.Client()),
				wechatgo.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
			if err != nil {
				t.Fatal(err)
			}
			mux := callback.NewMux()
			mux.Text("hello", func(context.Context, *message.Text) (reply.Reply, error) {
				return reply.Text("hello"), nil
			})
			platform.Connect(wx.Callback(mux))
			alice := platform.User("alice")
			alice.Follow()
			if got := texts(alice.Send("hello")); got != test.phone {
				t.Errorf("the phone shows %s", got)
			}
			if !strings.Contains(log.String(), test.log) || test.log == "" && log.Len() > 0 {
				t.Errorf("the log: %s", &log)
			}
			problems := platform.Problems()
			if (len(problems) > 0) != (test.problem != "") || len(problems) > 0 && !strings.Contains(problems[0].Problem.EN, test.problem) {
				t.Errorf("%+v", problems)
			}
		})
	}
}

func TestFollowersAndErrors(t *testing.T) {
	t.Parallel()
	platform, wx := start(t, wechatgo.Safe)
	platform.User("alice").Follow()
	platform.User("bob").Follow()
	var got []string
	for openID, err := range wx.User.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, openID)
	}
	if want := []string{platform.User("alice").OpenID(), platform.User("bob").OpenID()}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("followers %v, want %v", got, want)
	}
	if _, err := wx.Menu.Get(t.Context()); !errors.Is(err, endpoint.ErrMenuNotExist) {
		t.Errorf("no menu: %v", err)
	}
	token, err := wx.Token(t.Context())
	if err != nil || token == "" {
		t.Errorf("token: %v", err)
	}
	if _, err := wx.Ticket(t.Context(), "jsapi"); err != nil {
		t.Errorf("ticket: %v", err)
	}
}

// A program can declare an endpoint that this module does not have, and call it.
func TestDeclaredEndpoint(t *testing.T) {
	t.Parallel()
	_, wx := start(t, wechatgo.Safe)
	ips := endpoint.Get[endpoint.None, struct {
		List []string `json:"ip_list"`
	}]("my.ips", "/cgi-bin/getcallbackip", "获取微信推送服务器IP")
	out, err := endpoint.Call(t.Context(), wx.Endpoint(), ips, endpoint.None{})
	if err != nil || len(out.List) == 0 {
		t.Errorf("%v, %v", out, err)
	}
}

func TestWebLoginAndShare(t *testing.T) {
	t.Parallel()
	platform, _ := start(t, wechatgo.Safe)
	alice := platform.User("alice")
	page := alice.Open(sandbox.AppURL + "/me?from=test")
	if want := alice.OpenID() + " " + alice.Nickname(); page.Body != want {
		t.Errorf("/me shows %q, want %q", page.Body, want)
	}
	if !strings.HasSuffix(page.URL, "/me?from=test") {
		t.Errorf("the login ended at %s", page.URL)
	}
	config := alice.Open(sandbox.AppURL + "/wx/jssdk?url=" + sandbox.AppURL + "/share")
	var signed struct{ AppID, NonceStr, Signature string }
	if err := json.Unmarshal([]byte(config.Body), &signed); err != nil || signed.AppID != platform.Account().AppID || len(signed.Signature) != 40 {
		t.Errorf("config %s: %v", config.Body, err)
	}
	script := alice.Open(sandbox.AppURL + "/wx/jssdk?script")
	if !strings.Contains(script.Body, "wx.config") {
		t.Errorf("the script is %q", script.Body)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*wechatgo.Account)
		field  string
	}{
		"a key of 42 characters": {func(a *wechatgo.Account) { a.EncodingAESKey = a.EncodingAESKey[1:] }, "EncodingAESKey"},
		"a token with a space":   {func(a *wechatgo.Account) { a.Token = "my token" }, "Token"},
		"no secret":              {func(a *wechatgo.Account) { a.Secret = "" }, "Secret"},
		"no AppID":               {func(a *wechatgo.Account) { a.AppID = "" }, "AppID"},
	} {
		t.Run(name, func(t *testing.T) {
			a := sandbox.New(sandbox.Config{}).Account()
			test.change(&a)
			_, err := wechatgo.New(a)
			var fe *field.Error
			if !errors.As(err, &fe) || fe.Path != test.field {
				t.Errorf("error %v, want one of field %s", err, test.field)
			}
		})
	}
}

// The errors of New name the environment variables.
func TestNewNamesTheEnvironment(t *testing.T) {
	for name, a := range map[string]wechatgo.Account{"WECHAT_APPID": {}, "WECHAT_SECRET": {AppID: sandbox.DefaultAppID}} {
		t.Setenv(name, "")
		if _, err := wechatgo.New(a); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestNilLogger(t *testing.T) {
	t.Parallel()
	wx, err := wechatgo.New(sandbox.New(sandbox.Config{}).Account(), wechatgo.WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	ctx := wx.Callback(callback.NewMux()).UserContext(t.Context(), "alice")
	if _, _, err := callback.NewSession[int]("n", time.Hour).Get(ctx); err != nil {
		t.Error(err)
	}
}

func TestEnvironment(t *testing.T) {
	platform := sandbox.New(sandbox.Config{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/cgi-bin/stable_token" {
			t.Errorf("called %s", r.URL.Path)
		}
		fmt.Fprint(w, `{"access_token":"ACCESS_TOKEN","expires_in":7200}`)
	}))
	defer server.Close()
	a := platform.Account()
	for name, value := range map[string]string{
		"WECHAT_APPID": a.AppID, "WECHAT_SECRET": a.Secret, "WECHAT_TOKEN": a.Token,
		"WECHAT_ENCODING_AES_KEY": a.EncodingAESKey, "WECHAT_API_BASE": server.URL,
	} {
		t.Setenv(name, value)
	}
	wx, err := wechatgo.New(wechatgo.Account{})
	if err != nil {
		t.Fatal(err)
	}
	if wx.Account().EncodingAESKey != a.EncodingAESKey {
		t.Error("the key was not read")
	}
	if token, err := wx.Token(t.Context()); token != "ACCESS_TOKEN" {
		t.Errorf("token %q, %v", token, err)
	}
	t.Setenv("WECHAT_API_BASE", "not an address")
	if _, err := wechatgo.New(wechatgo.Account{}); err == nil {
		t.Error("a WECHAT_API_BASE that is not an address was accepted")
	}
}

// A part that cannot work logs the reason at once and answers every request with status 500, and the process continues.
func TestPartsThatAreNotSetUp(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	a := sandbox.New(sandbox.Config{}).Account()
	a.Token, a.EncodingAESKey, a.Mode = "", "", wechatgo.Plain
	wx, err := wechatgo.New(a, wechatgo.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	for part, h := range map[string]http.Handler{
		"callback": wx.Callback(callback.NewMux()),
		"login":    wx.Login(oauth.Config{CookieKey: []byte("short")}).Require(oauth.Base, http.NotFoundHandler()),
		"jssdk":    wx.JSSDK(jssdk.Config{}),

		"one-time subscription": wx.OneTime(onetime.Config{}),
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "CookieKey") || strings.Contains(w.Body.String(), "Hosts") {
			t.Errorf("%s: %d %s, want status 500 and no reason", part, w.Code, w.Body)
		}
		if !strings.Contains(log.String(), part+" is not set up") {
			t.Errorf("%s: the log is %s", part, log.String())
		}
	}
}

func TestNoSecretIsPrinted(t *testing.T) {
	t.Parallel()
	platform, wx := start(t, wechatgo.Safe)
	server, err := callback.New(platform.Account(), callback.NewMux())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wx.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := platform.Account()
	printed := fmt.Sprintf("%v %+v %#v %s %v %+v %#v %v %+v", wx, wx, wx, wx, server, server, server, wx.Account(), a)
	for _, secret := range []string{a.Secret, a.Token, a.EncodingAESKey} {
		if strings.Contains(printed, secret) {
			t.Errorf("printed %s", printed)
		}
	}
}

// Instances that share a store share the token.
func TestStoreIsShared(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t)
	shared := store.NewMemory()
	var tokens []string
	for range 2 {
		wx, err := wechatgo.New(platform.Account(), wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithStore(shared), wechatgo.WithClassicToken())
		if err != nil {
			t.Fatal(err)
		}
		token, err := wx.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	if tokens[0] != tokens[1] {
		t.Error("the second instance fetched another token, which makes the first one's invalid")
	}
}

// The client has a service for each area of the API; tickets are behind [wechatgo.Client.Ticket].
func TestEveryAreaHasAService(t *testing.T) {
	t.Parallel()
	services := map[string]bool{"ticket": true}
	for f := range reflect.TypeFor[wechatgo.Client]().Fields() {
		if area, ok := strings.CutPrefix(f.Type.String(), "*"); ok && f.IsExported() {
			services[strings.TrimSuffix(area, ".Service")] = true
		}
	}
	for e := range api.All() {
		if area, _, _ := strings.Cut(e.Name(), "."); !services[area] {
			t.Errorf("the client has no service for %s", area)
		}
	}
	wx, err := wechatgo.New(wechatgo.Account{AppID: "wx0123456789abcdef", Secret: "0123456789abcdef0123456789abcdef"})
	if err != nil {
		t.Fatal(err)
	}
	v := reflect.ValueOf(wx).Elem()
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() && v.Field(i).IsNil() {
			t.Errorf("New leaves %s nil", f.Name)
		}
	}
}
