package cli

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"

	"github.com/wechatgo/wechatgo/sandbox"
)

var rule = "  " + strings.Repeat("─", 72)

// printBanner prints the page's address, and the account as commands that set it in a program's environment. The
// sandbox's secrets give access to nothing but the sandbox.
func printBanner(w io.Writer, p *sandbox.Platform, pages string) {
	a := p.Account()
	fmt.Fprintf(w, "\n%s\n", rule)
	fmt.Fprintf(w, "  open  %s\n", p.URL())
	fmt.Fprintf(w, "  mode  %s\n", a.PushMode())
	fmt.Fprintf(w, "  web pages on %s, and on the callback's host (网页授权域名, JS接口安全域名)\n\n", pages)
	for _, line := range environment(a, p.URL()) {
		fmt.Fprintf(w, "  %s\n", assign(line, runtime.GOOS))
	}
	fmt.Fprintf(w, "\n  stop with Ctrl-C\n%s\n\n", rule)
}

// printHandshake prints how the program answered the platform's handshake.
func printHandshake(w io.Writer, callback string, h sandbox.Handshake) {
	if h.OK {
		fmt.Fprintf(w, "  the callback %s answered the handshake\n  服务器地址 %[1]s 验证通过\n", callback)
		return
	}
	fmt.Fprintf(w, "  the callback %s failed the handshake:\n    %s\n    %s\n", callback, h.Problem.EN, h.Problem.ZH)
	fmt.Fprintf(w, "  mend it: the handshake is done again before the next push, or on the page\n")
	fmt.Fprintf(w, "  修复后，下次推送前会自动重新验证，也可在页面上验证\n")
}

// printWaiting prints that the handshake waits for the program at addr.
func printWaiting(w io.Writer, addr string) {
	fmt.Fprintf(w, "  nothing listens at %s yet: start your program, the handshake follows by itself\n", addr)
	fmt.Fprintf(w, "  %s 上还没有程序在监听：请启动你的程序，随后会自动验证服务器地址\n", addr)
}

// warnOpen warns if other machines can reach the sandbox.
func warnOpen(w io.Writer, addr net.Addr) {
	if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(w, "warning: %s is open to the network: whoever reaches it can drive the sandbox\n", addr)
	}
}
