package craft_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/internal/cli/clitest"
	"github.com/wechatgo/wechatgo/internal/cli/craft"
	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/sandbox"
)

// The vectors of the platform's page about encryption.
const (
	vectorQuery   = "signature=6c5c811b55cc85e0e1b54100749188c20beb3f5d&timestamp=1714112445&nonce=415670741&openid=o9AgO5Kd5ggOC-bXrbNODIiE3bGY&encrypt_type=aes&msg_signature=046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
	vectorEncrypt = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
	vectorMessage = `{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}`
	hello         = `<xml><ToUserName>gh_97417a04a28d</ToUserName><FromUserName>o9AgO5Kd5ggOC-bXrbNODIiE3bGY</FromUserName><CreateTime>1714112445</CreateTime><MsgType>text</MsgType><Content>it's me</Content><MsgId>1</MsgId></xml>`
)

// withAccount puts the vectors' account into the environment.
func withAccount(t *testing.T, mode account.Mode) {
	t.Helper()
	for name, value := range map[string]string{
		account.EnvAppID: "wxba5fad812f8e6fb9", account.EnvToken: "AAAAA", account.EnvEncodingAESKey: strings.Repeat("A", 43),
		account.EnvMode: mode.String(), account.EnvPreviousEncodingAESKey: "", operator.EnvConfig: filepath.Join(t.TempDir(), "none.yaml"),
	} {
		t.Setenv(name, value)
	}
}

type result struct{ out, err string }

// run runs a command with an input.
func run(t *testing.T, cmd *cobra.Command, input string, args ...string) (result, error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(input))
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(t.Context())
	return result{out.String(), errs.String()}, err
}

func TestDecrypt(t *testing.T) {
	withAccount(t, account.Safe)
	file := filepath.Join(t.TempDir(), "push.txt")
	if err := os.WriteFile(file, []byte("POST /wx?"+vectorQuery+" HTTP/1.1\n\n<xml><Encrypt>"+vectorEncrypt+"</Encrypt></xml>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		input string
		args  []string
	}{{vectorEncrypt, nil}, {vectorEncrypt, []string{"-"}}, {"", []string{file}}} {
		got, err := run(t, craft.NewDecrypt(), c.input, c.args...)
		if err != nil || got.out != vectorMessage+"\n" || !strings.Contains(got.err, "body.json") {
			t.Errorf("%v: %+v, %v", c.args, got, err)
		}
	}
	t.Setenv(account.EnvEncodingAESKey, strings.Repeat("B", 43))
	if got, err := run(t, craft.NewDecrypt(), vectorEncrypt); operator.StatusOf(err) != 1 || got.out != "" || !strings.Contains(got.err, "key.wrong") || !strings.Contains(got.err, "填充") {
		t.Errorf("another key: %+v, %v", got, err)
	}
	if _, err := run(t, craft.NewDecrypt(), "hello"); err == nil || !strings.Contains(err.Error(), "or the Encrypt value alone") {
		t.Errorf("no push: %v", err)
	}
	if _, err := run(t, craft.NewDecrypt(), "", file+".none"); err == nil {
		t.Error("a file that is not there is read")
	}
	if _, err := run(t, craft.NewDecrypt(), strings.Repeat("A", 5<<20)); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a long input: %v", err)
	}
}

// The signature of the documented handshake.
func TestSignHandshake(t *testing.T) {
	withAccount(t, account.Safe)
	got, err := run(t, craft.NewSign(), "", "handshake", "--timestamp", "1714036504", "--nonce", "1514711492")
	if err != nil || !strings.Contains(got.out, "signature=f464b24fc39322e44b38aa78f5edd27bd1441696") || !strings.Contains(got.out, "echostr=") {
		t.Errorf("%+v, %v", got, err)
	}
	if verdict, err := run(t, craft.NewVerify(), got.out); err != nil || !strings.HasPrefix(verdict.out, "RIGHT  handshake\n") {
		t.Errorf("verify: %+v, %v", verdict, err)
	}
	got, err = run(t, craft.NewSign(), "", "handshake", "--to", "https://example.com/wx?a='1'")
	if err != nil || !strings.HasPrefix(got.out, `curl -gsS -i --max-time 5 'https://example.com/wx?a='\''1'\''&echostr=`) {
		t.Errorf("curl: %+v, %v", got, err)
	}
	for value, flag := range map[string]string{"now": "--timestamp", "example.com/wx": "--to", "http://example.com/a b": "--to"} {
		if _, err := run(t, craft.NewSign(), "", "handshake", flag, value); err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s %s: %v", flag, value, err)
		}
	}
	t.Setenv(account.EnvToken, "")
	if _, err := run(t, craft.NewSign(), "", "handshake"); err == nil || !strings.Contains(err.Error(), account.EnvToken) {
		t.Errorf("no token: %v", err)
	}
}

