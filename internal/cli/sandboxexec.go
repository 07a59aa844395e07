package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/wechatgo/wechatgo/internal/cli/operator"
	"github.com/wechatgo/wechatgo/internal/hostproxy"
	"github.com/wechatgo/wechatgo/sandbox"
)

func newSandboxExec() *cobra.Command {
	var p platformFlags
	var callback string
	var allow []string
	cmd := &cobra.Command{
		Use:   "exec [flags] -- command [argument]...",
		Short: "Run a command whose calls of api.weixin.qq.com reach a sandbox",
		Long: `Start a sandbox, run a command, and end with the command's exit status. The
command's calls of api.weixin.qq.com and WeChat's other names reach the sandbox,
in any language and with any SDK, unchanged: one line tests a project in CI.

The command gets an HTTPS proxy, and files with which it trusts the certificates
of this run, by the variables that its language reads: Go, Python, Node, Java,
PHP, Ruby and curl. It also gets the account's values (WECHAT_APPID, ...). Other
names are refused, unless --allow names them.

Some clients need a setting of their own to use a proxy: aiohttp trust_env=True,
Apache HttpClient 4 useSystemProperties(). A client that ignores the proxy calls
the real platform; if no call came through, that is said at the end.`,
		Example: `  wechatgo sandbox exec -- curl "https://api.weixin.qq.com/cgi-bin/getcallbackip?access_token=x"
  wechatgo sandbox exec --kind subscription -- pytest
  wechatgo sandbox exec --callback http://127.0.0.1:3000/wx -- npm test`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("no command to run: give one after --, such as %s -- npm test", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runExec(cmd, &p, callback, allow, args) },
	}
	p.register(cmd, "", pagesUsage)
	f := cmd.Flags()
	f.SetInterspersed(false) // what follows the command is the command's
	f.Lookup("addr").DefValue = freeAddr
	p.addr = freeAddr
	f.StringVar(
		&callback,
		"callback",
		"",
		"the program's server address, once it listens, such as http://127.0.0.1:3000/wx",
	)
	registerAllow(cmd, &allow)
	return cmd
}

// freeAddr is a port that is free.
const freeAddr = "127.0.0.1:0"

func runExec(cmd *cobra.Command, p *platformFlags, callback string, allow, args []string) error {
	errs := shared(cmd.ErrOrStderr())
	a, err := p.checked()
	if err != nil {
		return err
	}
	if err := checkAppAddr(p.appAddr); err != nil {
		return err
	}
	program, err := programAt(callback)
	if err != nil {
		return err
	}
	child, err := exec.LookPath(args[0])
	if err != nil {
		return fmt.Errorf("the command %s cannot be run: %w", args[0], err)
	}
	// The sandbox lives as long as the command, which may call it until its end.
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	defer cancel()
	at, err := p.listen(ctx)
	if err != nil {
		return err
	}
	platform, save, err := p.start(p.config(a, at, p.appAddr), errs)
	if err != nil {
		at.close()
		return err
	}
	defer platform.Close()
	defer save(errs)
	go func() { _ = at.serve(ctx, platform) }() // until the command has ended
	warnOpen(errs, at.addrs()...)
	proxy, err := startProxy(ctx, platform, freeAddr, "the proxy's address", allow, errs)
	if err != nil {
		return err
	}
	defer proxy.stop()
	if callback != "" {
		handshake := make(chan struct{})
		shaking, stop := context.WithCancel(ctx)
		go func() {
			defer close(handshake)
			shakeHands(shaking, errs, platform, callback, program)
		}()
		defer func() {
			stop()
			platform.Close() // which ends a handshake
			<-handshake
		}()
	}
	fmt.Fprintf(
		errs,
		"wechatgo: the sandbox is at %s while the command runs, and its public URL is %s\n",
		platform.URL(),
		platform.WebURL(),
	)
	env := hostproxy.Override(os.Environ(), append(environment(a, platform.URL()), proxy.vars...))
	status, err := runChild(
		cmd.Context(),
		cmd.InOrStdin(),
		cmd.OutOrStdout(),
		errs,
		env,
		append([]string{child}, args...),
	)
	if err != nil {
		return fmt.Errorf("run %s: %w", args[0], err)
	}
	printReport(errs, proxy.Report(), callsOf(platform))
	if status != 0 {
		return operator.Exit(status)
	}
	return nil
}

// callsOf counts the program's calls that the sandbox has seen.
func callsOf(p *sandbox.Platform) (n int) {
	for _, x := range p.Exchanges() {
		if x.Kind == "call" {
			n++
		}
	}
	return n
}

// Time limits for a command that is to end.
const (
	interruptGrace = 5 * time.Second  // after Ctrl-C, which the command has had as well
	endGrace       = 10 * time.Second // after SIGTERM
)

// runChild runs a command, args[0] its file and the others as it was called, and returns its exit status, 128 and the
// signal's number where a signal ended it. When ctx ends, the command is asked to end.
func runChild(ctx context.Context, in io.Reader, out, errs io.Writer, env, args []string) (status int, err error) {
	child := exec.CommandContext(context.WithoutCancel(ctx), args[0])
	child.Args = args[1:]
	child.Env, child.Stdin, child.Stdout, child.Stderr = env, in, out, errs
	child.WaitDelay = endGrace // for what the command has left behind with its output open
	if err := child.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	err = awaitChild(ctx, child.Process, operator.IsTerminal(in), ended)
	failed, isExit := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return child.ProcessState.ExitCode(), nil
	case !isExit:
		return 0, err
	}
	if s, ok := failed.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		return 128 + int(s.Signal()), nil
	}
	return failed.ExitCode(), nil
}

// awaitChild waits for a command, and asks it to end when ctx does: more and more firmly.
func awaitChild(ctx context.Context, child *os.Process, atTerminal bool, ended <-chan error) error {
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	if atTerminal { // Ctrl-C reaches the command as well
		select {
		case err := <-ended:
			return err
		case <-time.After(interruptGrace):
		}
	}
	if child.Signal(syscall.SIGTERM) != nil {
		_ = child.Kill() // where there are no signals
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(endGrace):
	}
	_ = child.Kill()
	return <-ended
}
