package main_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"
)

// command builds the command, as a user has it, and returns its path.
var command = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wechatgo")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "wechatgo")
	out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if binary, err := command(); err == nil {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(status)
}

// dev is a running `wechatgo dev`.
type dev struct {
	*program
	page, web, app string // addresses: the page, the public one, the demo's own
}

// output collects what a program prints, and lets a test wait for a line.
type output struct {
	mu    sync.Mutex
	bytes []byte
	more  chan struct{} // closed when something is added
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes = append(o.bytes, b...)
	close(o.more)
	o.more = make(chan struct{})
	return len(b), nil
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.bytes)
}

// wait returns the first match of pattern in what was printed.
func (o *output) wait(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	deadline := time.After(time.Minute)
	for {
		o.mu.Lock()
		more, text := o.more, string(o.bytes)
		o.mu.Unlock()
		if m := re.FindStringSubmatch(text); m != nil {
			return m
		}
		select {
		case <-more:
		case <-deadline:
			t.Fatalf("never printed %q; printed:\n%s", pattern, text)
		}
	}
}

// freePort returns an address on which nothing listens. Its port is below the range from which systems choose ports, so
// that no other program takes it before the demo does.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprint("127.0.0.1:", 20_000+rand.IntN(12_000)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

// program is the running command.
type program struct {
	cmd   *exec.Cmd
	out   *output
	ended chan struct{} // closed when the command has ended and end is set
	end   error
}

// start runs the command, collects its output and ends it when the test ends.
func start(t *testing.T, args ...string) *program {
	t.Helper()
	binary, err := command()
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	p := &program{cmd: exec.Command(binary, args...), out: &output{more: make(chan struct{})}, ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	ownGroup(p.cmd)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.end = p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(os.Interrupt) // it has ended, or ends now
		select {
		case <-p.ended:
		case <-time.After(time.Minute):
			_ = p.cmd.Process.Kill()
			t.Errorf("%v does not end", args)
		}
		if t.Failed() {
			t.Logf("%v printed:\n%s", args, p.out.text())
		}
	})
	return p
}

// startDev runs `wechatgo dev` on free ports and waits until it is ready.
func startDev(t *testing.T, args ...string) *dev {
	t.Helper()
	d := &dev{app: freePort(t)}
	d.program = start(t, append([]string{"dev", "--addr", "127.0.0.1:0", "--app-addr", d.app}, args...)...)
	printed := d.out.wait(t, `(?s)open  http://(\S+)\n.*web   http://(\S+) is.*stop with Ctrl-C`)
	d.page, d.web = printed[1], printed[2]
	return d
}