// A push that is signed is taken by verify and by the callback, in every mode.
func TestSignPush(t *testing.T) {
	for _, mode := range []account.Mode{account.Plain, account.Compatible, account.Safe} {
		withAccount(t, mode)
		signed, err := run(t, craft.NewSign(), hello, "push", "--timestamp", "1714112445")
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		verdict, err := run(t, craft.NewVerify(), signed.out, "--json")
		var v struct {
			OK   bool
			Mode string
			XML  string
		}
		if err != nil || json.Unmarshal([]byte(verdict.out), &v) != nil || !v.OK || v.Mode != mode.String() || v.XML != hello {
			t.Errorf("%s: %+v, %v", mode, verdict, err)
		}
		address, body, _ := strings.Cut(signed.out, "\n\n")
		server, err := callback.New(account.Account{}.WithEnv(), callback.NewMux())
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		server.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, address, strings.NewReader(body)))
		if rec.Code != http.StatusOK {
			t.Errorf("%s: the callback answers %d: %s", mode, rec.Code, rec.Body)
		}
	}
	sealed := "<xml><ToUserName>gh_97417a04a28d</ToUserName><Encrypt>" + vectorEncrypt + "</Encrypt></xml>"
	got, err := run(t, craft.NewSign(), sealed, "push", "--timestamp", "1714112445", "--nonce", "415670741")
	if err != nil || !strings.Contains(got.out, "msg_signature=046e02f8204d34f8ba5fa3b1db94908f3df2e9b3") {
		t.Errorf("a sealed one: %+v, %v", got, err)
	}
	t.Setenv(account.EnvMode, "plain")
	if got, err := run(t, craft.NewSign(), hello, "push", "--to", "http://127.0.0.1/wx"); err != nil || !strings.Contains(got.out, `<Content>it'\''s me</Content>`) {
		t.Errorf("curl: %+v, %v", got, err)
	}
	t.Setenv(account.EnvMode, "cloud")
	if _, err := run(t, craft.NewSign(), hello, "push"); err == nil || !strings.Contains(err.Error(), "--mode cloud") {
		t.Errorf("cloud mode: %v", err)
	}
	t.Setenv(account.EnvMode, "plain")
	if _, err := run(t, craft.NewSign(), "hello", "push"); err == nil || !strings.Contains(err.Error(), "not a push's XML") {
		t.Errorf("no XML: %v", err)
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	withAccount(t, account.Safe)
	t.Setenv(account.EnvToken, "BBBBB")
	input := "/wx?" + vectorQuery + "\n\n<xml><Encrypt>" + vectorEncrypt + "</Encrypt></xml>"
	got, err := run(t, craft.NewVerify(), input, "--at", "2024-04-26T14:20:46+08:00")
	if operator.StatusOf(err) != 1 || !strings.HasPrefix(got.out, "WRONG  push, safe mode, opened with the EncodingAESKey\n") ||
		!strings.Contains(got.out, "error token:") || !strings.Contains(got.out, "签名与该 Token 不符") || strings.Contains(got.out, "timestamp.old") {
		t.Errorf("%+v, %v", got, err)
	}
	if got, _ := run(t, craft.NewVerify(), input, "--at", "2024-04-26T15:20:46+08:00"); !strings.Contains(got.out, "warning timestamp.old:") {
		t.Errorf("an old one: %+v", got)
	}
	if _, err := run(t, craft.NewVerify(), input, "--at", "noon"); err == nil || !strings.Contains(err.Error(), "--at") {
		t.Errorf("--at noon: %v", err)
	}
	t.Setenv(account.EnvMode, "plain")
	control := "/wx?signature=1&timestamp=1&nonce=1\n\n" + strings.Replace(hello, "it's", "\x1b[2J", 1)
	if got, _ := run(t, craft.NewVerify(), control); strings.Contains(got.out, "\x1b") {
		t.Errorf("the terminal is cleared: %q", got.out)
	}
	event := "/wx?signature=1&timestamp=1&nonce=1\n\n" + strings.Replace(hello, "text</MsgType>", "event</MsgType><Event>\x1b[2J</Event>", 1)
	if got, _ := run(t, craft.NewVerify(), event); !strings.Contains(got.out, "event") || strings.Contains(got.out, "\x1b") {
		t.Errorf("the terminal is cleared by an event's name: %q", got.out)
	}
	t.Setenv("PAGE_TICKET", "ticket")
	config := `{"appId":"wxba5fad812f8e6fb9","timestamp":1,"nonceStr":"\u001b[2J","signature":"0f9d"}`
	if got, _ := run(t, craft.NewVerify(), config, "page", "--url", "http://example.com/", "--ticket-env", "PAGE_TICKET"); !strings.Contains(got.out, "noncestr=") || strings.Contains(got.out, "\x1b") {
		t.Errorf("the terminal is cleared by a nonce: %q", got.out)
	}
}

