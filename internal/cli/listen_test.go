package cli

import (
	"net"
	"testing"
)

// listensAt is a listener that has an address.
type listensAt struct {
	net.Listener
	addr net.TCPAddr
}

func (l listensAt) Addr() net.Addr { return &l.addr }

// An address is the one that browsers name as the host.
func TestReachable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		addr string
		port int
		want string
	}{
		{"127.0.0.1:0", 8087, "127.0.0.1:8087"},
		{":8087", 8087, "127.0.0.1:8087"},
		{"[::]:8087", 8087, "127.0.0.1:8087"},
		{"localhost:80", 80, "localhost"},
		{"[::1]:80", 80, "[::1]"},
		{"[::1]:8080", 8080, "[::1]:8080"},
	} {
		if got := reachable(c.addr, listensAt{addr: net.TCPAddr{Port: c.port}}); got != c.want {
			t.Errorf("%s: %s, want %s", c.addr, got, c.want)
		}
	}
}
