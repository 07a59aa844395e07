package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/store"
)

// sandboxOf starts the WeChat of one account at an address of its own, and returns the account for the program's file.
func sandboxOf(t *testing.T, name, appID string) (*sandbox.Platform, shop) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	p := sandbox.Start(t, sandbox.WithConfig(sandbox.Config{Base: base, Account: account.Account{AppID: appID}}))
	server.Config.Handler = p
	server.Start()
	t.Cleanup(server.Close)
	a := p.Account()
	return p, shop{name, a.AppID, a.Secret, a.Token, a.EncodingAESKey, "欢迎光临 " + name, base}
}

// write writes a file with accounts.
func write(t *testing.T, accounts any) string {
	t.Helper()
	raw, err := json.Marshal(accounts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "accounts.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Two accounts, whose users have the same OpenIDs, in one process with one store.
func TestTwoAccounts(t *testing.T) {
	t.Parallel()
	tea, teaShop := sandboxOf(t, "tea", "wx00000000000000a1")
	coffee, coffeeShop := sandboxOf(t, "coffee", "wx00000000000000b2")
	shops, err := readShops(write(t, []shop{teaShop, coffeeShop}))
	if err != nil {
		t.Fatal(err)
	}
	clients, err := newClients(shops, store.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, clients, listener) }()

	for name, p := range map[string]*sandbox.Platform{"tea": tea, "coffee": coffee} {
		if h := p.Callback("http://" + listener.Addr().String() + "/wx/" + name); !h.OK {
			t.Fatal(h.Problem)
		}
		alice := p.User("alice")
		if got := alice.Follow(); len(got) != 1 || got[0].Text != "欢迎光临 "+name {
			t.Errorf("%s: who follows reads %v", name, got)
		}
		for range 2 {
			if got := alice.Send("since when?"); len(got) != 1 || !strings.Contains(got[0].Text, "You have followed us since 20") {
				t.Errorf("%s: the answer is %v", name, got)
			}
		}
		if c := p.Counters(); c.Calls["base.stable_token"] != 1 || c.Calls["user.info"] != 2 || len(c.Refused) != 0 {
			t.Errorf("%s: calls %v, refused %v", name, c.Calls, c.Refused)
		}
	}
	end()
	if err := <-ended; err != nil {
		t.Errorf("the program ended with %v", err)
	}
}

// The handshake and the pushes of one account are refused at the path of another.
func TestAnotherAccountsPath(t *testing.T) {
	t.Parallel()
	_, teaShop := sandboxOf(t, "tea", "wx00000000000000a1")
	_, coffeeShop := sandboxOf(t, "coffee", "wx00000000000000b2")
	teaShop.Token = "theteashops"
	clients, err := newClients([]shop{teaShop, coffeeShop}, store.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler(clients))
	defer server.Close()
	tea := sandbox.New(sandbox.Config{Account: account.Account{AppID: teaShop.AppID, Token: teaShop.Token}})
	defer tea.Close()
	if h := tea.Callback(server.URL + "/wx/tea"); !h.OK {
		t.Errorf("its own callback: %v", h.Problem)
	}
	if h := tea.Callback(server.URL + "/wx/coffee"); h.OK {
		t.Error("the coffee shop's callback takes the tea shop's handshake")
	}
}

func TestFileRefused(t *testing.T) {
	t.Parallel()
	good := shop{Name: "tea", AppID: "wx00000000000000a1", Secret: strings.Repeat("s", 32), Token: "t"}
	with := func(change func(*shop)) shop { s := good; change(&s); return s }
	for name, test := range map[string]struct {
		accounts any
		want     string
	}{
		"none":          {[]shop{}, "no account"},
		"no list":       {good, "cannot unmarshal"},
		"misspelt":      {[]map[string]string{{"Name": "tea", "AppKey": "x"}}, "AppKey"},
		"path":          {[]shop{with(func(s *shop) { s.Name = "a/b" })}, "Name of account 1"},
		"no token":      {[]shop{with(func(s *shop) { s.Token = "" })}, "tea lacks"},
		"twice":         {[]shop{good, good}, "twice"},
		"one AppID":     {[]shop{good, with(func(s *shop) { s.Name = "coffee" })}, "coffee is there twice"},
		"wrong in form": {[]shop{with(func(s *shop) { s.AppID = "wx1" })}, "tea: "},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(t.Context(), "127.0.0.1:0", write(t, test.accounts))
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), good.Secret) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if err := run(t.Context(), "127.0.0.1:0", filepath.Join(t.TempDir(), "none.json")); err == nil {
		t.Error("a file that is not there is read")
	}
}

// The file to fill in has the fields that the program reads, and nothing to run with.
func TestTemplateFile(t *testing.T) {
	t.Parallel()
	if _, err := readShops("accounts.json"); err == nil || !strings.Contains(err.Error(), "tea lacks its AppID") {
		t.Errorf("got %v", err)
	}
}

// An account in plain mode (明文模式) has no EncodingAESKey: that of the environment is another account's.
func TestKeyOfTheEnvironment(t *testing.T) {
	t.Setenv("WECHAT_ENCODING_AES_KEY", strings.Repeat("a", 43))
	clients, err := newClients([]shop{{Name: "tea", AppID: "wx00000000000000a1", Secret: strings.Repeat("5", 32), Token: "sandboxtoken"}}, store.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	if a := clients[0].wx.Account(); a.PushMode() != account.Plain {
		t.Errorf("an account without a key is in mode %v", a.PushMode())
	}
}

// An account without an APIBase is a real one: its Secret does not go where the environment points.
func TestBaseOfTheEnvironment(t *testing.T) {
	t.Setenv("WECHAT_API_BASE", "http://127.0.0.1:8088")
	tea := shop{Name: "tea", AppID: "wx00000000000000a1", Secret: strings.Repeat("5", 32), Token: "sandboxtoken"}
	if _, err := newClients([]shop{tea}, store.NewMemory()); err == nil || !strings.Contains(err.Error(), "unset it") {
		t.Errorf("with WECHAT_API_BASE set: %v", err)
	}
	tea.APIBase = "http://127.0.0.1:8089"
	if _, err := newClients([]shop{tea}, store.NewMemory()); err != nil {
		t.Error(err)
	}
}
