package callback_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
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
//	go test -run '^$' -bench . -benchmem -cpu 1 ./callback
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

// Listener measures a push in safe mode over 16 connections that are kept alive.
func BenchmarkListener(b *testing.B) {
	h, _ := newServer(b, account.Safe, benchEcho())
	listen(b, h)
}

// BareListener measures what net/http alone takes for the same requests, and for answers of 640 bytes, which is what
// Listener's have.
func BenchmarkBareListener(b *testing.B) {
	answer := bytes.Repeat([]byte("x"), 640)
	listen(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write(answer)
	}))
}

// connections is how many connections the load generator keeps open, each with one request at a time, and half of them
// get their requests together.
const (
	connections = 16
	half        = connections / 2
)

// listen measures h behind a listener on loopback. The requests come from a process of their own, so that the processor
// time of this one, which is the metric server-ns/op, is the server's: net/http, the kernel's part for its connections,
// and h.
func listen(b *testing.B, h http.Handler) {
	b.Helper()
	ts := httptest.NewServer(h)
	defer ts.Close()
	client := startLoad(b, ts.Listener.Addr().String())
	client.exchange(b, warmUp)
	runtime.GC()
	b.ReportAllocs()
	b.ResetTimer()
	before, measured := processorTime()
	client.exchange(b, b.N)
	after, _ := processorTime()
	b.StopTimer()
	if measured {
		b.ReportMetric(float64(after-before)/float64(b.N), "server-ns/op")
	}
}

// warmUp is how many exchanges come first, so that every connection is open and all the answers are there that are
// kept.
const warmUp = 1<<14 + connections

// load is a process that makes requests.
type load struct {
	orders  io.Writer
	reports *bufio.Scanner
}

// envLoad makes a process of the test binary a load generator. Its value is the server's host and port.
const envLoad = "WECHATGO_BENCH_LOAD"

func startLoad(b *testing.B, address string) *load {
	b.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestLoad$")
	cmd.Env = append(os.Environ(), envLoad+"="+address, "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	orders, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	reports, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	l := &load{orders, bufio.NewScanner(reports)}
	b.Cleanup(func() {
		orders.Close()
		for l.reports.Scan() { // to the end
		}
		if err := cmd.Wait(); err != nil {
			b.Error("the load generator: ", err)
		}
	})
	return l
}

// exchange makes n requests and waits for their answers.
func (l *load) exchange(b *testing.B, n int) {
	b.Helper()
	if _, err := fmt.Fprintln(l.orders, n); err != nil {
		b.Fatal(err)
	}
	if !l.reports.Scan() || l.reports.Text() != "done" {
		b.Fatalf("the load generator: %s", l.reports.Text())
	}
}

// TestLoad is the load generator in its own process. In any other it is left out.
func TestLoad(t *testing.T) {
	address := os.Getenv(envLoad)
	if address == "" {
		t.Skip("makes the requests of the listener's benchmarks, which start it")
	}
	pushes := numbered(account.Safe, benchText)
	requests := make([][]byte, len(pushes.ends))
	for i := range requests {
		p := pushes.at(i)
		requests[i] = fmt.Appendf(nil, "POST /wx?%s HTTP/1.1\r\nHost: %s\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s",
			p.query, address, len(p.body), p.body)
	}
	var all [connections]net.Conn
	for i := range all {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		all[i] = conn
	}
	sent, buf := 0, make([]byte, 4096)
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		n, err := strconv.Atoi(orders.Text())
		if err != nil {
			t.Fatal(err)
		}
		// The server has one half of the connections to answer while the other half gets its next requests. Of a half,
		// the answer that comes last is waited for first, so that this process is woken once for all of them.
		for i := 0; i < n+connections; i += half {
			conns := all[i%connections:][:half]
			for c := min(half, n-(i-connections)) - 1; i >= connections && c >= 0; c-- {
				if err := readAnswer(conns[c], buf); err != nil {
					t.Fatal(err)
				}
			}
			for c := range min(half, n-i) {
				if _, err := conns[c].Write(requests[sent%len(requests)]); err != nil {
					t.Fatal(err)
				}
				sent++
			}
		}
		fmt.Println("done")
	}
}

// readAnswer reads one answer, which has to be 200 and of some length.
func readAnswer(conn net.Conn, buf []byte) error {
	for n := 0; ; {
		more, err := conn.Read(buf[n:])
		if err != nil {
			return err
		}
		n += more
		head, body, complete := bytes.Cut(buf[:n], []byte("\r\n\r\n"))
		if !complete {
			continue
		}
		_, after, _ := bytes.Cut(head, []byte("Content-Length: "))
		digits, _, _ := bytes.Cut(after, []byte("\r\n"))
		length, err := strconv.Atoi(string(digits))
		if err != nil || length < len("success")+1 || !bytes.HasPrefix(head, []byte("HTTP/1.1 200 ")) {
			return fmt.Errorf("answered with %q", head)
		}
		if len(body) == length {
			return nil
		}
	}
}

func TestBenchText(t *testing.T) {
	if len(benchText) != 319 {
		t.Errorf("the benchmarks' text push has %d bytes, want 319", len(benchText))
	}
}
