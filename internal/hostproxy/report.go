package hostproxy

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
)

// Notice is something that the user has to know, in both languages.
type Notice struct{ EN, ZH string }

// Report is what has come through a proxy.
type Report struct {
	// Calls is how many requests for the platform's names came.
	Calls int
	// Distrusted are the names whose certificate a client did not trust, in the order in which that was seen first.
	Distrusted []string
}

// reporter counts, and gives each notice once.
type reporter struct {
	notice func(Notice)

	mu     sync.Mutex
	report Report
	said   map[string]bool
}

// Report returns what has come so far.
func (p *Proxy) Report() Report {
	p.report.mu.Lock()
	defer p.report.mu.Unlock()
	r := p.report.report
	r.Distrusted = append([]string(nil), r.Distrusted...)
	return r
}

func (r *reporter) came(string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Calls++
}

// maxNotices bounds what one run says of names: a program may ask for any.
const maxNotices = 100

// say gives a notice, unless it was given before.
func (r *reporter) say(key string, n Notice) {
	r.mu.Lock()
	if r.said == nil {
		r.said = make(map[string]bool)
	}
	first := !r.said[key] && len(r.said) < maxNotices
	if first {
		r.said[key] = true
	}
	r.mu.Unlock()
	if first && r.notice != nil {
		r.notice(n)
	}
}

func (r *reporter) refused(host string) {
	host = printable(host)
	r.say("refused "+host, Notice{
		EN: fmt.Sprintf("refused a connection to %s, which is not WeChat's: give --allow %[1]s, or --allow all", host),
		ZH: fmt.Sprintf("已拒绝连接 %s：它不是微信的域名。如需放行，请使用 --allow %[1]s 或 --allow all", host),
	})
}

func (r *reporter) unreachable(host string, err error) {
	host = printable(host)
	r.say("unreachable "+host, Notice{
		EN: fmt.Sprintf("%s cannot be reached: %v", host, err),
		ZH: fmt.Sprintf("无法连接 %s：%v", host, err),
	})
}

// distrusted notes a handshake that failed. Most clients say why they do not take a certificate; others end the
// connection without a word.
func (r *reporter) distrusted(name string, err error) {
	name = printable(name)
	if name == "" {
		name = "?"
	}
	why, silent := err.Error(), errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)
	if silent {
		why = "it ended the connection"
	}
	if !silent && !aboutCertificate(err) {
		r.say("handshake "+name, Notice{
			EN: fmt.Sprintf("a TLS handshake for %s failed: %v", name, err),
			ZH: fmt.Sprintf("%s 的 TLS 握手失败：%v", name, err),
		})
		return
	}
	r.mu.Lock()
	known := len(r.report.Distrusted) >= maxNotices
	for _, n := range r.report.Distrusted {
		known = known || n == name
	}
	if !known {
		r.report.Distrusted = append(r.report.Distrusted, name)
	}
	r.mu.Unlock()
	r.say("distrusted "+name, Notice{
		EN: fmt.Sprintf("a client does not trust this run's certificate for %s (%v): %s", name, why, TrustEN),
		ZH: fmt.Sprintf("有客户端不信任本次运行签发的 %s 证书（%v）：%s", name, why, TrustZH),
	})
}

// aboutCertificate tells whether a client's alert says that it does not take the certificate.
func aboutCertificate(err error) bool {
	alert, ok := errors.AsType[*net.OpError](err)
	if !ok || alert.Op != "remote error" {
		return false
	}
	words := alert.Err.Error()
	for _, w := range []string{"certificate", "unknown authority"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	return false
}

// TrustEN and TrustZH say how a client learns to trust the certificates of a run, in English and Chinese.
const (
	TrustEN = "it reads none of SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS, PHP_INI_SCAN_DIR and " +
		"JAVA_TOOL_OPTIONS, or sets its own roots: have it load the file of SSL_CERT_FILE"
	TrustZH = "它没有读取 SSL_CERT_FILE、REQUESTS_CA_BUNDLE、CURL_CA_BUNDLE、NODE_EXTRA_CA_CERTS、PHP_INI_SCAN_DIR、JAVA_TOOL_OPTIONS，" +
		"或自行指定了根证书：请让它加载 SSL_CERT_FILE 指向的文件"
)
