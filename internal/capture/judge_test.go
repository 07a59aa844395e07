package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/msgcrypt"
)

// The vectors of the platform's page about encryption (消息加解密说明).
const (
	vectorToken   = "AAAAA"
	vectorAppID   = "wxba5fad812f8e6fb9"
	vectorQuery   = "signature=6c5c811b55cc85e0e1b54100749188c20beb3f5d&timestamp=1714112445&nonce=415670741&openid=o9AgO5Kd5ggOC-bXrbNODIiE3bGY&encrypt_type=aes&msg_signature=046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
	vectorEncrypt = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
	vectorMessage = `{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}`
	handshake     = "/wx?signature=f464b24fc39322e44b38aa78f5edd27bd1441696&timestamp=1714036504&nonce=1514711492&echostr=4375120948345356249"
	plainQuery    = "signature=899cf89e464efb63f54ddac96b0a0a235f53aa78&timestamp=1714037059&nonce=486452656"
)

var vectorKey = strings.Repeat("A", 43)

// vectorAccount is the account of the vectors, in a mode.
func vectorAccount(mode account.Mode) account.Account {
	a := account.Account{AppID: vectorAppID, Token: vectorToken, EncodingAESKey: vectorKey, Mode: mode}
	if mode == account.Plain {
		a.EncodingAESKey = ""
	}
	return a
}

const text = `<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName><FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName><CreateTime>1714037059</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content><MsgId>23637352235060880</MsgId></xml>`

func codes(list []Finding) string {
	var codes []string
	for _, f := range list {
		codes = append(codes, f.Code)
	}
	return strings.Join(codes, " ")
}

