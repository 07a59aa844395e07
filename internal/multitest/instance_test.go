package multitest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// instance is a process that runs the program.
type instance struct {
	name     string
	callback string      // the address of an instance that receives pushes
	leaving  atomic.Bool // it has been told to end
	t        *testing.T
	cmd      *exec.Cmd
	in       io.WriteCloser
	reports  *bufio.Scanner
	stderr   bytes.Buffer // complete when the process has ended
	end      func() error // waits for the process
}

func startInstance(t *testing.T, s setting, files ...*os.File) *instance {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	// The instance ends when its standard input is closed. If it were killed it could not report a data race.
	i := &instance{name: s.Name, t: t, cmd: exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0])}
	i.cmd.Env = append(os.Environ(), envInstance+"="+string(raw), "GORACE=atexit_sleep_ms=10")
	i.cmd.Stderr, i.cmd.ExtraFiles = &i.stderr, files
	i.in, err = i.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := i.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	i.reports = bufio.NewScanner(out)
	i.reports.Buffer(nil, 1<<20)
	if err := i.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	i.end = sync.OnceValue(i.cmd.Wait)
	t.Cleanup(func() { i.stop() })
	return i
}

// startInstances starts n instances with different names.
func startInstances(t *testing.T, n int, s setting) []*instance {
	t.Helper()
	all := make([]*instance, n)
	for i := range all {
		s.Name = fmt.Sprint("instance", i)
		all[i] = startInstance(t, s)
	}
	return all
}

// stop ends the process and returns what it logged.
func (i *instance) stop() string {
	i.in.Close()
	if err := i.end(); err != nil && i.cmd.ProcessState.ExitCode() > 0 {
		i.t.Errorf("%s: %v: %s", i.name, err, &i.stderr)
	}
	return i.stderr.String()
}

// kill ends the process as a power failure would.
func (i *instance) kill() {
	_ = i.cmd.Process.Kill() // SIGKILL; an error means that the process has ended
	_ = i.end()
}

// round asks all instances for a report, and fails the test if it has failed calls. It returns the time of the slowest
// call, and how often the store failed.
func round(t *testing.T, what string, all []*instance) (slowest time.Duration, storeFailures int) {
	t.Helper()
	for _, i := range all {
		if _, err := io.WriteString(i.in, "\n"); err != nil {
			t.Fatalf("%s: %s is gone: %v: %s", what, i.name, err, i.stop())
		}
	}
	for _, i := range all {
		var r report
		if !i.reports.Scan() {
			t.Fatalf("%s: %s is gone: %s", what, i.name, i.stop())
		}
		if err := json.Unmarshal(i.reports.Bytes(), &r); err != nil {
			t.Fatalf("%s: %s: %v", what, i.name, err)
		}
		if len(r.Errors) > 0 {
			t.Errorf("%s: %s: %d of %d calls failed, the first with %s", what, i.name, len(r.Errors), r.Calls, r.Errors[0])
		}
		slowest = max(slowest, r.Slowest)
		storeFailures += r.StoreFailures
	}
	return slowest, storeFailures
}
