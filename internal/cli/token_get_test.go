package cli

import (
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

func TestTokenGet(t *testing.T) {
	p := clitest.Sandbox(t, sandbox.Config{})
	first := command("token", "get")
	if first.status != 0 || first.err != "" || strings.Count(first.out, "\n") != 1 {
		t.Fatalf("%+v", first)
	}
	// Getting it again ends nothing: it is the same one, and it works.
	if again := command("token", "get"); again.out != first.out {
		t.Errorf("another token: %+v", again)
	}
	for name, n := range p.Counters().Calls {
		if name != "base.stable_token" && n > 0 {
			t.Errorf("%d calls of %s", n, name)
		}
	}
	jsapi, card := command("token", "get", "--ticket", "jsapi"), command("token", "get", "--ticket", "wx_card")
	if jsapi.status != 0 || card.status != 0 || jsapi.out == card.out || jsapi.out == first.out {
		t.Errorf("tickets: %+v, %+v", jsapi, card)
	}
	if got := command("token", "get", "--ticket", "page"); got.status != 1 || !strings.Contains(got.err, "give jsapi or wx_card") {
		t.Errorf("no ticket: %+v", got)
	}
	t.Setenv(account.EnvSecret, strings.Repeat("0", 32))
	if got := command("token", "get"); got.status != operator.StatusCredential || got.out != "" || !strings.Contains(got.err, "AppSecret") {
		t.Errorf("a wrong secret: %+v", got)
	}
}
