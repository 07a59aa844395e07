package sandbox_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The likely mistake of a program depends on the mode and on whether the handshake passed.
func TestHints(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		mode account.Mode
		get  int
		want []string
	}{
		"handshake": {account.Safe, http.StatusForbidden, []string{"only with the Token", "只用到 Token"}},
		"safe":      {account.Safe, http.StatusOK, []string{"safe mode for the AppID wx0123456789abcdef with the EncodingAESKey abcd…", "本次推送为安全模式"}},
		"plain":     {account.Plain, http.StatusOK, []string{"This push was plain", "只接受密文"}},
	} {
		p := sandbox.New(sandbox.Config{Account: account.Account{Mode: test.mode}})
		p.Connect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && test.get == http.StatusOK {
				io.WriteString(w, r.URL.Query().Get("echostr"))
				return
			}
			http.Error(w, "refused", http.StatusForbidden)
		}))
		p.User("alice").Follow()
		all := p.Exchanges()
		x := all[len(all)-1]
		if x.Outcome == "unverified" {
			x = all[len(all)-2] // the repeated handshake
		}
		problem := x.Problem
		for _, want := range test.want {
			if !strings.Contains(problem.EN, want) && !strings.Contains(problem.ZH, want) {
				t.Errorf("%s: %+v lacks %q", name, problem, want)
			}
		}
		p.Close()
	}
}

// The check of a wx.config explains an empty appId, and lists the calls that a kind of account may not make.
func TestJSSDKByKind(t *testing.T) {
	t.Parallel()
	p, c := startWeb(t)
	check := func() sandbox.JSSDKCheck {
		ticket := c.call("/cgi-bin/ticket/getticket?type=jsapi", "")["ticket"].(string)
		const page = sandbox.AppURL + "/"
		return p.CheckJSSDK(sandbox.JSSDKConfig{
			AppID: sandbox.DefaultAppID, Timestamp: "1414587457", NonceStr: "n", URL: page, Signature: jsSignature(ticket, "n", "1414587457", page),
		})
	}
	for kind, want := range map[string]string{
		"service": "", "subscription": "chooseWXPay", "personal": "updateTimelineShareData addCard chooseWXPay",
		"service-unverified": "updateAppMessageShareData", "test": "onMenuShareTimeline",
	} {
		if err := p.SetKind(kind); err != nil {
			t.Fatal(err)
		}
		got := check()
		denied := strings.Join(got.Denied, " ")
		for name := range strings.FieldsSeq(want) {
			if !strings.Contains(denied, name) {
				t.Errorf("%s: %+v does not deny %s", kind, got, name)
			}
		}
		if !got.OK || want == "" && denied != "" || kind == "subscription" && strings.Contains(denied, "Share") {
			t.Errorf("%s: %+v", kind, got)
		}
	}
	if got := p.CheckJSSDK(sandbox.JSSDKConfig{URL: sandbox.AppURL}); !strings.Contains(got.Problem.EN, "Use the server's answer") || !strings.Contains(got.Problem.ZH, "不要手写") {
		t.Errorf("an empty appId: %v", got.Problem)
	}
}
