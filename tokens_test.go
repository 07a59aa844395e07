package wechatgo_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/credential"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox"
	"github.com/wechatgo/wechatgo/telemetry"
)

// A program without the Secret works with the token server of another program.
func TestTokensFromServer(t *testing.T) {
	t.Parallel()
	platform := sandbox.Start(t)
	owner, err := credential.New(credential.Config{Account: platform.Account(), Client: &endpoint.Client{HTTP: platform.Client()}})
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.Repeat("s", 32)
	handler, err := credential.Handler(owner, secret)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	ask, err := credential.HTTP(server.URL, secret, credential.WithHTTPClient(server.Client()))
	if err != nil {
		t.Fatal(err)
	}
	a := platform.Account()
	a.Secret = ""
	var renewals []string
	recorder := telemetry.RecorderFunc(func(_ context.Context, i *telemetry.Instrument, _ float64, labels ...string) {
		if i == telemetry.Renewals {
			renewals = append(renewals, strings.Join(labels, " "))
		}
	})
	tokens, err := credential.NewRemote(credential.RemoteConfig{Ask: ask, Telemetry: recorder})
	if err != nil {
		t.Fatal(err)
	}
	wx, err := wechatgo.New(a, wechatgo.WithHTTPClient(platform.Client()), wechatgo.WithTokens(tokens))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wx.Base.CallbackIPs(context.Background()); err != nil {
		t.Error(err)
	}
	theirs, err := owner.Token(t.Context())
	if ours, err2 := wx.Token(t.Context()); ours != theirs || err != nil || err2 != nil {
		t.Errorf("the token is not the server's: %v, %v", err, err2)
	}
	if diff := cmp.Diff([]string{"access_token issued"}, renewals); diff != "" {
		t.Errorf("renewals (-want +got):\n%s", diff)
	}
}
