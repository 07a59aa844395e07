package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo"
	"github.com/wechatgo/wechatgo/account"
)

// verifyFile is the domain file that the sandbox's demo serves.
const verifyFile = "MP_verify_wechatgosandbox1.txt"

// demoProcess runs the demo as a process of its own, with an account in its
// environment, just as it runs on real WeChat.
type demoProcess struct {
	addr, base string
	cookieKey  string // kept over restarts, so that logins hold
	out, err   io.Writer

	mu       sync.Mutex // one start or stop at a time
	cmd      *exec.Cmd
	end      chan struct{} // closed when cmd has ended
	expected *atomic.Bool  // set before dev itself ends cmd
}

func newDemoProcess(addr, base string, out, err io.Writer) *demoProcess {
	return &demoProcess{addr: addr, base: base, cookieKey: rand.Text() + rand.Text(), out: out, err: err}
}

// restart stops the demo, if it runs, starts it with account a and waits until
// it listens.
func (d *demoProcess) restart(ctx context.Context, a account.Account) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.halt()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), self, "demo", "--addr", d.addr, "--verify-file", verifyFile)
	cmd.Env = append(os.Environ(), d.environment(a)...)
	cmd.Stdout, cmd.Stderr = d.out, d.err
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	end, expected := make(chan struct{}), new(atomic.Bool)
	d.cmd, d.end, d.expected = cmd, end, expected
	go func() {
		err := cmd.Wait()
		if !expected.Load() {
			fmt.Fprintf(d.out, "  demo stopped (%s): the sandbox goes on, and a push now meets nobody\n", reason(err))
		}
		close(end)
	}()
	if err := d.waitListening(ctx); err != nil {
		d.halt()
		return err
	}
	fmt.Fprintf(d.out, "  demo in %s mode at http://%s, process %d\n", a.PushMode(), d.addr, cmd.Process.Pid)
	return nil
}

func (d *demoProcess) environment(a account.Account) []string {
	key := a.EncodingAESKey
	if a.PushMode() == account.Plain {
		key = ""
	}
	return []string{
		account.EnvAppID + "=" + a.AppID,
		account.EnvSecret + "=" + a.Secret,
		account.EnvToken + "=" + a.Token,
		account.EnvEncodingAESKey + "=" + key,
		account.EnvMode + "=" + a.PushMode().String(),
		wechatgo.EnvAPIBase + "=" + d.base,
		"WECHATGO_COOKIE_KEY=" + d.cookieKey,
	}
}

func (d *demoProcess) waitListening(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	var dialer net.Dialer
	for {
		if conn, err := dialer.DialContext(ctx, "tcp", d.addr); err == nil {
			return conn.Close()
		}
		select {
		case <-d.end:
			return errors.New("the demo ended before it listened; its own words are above")
		case <-ctx.Done():
			return fmt.Errorf("the demo does not listen on %s after %s", d.addr, startTimeout)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the demo and waits for it.
func (d *demoProcess) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.halt()
}

// halt asks the demo to end, and kills it where it does not. d.mu is held.
func (d *demoProcess) halt() {
	if d.cmd == nil {
		return
	}
	d.expected.Store(true)
	if d.cmd.Process.Signal(os.Interrupt) != nil {
		_ = d.cmd.Process.Kill() // on Windows there is no Interrupt
	}
	select {
	case <-d.end:
	case <-time.After(5 * time.Second):
		_ = d.cmd.Process.Kill()
		<-d.end
	}
	d.cmd = nil
}

func reason(err error) string {
	if err == nil {
		return "by request"
	}
	return strings.TrimPrefix(err.Error(), "exec: ")
}
