package cli

import (
	"fmt"
	"io"
	"net"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/sandbox"
)

// printPlatform prints where the page is and the account to put in a program.
// The sandbox's secrets open nothing but the sandbox.
func printPlatform(w io.Writer, p *sandbox.Platform) {
	a := p.Account()
	fmt.Fprintf(w, "\n  open  %s\n\n", p.URL())
	fmt.Fprintf(w, "  %s=%s\n", account.EnvAppID, a.AppID)
	fmt.Fprintf(w, "  %s=%s\n", account.EnvSecret, a.Secret)
	fmt.Fprintf(w, "  %s=%s\n", account.EnvToken, a.Token)
	if a.PushMode() != account.Plain {
		fmt.Fprintf(w, "  %s=%s\n", account.EnvEncodingAESKey, a.EncodingAESKey)
	}
	fmt.Fprintf(w, "  WECHAT_API_BASE=%s\n", p.URL())
	fmt.Fprintf(w, "  mode  %s\n\n", a.PushMode())
}

// printHandshake says how the program answered the platform's handshake.
func printHandshake(w io.Writer, callback string, h sandbox.Handshake) {
	if h.OK {
		fmt.Fprintf(w, "  the callback %s answered the handshake\n", callback)
		return
	}
	fmt.Fprintf(w, "  the callback %s failed the handshake:\n    %s\n    %s\n", callback, h.Problem.EN, h.Problem.ZH)
}

// warnOpen warns where others than this machine can reach the sandbox.
func warnOpen(w io.Writer, addr net.Addr) {
	if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(w, "warning: %s is open to the network: whoever reaches it can drive the sandbox\n", addr)
	}
}