// wordsInBoth checks that findings have words in both languages.
func wordsInBoth(t *testing.T, list []Finding) {
	t.Helper()
	for _, f := range list {
		for _, w := range []Words{f.Title, f.Cure} {
			if w.EN == "" || !strings.ContainsFunc(w.ZH, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || strings.ContainsFunc(w.EN, func(r rune) bool { return r == '，' || r == '。' }) {
				t.Errorf("%s: words are missing: %+v", f.Code, w)
			}
		}
		if f.Severity != Error && f.Severity != Warning {
			t.Errorf("%s: severity %q", f.Code, f.Severity)
		}
	}
}

func request(method, target string, body []byte, headers ...string) []byte {
	return fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: example.com\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n%s\r\n%s", method, target, len(body), strings.Join(headers, ""), body)
}

// sealedRequest is the vector's push with XML around its Encrypt.
func sealedRequest() []byte {
	return request("POST", "/wx?"+vectorQuery, msgcrypt.PushXML("gh_97417a04a28d", vectorEncrypt))
}

func judgeText(t *testing.T, a account.Account, raw []byte) Verdict {
	t.Helper()
	p, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	v := Judge(a, p)
	wordsInBoth(t, v.Findings)
	return v
}

func TestTheDocumentedRequests(t *testing.T) {
	t.Parallel()
	if v := judgeText(t, vectorAccount(account.Safe), []byte(handshake)); !v.OK || v.Kind != "handshake" {
		t.Errorf("handshake: %+v", v)
	}
	// The documented push is JSON, as of a mini program: everything but that is right.
	v := judgeText(t, vectorAccount(account.Safe), sealedRequest())
	if codes(v.Findings) != "body.json" || v.XML != vectorMessage || v.Key != "EncodingAESKey" || v.Mode != "safe" {
		t.Errorf("sealed: %+v", v)
	}
	v = judgeText(t, vectorAccount(account.Plain), request("POST", "/wx?"+plainQuery, []byte(text)))
	if !v.OK || len(v.Findings) > 0 || v.Type != "text" || v.GoType != "message.Text" || v.Mode != "plain" || v.XML != text {
		t.Errorf("plain: %+v", v)
	}
}

// One request is read from each form in which it is captured.
func TestParse(t *testing.T) {
	t.Parallel()
	raw := sealedRequest()
	_, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	exchange, _ := json.Marshal(map[string]any{"id": 7, "at": "2024-04-26T14:20:46+08:00", "request": map[string]any{
		"method": "POST", "url": "http://example.com/wx?" + vectorQuery, "body": string(body), "headers": map[string]string{"content-type": "text/xml"},
	}})
	chunked := fmt.Sprintf("POST /wx?%s HTTP/1.1\nTransfer-Encoding: chunked\n\n%x\r\n%s\r\n0\r\n\r\n", vectorQuery, len(body), body)
	for name, text := range map[string][]byte{
		"as sent": raw, "with \\n": bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), "with a newline behind": append(slices.Clone(raw), '\n'),
		"URL and body": []byte("https://example.com/wx?" + vectorQuery + "\n\n" + string(body)), "exchange": exchange, "chunked": []byte(chunked),
		"chunked once": []byte("POST /wx?" + vectorQuery + " HTTP/1.0\ntransfer-encoding: chunked\n\n" + string(body)),
	} {
		p, err := Parse(text)
		if err != nil || p.Query != vectorQuery || !bytes.Equal(p.Body, body) {
			t.Errorf("%s: %v, %q, %q", name, err, p.Query, p.Body)
		}
		if name == "exchange" && p.At.Unix() != 1714112446 {
			t.Errorf("%s: at %v", name, p.At)
		}
	}
	if p, err := Parse(body); err != nil || !bytes.Equal(p.Body, body) || p.Query != "" {
		t.Errorf("body alone: %+v, %v", p, err)
	}
	for _, text := range []string{"", "hello", "openid=1", `{"exchanges":[]}`, `{"error":{"en":"there is no exchange 9"}}`} {
		if _, err := Parse([]byte(text)); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
	call := []byte(`{"id":1,"kind":"call","request":{"method":"POST","url":"/cgi-bin/stable_token","body":"{}"}}`)
	if _, err := Parse(call); !errors.Is(err, ErrKind) {
		t.Errorf("a call: %v", err)
	}
	if _, err := Open(account.Account{}, call); !errors.Is(err, ErrKind) || strings.Contains(err.Error(), "Encrypt") {
		t.Errorf("a call is opened: %v", err)
	}
	for _, text := range []string{"POST /wx HTTP/1.1\nHost: a\n<xml>", "POST /wx HTTP/1.1\nTransfer-Encoding: chunked\n\nzz"} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// Each mistake is named, and nothing but it.
func TestJudgeNamesTheMistake(t *testing.T) {
	t.Parallel()
	safe, plain := vectorAccount(account.Safe), vectorAccount(account.Plain)
	push := sealedRequest()
	changed := func(old, by string) []byte {
		if !bytes.Contains(push, []byte(old)) {
			t.Fatalf("the request has no %s", old)
		}
		raw := bytes.Replace(push, []byte(old), []byte(by), 1)
		return bytes.Replace(raw, []byte("Content-Length"), []byte("X-Length"), 1) // it may have another length
	}
	with := func(a account.Account, change func(*account.Account)) account.Account {
		change(&a)
		return a
	}
	key, err := msgcrypt.ParseKey(vectorKey)
	if err != nil {
		t.Fatal(err)
	}
	seal := func(xml, appID, query string) []byte {
		encrypt, err := key.Encrypt([]byte(xml), appID)
		if err != nil {
			t.Fatal(err)
		}
		query = strings.Replace(query, "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", msgcrypt.Signature(vectorToken, "1714112445", "415670741", encrypt), 1)
		return request("POST", "/wx?"+query, msgcrypt.PushXML("gh_97417a04a28d", encrypt))
	}
	const signature, sealedSignature = "6c5c811b55cc85e0e1b54100749188c20beb3f5d", "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"
	swapped := []byte(strings.NewReplacer(signature, sealedSignature, sealedSignature, signature).Replace(string(push)))
	for _, c := range []struct {
		name    string
		account account.Account
		raw     []byte
		codes   string
	}{
		{"another token", with(safe, func(a *account.Account) { a.Token = "BBBBB" }), push, "token body.json"},
		{"token in lower case", with(safe, func(a *account.Account) { a.Token = "aaaaa" }), push, "token body.json"},
		{"no token", with(safe, func(a *account.Account) { a.Token = "" }), push, "token.missing body.json"},
		{"signature changed", safe, changed("signature=6c", "signature=7c"), "signature body.json"},
		{"msg_signature changed", safe, changed("msg_signature=04", "msg_signature=14"), "msg_signature body.json"},
		{"msg_signature is signature", safe, changed(sealedSignature, signature), "msg_signature body.json"},
		{"no msg_signature", safe, changed("&msg_signature="+sealedSignature, ""), "query.missing body.json"},
		{"signatures exchanged", safe, swapped, "signature.swapped body.json"},
		{"another key", with(safe, func(a *account.Account) { a.EncodingAESKey = strings.Repeat("B", 43) }), push, "key.wrong"},
		{"a short key", with(safe, func(a *account.Account) { a.EncodingAESKey = vectorKey[1:] }), push, "key.form"},
		{"a key with =", with(safe, func(a *account.Account) { a.EncodingAESKey = vectorKey + "=" }), push, "key.form"},
		{"the previous key", with(safe, func(a *account.Account) {
			a.EncodingAESKey, a.PreviousEncodingAESKey = strings.Repeat("B", 43), vectorKey
		}), push, "key.previous body.json"},
		{"no key", with(safe, func(a *account.Account) { a.EncodingAESKey = "" }), push, "key.missing"},
		{"another account's", safe, seal(text, "wx0000000000000000", vectorQuery), "appid"},
		{"an account without its AppID", with(safe, func(a *account.Account) { a.AppID = "" }), seal(text, vectorAppID, vectorQuery), "appid"},
		{"a plain push for a safe account", safe, request("POST", "/wx?"+plainQuery, []byte(text)), "mode.plain"},
		{"a sealed push for a plain account", plain, push, "mode.sealed key.missing"},
		{"a compatible push for a safe account", safe, changed("<Encrypt>", "<MsgType>event</MsgType><Encrypt>"), "mode.compatible body.json"},
		{"a safe push for a compatible account", vectorAccount(account.Compatible), push, "mode.safe body.json"},
		{"Encrypt as a form", safe, changed(vectorEncrypt, strings.ReplaceAll(vectorEncrypt, "+", " ")), "encrypt.space body.json"},
		{"Encrypt URL-encoded", safe, changed(vectorEncrypt, strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(vectorEncrypt)), "encrypt.escaped body.json"},
		{"Encrypt cut", safe, changed(vectorEncrypt, vectorEncrypt[:160]), "msg_signature encrypt.short"},
		{"Encrypt is no base64", safe, changed(vectorEncrypt, "****"), "msg_signature encrypt.base64"},
		{"Encrypt missing", safe, changed("<Encrypt><![CDATA["+vectorEncrypt+"]]></Encrypt>", "<MsgType>text</MsgType>"), "encrypt.missing mode.plain openid"},
		{"HTML in the query", safe, changed(vectorQuery, strings.ReplaceAll(vectorQuery, "&", "&amp;")), "query.escaped body.json"},
		{"JSON in the query", safe, changed(vectorQuery, strings.ReplaceAll(vectorQuery, "&", `\u0026`)), "query.escaped body.json"},
		{"query encoded twice", safe, changed(vectorQuery, strings.NewReplacer("=", "%3D", "&", "%26").Replace(vectorQuery)), "query.twice_encoded body.json"},
		{"a parameter twice", safe, changed("&nonce=", "&nonce=415670741&nonce="), "query.twice body.json"},
		{"a % alone", safe, changed("o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "%zz"), "query.encoding body.json"},
		{"a BOM", safe, changed("<xml>", "\ufeff<xml>"), "body.bom body.json"},
		{"no encrypt_type", safe, changed("&encrypt_type=aes", ""), "encrypt_type body.json"},
		{"a plain query", safe, changed(vectorQuery, "signature="+signature+"&timestamp=1714112445&nonce=415670741"), "encrypt_type body.json"},
		{"a sealed body alone", safe, msgcrypt.PushXML("gh_97417a04a28d", vectorEncrypt), "query.missing body.json"},
		{"an unknown encrypt_type", safe, changed("encrypt_type=aes", "encrypt_type=AES"), "encrypt_type body.json"},
		{"a compatible push for a plain account", plain, request("POST", "/wx?"+vectorQuery, []byte(strings.Replace(text, "</xml>", "<Encrypt>x</Encrypt></xml>", 1))), "replay.query"},
		{"white space around Encrypt", safe, changed("<Encrypt><![CDATA["+vectorEncrypt+"]]>", "<Encrypt>\n  "+vectorEncrypt+"\n"), "encrypt.around body.json"},
		{"JSON around Encrypt", safe, request("POST", "/wx?"+vectorQuery, []byte(`{"Encrypt":"`+vectorEncrypt+`"}`)), "body.json"},
		{"two requests", safe, append(slices.Clone(push), push...), "body.more body.json"},
		{"gzip", plain, request("POST", "/wx?"+plainQuery, []byte("\x1f\x8b\x08\x00")), "body.gzip"},
		{"PUT", safe, changed("POST", "PUT"), "method body.json"},
		{"HEAD", safe, []byte("HEAD " + handshake + " HTTP/1.1\n\n"), "method"},
		{"a push to an address with an echostr", safe, changed("/wx?", "/wx?echostr=1&"), "body.json"},
		{"a handshake without its echostr", safe, []byte("GET " + strings.Split(handshake, "&echostr")[0] + " HTTP/1.1\n\n"), "query.missing"},
		{"cut body", safe, push[:len(push)-6], "body.short body.xml"},
		{"milliseconds", plain, request("POST", "/wx?signature="+msgcrypt.Signature(vectorToken, "1714037059000", "1")+"&timestamp=1714037059000&nonce=1", []byte(text)), "timestamp.form"},
		{"upper case", plain, request("POST", "/wx?"+strings.Replace(plainQuery, "899cf89e464efb63f54ddac96b0a0a235f53aa78", "899CF89E464EFB63F54DDAC96B0A0A235F53AA78", 1), []byte(text)), "signature.case"},
		{"signed with the AppSecret", with(plain, func(a *account.Account) { a.Token, a.Secret = "other", vectorToken }), request("POST", "/wx?"+plainQuery, []byte(text)), "token"},
		{"another message's query", plain, request("POST", "/wx?"+plainQuery, []byte(strings.Replace(text, "1714037059", "1714047059", 1))), "replay.query"},
		{"another user's query", plain, request("POST", "/wx?openid=other&"+plainQuery, []byte(text)), "openid"},
		{"GBK", plain, request("POST", "/wx?"+plainQuery, []byte(strings.Replace(text, "你好", "\xc4\xe3\xba\xc3", 1))), "body.utf8"},
		{"no body", plain, request("POST", "/wx?"+plainQuery, nil), "body.empty"},
		{"no query", plain, []byte(text), "query.missing"},
		{"a field that does not fit", plain, request("POST", "/wx?"+plainQuery, []byte(strings.Replace(text, "23637352235060880", "x", 1))), "message.field"},
		{"no message", plain, request("POST", "/wx?"+plainQuery, []byte("<xml><a>1</a></xml>")), "body.xml"},
		{"cloud hosting", plain, request("POST", "/wx", []byte(text), "x-wx-source: wx_devtools\r\n"), "mode.cloud"},
		{"cloud hosting from outside", account.Account{AppID: vectorAppID, Mode: account.CloudHosting}, request("POST", "/wx", []byte(text)), "cloud.source"},
	} {
		v := judgeText(t, c.account, c.raw)
		if got := codes(v.Findings); got != c.codes {
			t.Errorf("%s: %s, want %s", c.name, got, c.codes)
		}
		for _, secret := range []string{c.account.EncodingAESKey, c.account.Secret} {
			if shown := fmt.Sprintf("%+v", v.Findings); secret != "" && strings.Contains(shown, secret) {
				t.Errorf("%s: a secret in %s", c.name, shown)
			}
		}
	}
	if v := judgeText(t, safe, seal(text, vectorAppID, vectorQuery)); !v.OK || v.Type != "text" || v.XML != text {
		t.Errorf("a sealed text: %+v", v)
	}
}

func TestJudgeTheTime(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]string{
		0: "", 4 * time.Minute: "", time.Hour: "timestamp.old", -time.Hour: "timestamp.ahead",
	} {
		v := Judge(vectorAccount(account.Plain), Push{Query: plainQuery, Body: []byte(text), At: time.Unix(1714037059, 0).Add(after)})
		if codes(v.Findings) != want || !v.OK {
			t.Errorf("%v: %+v", after, v)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	a := account.Account{AppID: vectorAppID, EncodingAESKey: vectorKey} // no Token is needed
	for name, raw := range map[string][]byte{"Encrypt": []byte(vectorEncrypt + "\n"), "request": sealedRequest()} {
		v, err := Open(a, raw)
		if err != nil || v.XML != vectorMessage || codes(v.Findings) != "body.json" {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	if v, err := Open(a, []byte(text)); err != nil || v.OK || codes(v.Findings) != "mode.plain" {
		t.Errorf("a plain push: %+v, %v", v, err)
	}
	if _, err := Open(a, []byte("hello")); !errors.Is(err, ErrForm) {
		t.Errorf("no push: %v", err)
	}
}

// No input makes the judge panic.
func FuzzJudge(f *testing.F) {
	f.Add(sealedRequest())
	f.Add([]byte(handshake))
	f.Add([]byte(text))
	f.Add([]byte(`{"request":{"url":"/?a","body":"<xml>"}}`))
	f.Fuzz(func(_ *testing.T, raw []byte) {
		if p, err := Parse(raw); err == nil {
			Judge(vectorAccount(account.Safe), p)
		}
		_, _ = Open(vectorAccount(account.Safe), raw)
		if p, err := ParsePage(raw); err == nil {
			JudgePage(vectorAppID, docTicket, p)
		}
	})
}
