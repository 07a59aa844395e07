package hostproxy_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wechatgo/wechatgo/internal/hostproxy"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const platformHost = "127.0.0.1:8088"

// proxied is a proxy that a test has started.
type proxied struct {
	*hostproxy.Proxy
	addr net.Addr

	mu      sync.Mutex
	notices []string
}

func start(t *testing.T, c hostproxy.Config) *proxied {
	t.Helper()
	p := new(proxied)
	c.Platform, c.Host = platform(), platformHost
	c.Notice = func(n hostproxy.Notice) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.notices = append(p.notices, n.EN)
	}
	var err error
	if p.Proxy, err = hostproxy.New(c); err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr()
	served := make(chan error, 1)
	go func() { served <- p.Serve(l) }()
	t.Cleanup(func() {
		p.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return p
}

func (p *proxied) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.notices)
}

func (p *proxied) variables(t *testing.T, env []string) []string {
	t.Helper()
	vars, err := p.Variables(t.Context(), env, p.addr, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return vars
}

func value(vars []string, name string) string {
	for _, v := range vars {
		if n, text, _ := strings.Cut(v, "="); n == name {
			return text
		}
	}
	return ""
}

// roots are the certificates of the file that SSL_CERT_FILE names.
func roots(t *testing.T, vars []string) *x509.CertPool {
	t.Helper()
	raw, err := os.ReadFile(value(vars, "SSL_CERT_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(raw) {
		t.Fatal("no certificate in SSL_CERT_FILE")
	}
	return pool
}

// client is Go's own client, with the variables as its environment.
func client(t *testing.T, vars []string) *http.Client {
	t.Helper()
	proxy, err := url.Parse(value(vars, "HTTPS_PROXY"))
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots(t, vars)}}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, Timeout: 20 * time.Second}
}

func get(t *testing.T, c *http.Client, address string) (status int, body string, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(raw), err
}

// Every name of the platform is led to the handler, over TLS and as a whole URL.
func TestNames(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	c := client(t, p.variables(t, nil))
	for i, name := range hostproxy.Names {
		for _, scheme := range []string{"https://", "http://"} {
			status, body, err := get(t, c, scheme+name+"/cgi-bin/getcallbackip?access_token=x")
			if err != nil || status != http.StatusOK || !strings.Contains(body, "40014") {
				t.Errorf("%s%s: %d %q %v", scheme, name, status, body, err)
			}
		}
		if got := p.Report().Calls; got != 2*(i+1) {
			t.Errorf("%d calls after %s", got, name)
		}
	}
}

// The authority is of no use for another site: it may sign for the platform's names alone, by a critical constraint.
func TestAuthorityIsConstrained(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	raw, err := os.ReadFile(value(p.variables(t, nil), "SSL_CERT_FILE"))
	if err != nil {
		t.Fatal(err)
	}
	var last *x509.Certificate
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		if last, err = x509.ParseCertificate(block.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"weixin.qq.com", "res.wx.qq.com", "res2.wx.qq.com"}
	if !last.IsCA || !last.PermittedDNSDomainsCritical || !slices.Equal(last.PermittedDNSDomains, want) || !last.MaxPathLenZero {
		t.Errorf("the authority may sign for %q (critical: %v)", last.PermittedDNSDomains, last.PermittedDNSDomainsCritical)
	}
}

// A name that is not the platform's is refused in the status line, and said once.
func TestOthersAreRefused(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	c := client(t, p.variables(t, nil))
	for _, address := range []string{"https://example.com/", "https://example.com/", "http://example.com/", "https://weixin.qq.com.example.com/"} {
		status, body, err := get(t, c, address)
		if err == nil && (status != http.StatusForbidden || !strings.Contains(body, "--allow example.com")) {
			t.Errorf("%s: %d %s", address, status, body)
		}
		if err != nil && !strings.Contains(err.Error(), "is not WeChat's: give --allow") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if said := p.said(); len(said) != 2 || !strings.Contains(said[0], "example.com") {
		t.Errorf("said %q", said)
	}
	if p.Report().Calls != 0 {
		t.Error("a refused call is counted")
	}
}

// Another server of this machine is reached without a password, also by a request without a whole URL, as PHP's streams
// send it. The proxy itself is not.
func TestThisMachine(t *testing.T) {
	t.Parallel()
	local := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprint(rw, r.Method, " ", r.Host, " ", r.RequestURI)
	}))
	t.Cleanup(local.Close)
	p := start(t, hostproxy.Config{})
	at := local.Listener.Addr().String()
	for _, c := range []struct{ line, host, want string }{
		{"GET /a?b=1", at, "GET " + at + " /a?b=1"},
		{"GET http://" + at + "/a", at, "GET " + at + " /a"},
		{"GET /", p.addr.String(), "give it to a program as HTTPS_PROXY"},
		{"GET /", "example.com", "give it to a program as HTTPS_PROXY"},
	} {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.addr.String())
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", c.line, c.host)
		if raw, err := io.ReadAll(conn); err != nil || !strings.Contains(string(raw), c.want) {
			t.Errorf("%s of %s: %v %s", c.line, c.host, err, raw)
		}
		conn.Close()
	}
}

