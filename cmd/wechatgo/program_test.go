package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/reply"
	"github.com/wechatgo/wechatgo/sandbox"
)

// client returns the SDK's client of the sandbox's account.
func (d *dev) client(t *testing.T) *wechatgo.Client {
	t.Helper()
	wx, err := wechatgo.New(wechatgo.Account{AppID: sandbox.DefaultAppID, Secret: sandbox.DefaultSecret}, wechatgo.WithBaseURL("http://"+d.page))
	if err != nil {
		t.Fatal(err)
	}
	return wx
}

// control does an operation of the control API.
func (d *dev) control(t *testing.T, path, body string) {
	t.Helper()
	resp, err := http.Post("http://"+d.page+"/_sandbox/"+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		t.Fatalf("%s %s: HTTP %d", path, body, resp.StatusCode)
	}
}

// openID returns the OpenID of the first user.
func (d *dev) openID(t *testing.T) string {
	t.Helper()
	resp, err := http.Get("http://" + d.page + "/_sandbox/state")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var state struct {
		Users []struct {
			OpenID string `json:"openid"`
		} `json:"users"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&state); err != nil || len(state.Users) == 0 {
		t.Fatalf("the state: %v", err)
	}
	return state.Users[0].OpenID
}

// startSandbox runs `wechatgo sandbox` with a callback in plain mode, and waits until it is ready.
func startSandbox(t *testing.T, h callback.Handler) *dev {
	t.Helper()
	server, err := callback.New(wechatgo.Account{AppID: sandbox.DefaultAppID, Token: sandbox.DefaultToken, Mode: wechatgo.Plain}, h)
	if err != nil {
		t.Fatal(err)
	}
	app := httptest.NewServer(server)
	t.Cleanup(app.Close)
	d := &dev{program: start(t, "sandbox", "--addr", "127.0.0.1:0", "--mode", "plain", app.URL)}
	d.page = d.out.wait(t, `(?s)open  http://(\S+)\n`)[1]
	return d
}

// transferring hands every text over to customer service.
func transferring() callback.Handler {
	mux := callback.NewMux()
	callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) { return reply.Transfer{}, nil })
	return mux
}

// cover returns a picture for an article.
func cover(t *testing.T) endpoint.File {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 90, 40))); err != nil {
		t.Fatal(err)
	}
	return endpoint.File{Name: "cover.png", Content: bytes.NewReader(b.Bytes())}
}
