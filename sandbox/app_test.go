package sandbox_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wechatgo/wechatgo/sandbox"
)

// The app of these tests implements the protocol itself. It uses none of this module's cryptography and XML.

// push is a push as the app received it.
type push struct {
	Query url.Values  `xml:"-"`
	Body  string      `xml:"-"` // as it was received
	Plain string      `xml:"-"` // decrypted
	Head  http.Header `xml:"-"`

	ToUserName   string
	FromUserName string
	CreateTime   int64
	MsgType      string
	Event        string
	EventKey     string
	Ticket       string
	Content      string
	MsgID        int64  `xml:"MsgId"`
	MediaID      string `xml:"MediaId"`
	Encrypt      string
	Menu         string `xml:"bizmsgmenuid"`
}

// reply returns the XML of a reply from the account to the user, with the given elements.
func (m push) reply(inside string) string {
	return fmt.Sprintf("<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>12345678</CreateTime>%s</xml>",
		m.FromUserName, m.ToUserName, inside)
}

func text(content string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(content))
	return "<MsgType><![CDATA[text]]></MsgType><Content>" + b.String() + "</Content>"
}

// app is the program of an Official Account.
type app struct {
	token, key, appID string
	// answer returns the plain answer to a push. An answer that begins with <xml> is encrypted if the push was. If
	// answer is nil, the app answers success.
	answer func(m push) string
	// raw answers a push instead of answer, if it is not nil.
	raw func(w http.ResponseWriter, r *http.Request, m push)
	// pages serves every path but /wx.
	pages http.Handler

	mu     sync.Mutex
	pushes []push
}

// startFollowed starts a platform with an app that alice follows.
func startFollowed(t *testing.T) (*sandbox.Platform, *app, *sandbox.User) {
	t.Helper()
	p := sandbox.Start(t)
	a := newApp(p)
	p.Connect(a)
	alice := p.User("alice")
	alice.Follow()
	return p, a, alice
}

func newApp(p *sandbox.Platform) *app {
	a := p.Account()
	return &app{token: a.Token, key: a.EncodingAESKey, appID: a.AppID}
}

func (a *app) received() []push {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.pushes)
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case r.URL.Path != "/wx" && a.pages != nil:
		a.pages.ServeHTTP(w, r)
		return
	case r.Method == http.MethodGet:
		if q.Get("signature") == sign(a.token, q.Get("timestamp"), q.Get("nonce")) {
			io.WriteString(w, q.Get("echostr"))
		}
		return
	}
	body, _ := io.ReadAll(r.Body)
	m := push{Query: q, Body: string(body), Plain: string(body), Head: r.Header}
	xml.Unmarshal(body, &m)
	sealed := m.Encrypt != ""
	if sealed {
		if q.Get("msg_signature") != sign(a.token, q.Get("timestamp"), q.Get("nonce"), m.Encrypt) {
			http.Error(w, "bad msg_signature", http.StatusForbidden)
			return
		}
		m.Plain = unseal(a.key, m.Encrypt)
		xml.Unmarshal([]byte(m.Plain), &m)
	}
	a.mu.Lock()
	a.pushes = append(a.pushes, m)
	a.mu.Unlock()
	if a.raw != nil {
		a.raw(w, r, m)
		return
	}
	answer := "success"
	if a.answer != nil {
		answer = a.answer(m)
	}
	if sealed && strings.HasPrefix(answer, "<xml>") {
		answer = envelope(a.token, a.key, a.appID, answer)
	}
	io.WriteString(w, answer)
}

// sign computes the platform's signature: the SHA-1 of the sorted parts.
func sign(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// unseal decrypts AES-256-CBC of 16 random bytes, 4 bytes of length, the message and the AppID.
func unseal(key, encrypted string) string {
	k, _ := base64.StdEncoding.DecodeString(key + "=")
	buf, _ := base64.StdEncoding.DecodeString(encrypted)
	block, _ := aes.NewCipher(k)
	cipher.NewCBCDecrypter(block, k[:16]).CryptBlocks(buf, buf)
	buf = buf[:len(buf)-int(buf[len(buf)-1])]
	length := binary.BigEndian.Uint32(buf[16:20])
	return string(buf[20 : 20+length])
}

// seal does the opposite of unseal.
func seal(key, appID, message string) string {
	k, _ := base64.StdEncoding.DecodeString(key + "=")
	buf := append([]byte("0123456789abcdef"), binary.BigEndian.AppendUint32(nil, uint32(len(message)))...)
	buf = append(append(buf, message...), appID...)
	pad := 32 - len(buf)%32
	buf = append(buf, strings.Repeat(string(rune(pad)), pad)...)
	block, _ := aes.NewCipher(k)
	cipher.NewCBCEncrypter(block, k[:16]).CryptBlocks(buf, buf)
	return base64.StdEncoding.EncodeToString(buf)
}

func envelope(token, key, appID, message string) string {
	encrypted := seal(key, appID, message)
	return fmt.Sprintf("<xml><Encrypt><![CDATA[%s]]></Encrypt><MsgSignature><![CDATA[%s]]></MsgSignature><TimeStamp>1700000000</TimeStamp><Nonce><![CDATA[nonce]]></Nonce></xml>",
		encrypted, sign(token, "1700000000", "nonce", encrypted))
}
