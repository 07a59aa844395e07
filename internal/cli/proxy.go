package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/hostproxy"
	"github.com/wechatgo/wechatgo/internal/terminal"
	"github.com/wechatgo/wechatgo/sandbox"
)

// namesProxy is the proxy that leads a program's calls of WeChat's names to the sandbox, while it runs.
type namesProxy struct {
	*hostproxy.Proxy
	addr net.Addr
	vars []string // for the program's environment
	dir  string   // of the files that vars name
}

const allowUsage = "a host beside WeChat's names that the program may reach, or all; it is not opened; may be repeated"

func registerAllow(cmd *cobra.Command, allow *[]string) {
	cmd.Flags().StringSliceVar(allow, "allow", nil, allowUsage)
}

// checkAllow returns an error for what is no host.
func checkAllow(allow []string) error {
	for _, host := range allow {
		if u, err := url.Parse("//" + host); host == "" || err != nil || u.Host != host || u.Port() != "" ||
			strings.Contains(host, "*") {
			return fmt.Errorf(
				"--allow %s is no host: give a name without http://, port and *, such as pypi.org, or all",
				host,
			)
		}
	}
	return nil
}

// startProxy starts the proxy on addr. What the user has to know of it goes to errs,
// from several goroutines.
func startProxy(ctx context.Context, p *sandbox.Platform, addr, flag string, allow []string, errs io.Writer) (
	*namesProxy, error,
) {
	if err := checkAllow(allow); err != nil {
		return nil, err
	}
	former, err := hostproxy.FormerProxy(os.Environ())
	if err != nil && len(allow) > 0 {
		return nil, err
	}
	base, err := url.Parse(p.URL())
	if err != nil {
		return nil, err
	}
	l, err := listen(ctx, addr, flag)
	if err != nil {
		return nil, err
	}
	proxy, err := hostproxy.New(hostproxy.Config{
		Platform: p, Host: base.Host, Allow: allow, Former: former,
		Notice: func(n hostproxy.Notice) {
			fmt.Fprintf(errs, "wechatgo: %s\nwechatgo：%s\n", terminal.OneLine(n.EN), terminal.OneLine(n.ZH))
		},
	})
	if err != nil {
		l.Close()
		return nil, err
	}
	dir, err := os.MkdirTemp("", "wechatgo-proxy-")
	if err != nil {
		l.Close()
		proxy.Close()
		return nil, err
	}
	n := &namesProxy{Proxy: proxy, addr: l.Addr(), dir: dir}
	go func() { _ = proxy.Serve(l) }() // until stop
	if n.vars, err = proxy.Variables(ctx, os.Environ(), l.Addr(), dir); err != nil {
		n.stop()
		return nil, err
	}
	return n, nil
}

// shared returns w for several goroutines to write to. A file, which a command may inherit, is that by itself.
func shared(w io.Writer) io.Writer {
	if _, ok := w.(*os.File); ok {
		return w
	}
	return &locked{to: w}
}

type locked struct {
	mu sync.Mutex
	to io.Writer
}

// Write implements io.Writer.
func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(p)
}

// stop ends the proxy, and removes its files.
func (n *namesProxy) stop() {
	n.Close()
	_ = os.RemoveAll(n.dir)
}

// printProxy prints the variables for a program that is started elsewhere.
func printProxy(w io.Writer, n *namesProxy, goos string) {
	fmt.Fprintf(
		w,
		"  a proxy at %s leads calls of api.weixin.qq.com and its kin here; for a program with fixed addresses:\n",
		n.addr,
	)
	fmt.Fprintf(w, "  代理 %s 会把对 api.weixin.qq.com 等域名的调用转到沙箱；供地址写死的程序使用：\n\n", n.addr)
	for _, v := range n.vars {
		fmt.Fprintf(w, "  %s\n", assign(v, goos))
	}
	fmt.Fprintln(w)
}

// printReport prints what came through, or why nothing may have.
func printReport(w io.Writer, r hostproxy.Report, direct int) {
	if len(r.Distrusted) > 0 {
		names := strings.Join(r.Distrusted, ", ")
		fmt.Fprintf(w, "wechatgo: a client did not trust the certificate for %s: %s\n", names, hostproxy.TrustEN)
		fmt.Fprintf(w, "wechatgo：有客户端不信任 %s 的证书：%s\n", names, hostproxy.TrustZH)
	}
	if r.Calls+direct > 0 {
		return
	}
	fmt.Fprintln(
		w,
		"wechatgo: no call came through. If the command makes any, a client that ignores HTTPS_PROXY has called the real",
	)
	fmt.Fprintln(
		w,
		"  platform. See \"wechatgo sandbox exec --help\" for the clients that need a setting of their own.",
	)
	fmt.Fprintln(w, "wechatgo：没有收到任何调用。如果命令会调用接口，说明忽略 HTTPS_PROXY 的客户端直接访问了真实的微信平台。")
	fmt.Fprintln(w, "  哪些客户端需要另行设置，见 wechatgo sandbox exec --help。")
}
