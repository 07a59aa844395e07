// Package redistest starts a redis-server for a test.
//
// The server keeps nothing on disk, listens on a free port of the loopback, and is killed when the test ends. Without a
// redis-server the test is skipped; if the environment variable WECHATGO_REQUIRE (a list separated by commas) names
// redis, as in CI, the test fails instead.
package redistest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"testing"
	"time"

	"github.com/wechatgo/wechatgo/internal/programtest"
)

// startTimeout is the time limit for a server to be ready. It is long enough for a slow machine.
const startTimeout = time.Minute

// Server is a redis-server in a process of its own. Its methods fail the test if they do not succeed; call them from
// the test's goroutine.
type Server struct {
	Addr string // host and port, the same for the Server's whole life

	t    testing.TB
	args []string
	cmd  *exec.Cmd
	out  bytes.Buffer  // the process's output; complete when gone is closed
	gone chan struct{} // closed when the process has ended
}

// Start starts an empty server. Each arg is one of its configuration, in redis-server's notation: "--maxmemory", "8mb".
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	path := programtest.Need(t, programtest.Redis)
	dir := t.TempDir()
	var err error
	for range 5 { // another process may take the port before the server does
		port := freePort(t)
		s := &Server{Addr: net.JoinHostPort("127.0.0.1", port), t: t}
		s.args = append([]string{
			path, "--bind", "127.0.0.1", "--port", port, "--dir", dir,
			"--save", "", "--appendonly", "no", "--loglevel", "warning",
		}, args...)
		if s.start() {
			t.Cleanup(s.Stop)
			return s
		}
		err = fmt.Errorf("redis-server ended at once: %s", s.out.String())
	}
	t.Fatalf("redistest: %v", err)
	return nil
}

// StartCluster starts a Redis Cluster of one node, which owns every slot and refuses commands with keys of different
// slots.
func StartCluster(t testing.TB, args ...string) *Server {
	t.Helper()
	s := Start(t, append([]string{"--cluster-enabled", "yes", "--cluster-port", freePort(t)}, args...)...)
	if !s.await("CLUSTER ADDSLOTSRANGE 0 16383\r\nCLUSTER INFO", "cluster_state:ok") {
		t.Fatalf("redistest: the Cluster's node has ended: %s", s.out.String())
	}
	return s
}

// Stop kills the server: its connections are cut and its data is lost. Stopping it again does nothing.
func (s *Server) Stop() {
	s.t.Helper()
	_ = s.cmd.Process.Kill() // an error means that the process has ended
	<-s.gone
}

// Restart stops the server and starts it again, empty, at the same Addr.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	if !s.start() {
		s.t.Fatalf("redistest: redis-server did not come back: %s", s.out.String())
	}
}

// Pause suspends the server until Resume, Restart or Stop: it accepts connections and commands but does not answer. It
// needs Unix, and skips the test elsewhere.
func (s *Server) Pause() { s.t.Helper(); s.signal(pause) }

// Resume continues a paused server, which first answers the commands that it got in the meantime.
func (s *Server) Resume() { s.t.Helper(); s.signal(resume) }

// start starts the process and reports whether the server is ready; false means that it has ended.
func (s *Server) start() bool {
	s.t.Helper()
	s.out.Reset()
	s.cmd = exec.CommandContext(context.Background(), s.args[0], s.args[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = &s.out, &s.out
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("redistest: %v", err)
	}
	cmd, gone := s.cmd, make(chan struct{})
	s.gone = gone
	go func() { defer close(gone); _ = cmd.Wait() }()

	// The process id distinguishes it from another process's server on the same port.
	return s.await("INFO server", fmt.Sprintf("process_id:%d\r\n", s.cmd.Process.Pid))
}

// await sends the command until the answer contains want. It reports false when the server has ended.
func (s *Server) await(command, want string) bool {
	s.t.Helper()
	for late := time.After(startTimeout); !s.answers(command, want); {
		select {
		case <-s.gone:
			return false
		case <-late:
			s.Stop()
			s.t.Fatalf("redistest: no %q from redis-server within %v: %s", want, startTimeout, s.out.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
	return true
}

// answers reports whether the server answers command within a second and the answer contains want.
func (s *Server) answers(command, want string) bool {
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(context.Background(), "tcp", s.Addr)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	_, _ = io.WriteString(conn, command+"\r\nQUIT\r\n")
	answer, _ := io.ReadAll(conn)
	return bytes.Contains(answer, []byte(want))
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}
