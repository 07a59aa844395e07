package hostproxy

import (
	"bufio"
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// AllowAll in [Config.Allow] lets every name pass.
const AllowAll = "all"

// user is the name of the proxy's only user.
const user = "wechatgo"

// allows tells whether a name may be reached.
func (p *Proxy) allows(host string) bool {
	return slices.ContainsFunc(p.config.Allow, func(allowed string) bool {
		return allowed == AllowAll || normal(allowed) == host
	})
}

// admit tells whether a request for a name that is not the platform's may pass, or refuses it. Whoever knows this run's
// password may use a tunnel, and no other program of the machine.
func (p *Proxy) admit(rw http.ResponseWriter, r *http.Request, host string) bool {
	if !p.allows(host) {
		p.report.refused(host)
		refuse(rw, http.StatusForbidden,
			"wechatgo: "+printable(host)+" is not WeChat's: give --allow "+printable(host)+", or --allow all")
		return false
	}
	given, _ := strings.CutPrefix(r.Header.Get("Proxy-Authorization"), "Basic ")
	wanted := base64.StdEncoding.EncodeToString([]byte(user + ":" + p.password))
	if subtle.ConstantTimeCompare([]byte(given), []byte(wanted)) != 1 {
		refuse(rw, http.StatusProxyAuthRequired,
			"wechatgo: a name beside WeChat's needs this run's password, which HTTPS_PROXY has",
			`Proxy-Authenticate: Basic realm="wechatgo"`)
		return false
	}
	return true
}

// printable is a host as it may stand in a status line. The server behind the proxy has refused line breaks in it.
func printable(host string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '?'
		}
		return r
	}, host[:min(len(host), 255)])
}

// tunnel connects a client with a name, and copies what they say without looking at it.
func (p *Proxy) tunnel(rw http.ResponseWriter, r *http.Request, host, port string) {
	if !p.admit(rw, r, host) {
		return
	}
	there, err := p.dial(r.Context(), net.JoinHostPort(host, port))
	if err != nil {
		refuse(rw, http.StatusBadGateway, "wechatgo: "+printable(host)+" cannot be reached")
		p.report.unreachable(host, err)
		return
	}
	here, err := hijack(rw)
	if err != nil {
		_ = there.Close()
		return
	}
	if _, err := here.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = here.Close()
		_ = there.Close()
		return
	}
	stop := context.AfterFunc(p.ctx, func() { //nolint:contextcheck // a tunnel ends with the proxy
		_ = here.Close()
		_ = there.Close()
	})
	p.begin(func() {
		defer stop()
		var both sync.WaitGroup
		both.Go(func() { pipe(there, here) })
		both.Go(func() { pipe(here, there) })
		both.Wait()
		_ = here.Close()
		_ = there.Close()
	})
}

// pipe copies until one side has ended, and tells the other one that no more comes.
func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	half := to
	if p, ok := to.(*prefixed); ok {
		half = p.Conn
	}
	if tcp, ok := half.(interface{ CloseWrite() error }); ok && tcp.CloseWrite() == nil {
		return
	}
	_ = to.Close()
}

// dial reaches a name, through the former proxy where there is one.
func (p *Proxy) dial(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	former := p.config.Former
	if former == nil {
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	if former.Scheme != "http" && former.Scheme != "" {
		return nil, fmt.Errorf(
			"the former proxy has the scheme %s: a tunnel goes through http:// proxies alone",
			former.Scheme,
		)
	}
	host, port := split(former.Host, "80")
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	_ = conn.SetDeadline(time.Now().Add(dialTimeout))
	ask := &http.Request{
		Method: http.MethodConnect,
		URL:    &url.URL{Opaque: address},
		Host:   address,
		Header: make(http.Header),
	}
	if former.User != nil {
		password, _ := former.User.Password()
		ask.Header.Set("Proxy-Authorization",
			"Basic "+base64.StdEncoding.EncodeToString([]byte(former.User.Username()+":"+password)))
	}
	reader := bufio.NewReader(conn)
	err = ask.Write(conn)
	var answer *http.Response
	if err == nil {
		answer, err = http.ReadResponse(reader, ask) //nolint:bodyclose // the tunnel follows, and no body
	}
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New("the former proxy answers " + answer.Status)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	return &prefixed{Conn: conn, reader: reader}, nil
}

// forward passes on a request with a whole URL for a name that is not the platform's.
func (p *Proxy) forward(rw http.ResponseWriter, r *http.Request, host, port string) {
	if p.admit(rw, r, host) {
		p.reach(rw, r, host, func(ctx context.Context) (net.Conn, error) {
			return p.dial(ctx, net.JoinHostPort(host, port))
		})
	}
}

// isLoopback tells whether a host is this machine. Programs keep it from the proxy by NO_PROXY, which PHP's streams do
// not read.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// isElsewhere tells whether a request without a whole URL, as PHP's streams send it, is for another server of this
// machine.
func (p *Proxy) isElsewhere(r *http.Request) bool {
	host, port := split(r.Host, "80")
	own, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && isLoopback(host) && port != strconv.Itoa(own.Port)
}

// pass passes on a request for this machine: nobody needs a password for what everybody here can reach.
func (p *Proxy) pass(rw http.ResponseWriter, r *http.Request) {
	host, port := split(cmp.Or(r.URL.Host, r.Host), "80")
	r.URL.Scheme, r.URL.Host = "http", net.JoinHostPort(host, port)
	p.reach(rw, r, host, func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", r.URL.Host)
	})
}

// reach passes on a request over a connection of its own.
func (p *Proxy) reach(
	rw http.ResponseWriter,
	r *http.Request,
	host string,
	dial func(context.Context) (net.Conn, error),
) {
	(&httputil.ReverseProxy{
		Rewrite: func(to *httputil.ProxyRequest) {
			to.Out.Header.Del("Proxy-Authorization")
			to.Out.Host = to.In.Host
		},
		Transport: &http.Transport{
			DialContext:           func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
			DisableKeepAlives:     true,
			ResponseHeaderTimeout: bodyTimeout,
		},
		ErrorHandler: func(rw http.ResponseWriter, _ *http.Request, err error) {
			p.report.unreachable(host, err)
			http.Error(rw, "wechatgo: "+printable(host)+" cannot be reached", http.StatusBadGateway)
		},
	}).ServeHTTP(rw, r)
}
