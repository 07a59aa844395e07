package callback_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The account of the platform's own vectors.
const (
	token       = "AAAAA"
	appID       = "wxba5fad812f8e6fb9"
	currentKey  = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	previousKey = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
	strangeKey  = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
	gh          = "gh_97417a04a28d"
	alice       = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
)

func testAccount(mode account.Mode) account.Account {
	return account.Account{
		AppID: appID, Token: token, Mode: mode,
		EncodingAESKey: currentKey, PreviousEncodingAESKey: previousKey,
	}
}

// journal is a log that a test reads.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// newServer returns a callback and its log.
func newServer(t testing.TB, mode account.Mode, h callback.Handler, opts ...callback.Option) (*callback.Server, *journal) {
	t.Helper()
	j := new(journal)
	opts = append([]callback.Option{callback.WithLogger(slog.New(slog.NewTextHandler(j, nil)))}, opts...)
	s, err := callback.New(testAccount(mode), h, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return s, j
}

// echo returns a handler that answers a text with the same text, and counts its runs.
func echo(runs *atomic.Int32) callback.HandlerFunc {
	return func(_ context.Context, m message.Message) (reply.Reply, error) {
		runs.Add(1)
		if text, ok := m.(*message.Text); ok {
			return reply.Text(text.Content), nil
		}
		return reply.Text("event"), nil
	}
}

func always(r reply.Reply, err error) callback.HandlerFunc {
	return func(context.Context, message.Message) (reply.Reply, error) { return r, err }
}

// textXML is a text message as the platform writes it.
func textXML(content string, msgID int64) string {
	return fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>1714112445</CreateTime><MsgType><![CDATA[text]]></MsgType>"+
		"<Content><![CDATA[%s]]></Content><MsgId>%d</MsgId></xml>", gh, alice, content, msgID)
}

// eventXML is an event as the platform writes it.
func eventXML(name, key string, created int64) string {
	return fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>%d</CreateTime><MsgType><![CDATA[event]]></MsgType>"+
		"<Event><![CDATA[%s]]></Event><EventKey><![CDATA[%s]]></EventKey></xml>", gh, alice, created, name, key)
}

// unsubscribeXML is a user's unfollowing: an event without an EventKey.
func unsubscribeXML() string {
	return strings.Replace(eventXML("unsubscribe", "", 1714112445), "<EventKey><![CDATA[]]></EventKey>", "", 1)
}

// delivery is one POST of the platform, or of an attacker.
type delivery struct {
	query url.Values
	body  []byte
}

var nonces atomic.Int64

// signed returns a query with a valid signature and a new nonce, as each push has.
func signed() url.Values {
	timestamp, nonce := "1714112445", strconv.FormatInt(415670741+nonces.Add(1), 10)
	return url.Values{
		"signature": {msgcrypt.Signature(token, timestamp, nonce)},
		"timestamp": {timestamp}, "nonce": {nonce}, "openid": {alice},
	}
}

func plainPush(body string) delivery { return delivery{signed(), []byte(body)} }

// seal adds the parameters of a sealed push to q, and returns the push's Encrypt.
func seal(q url.Values, body, key, app string) string {
	e, err := msgcrypt.New(token, app, key)
	if err != nil {
		panic(err)
	}
	sealed, err := e.Seal([]byte(body), nil, q.Get("timestamp"), q.Get("nonce"))
	if err != nil {
		panic(err)
	}
	q.Set("encrypt_type", "aes")
	q.Set("msg_signature", sealed.Signature)
	return sealed.Encrypt
}

func safePush(body string) delivery { return safePushWith(body, currentKey, appID) }

func safePushWith(body, key, app string) delivery {
	q := signed()
	return delivery{q, msgcrypt.PushXML(gh, seal(q, body, key, app))}
}

// compatiblePush has one message in its plain fields and another in its sealed part. A genuine push has the same in
// both.
func compatiblePush(plain, sealed string) delivery {
	q := signed()
	encrypt := seal(q, sealed, currentKey, appID)
	return delivery{q, []byte(strings.Replace(plain, "</xml>", "<Encrypt><![CDATA["+encrypt+"]]></Encrypt></xml>", 1))}
}

// genuine returns a push of the message as the platform makes it in this mode.
func genuine(mode account.Mode, body string) delivery {
	switch mode {
	case account.Plain:
		return plainPush(body)
	case account.Compatible:
		return compatiblePush(body, body)
	default:
		return safePush(body)
	}
}

func (d delivery) with(name string, values ...string) delivery {
	d.query[name] = values
	return d
}

func (d delivery) without(name string) delivery {
	d.query.Del(name)
	return d
}

func (d delivery) to(ctx context.Context, h http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/wx?"+d.query.Encode(), bytes.NewReader(d.body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func (d delivery) post(h http.Handler) *httptest.ResponseRecorder {
	return d.to(context.Background(), h)
}

// within is like to, for a client that hangs up after a time. It returns nil where the client has hung up, and where
// the answer is a 503, after which the platform pushes again. The server works on after a hang-up, as net/http does.
func (d delivery) within(ctx context.Context, limit time.Duration, h http.Handler) *httptest.ResponseRecorder {
	ctx, hangUp := context.WithTimeout(ctx, limit)
	answered := make(chan *httptest.ResponseRecorder, 1)
	go func() {
		defer hangUp()
		answered <- d.to(ctx, h)
	}()
	if <-ctx.Done(); ctx.Err() == context.DeadlineExceeded {
		return nil
	}
	if w := <-answered; w.Code != http.StatusServiceUnavailable {
		return w
	}
	return nil
}

// answerXML is a reply as the platform reads it.
type answerXML struct {
	XMLName                           xml.Name `xml:"xml"`
	ToUserName, FromUserName, MsgType string
	Content                           string
	CreateTime                        int64
	Encrypt                           string
}

func readXML(t testing.TB, body []byte) answerXML {
	t.Helper()
	var a answerXML
	if err := xml.Unmarshal(body, &a); err != nil {
		t.Fatalf("reply %q: %v", body, err)
	}
	return a
}

// content returns the text that the user sees, or "" for success. A sealed answer is opened with the current key.
func content(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	body := w.Body.Bytes()
	if string(body) == "success" {
		return ""
	}
	if readXML(t, body).Encrypt != "" {
		body = open(t, body, currentKey)
	}
	return readXML(t, body).Content
}

func open(t testing.TB, body []byte, key string) []byte {
	t.Helper()
	sealed, err := msgcrypt.ParseReply(body)
	if err != nil {
		t.Fatal(err)
	}
	e, err := msgcrypt.New(token, appID, key)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := e.Open(sealed)
	if err != nil {
		t.Fatal(err)
	}
	return opened.Message
}

var modes = []account.Mode{account.Plain, account.Compatible, account.Safe}

// hangUp is how long the platform waits for an answer.
const hangUp = 5 * time.Second
