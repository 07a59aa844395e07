package qrcode

import (
	"errors"
	"fmt"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	api "github.com/wechatgo/wechatgo/api/qrcode"
	"github.com/wechatgo/wechatgo/endpoint"
	"github.com/wechatgo/wechatgo/sandbox/internal/core"
)

// An account with as many rules as it may have gets no other one, and can change those that it has. Of so many, the
// newest 10,000 are listed at once.
func TestFullOfRules(t *testing.T) {
	t.Parallel()
	p := core.New(core.Config{Account: account.Account{AppID: "wx", Secret: "s"}})
	t.Cleanup(p.Close)
	add := func(i int, edit endpoint.Flag) (err error) {
		p.Do(func(tx *core.Tx) {
			in := api.JumpAddIn{IsEdit: edit, Rule: api.Rule{Prefix: fmt.Sprintf("http://weixin.qq.com/q/%d", i), AppID: "wxa", Path: "p"}}
			_, err = setRule(tx, core.State[jumps](tx), in)
		})
		return err
	}
	for i := range maxRules {
		if err := add(i, false); err != nil {
			t.Fatal(err)
		}
	}
	if err := add(maxRules, false); !errors.Is(err, endpoint.ErrQRJumpRulesFull) {
		t.Errorf("one rule more: %v", err)
	}
	if err := add(0, true); err != nil {
		t.Errorf("changing a rule: %v", err)
	}
	p.Do(func(tx *core.Tx) {
		got, err := listRules(tx, core.State[jumps](tx), api.JumpGetIn{AppID: "wxa"})
		if err != nil || len(got.Rules) != maxNewestRules || got.Total != maxRules || got.Rules[0].Prefix != "http://weixin.qq.com/q/99999" {
			t.Errorf("%d of %d rules, %v", len(got.Rules), got.Total, err)
		}
	})
}
