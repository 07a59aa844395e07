package hostproxy

import (
	"context"
	"fmt"
	"net"
)

// openDirect opens a TLS port on this machine that is every name of the platform at once, and returns its number.
// Programs of Node before version 24 ignore proxies; a file that they load first leads their connections there.
func (p *Proxy) openDirect(ctx context.Context) (port int, err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("open the port for programs that ignore proxies: %w", err)
	}
	p.direct, p.directPort = l, l.Addr().(*net.TCPAddr).Port
	p.begin(func() { //nolint:contextcheck // the port is open as long as the proxy
		for {
			conn, err := l.Accept()
			if err != nil {
				return // Close
			}
			if !p.begin(func() { p.open(conn, "") }) {
				_ = conn.Close()
			}
		}
	})
	return p.directPort, nil
}