// Some clients, such as axios 0.27, ask a proxy for https by a whole URL. The platform's names answer; another name is
// not opened, even where a tunnel to it is allowed.
func TestHTTPSByWholeURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		host   string
		allow  []string
		status string
		want   string
	}{
		{"api.weixin.qq.com", nil, "200", "40014"},
		{"API.weixin.qq.com:443", nil, "200", "40014"},
		{"example.com", nil, "403", "--allow example.com"},
		{"example.com", []string{"example.com"}, "400", "a client asks for https by CONNECT"},
	} {
		p := start(t, hostproxy.Config{Allow: c.allow})
		proxy, err := url.Parse(value(p.variables(t, nil), "HTTPS_PROXY"))
		if err != nil {
			t.Fatal(err)
		}
		password, _ := proxy.User.Password()
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.addr.String())
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Fprintf(
			conn,
			"GET https://%s/cgi-bin/getcallbackip HTTP/1.1\r\nHost: %[1]s\r\nProxy-Authorization: Basic %s\r\nConnection: close\r\n\r\n",
			c.host,
			base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password)),
		)
		raw, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(raw), "HTTP/1.1 "+c.status+" ") || !strings.Contains(string(raw), c.want) {
			t.Errorf("%s with --allow %q: %v %s", c.host, c.allow, err, raw)
		}
		conn.Close()
	}
}

// Only ports that the platform has are opened, and only its names by SNI.
func TestOddConnections(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	vars := p.variables(t, nil)
	if _, _, err := get(t, client(t, vars), "https://api.weixin.qq.com:22/"); err == nil || !strings.Contains(err.Error(), "443 and 80") {
		t.Errorf("port 22: %v", err)
	}
	conn := connect(t, p, "api.weixin.qq.com:443")
	err := tls.Client(conn, &tls.Config{ServerName: "example.com", RootCAs: roots(t, vars)}).HandshakeContext(t.Context())
	if err == nil {
		t.Error("a certificate for example.com")
	}
	plain := connect(t, p, "api.weixin.qq.com:80")
	fmt.Fprint(plain, "GET /cgi-bin/getcallbackip HTTP/1.1\r\nHost: api.weixin.qq.com\r\nConnection: close\r\n\r\n")
	if raw, err := io.ReadAll(plain); err != nil || !strings.Contains(string(raw), "40014") {
		t.Errorf("CONNECT to port 80: %v %s", err, raw)
	}
	other := connect(t, p, "api.weixin.qq.com:80")
	fmt.Fprint(other, "GET /cgi-bin/getcallbackip HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n")
	if raw, err := io.ReadAll(other); err != nil || !strings.HasPrefix(string(raw), "HTTP/1.1 421 ") {
		t.Errorf("another Host in an opened connection: %v %s", err, raw)
	}
}

// connect opens a connection through the proxy, without TLS.
func connect(t *testing.T, p *proxied, to string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\n\r\n", to)
	reader := bufio.NewReader(conn)
	answer, err := http.ReadResponse(reader, &http.Request{Method: http.MethodConnect})
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("CONNECT %s: %v %v", to, answer, err)
	}
	return conn
}

// What a client sends together with its CONNECT is not lost.
func TestEarlyBytes(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", p.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprint(conn, "CONNECT api.weixin.qq.com:80 HTTP/1.1\r\nHost: api.weixin.qq.com:80\r\n\r\n"+
		"GET /cgi-bin/getcallbackip HTTP/1.1\r\nHost: api.weixin.qq.com\r\nConnection: close\r\n\r\n")
	if raw, err := io.ReadAll(conn); err != nil || !strings.Contains(string(raw), "40014") {
		t.Errorf("%v %s", err, raw)
	}
}

