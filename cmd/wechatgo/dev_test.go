package main_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// command is the built command, as a user has it.
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
	page, app string // addresses
	out       *output
}

// output collects what a program prints and lets a test wait for a line.
type output struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{}
}

func (o *output) read(p *bufio.Scanner) {
	for p.Scan() {
		o.mu.Lock()
		o.lines = append(o.lines, p.Text())
		close(o.more)
		o.more = make(chan struct{})
		o.mu.Unlock()
	}
}

func (o *output) text() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.lines, "\n")
}

// wait returns the first match of pattern in what was printed.
func (o *output) wait(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	deadline := time.After(30 * time.Second)
	for {
		o.mu.Lock()
		more, text := o.more, strings.Join(o.lines, "\n")
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

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start runs the command and collects what it prints.
func start(t *testing.T, args ...string) *output {
	t.Helper()
	binary, err := command()
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	out := &output{more: make(chan struct{})}
	done := make(chan struct{})
	go func() { out.read(bufio.NewScanner(r)); close(done) }()
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait()
		<-done
		if t.Failed() {
			t.Logf("%v printed:\n%s", args, out.text())
		}
	})
	return out
}

// startDev runs `wechatgo dev` on free ports and waits until it is ready.
func startDev(t *testing.T, args ...string) *dev {
	t.Helper()
	d := &dev{page: freePort(t), app: freePort(t)}
	d.out = start(t, append([]string{"dev", "--addr", d.page, "--app-addr", d.app}, args...)...)
	d.out.wait(t, `(?m)^\s+open\s+http://`+regexp.QuoteMeta(d.page))
	return d
}
