package callback_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/callback"
	"github.com/wechatgo/wechatgo/message"
	"github.com/wechatgo/wechatgo/msgcrypt"
	"github.com/wechatgo/wechatgo/reply"
)

// The benchmarks of one push, made to be read side by side in one run:
//
//	go test -run '^$' -bench . -benchmem ./callback
//
// docs/performance.md explains them. Every push has a MsgId of its own, so that each runs its handler.

const benchMsgID = 1234567890123456

// benchText is a text push of 319 bytes.
var benchText = textXML(strings.Repeat("this is a test ", 4)[:55], benchMsgID)

func benchEcho() callback.Handler {
	mux := callback.NewMux()
	callback.On(mux, func(_ context.Context, m *message.Text) (reply.Reply, error) {
		return reply.Text(m.Content), nil
	})
	return mux
}

// exchange is one request and the writer of its answer, both used for every push.
type exchange struct {
	request *http.Request
	reader  bytes.Reader
	header  http.Header
	status  int
	written int
}

func newExchange() *exchange {
	e := &exchange{header: http.Header{}}
	e.request = httptest.NewRequest(http.MethodPost, "/wx", nil)
	e.request.Body = e
	return e
}

func (e *exchange) Header() http.Header         { return e.header }
func (e *exchange) WriteHeader(status int)      { e.status = status }
func (e *exchange) Write(p []byte) (int, error) { e.written += len(p); return len(p), nil }
func (e *exchange) Close() error                { return nil }
func (e *exchange) Read(p []byte) (int, error)  { return e.reader.Read(p) }

// do sends a push.
func (e *exchange) do(h http.Handler, p post) {
	e.reader.Reset(p.body)
	e.request.URL.RawQuery, e.request.ContentLength = p.query, int64(len(p.body))
	clear(e.header)
	e.status, e.written = http.StatusOK, 0
	h.ServeHTTP(e, e.request)
}

// post is one push as it is on the wire.
type post struct {
	query string
	body  []byte
}

// posts are pushes that lie one behind the other in memory, so that reading them costs what it costs a server whose
// network card has just written them. They hold no pointers that the garbage collector would follow.
type posts struct {
	queries string
	bodies  []byte
	ends    []end // of each
}

type end struct{ query, body int }

// at returns push i. After the last one the first follows again.
func (p *posts) at(i int) post {
	i %= len(p.ends)
	var from end
	if i > 0 {
		from = p.ends[i-1]
	}
	return post{p.queries[from.query:p.ends[i].query], p.bodies[from.body:p.ends[i].body]}
}

// numbered returns pushes that differ in their MsgId, enough that none is still kept when it comes again.
func numbered(mode account.Mode, text string) *posts {
	p := &posts{ends: make([]end, 1<<14+64)}
	var queries []byte
	for i := range p.ends {
		id := strconv.Itoa(benchMsgID + i)
		d := genuine(mode, strings.Replace(text, strconv.Itoa(benchMsgID), id, 1))
		queries = append(queries, d.query.Encode()...)
		p.bodies = append(p.bodies, d.body...)
		p.ends[i] = end{len(queries), len(p.bodies)}
	}
	p.queries = string(queries)
	return p
}

// serve measures whole exchanges.
func serve(b *testing.B, h http.Handler, pushes *posts) {
	b.Helper()
	e := newExchange()
	for i := range 2 {
		if e.do(h, pushes.at(i)); e.status != http.StatusOK || e.written < len("success")+1 {
			b.Fatalf("status %d with %d bytes: want an echo", e.status, e.written)
		}
	}
	i := 2
	b.ReportAllocs()
	for b.Loop() {
		e.do(h, pushes.at(i))
		i++
	}
}

// serveMode measures whole exchanges of a text echo.
func serveMode(b *testing.B, mode account.Mode) {
	b.Helper()
	h, _ := newServer(b, mode, benchEcho())
	serve(b, h, numbered(mode, benchText))
}