// A client that does not trust the certificates is named, with what it needs.
func TestDistrust(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		conn := tls.Client(connect(t, p, "api.weixin.qq.com:443"),
			&tls.Config{ServerName: "api.weixin.qq.com", RootCAs: x509.NewCertPool(), MinVersion: version, MaxVersion: version})
		if err := conn.HandshakeContext(t.Context()); err == nil {
			t.Error("trusted without a root")
		}
		conn.Close()
	}
	p.Close()
	if r := p.Report(); !slices.Equal(r.Distrusted, []string{"api.weixin.qq.com"}) {
		t.Errorf("distrusted %q", r.Distrusted)
	}
	if said := p.said(); len(said) != 1 || !strings.Contains(said[0], "SSL_CERT_FILE") {
		t.Errorf("said %q", said)
	}
}

// An allowed name is tunnelled unopened, with this run's password, through the former proxy. Nobody else may use the
// tunnel, and the former proxy's password goes to it alone.
func TestTunnel(t *testing.T) {
	t.Parallel()
	site := httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(rw, "%s %s", r.Host, r.Header.Get("Proxy-Authorization"))
	}))
	t.Cleanup(site.Close)
	var asked []string
	former := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		user, password, _ := (&http.Request{Header: http.Header{"Authorization": r.Header["Proxy-Authorization"]}}).BasicAuth()
		asked = append(asked, r.Method+" "+r.Host+" "+user+":"+password)
		there, err := new(net.Dialer).DialContext(context.WithoutCancel(r.Context()), "tcp", site.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		here, _, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		fmt.Fprint(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(there, here); there.Close() }()
		go func() { _, _ = io.Copy(here, there); here.Close() }()
	}))
	t.Cleanup(former.Close)
	before, err := hostproxy.FormerProxy([]string{"HTTPS_PROXY=" + strings.Replace(former.URL, "http://", "http://me:secret@", 1)})
	if err != nil {
		t.Fatal(err)
	}
	for name, allow := range map[string][]string{"the name": {"other.example", "example.com"}, "all": {"all"}} {
		t.Run(name, func(t *testing.T) {
			asked = nil
			p := start(t, hostproxy.Config{Allow: allow, Former: before})
			vars := p.variables(t, nil)
			c := client(t, vars)
			pool := roots(t, vars)
			pool.AddCert(site.Certificate())
			c.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
			status, body, err := get(t, c, "https://example.com/")
			if err != nil || status != http.StatusOK || body != "example.com " {
				t.Errorf("%d %q %v", status, body, err)
			}
			if want := []string{"CONNECT example.com:443 me:secret"}; !slices.Equal(asked, want) {
				t.Errorf("the former proxy was asked %q", asked)
			}
			stranger, err := url.Parse(value(vars, "HTTPS_PROXY"))
			if err != nil {
				t.Fatal(err)
			}
			stranger.User = url.UserPassword("wechatgo", "guessed")
			c.Transport.(*http.Transport).Proxy = http.ProxyURL(stranger)
			c.CloseIdleConnections()
			if _, _, err := get(t, c, "https://example.com/"); err == nil || !strings.Contains(err.Error(), "password") {
				t.Errorf("a stranger: %v", err)
			}
			if p.Report().Calls != 0 {
				t.Error("a tunnel counts as a call of the platform")
			}
		})
	}
}

// Close ends what is under way, and a port that was given twice is one port.
func TestCloseEndsTunnels(t *testing.T) {
	t.Parallel()
	silent, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	p := start(t, hostproxy.Config{Allow: []string{"127.0.0.1"}})
	u, err := url.Parse(value(p.variables(t, nil), "HTTPS_PROXY"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	r := &http.Request{Header: make(http.Header)}
	password, _ := u.User.Password()
	r.SetBasicAuth(u.User.Username(), password)
	fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\nProxy-Authorization: %s\r\n\r\n", silent.Addr(), r.Header.Get("Authorization"))
	if answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: http.MethodConnect}); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", answer, err)
	}
	p.Close()
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && err == nil {
		t.Errorf("the tunnel goes on: %v", err)
	}
}

