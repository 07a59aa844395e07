package callback_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
)

// hostile sends a push, and fails unless it is refused without a run of the handler.
func hostile(t *testing.T, h http.Handler, runs *atomic.Int32, d delivery, status int) {
	t.Helper()
	before := runs.Load()
	if w := d.post(h); w.Code != status {
		t.Errorf("got %d %q, want %d", w.Code, w.Body, status)
	}
	if runs.Load() != before {
		t.Error("the handler ran")
	}
}

// A push that is truncated at any byte is refused, in every mode. No signature covers the XML around the sealed part:
// truncated behind that part, it is not well-formed any more.
func TestTruncated(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		var runs atomic.Int32
		s, _ := newServer(t, mode, echo(&runs))
		d := genuine(mode, textXML("hello", 1))
		for n := range d.body {
			hostile(t, s, &runs, delivery{d.query, d.body[:n]}, http.StatusBadRequest)
		}
		// A truncated message that is sealed with the right key is genuine, but not a push.
		if mode != account.Plain {
			xml := textXML("hello", 1)
			for n := 0; n < len(xml); n += 7 {
				hostile(t, s, &runs, genuine(mode, xml[:n]), http.StatusBadRequest)
			}
		}
	}
}

// A flipped bit anywhere in the sealed part breaks the signature. Where the part is signed again, which needs the
// token, the flipped bit breaks the padding, the length, the AppID or the XML, which is answered with 400, or it
// changes the text, and the echo is the changed text.
func TestBitFlips(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, _ := newServer(t, account.Safe, echo(&runs))
	xml := textXML("hello", 1)
	d := safePush(xml)
	body := string(d.body)
	start := strings.Index(body, "<Encrypt><![CDATA[") + len("<Encrypt><![CDATA[")
	encrypt := body[start : start+strings.Index(body[start:], "]]>")]
	for i := range len(encrypt) {
		flipped := []byte(body)
		flipped[start+i] ^= 1
		want := http.StatusForbidden
		if c := flipped[start+i]; c < ' ' { // XML without the byte, and the signature too
			want = http.StatusBadRequest
		}
		hostile(t, s, &runs, delivery{d.query, flipped}, want)
	}
	raw, err := base64.StdEncoding.DecodeString(encrypt)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			flipped := base64.StdEncoding.EncodeToString(raw)
			raw[i] ^= 1 << bit
			q := signed()
			q.Set("encrypt_type", "aes")
			q.Set("msg_signature", msgcrypt.Signature(token, q.Get("timestamp"), q.Get("nonce"), flipped))
			w := delivery{q, msgcrypt.PushXML(gh, flipped)}.post(s)
			if w.Code != http.StatusBadRequest && w.Code != http.StatusOK {
				t.Errorf("byte %d, bit %d: %d", i, bit, w.Code)
			}
		}
	}
}

