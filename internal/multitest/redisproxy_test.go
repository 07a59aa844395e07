package multitest_test

import (
	"net"
	"sync"
	"testing"
	"time"
)

// proxy is the network between the instances and Redis, with faults.
type proxy struct {
	net.Listener
	to string

	mu    sync.Mutex
	lag   time.Duration // the delay in each direction
	conns map[net.Conn]bool
	knife *time.Ticker
}

func startProxy(t *testing.T, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, to: to, conns: map[net.Conn]bool{}, knife: time.NewTicker(time.Hour)}
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(in)
		}
	}()
	go func() {
		for {
			select {
			case <-p.knife.C:
				p.cut()
			case <-t.Context().Done():
				return
			}
		}
	}()
	t.Cleanup(func() {
		l.Close()
		p.cut()
	})
	return p
}

func (p *proxy) serve(in net.Conn) {
	out, err := net.Dial("tcp", p.to)
	if err != nil {
		in.Close()
		return
	}
	p.mu.Lock()
	p.conns[in], p.conns[out] = true, true
	p.mu.Unlock()
	go p.pass(in, out)
	p.pass(out, in)
}

func (p *proxy) pass(from, to net.Conn) {
	defer func() {
		from.Close()
		to.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.conns, from)
	}()
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		lag := p.lag
		p.mu.Unlock()
		time.Sleep(lag)
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// slow sets the delay, and cuts the connections in use.
func (p *proxy) slow(lag time.Duration) {
	p.mu.Lock()
	p.lag = lag
	p.mu.Unlock()
	p.cut()
}

// cut closes every connection.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
}
