package hostproxy

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Time limits of the proxy.
const (
	handshakeTimeout = 10 * time.Second
	dialTimeout      = 10 * time.Second
	headerTimeout    = 10 * time.Second
	bodyTimeout      = 2 * time.Minute // an upload of a video takes its time
	idleTimeout      = 2 * time.Minute
)

// Config is what [New] is given.
type Config struct {
	// Platform gets the requests for the platform's names.
	Platform http.Handler
	// Host is the Host that Platform answers to, such as "127.0.0.1:8088".
	Host string
	// Allow are names beside the platform's that may be reached, without being opened; "all" allows every name.
	Allow []string
	// Former is the proxy that a tunnel goes through; nil for none. A password in it is sent to it alone.
	Former *url.URL
	// Notice is called with what the user has to know, once for each name and trouble. It may be called at the same
	// time by several goroutines.
	Notice func(Notice)
}

// Proxy is an HTTPS forward proxy for the platform's names. [New] makes one; [Proxy.Serve] serves it.
type Proxy struct {
	config    Config
	authority *authority
	password  string // of tunnels
	opened    *connections
	server    *http.Server // behind the opened connections
	front     *http.Server
	direct    net.Listener // for programs that ignore proxies; nil until one may come
	report    reporter

	directPort int
	close      context.CancelFunc
	ctx        context.Context //nolint:containedctx // the proxy's life, which its tunnels end with

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

// New makes a proxy. The caller closes it.
func New(c Config) (*Proxy, error) {
	a, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("make the certificates of this run: %w", err)
	}
	p := &Proxy{config: c, authority: a, password: rand.Text(), opened: newConnections()}
	p.report.notice = c.Notice
	p.ctx, p.close = context.WithCancel(context.Background())
	p.server = newServer(http.HandlerFunc(p.enter))
	p.front = newServer(http.HandlerFunc(p.serve))
	p.begin(func() { _ = p.server.Serve(p.opened) }) // until Close
	return p, nil
}

// begin runs f in a goroutine that Close waits for, and tells whether it has: after Close nothing begins.
func (p *Proxy) begin(f func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.running.Go(f)
	}
	return !p.closed
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(discard{}, "", 0), // what matters is reported
		// HTTP/1.1 alone: the opened connections have negotiated it.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Serve serves the proxy on l until Close.
func (p *Proxy) Serve(l net.Listener) error {
	if err := p.front.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends every connection, and waits for what serves them.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.close()
	_ = p.front.Close()
	if p.direct != nil {
		_ = p.direct.Close()
	}
	_ = p.server.Close()
	_ = p.opened.Close()
	p.running.Wait()
}

// serve answers a request to the proxy itself: CONNECT, or a request with a whole URL.
func (p *Proxy) serve(rw http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodConnect:
		p.connect(rw, r)
	case r.URL.Scheme != "" && r.URL.Host != "":
		p.whole(rw, r)
	case p.isElsewhere(r):
		p.pass(rw, r)
	default:
		http.Error(
			rw,
			"This is wechatgo's proxy for WeChat's names: give it to a program as HTTPS_PROXY.",
			http.StatusNotFound,
		)
	}
}

// whole answers a request with a whole URL. Clients ask for http so, and some, such as axios 0.27, for https as well,
// without TLS. Another name is not opened: its https goes through CONNECT alone.
func (p *Proxy) whole(rw http.ResponseWriter, r *http.Request) {
	host, port := split(r.URL.Host, "80")
	switch isHTTP := r.URL.Scheme == "http"; {
	case isPlatform(host) && (isHTTP || r.URL.Scheme == "https"):
		p.enter(rw, r)
	case isHTTP && isLoopback(host):
		p.pass(rw, r)
	case isHTTP:
		p.forward(rw, r, host, port)
	case p.admit(rw, r, host):
		http.Error(
			rw,
			"hostproxy: a client asks for "+r.URL.Scheme+" by CONNECT, not by a whole URL",
			http.StatusBadRequest,
		)
	}
}

