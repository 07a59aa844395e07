package assets_test

import (
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/internal/cli/assets"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

func TestTemplateSend(t *testing.T) {
	p := withSandbox(t, sandbox.Config{})
	id := p.AddTemplate("", "订单发货", "商品:{{thing1.DATA}}\n金额:{{amount3.DATA}}")
	alice := p.User("alice")
	alice.Follow()
	send := func(input string, args ...string) result {
		return run(assets.NewTemplate(), input, append([]string{"send", "--to", alice.OpenID(), "--template", id}, args...)...)
	}
	for _, tt := range []struct {
		args   string
		status int
		want   string
	}{
		{"thing1=巧克力 amount3=39.80元", operator.StatusFailed, "the message reaches a follower: nobody can be asked here: give --yes"},
		{"thing1=巧克力 --yes", operator.StatusArgument, "data.amount3 is empty: give a value for each of thing1, amount3"},
		{"thing1=巧克力 amount3=39.80元 thing2=x --yes", operator.StatusArgument, "data.thing2 is no keyword of the template"},
		{"thing1=巧克力 amount3=much --yes", operator.StatusArgument, "amount3"},
		{"thing1=巧克力 thing1=x --yes", operator.StatusFailed, "thing1 is given twice"},
		{"thing1 --yes", operator.StatusFailed, `"thing1" is not key=value`},
	} {
		if got := send("", strings.Fields(tt.args)...); got.status != tt.status || !strings.Contains(got.end, tt.want) {
			t.Errorf("%s: %+v", tt.args, got)
		}
	}
	got := run(assets.NewTemplate(), "", "send", "--to", alice.OpenID(), "--template", "nothing", "thing1=x", "--yes")
	if got.status != operator.StatusNotFound || !strings.Contains(got.end, "give one of "+id+" (订单发货)") {
		t.Errorf("an unknown template: %+v", got)
	}
	if got := send("n\n", "thing1=巧克力", "amount3=39.80元"); got.status != operator.StatusFailed || p.Counters().Calls["template.send"] != 0 {
		t.Errorf("a person who says no: %+v", got)
	}

	got = send("y\n", "thing1=巧克力", "amount3=39.80元", "--url", "https://example.com/orders/7")
	want := "订单发货\n  商品:巧克力\n  金额:39.80元\n  opens https://example.com/orders/7\nSend this to " + alice.OpenID() + "? [y/N] "
	if got.status != 0 || got.err != want || !strings.HasPrefix(got.out, "sent, msgid ") {
		t.Errorf("a person who says yes: %+v", got)
	}
	if got := send("", "thing1=牛奶", "amount3=5.00元", "--yes"); got.status != 0 || got.err != "" {
		t.Errorf("with --yes: %+v", got)
	}
	var shown []string
	for _, entry := range alice.Chat() {
		if entry.Type == "template" {
			shown = append(shown, entry.Text+" "+entry.URL)
		}
	}
	if len(shown) != 2 || !strings.Contains(shown[0], "商品:巧克力") || !strings.Contains(shown[0], "https://example.com/orders/7") || !strings.Contains(shown[1], "牛奶") {
		t.Errorf("the phone shows %q", shown)
	}
}

// What the template says does nothing to the terminal; a value is one line, and may have the sign = in it.
func TestTemplateSendShowsTheTemplate(t *testing.T) {
	p := withSandbox(t, sandbox.Config{})
	alice := p.User("alice")
	alice.Follow()
	id := p.AddTemplate("", "发货\x1b[2J", "商品:{{thing1.DATA}}\u202e\n备注")
	got := run(assets.NewTemplate(), "n\n", "send", "--to", alice.OpenID(), "--template", id, "thing1=巧克力")
	if want := `发货\x1b[2J` + "\n  商品:巧克力" + `\u202e` + "\n  备注\n"; !strings.HasPrefix(got.err, want) {
		t.Errorf("a template with control characters: %q, want %q", got.err, want)
	}
	for value, want := range map[string]string{"thing1=a\nb": "data.thing1", "thing1=1+1=2": ""} {
		got := run(assets.NewTemplate(), "", "send", "--to", alice.OpenID(), "--template", id, value, "--yes")
		if (got.status == 0) != (want == "") || !strings.Contains(got.end, want) {
			t.Errorf("%q: %+v", value, got)
		}
	}
	if chat := alice.Chat(); !strings.Contains(chat[len(chat)-1].Text, "商品:1+1=2") {
		t.Errorf("the phone shows %+v", chat)
	}
}
