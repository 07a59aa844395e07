package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"
)

// soon is how long before its end a certificate is a warning. Those that renew themselves do it 30 days before.
const soon = 14 * 24 * time.Hour

var (
	tlsFailed = known{
		"callback.tls", Error,
		text{"The callback's server does not speak TLS as the platform does.", "回调服务器的 TLS 握手失败。"},
		text{
			"Let it offer TLS 1.2 with a certificate for this host; is it a server for plain HTTP?",
			"请启用 TLS 1.2 并配置该域名的证书；是否误用了 HTTP 端口？",
		},
	}
	tlsChain = known{
		"callback.tls-chain",
		Error,
		text{"The certificate leads to no authority that is trusted.", "证书不受信任，或证书链不完整。"},
		text{
			"Install the certificate with all its intermediate ones (fullchain.pem), of a public authority; a " +
				"self-signed one is refused.",
			"安装公共 CA 的证书并带上全部中间证书（fullchain.pem）；自签名证书会被拒绝。",
		},
	}
	tlsName = known{
		"callback.tls-name", Error,
		text{"The certificate is for another host.", "证书与域名不符。"},
		text{"Install a certificate that has this host.", "请安装包含该域名的证书。"},
	}
	tlsExpired = known{
		"callback.tls-expired",
		Error,
		text{"The certificate is not valid today.", "证书不在有效期内。"},
		text{
			"Renew it, and reload the server. If its dates are right, set this machine's clock.",
			"请续期并重新加载服务器；若日期正确，请校准本机时钟。",
		},
	}
	tlsExpiring = known{
		"callback.tls-expiring", Warning,
		text{"The certificate ends soon.", "证书即将到期。"},
		text{"Renew it, and look why that did not happen by itself.", "请续期，并查明为何没有自动续期。"},
	}
	tlsOK = known{
		id: "callback.tls-ok", level: OK,
		title: text{"The certificate is right.", "证书正确。"},
	}
)

// trusts does the TLS handshake on a connection, and reports whether the platform would trust the certificate. The
// certificate is verified here and not by package tls, so that each of its faults can be named.
func (x *exam) trusts(ctx context.Context, conn net.Conn, host string) bool {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	client := tls.Client(conn, &tls.Config{ServerName: host, InsecureSkipVerify: true}) // verified below
	if err := client.HandshakeContext(ctx); err != nil {
		x.add(tlsFailed, err.Error())
		return false
	}
	given := client.ConnectionState().PeerCertificates
	leaf, now := given[0], x.World.Now()
	others := x509.NewCertPool()
	for _, c := range given[1:] {
		others.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		DNSName: host, Roots: x.World.Roots, Intermediates: others, CurrentTime: now,
	})
	evidence := fmt.Sprintf("%s to %s, %d certificate(s) sent",
		leaf.NotBefore.UTC().Format(time.DateOnly), leaf.NotAfter.UTC().Format(time.DateOnly), len(given))
	if err == nil {
		if leaf.NotAfter.Sub(now) < soon {
			x.add(tlsExpiring, evidence)
		} else {
			x.add(tlsOK, evidence)
		}
		return true
	}
	k := tlsChain
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		k = tlsName
	}
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		k = tlsExpired
	}
	x.add(k, evidence+": "+err.Error())
	return false
}