// Wire measures the work that no callback can leave out, with the standard library alone: three SHA-1, and base64 and
// AES-256-CBC both ways.
func BenchmarkWire(b *testing.B) {
	q := signed()
	encrypt := seal(q, benchText, currentKey, appID)
	timestamp, nonce := q.Get("timestamp"), q.Get("nonce")
	key, err := base64.StdEncoding.DecodeString(currentKey + "=")
	if err != nil {
		b.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		b.Fatal(err)
	}
	hash := func(parts ...string) [40]byte {
		slices.Sort(parts)
		joined := make([]byte, 0, 2048)
		for _, p := range parts {
			joined = append(joined, p...)
		}
		sum := sha1.Sum(joined)
		var out [40]byte
		hex.Encode(out[:], sum[:])
		return out
	}
	sealed, opened := make([]byte, 2048), make([]byte, 2048)
	b.ReportAllocs()
	for b.Loop() {
		_ = hash(token, timestamp, nonce)
		_ = hash(token, timestamp, nonce, encrypt)
		n, err := base64.StdEncoding.Decode(opened, []byte(encrypt))
		if err != nil {
			b.Fatal(err)
		}
		cipher.NewCBCDecrypter(block, key[:16]).CryptBlocks(opened[:n], opened[:n])
		cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(opened[:n], opened[:n])
		base64.StdEncoding.Encode(sealed, opened[:n])
		_ = hash(token, timestamp, nonce, string(sealed[:base64.StdEncoding.EncodedLen(n)]))
	}
}

// Harness measures the recorder and the request alone.
func BenchmarkHarness(b *testing.B) {
	buf := make([]byte, 2048)
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := r.Body.Read(buf); err != nil {
				break
			}
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.Write(buf[:512])
	})
	serve(b, h, numbered(account.Safe, benchText))
}

func BenchmarkSafe(b *testing.B)       { serveMode(b, account.Safe) }
func BenchmarkCompatible(b *testing.B) { serveMode(b, account.Compatible) }
func BenchmarkPlain(b *testing.B)      { serveMode(b, account.Plain) }

// Sizes shows that the cost grows with the body and no faster.
func BenchmarkSizes(b *testing.B) {
	for _, size := range []int{200, 2_000, 20_000} {
		text := textXML(strings.Repeat("x", size), benchMsgID)
		// A long text cannot be echoed: a reply holds 2,048 bytes.
		mux := callback.NewMux()
		callback.On(mux, func(context.Context, *message.Text) (reply.Reply, error) { return reply.Text("read"), nil })
		s, _ := newServer(b, account.Safe, mux)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			serve(b, s, numbered(account.Safe, text))
		})
	}
}

func BenchmarkParse(b *testing.B) {
	raw := []byte(benchText)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := message.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	head := reply.Head{To: alice, From: gh}
	var r reply.Reply = reply.Text("this is a test")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := reply.Encode(r, head); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	envelope, err := msgcrypt.New(token, appID, currentKey)
	if err != nil {
		b.Fatal(err)
	}
	text := []byte(benchText)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envelope.Seal(text, nil, "1714112445", "415670741"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	envelope, err := msgcrypt.New(token, appID, currentKey)
	if err != nil {
		b.Fatal(err)
	}
	s, err := envelope.Seal([]byte(benchText), nil, "1714112445", "415670741")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := envelope.Open(s); err != nil {
			b.Fatal(err)
		}
	}
}

// Listener measures a push in safe mode over a keep-alive connection on loopback.
func BenchmarkListener(b *testing.B) {
	h, _ := newServer(b, account.Safe, benchEcho())
	ts := httptest.NewServer(h)
	defer ts.Close()
	pushes := numbered(account.Safe, benchText)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		p := pushes.at(i)
		i++
		resp, err := ts.Client().Post(ts.URL+"/wx?"+p.query, "text/xml", bytes.NewReader(p.body))
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

func TestBenchText(t *testing.T) {
	if len(benchText) != 319 {
		t.Errorf("the benchmarks' text push has %d bytes, want 319", len(benchText))
	}
}
