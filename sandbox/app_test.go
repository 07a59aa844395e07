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

// The app of these tests speaks the protocol on its own: nothing of this
// module's crypto or XML is in it.

// push is a push as the app received it.
type push struct {
	Query url.Values  `xml:"-"`
	Body  string      `xml:"-"` // as it came
	Plain string      `xml:"-"` // opened
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

// reply is a reply's XML, from account to user, around the elements inside.
func (m push) reply(inside string) string {
	return fmt.Sprintf("<xml><ToUserName>%s</ToUserName><FromUserName>%s</FromUserName><CreateTime>12345678</CreateTime>%s</xml>",
		m.FromUserName, m.ToUserName, inside)
}

func text(content string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(content))
	return "<MsgType><![CDATA[text]]></MsgType><Content>" + b.String() + "</Content>"
}

// app is an Official Account's program.
type app struct {
	token, key, appID string
	// answer makes the plain answer; what begins with <xml> is sealed where the
	// push was. Nil answers success.
	answer func(m push) string
	// raw takes the place of all that, where set.
	raw func(w http.ResponseWriter, r *http.Request, m push)
	// pages serves everything but /wx.
	pages http.Handler

	mu     sync.Mutex
	pushes []push
}

// startFollowed is a platform with an app, which alice follows.
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

func (a *app) seen() []push {
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

// sign is the platform's formula: SHA-1 of the sorted parts.
func sign(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// unseal opens AES-256-CBC(random 16, length 4, message, appid).
func unseal(key, encrypted string) string {
	k, _ := base64.StdEncoding.DecodeString(key + "=")
	buf, _ := base64.StdEncoding.DecodeString(encrypted)
	block, _ := aes.NewCipher(k)
	cipher.NewCBCDecrypter(block, k[:16]).CryptBlocks(buf, buf)
	buf = buf[:len(buf)-int(buf[len(buf)-1])]
	length := binary.BigEndian.Uint32(buf[16:20])
	return string(buf[20 : 20+length])
}

// seal is unseal's other direction.
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