// The variables keep what a program had of its own, where that does not lead around the proxy.
func TestVariables(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	own := t.TempDir() + "/own.pem"
	if err := os.WriteFile(own, ownRoot(t), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"PATH=/bin", "ALL_PROXY=socks5://127.0.0.1:1", "HTTPS_PROXY=http://127.0.0.1:2", "SSL_CERT_FILE=" + own,
		"NO_PROXY=example.com,*,qq.com,.weixin.qq.com,*.qq.com,api.weixin.qq.com:443,10.0.0.0/8,API.WEIXIN.QQ.COM",
		"NODE_OPTIONS=--max-old-space-size=100", "JAVA_TOOL_OPTIONS=-Xmx100m", "PHP_INI_SCAN_DIR=/etc/php",
	}
	vars := p.variables(t, env)
	for name, want := range map[string]string{
		"NO_PROXY": "example.com,10.0.0.0/8,localhost,127.0.0.1,::1",
		"no_proxy": "example.com,10.0.0.0/8,localhost,127.0.0.1,::1",
	} {
		if got := value(vars, name); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	for name, prefix := range map[string]string{
		"NODE_OPTIONS": "--max-old-space-size=100 --require ", "JAVA_TOOL_OPTIONS": "-Xmx100m -Dhttps.proxyHost=127.0.0.1 ",
		"PHP_INI_SCAN_DIR": "/etc/php:", "http_proxy": "http://" + p.addr.String(), "HTTPS_PROXY": "http://" + p.addr.String(),
	} {
		if got := value(vars, name); !strings.HasPrefix(got, prefix) {
			t.Errorf("%s=%s, want %s…", name, got, prefix)
		}
	}
	raw, err := os.ReadFile(value(vars, "SSL_CERT_FILE"))
	if err != nil || !strings.HasPrefix(string(raw), string(ownRoot(t))) {
		t.Errorf("the program's own roots are gone: %v", err)
	}
	all := hostproxy.Override(env, vars)
	if value(all, "ALL_PROXY") != "" || value(all, "PATH") != "/bin" || value(all, "HTTPS_PROXY") == "http://127.0.0.1:2" {
		t.Errorf("environment %q", all)
	}
	if strings.Contains(value(vars, "HTTPS_PROXY"), "@") {
		t.Error("a password, and nothing to protect")
	}
	if _, err := hostproxy.FormerProxy([]string{"HTTPS_PROXY=http://a b"}); err == nil || !strings.Contains(err.Error(), "HTTPS_PROXY") {
		t.Errorf("a former proxy that is none: %v", err)
	}
}

// Roots of different programs may be in different variables: none is lost, and Node's come to the system's.
func TestVariablesKeepAllRoots(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{})
	dir := t.TempDir()
	var env []string
	for _, name := range []string{"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"} {
		raw := "# that of " + name + "\n" + string(ownRoot(t))
		if err := os.WriteFile(dir+"/"+name, []byte(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+dir+"/"+name)
	}
	for i, own := range env {
		for _, given := range [][]string{{own}, env} {
			raw, err := os.ReadFile(value(p.variables(t, given), "SSL_CERT_FILE"))
			name, _, _ := strings.Cut(env[i], "=")
			if err != nil || strings.Count(string(raw), "# that of "+name+"\n") != 1 {
				t.Errorf("the roots of %s are gone: %v", name, err)
			}
		}
	}
}

// ownRoot is a certificate that a program trusts, as PEM.
func ownRoot(t *testing.T) []byte {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.StartTLS()
	defer server.Close()
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

// Java knows *.example.com, and neither .example.com nor a port; to other programs example.com is its subdomains as well.
func TestVariablesForJava(t *testing.T) {
	t.Parallel()
	p := start(t, hostproxy.Config{Allow: []string{"pypi.org"}})
	vars := p.variables(t, []string{"NO_PROXY=.internal.test,*.corp.test,plain.test:8080,10.1.2.3,10.0.0.0/8,[fd00::1]:80"})
	const want = `"-Dhttp.nonProxyHosts=*.internal.test|*.corp.test|plain.test|*.plain.test|10.1.2.3|[fd00::1]|` +
		`localhost|*.localhost|127.0.0.1|[::1]|pypi.org"`
	if got := value(vars, "JAVA_TOOL_OPTIONS"); !strings.Contains(got, want) {
		t.Errorf("JAVA_TOOL_OPTIONS=%s, want %s", got, want)
	}
}
