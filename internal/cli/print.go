package cli

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"

	"github.com/wechatgo/wechatgo/examples/aibot/stubmodel"
	"github.com/wechatgo/wechatgo/internal/terminal"
	"github.com/wechatgo/wechatgo/sandbox"
)

var rule = "  " + strings.Repeat("─", 72)

// printBanner prints the page's address, the account's public address, which stands before the program's pages, and the
// account as commands that set it in a program's environment. The sandbox's secrets give access to nothing but the
// sandbox.
func printBanner(w io.Writer, p *sandbox.Platform, pages string) {
	a := p.Account()
	fmt.Fprintf(w, "\n%s\n", rule)
	fmt.Fprintf(w, "  open  %s\n", p.URL())
	fmt.Fprintf(w, "  mode  %s\n", a.PushMode())
	if pages == "" {
		pages = "the callback's host"
	}
	fmt.Fprintf(w, "  web   %s is your program's public URL (网页授权域名, JS接口安全域名), before %s\n\n", p.WebURL(), pages)
	for _, line := range environment(a, p.URL()) {
		fmt.Fprintf(w, "  %s\n", assign(line, runtime.GOOS))
	}
	fmt.Fprintf(w, "\n  stop with Ctrl-C\n%s\n\n", rule)
}

// printBot prints what to try on the bot.
func printBot(w io.Writer, model string, maySendKF bool) {
	if model != stubmodel.Name {
		fmt.Fprintf(w, "\n  the bot asks the model %s; send it a question\n  机器人使用模型 %[1]s；请向它提问\n", model)
	} else {
		fmt.Fprintln(w, "\n  a built-in model answers: whatever you send, or one of these words, or several")
		fmt.Fprintln(w, "  由内置的模型回答：可以随便问，也可以发送下面的词，几个词可以一起发")
		for _, word := range stubmodel.Words() {
			fmt.Fprintf(w, "    %s · %s  %s · %s\n", word.EN, word.ZH, word.AboutEN, word.AboutZH)
		}
	}
	fmt.Fprintln(w, "    new · 新对话  the bot forgets the dialogue · 忘记之前的对话")
	if !maySendKF {
		fmt.Fprintln(
			w,
			"  this kind of account sends no customer-service messages: after slow, or slow long, read on with continue",
		)
		fmt.Fprintln(w, "  这种账号不能发客服消息：发送“慢”或“慢 长”之后，用“继续”查看回答")
		return
	}
	fmt.Fprintln(
		w,
		"  late answers are customer-service messages; with --kind personal they are read with the word continue",
	)
	fmt.Fprintln(w, "  来不及的回答用客服消息发出；用 --kind personal 启动时改为回复“继续”查看")
}

// printHandshake prints how the program answered the platform's handshake.
func printHandshake(w io.Writer, callback string, h sandbox.Handshake) {
	if h.OK {
		fmt.Fprintf(w, "  the callback %s answered the handshake\n  服务器地址 %[1]s 验证通过\n", callback)
		return
	}
	fmt.Fprintf(w, "  the callback %s failed the handshake:\n    %s\n    %s\n", callback,
		terminal.OneLine(h.Problem.EN), terminal.OneLine(h.Problem.ZH)) // it may quote the program
	fmt.Fprintf(w, "  mend it: the handshake is done again before the next push, or on the page\n")
	fmt.Fprintf(w, "  修复后，下次推送前会自动重新验证，也可在页面上验证\n")
}

// printWaiting prints that the handshake waits for the program at addr.
func printWaiting(w io.Writer, addr string) {
	fmt.Fprintf(w, "  nothing listens at %s yet: start your program, the handshake follows by itself\n", addr)
	fmt.Fprintf(w, "  %s 上还没有程序在监听：请启动你的程序，随后会自动验证服务器地址\n", addr)
}

// warnOpen warns if other machines can reach the sandbox.
func warnOpen(w io.Writer, at ...net.Addr) {
	for _, addr := range at {
		if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
			fmt.Fprintf(w, "warning: %s is open to the network: whoever reaches it can drive the sandbox\n", tcp)
		}
	}
}
