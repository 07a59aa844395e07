package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wechatgo/wechatgo/account"
	"github.com/wechatgo/wechatgo/examples/officialaccount/app"
)

// verifyFile is the domain verification file that the sandbox's demo serves.
const verifyFile = "MP_verify_wechatgosandbox1.txt"

// Time limits for starting and stopping the demo.
const (
	startTimeout = 30 * time.Second
	endTimeout   = 5 * time.Second
)

// demoProgram is what dev runs beside the sandbox.
type demoProgram struct {
	args      []string // of this command
	listening string   // what it logs when it accepts requests
}

// demoProcess runs a demo as a process of its own, with an account in its environment, as it would run on real WeChat.
type demoProcess struct {
	program           demoProgram
	addr, inner, base string // where it listens, its own address, the sandbox's
	cookieKey         string // kept over restarts, so that logins stay valid
	out, err          io.Writer

	mu      sync.Mutex // held during a start or a stop
	running *runningDemo
}

// runningDemo is one process of the demo.
type runningDemo struct {
	*exec.Cmd
	stdin    io.Closer     // the demo ends when it is closed, and so also when its parent ends
	ended    chan struct{} // closed when the process has ended
	expected atomic.Bool   // set before dev itself ends the process
}

func newDemoProcess(program demoProgram, addr, inner, base string, out, err io.Writer) *demoProcess {
	return &demoProcess{
		program: program, addr: addr, inner: inner, base: base,
		cookieKey: rand.Text() + rand.Text(), out: out, err: err,
	}
}

// restart stops the demo if it runs, starts it with account a and waits until it listens.
func (d *demoProcess) restart(ctx context.Context, a account.Account) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.halt()
	log := newDemoLog(d.err, d.program.listening)
	demo, err := d.start(ctx, a, log)
	if err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	d.running = demo
	select {
	case <-log.listening:
		fmt.Fprintf(d.out, "  demo in %s mode at %s, process %d\n", a.PushMode(), d.inner, demo.Process.Pid)
		return nil
	case <-demo.ended:
		err = errors.New("the demo ended before it listened; its own words are above")
	case <-time.After(startTimeout):
		err = fmt.Errorf("the demo does not listen on %s after %s", d.addr, startTimeout)
	case <-ctx.Done():
		err = ctx.Err()
	}
	d.halt()
	return err
}

func (d *demoProcess) start(ctx context.Context, a account.Account, log *demoLog) (*runningDemo, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	demo := &runningDemo{
		Cmd: exec.CommandContext(
			context.WithoutCancel(ctx),
			self,
			append(d.program.args, "--addr", d.addr, "--until-eof")..., // closing its standard input ends it in order
		),
		ended: make(chan struct{}),
	}
	demo.Env = append(append(os.Environ(), environment(a, d.base)...), app.EnvCookieKey+"="+d.cookieKey)
	demo.Stdout, demo.Stderr = log, log
	if demo.stdin, err = demo.StdinPipe(); err != nil {
		return nil, err
	}
	if err := demo.Start(); err != nil {
		return nil, err
	}
	go func() {
		err := demo.Wait()
		if !demo.expected.Load() {
			reason := cmp.Or(err, errors.New("by request"))
			fmt.Fprintf(
				d.out,
				"  demo stopped (%v): a push meets nobody now; change the mode on the page to start it again\n",
				reason,
			)
		}
		close(demo.ended)
	}()
	return demo, nil
}

// stop ends the demo and waits for it.
func (d *demoProcess) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.halt()
}

// halt asks the demo to end, and kills it if it does not. The caller holds d.mu.
func (d *demoProcess) halt() {
	demo := d.running
	if demo == nil {
		return
	}
	d.running = nil
	demo.expected.Store(true)
	demo.stdin.Close()
	select {
	case <-demo.ended:
	case <-time.After(endTimeout):
		_ = demo.Process.Kill() // it has already ended, or is about to
		<-demo.ended
	}
}