func TestHostilePushes(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	safe, _ := newServer(t, account.Safe, echo(&runs))
	plain, _ := newServer(t, account.Plain, echo(&runs))
	text := textXML("hello", 1)
	sealedText := string(safePush(text).body)
	genuineQuery := safePush(text)
	bomb := `<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + strings.Replace(text, "hello", "]]>&b;<![CDATA[", 1)
	deep := strings.Repeat("<a>", 100_000) + strings.Repeat("</a>", 100_000)
	wide := "<xml>" + strings.Repeat("<a/>", 200_000) + "</xml>"
	for name, c := range map[string]struct {
		server http.Handler
		push   delivery
		status int
	}{
		"another account's key":         {safe, safePushWith(text, strangeKey, appID), 400},
		"another account's AppID":       {safe, safePushWith(text, currentKey, "wx0000000000000000"), 400},
		"a query with another body":     {safe, delivery{genuineQuery.query, safePush(textXML("forged", 2)).body}, 403},
		"a plain body in safe mode":     {safe, delivery{genuineQuery.query, []byte(text)}, 400},
		"a sealed body in plain mode":   {plain, delivery{genuineQuery.query, []byte(sealedText)}, 400},
		"an entity bomb":                {plain, plainPush(bomb), 400},
		"an entity bomb, sealed":        {safe, safePush(bomb), 400},
		"an entity bomb as envelope":    {safe, delivery{genuineQuery.query, []byte(strings.Replace(bomb, "MsgType", "Encrypt", 2))}, 400},
		"deep nesting":                  {plain, plainPush(deep), 400},
		"deep nesting, sealed":          {safe, safePush(deep), 400},
		"many elements":                 {plain, plainPush(wide), 400},
		"many elements, sealed":         {safe, safePush(wide), 413}, // base64 makes it longer than may be
		"ten megabytes":                 {plain, plainPush(strings.Repeat("x", 10<<20)), 413},
		"ten megabytes of text":         {plain, plainPush(textXML(strings.Repeat("x", 10<<20), 1)), 413},
		"ten megabytes, sealed":         {safe, safePush(textXML(strings.Repeat("x", 10<<20), 1)), 413},
		"a megabyte of base64":          {safe, delivery{genuineQuery.query, msgcrypt.PushXML(gh, strings.Repeat("A", 1<<20-200))}, 403},
		"a megabyte of <":               {plain, plainPush(strings.Repeat("<", 1<<20)), 400},
		"a megabyte of &":               {plain, plainPush("<xml><MsgType>" + strings.Repeat("&", 1<<20-100)), 400},
		"a megabyte of ]]":              {plain, plainPush("<xml><MsgType><![CDATA[" + strings.Repeat("]]", 1<<19-100)), 400},
		"a megabyte of open CDATA":      {plain, plainPush(strings.Repeat("<![CDATA[", 1<<16)), 400},
		"a megabyte of open comments":   {plain, plainPush(strings.Repeat("<!--", 1<<17)), 400},
		"a megabyte of attributes":      {plain, plainPush("<xml" + strings.Repeat(" a='b'", 1<<17) + ">"), 400},
		"a megabyte of query":           {plain, plainPush(text).with("nonce", strings.Repeat("1", 1<<20)), 403},
		"a hundred thousand parameters": {plain, delivery{url.Values{"x": make([]string, 100_000)}, []byte(text)}, 400},
		"zeros":                         {plain, plainPush(strings.Repeat("\x00", 512)), 400},
		"zeros, sealed":                 {safe, safePush(strings.Repeat("\x00", 512)), 400},
		"UTF-16":                        {plain, plainPush("\xff\xfe" + strings.Join(strings.Split(text, ""), "\x00") + "\x00"), 400},
		"no sender":                     {plain, plainPush("<xml><MsgType>text</MsgType></xml>"), 200},
		"an odd MsgId":                  {plain, plainPush(strings.Replace(text, "<MsgId>1<", "<MsgId>99999999999999999999<", 1)), 200},
	} {
		t.Run(name, func(t *testing.T) {
			if c.status == 200 {
				if w := c.push.post(c.server); w.Code != 200 {
					t.Errorf("got %d %q", w.Code, w.Body)
				}
				return
			}
			hostile(t, c.server, &runs, c.push, c.status)
		})
	}
}

// corpus returns the bodies in testdata/hostile. None of them is a push, plain or sealed.
func corpus(t testing.TB) map[string]string {
	t.Helper()
	bodies := map[string]string{}
	files, err := filepath.Glob("testdata/hostile/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no hostile pushes: %v", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies[filepath.Base(file)] = string(body)
	}
	return bodies
}

func TestHostileCorpus(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	safe, _ := newServer(t, account.Safe, echo(&runs))
	plain, _ := newServer(t, account.Plain, echo(&runs))
	for name, body := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			hostile(t, plain, &runs, plainPush(body), http.StatusBadRequest)
			hostile(t, safe, &runs, safePush(body), http.StatusBadRequest)
			hostile(t, safe, &runs, delivery{safePush("x").query, []byte(body)}, http.StatusBadRequest)
		})
	}
}

// A body that ends before its Content-Length, as on a broken connection, is refused. net/http itself truncates a longer
// one.
func TestBodyShorterThanItsLength(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	s, _ := newServer(t, account.Plain, echo(&runs))
	text := textXML("hello", 1)
	for _, length := range []int64{int64(len(text)) + 1, 1 << 19} {
		r, err := http.NewRequest(http.MethodPost, "/wx?"+signed().Encode(), strings.NewReader(text[:50]))
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = length
		w := newExchange()
		if s.ServeHTTP(w, r); w.status != http.StatusBadRequest || runs.Load() != 0 {
			t.Errorf("length %d: status %d, %d runs", length, w.status, runs.Load())
		}
	}
}

// Requests use the same buffers one after another. No request sees another one's bytes: not in the message or the raw
// XML, which the handler may keep, nor in the answer. The test is of most use with -race.
func TestMemoryIsNotShared(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			type seen struct {
				message *message.Text
				raw     []byte
				ctx     context.Context
			}
			const workers, pushes = 16, 60
			keep := make(chan seen, workers*pushes)
			s, _ := newServer(t, mode, callback.HandlerFunc(func(ctx context.Context, m message.Message) (reply.Reply, error) {
				text := m.(*message.Text)
				keep <- seen{text, callback.Raw(ctx), ctx}
				return reply.Text(text.Content), nil
			}))
			// Long and short ones, so that a buffer has an old end behind a new one.
			contentOf := func(id int64) string {
				return fmt.Sprintf("%d:%s", id, strings.Repeat(string(rune('a'+id%26)), int(id*97%1500)))
			}
			done := make(chan struct{})
			for worker := range int64(workers) {
				go func() {
					defer func() { done <- struct{}{} }()
					for n := range int64(pushes) {
						id := worker*pushes + n + 1
						w := genuine(mode, textXML(contentOf(id), id)).post(s)
						if got := content(t, w); got != contentOf(id) {
							t.Errorf("message %d: got %.40q", id, got)
						}
					}
				}()
			}
			for range workers {
				<-done
			}
			close(keep)
			n := 0
			for k := range keep {
				n++
				id := k.message.MsgID
				if k.message.Content != contentOf(id) || k.message.FromUserName != alice {
					t.Errorf("message %d has changed: %.40q from %q", id, k.message.Content, k.message.FromUserName)
				}
				raw := callback.Raw(k.ctx)
				if !strings.Contains(string(raw), contentOf(id)) || string(raw) != string(k.raw) {
					t.Errorf("message %d: its XML has changed", id)
				}
			}
			if n != workers*pushes {
				t.Errorf("%d of %d were handled", n, workers*pushes)
			}
		})
	}
}