// A page that is signed is right for the sandbox, which checks it with code of its own, and for verify page.
func TestPages(t *testing.T) {
	clitest.Sandbox(t, sandbox.Config{WebHosts: []string{"app.sandbox.test"}})
	const page = sandbox.AppURL + "/page?a=1"
	signed, err := run(t, craft.NewSign(), "", "page", "--url", page+"#cart")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		AppID, NonceStr, Signature string
		Timestamp                  json.Number
	}
	if err := json.Unmarshal([]byte(signed.out), &config); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(os.Getenv(wechatgo.EnvAPIBase) + "/_sandbox/jssdk/check?" + url.Values{
		"appId": {config.AppID}, "timestamp": {config.Timestamp.String()}, "nonceStr": {config.NonceStr}, "signature": {config.Signature}, "url": {page},
	}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || !strings.Contains(string(body), "config:ok") {
		t.Errorf("the sandbox: %s, %v", body, err)
	}
	got, err := run(t, craft.NewVerify(), signed.out, "page", "--url", page+"#cart")
	if err != nil || !strings.HasPrefix(got.out, "RIGHT  page\n") {
		t.Errorf("verify: %+v, %v", got, err)
	}
	got, err = run(t, craft.NewVerify(), signed.out, "page", "--url", strings.Replace(page, "http:", "https:", 1), "--json")
	if operator.StatusOf(err) != 1 || !strings.Contains(got.out, `"page.url.scheme"`) {
		t.Errorf("with https: %+v, %v", got, err)
	}
	if _, err := run(t, craft.NewVerify(), signed.out, "page"); err == nil || !strings.Contains(err.Error(), "--url") {
		t.Errorf("without --url: %v", err)
	}

	// The documented page, with its ticket.
	t.Setenv("PAGE_TICKET", "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg")
	documented := `{"appId":"` + sandbox.DefaultAppID + `","timestamp":1414587457,"nonceStr":"Wm3WZYTPz0wzccnW","signature":"0f9de62fce790f9a083d5c99e95740ceb90c27ed"}`
	if got, err := run(t, craft.NewVerify(), documented, "page", "--url", "http://mp.weixin.qq.com?params=value", "--ticket-env", "PAGE_TICKET"); err != nil || !strings.HasPrefix(got.out, "RIGHT") {
		t.Errorf("the documented page: %+v, %v", got, err)
	}
	if _, err := run(t, craft.NewVerify(), documented, "page", "--url", page, "--ticket-env", "NO_TICKET"); err == nil || !strings.Contains(err.Error(), "--ticket-env") {
		t.Errorf("no ticket: %v", err)
	}
	t.Setenv(account.EnvSecret, strings.Repeat("0", 32))
	if _, err := run(t, craft.NewVerify(), documented, "page", "--url", page); operator.StatusOf(err) != operator.StatusCredential {
		t.Errorf("a wrong secret: %v", err)
	}
}