// enter gives a request for one of the platform's names to the platform. What only concerns the proxy stays here.
func (p *Proxy) enter(rw http.ResponseWriter, r *http.Request) {
	host, _ := split(cmp.Or(r.URL.Host, r.Host), "")
	if !isPlatform(host) {
		http.Error(rw, "hostproxy: "+strconv.Quote(host)+" is no name of the platform", http.StatusMisdirectedRequest)
		return
	}
	p.report.came(host)
	inner := r.Clone(r.Context())
	inner.URL.Scheme, inner.URL.Host, inner.URL.User = "", "", nil
	inner.Host = p.config.Host
	inner.RequestURI = inner.URL.RequestURI()
	inner.Header.Del("Proxy-Authorization")
	inner.Header.Del("Proxy-Connection")
	p.config.Platform.ServeHTTP(rw, inner)
}

// connect answers CONNECT: the platform's names are opened, others are tunnelled or refused.
func (p *Proxy) connect(rw http.ResponseWriter, r *http.Request) {
	host, port := split(r.Host, "443")
	if !isPlatform(host) {
		p.tunnel(rw, r, host, port)
		return
	}
	if port != "443" && port != "80" {
		refuse(rw, http.StatusForbidden, "wechatgo: the platform has the ports 443 and 80, and not "+port)
		return
	}
	conn, err := hijack(rw)
	if err != nil {
		return
	}
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = conn.Close()
		return
	}
	if port == "80" {
		p.opened.add(conn)
		return
	}
	p.open(conn, host) //nolint:contextcheck // a handshake ends with the proxy
}

// open does the TLS handshake as the platform, and hands the connection to the server.
func (p *Proxy) open(conn net.Conn, connected string) {
	name := connected
	config := p.authority.config(connected)
	leaf := config.GetCertificate
	config.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		name = cmp.Or(normal(hello.ServerName), connected)
		return leaf(hello)
	}
	secured := tls.Server(conn, config)
	ctx, cancel := context.WithTimeout(p.ctx, handshakeTimeout)
	defer cancel()
	if err := secured.HandshakeContext(ctx); err != nil {
		if p.ctx.Err() == nil {
			p.report.distrusted(name, err)
		}
		_ = conn.Close()
		return
	}
	p.opened.add(secured)
}

// hijack takes a connection from the server, with what the client has sent early.
func hijack(rw http.ResponseWriter) (net.Conn, error) {
	conn, buffered, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &prefixed{Conn: conn, reader: buffered.Reader}, nil
}

// prefixed is a connection of which something has been read already.
type prefixed struct {
	net.Conn
	reader *bufio.Reader
}

// Read implements net.Conn.
func (c *prefixed) Read(b []byte) (int, error) { return c.reader.Read(b) }

// refuse answers with words in the status line, which is all that most clients show of a proxy's refusal.
func refuse(rw http.ResponseWriter, status int, words string, header ...string) {
	conn, err := hijack(rw)
	if err != nil {
		http.Error(rw, words, status)
		return
	}
	defer conn.Close()
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, words)
	for _, line := range header {
		b.WriteString(line + "\r\n")
	}
	fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s\n",
		len(words)+1, words)
	_ = conn.SetWriteDeadline(time.Now().Add(headerTimeout))
	_, _ = conn.Write([]byte(b.String()))
}

// connections is a listener of connections that something else has accepted.
type connections struct {
	next   chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newConnections() *connections {
	return &connections{next: make(chan net.Conn), closed: make(chan struct{})}
}

func (c *connections) add(conn net.Conn) {
	select {
	case c.next <- conn:
	case <-c.closed:
		_ = conn.Close()
	}
}

// Accept implements net.Listener.
func (c *connections) Accept() (net.Conn, error) {
	select {
	case conn := <-c.next:
		return conn, nil
	case <-c.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (c *connections) Close() error {
	c.once.Do(func() { close(c.closed) })
	return nil
}

// Addr implements net.Listener.
func (c *connections) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
