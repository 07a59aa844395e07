package control

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/api/menu"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/areas"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
	"github.com/wechatgo/wechatgo/sandbox/internal/delivery"
	"github.com/wechatgo/wechatgo/sandbox/internal/phone"
	"github.com/wechatgo/wechatgo/sandbox/internal/route"
)

// newAPI returns the control API of a small platform: alice follows the account, bob does not, an app in process
// answers every push with success, and there is a menu with a click and a view button.
func newAPI(t *testing.T, routes []route.Route) http.Handler {
	t.Helper()
	p := core.New(core.Config{
		Account: account.Account{
			AppID: "wx0123456789abcdef", Secret: "0123456789abcdef0123456789abcdef", Token: "token",
			EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", Mode: account.Safe,
		},
		OriginalID: "gh_0123456789ab", Nickname: "account", Base: "http://platform.test", Users: []string{"alice", "bob"},
		Rules: core.Rules{Kind: endpoint.ServiceAccount},
	})
	t.Cleanup(p.Close)
	d := delivery.New(p, nil)
	table := route.NewTable(p, routes, areas.SaysOK)
	mux := http.NewServeMux()
	Mount(mux, p, d, table)

	app := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Write([]byte(r.URL.Query().Get("echostr"))) // an empty answer to a push
	})
	if h := d.Connect(core.App{Callback: &url.URL{Scheme: "http", Host: "app.test", Path: "/wx"}, Handler: app}); !h.OK {
		t.Fatal(h.Problem.EN)
	}
	following, err := phone.Do(p, "alice", phone.Follow(""))
	if err != nil {
		t.Fatal(err)
	}
	following.Wait()
	buttons, err := endpoint.EncodeJSON(menu.Menu{Buttons: []menu.Button{
		{Type: menu.TypeClick, Name: "click", Key: "k"}, {Type: menu.TypeView, Name: "view", URL: "http://app.test/"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var token string
	p.Do(func(tx *core.Tx) { token = tx.StableToken().Value })
	made := httptest.NewRecorder()
	table.ServeHTTP(made, httptest.NewRequest(http.MethodPost, "/cgi-bin/menu/create?access_token="+token, bytes.NewReader(buttons)))
	if !strings.Contains(made.Body.String(), `"errcode":0`) {
		t.Fatal(made.Body)
	}
	return mux
}

// serve sends a request to the control API. The caller of the request has already gone, so that an event stream ends at
// once.
func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rw := httptest.NewRecorder()
	h.ServeHTTP(rw, r.WithContext(ctx))
	return rw
}

// visibleState returns what the control API shows of the platform, except for the time.
func visibleState(t *testing.T, h http.Handler) map[string]any {
	t.Helper()
	all := map[string]any{}
	for _, path := range []string{"state", "counters", "exchanges", "users/alice/chat", "users/bob/chat", "menu?user=alice"} {
		got := serve(h, httptest.NewRequest(http.MethodGet, root+path, nil))
		var value map[string]any
		if err := json.Unmarshal(got.Body.Bytes(), &value); err != nil || got.Code != http.StatusOK {
			t.Fatalf("GET %s: HTTP %d, %s", path, got.Code, got.Body)
		}
		delete(value, "now")
		all[path] = value
	}
	return all
}

// FuzzControl sends one request to the control API. The API must not panic. It must answer JSON, and a request that it
// refuses must get an error in two languages and must not change the state. path is relative to /_sandbox/ and may have
// a query.
func FuzzControl(f *testing.F) {
	routes := areas.Routes()
	f.Fuzz(func(t *testing.T, method, path, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://platform.test"+root+path, strings.NewReader(body))
		if err != nil {
			t.Skip("net/http would refuse the request")
		}
		if r.URL.Path == root+"callback" && isCallback(body) {
			t.Skip("the sandbox would call this address over the network")
		}
		h := newAPI(t, routes)
		before := visibleState(t, h)
		got := serve(h, r)
		if got.Code >= 300 && got.Code < 400 && got.Header().Get("Location") != "" {
			return // net/http redirects to the clean path
		}
		if kind := got.Header().Get("Content-Type"); !strings.HasPrefix(kind, "application/json") || !json.Valid(got.Body.Bytes()) {
			t.Fatalf("HTTP %d, %s: %s", got.Code, kind, got.Body)
		}
		switch got.Code {
		case http.StatusOK, http.StatusCreated, http.StatusAccepted:
			return
		case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		default:
			t.Fatalf("HTTP %d: %s", got.Code, got.Body)
		}
		var answer refused
		d := json.NewDecoder(got.Body)
		d.DisallowUnknownFields()
		if err := d.Decode(&answer); err != nil || answer.Error.EN == "" || answer.Error.ZH == "" {
			t.Errorf("HTTP %d with the error %+v, %v", got.Code, answer, err)
		}
		if diff := cmp.Diff(before, visibleState(t, h)); diff != "" {
			t.Errorf("a refused request changed the state (-before +after):\n%s", diff)
		}
	})
}

// isCallback reports whether a body has the address of a callback.
func isCallback(body string) bool {
	var in callbackIn
	return json.NewDecoder(strings.NewReader(body)).Decode(&in) == nil && core.IsPage(in.URL)
}
