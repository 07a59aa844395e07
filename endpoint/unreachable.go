package endpoint

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
)

const (
	// cureBase is the cure of an answer that a configured address gives and that no platform gives.
	cureBase = "give the address of a sandbox or a proxy, not of the program itself; a port with TLS needs https://"
	// cureForeign is the cure of an answer that something else than the platform gave.
	cureForeign = "something answers in the platform's place: a proxy, the network's login page, or the program itself?"
)

// cureTransport returns what to do about a call that got no answer, or "". base is the address and where it was
// configured; it is empty for the platform's own address.
func cureTransport(err error, base string) string {
	var dns *net.DNSError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	switch {
	case isProxy(err):
		return "that is the proxy of HTTPS_PROXY or HTTP_PROXY: start it, correct the variable (most proxies have http://), or unset it"
	case base == "" && errors.As(err, &authority):
		// Never http: the platform's own address takes the AppSecret.
		return "install root certificates (ca-certificates in an image), or that of the proxy in between"
	case errors.As(err, &authority):
		return "install the certificate of the address, or use its http address"
	case base == "" && (errors.As(err, &record) || isPlainAnswer(err)):
		return cureForeign
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record), isPlainAnswer(err):
		return "the port speaks http: begin the address with http://"
	case errors.As(err, &dns) && strings.HasSuffix(dns.Name, ".sandbox.test"):
		return "only the sandbox's own client knows that host: pass Platform.Client with WithHTTPClient"
	case errors.As(err, &dns) && base != "":
		return "correct the host's name"
	case errors.As(err, &dns):
		return "is this machine online, and does it need a proxy (HTTPS_PROXY)?"
	case isRefused(err) && base != "":
		return "nothing listens there: start the sandbox or the proxy, or correct the address"
	}
	return ""
}

// isProxy reports whether the call did not come farther than the proxy that the environment names.
func isProxy(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "proxyconnect"
}

// isRefused reports whether nothing listens at the address. Package syscall has no error for it that holds on every
// system; the texts of all of them name it.
func isRefused(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial" && strings.Contains(op.Error(), "refused")
}

// isPlainAnswer reports whether package http found an http answer where it expected TLS; it also says so by text alone.
func isPlainAnswer(err error) bool {
	return strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}
