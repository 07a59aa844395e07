// Package clitest has what the tests of commands for an account share.
package clitest

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// SetAccount puts an account on the platform at an address into the environment, and nothing else of an account.
func SetAccount(t *testing.T, appID, secret, base string) {
	t.Helper()
	for name, value := range map[string]string{
		account.EnvAppID: appID, account.EnvSecret: secret, wechatgo.EnvAPIBase: base,
		account.EnvToken: "", account.EnvEncodingAESKey: "", account.EnvPreviousEncodingAESKey: "", account.EnvMode: "",
		operator.EnvConfig: filepath.Join(t.TempDir(), "none.yaml"),
	} {
		t.Setenv(name, value)
	}
}

// Serve serves a sandbox, or a handler around it, until the test ends, and puts its account into the environment. It
// returns the address.
func Serve(t *testing.T, h http.Handler) (base string) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	SetAccount(t, sandbox.DefaultAppID, sandbox.DefaultSecret, server.URL)
	return server.URL
}

// Sandbox starts a sandbox whose account is in the environment.
func Sandbox(t *testing.T, c sandbox.Config) *sandbox.Platform {
	t.Helper()
	p := sandbox.New(c)
	t.Cleanup(p.Close)
	Serve(t, p)
	return p
}
