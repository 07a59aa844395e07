package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// The limits of what the doctor waits for and reads.
const (
	// patience is how long the platform waits for the answer of a callback.
	patience = 5 * time.Second
	// apiTimeout bounds one call of the API, and dialTimeout one connection.
	apiTimeout  = 10 * time.Second
	dialTimeout = 5 * time.Second
	// maxBody is how much is read of an answer that is not the platform's, in bytes.
	maxBody = 64 << 10
)

// World is what the doctor sees of the outside. Zero fields are the real one; tests put something else in its place.
type World struct {
	// Resolve returns the addresses of a host.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	// Dial connects to the callback and the pages.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Roots are the certificates that sign others; nil means the system's.
	Roots *x509.CertPool
	// Now is the time of this machine.
	Now func() time.Time
	// Wait waits, unless ctx ends before.
	Wait func(ctx context.Context, d time.Duration) error
}

// complete returns w with the real world in its zero fields.
func (w World) complete() World {
	if w.Resolve == nil {
		w.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	if w.Dial == nil {
		w.Dial = (&net.Dialer{Timeout: dialTimeout}).DialContext
	}
	if w.Now == nil {
		w.Now = time.Now
	}
	if w.Wait == nil {
		w.Wait = wait
	}
	return w
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// direct returns what makes one request of the callback or of a page, as the platform does: it connects directly and
// follows no redirect. It is no http.Client, which would fail at a Location that it cannot parse, and quote it.
func (w World) direct() http.RoundTripper {
	return &http.Transport{
		DialContext:         w.Dial,
		TLSClientConfig:     &tls.Config{RootCAs: w.Roots, Time: w.Now},
		TLSHandshakeTimeout: dialTimeout,
		DisableKeepAlives:   true,
		DisableCompression:  true, // the platform asks for none
	}
}

// platform returns the HTTP client for the platform, which goes through the proxy of the environment as programs do.
func (w World) platform() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: w.Roots, Time: w.Now}
	return &http.Client{Timeout: apiTimeout, Transport: transport}
}
