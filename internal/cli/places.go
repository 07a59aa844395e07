package cli

import (
	"context"
	"fmt"
	"net"
	"net/url"

	"golang.org/x/sync/errgroup"

	"github.com/wechatgo/wechatgo/sandbox"
)

// defaultWebPort is the port of the account's public address.
const defaultWebPort = "8087"

// places are where the sandbox is reached.
type places struct {
	platform, web       net.Listener
	platformURL, webURL string
}

// listen listens on --addr and --web-addr. Browsers keep cookies by host, and the phone shows the pages in a frame, so
// both must have one host.
func (p *platformFlags) listen(ctx context.Context) (places, error) {
	l, err := listen(ctx, p.addr, "--addr")
	if err != nil {
		return places{}, err
	}
	host, port, _ := net.SplitHostPort(p.addr) // it was listened on
	web := p.webAddr
	if web == "" {
		if port != "0" {
			port = defaultWebPort
		}
		web = net.JoinHostPort(host, port)
	}
	w, err := listen(ctx, web, "--web-addr")
	if err != nil {
		l.Close()
		return places{}, err
	}
	all := places{l, w, "http://" + reachable(p.addr, l), "http://" + reachable(web, w)}
	one, other := hostOf(all.platformURL), hostOf(all.webURL)
	if one != other {
		all.close()
		return places{}, fmt.Errorf(
			"--web-addr is on the host %s and --addr on %s: give both the same host, as the phone's cookies are those of one host",
			other,
			one,
		)
	}
	return all, nil
}

func (p places) addrs() []net.Addr { return []net.Addr{p.platform.Addr(), p.web.Addr()} }

func (p places) close() {
	p.platform.Close()
	p.web.Close()
}

// serve serves the platform and the account's public address until ctx ends.
func (p places) serve(ctx context.Context, platform *sandbox.Platform) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return serve(ctx, p.platform, platform) })
	group.Go(func() error { return serve(ctx, p.web, platform.Web()) })
	return group.Wait()
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
