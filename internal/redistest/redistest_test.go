package redistest

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

func TestServer(t *testing.T) {
	t.Parallel()
	s := Start(t, "--maxclients", "77")
	if !s.await("CONFIG GET maxclients", "77") {
		t.Error("the argument did not reach the server")
	}
	if !s.await("SET k v", "+OK") {
		t.Fatal("a started server does not answer")
	}

	s.Pause()
	if s.answers("PING", "PONG") {
		t.Error("a paused server answers")
	}
	s.Resume()
	if !s.await("PING", "PONG") {
		t.Error("a resumed server does not answer")
	}

	addr := s.Addr
	s.Restart()
	if s.Addr != addr || !s.await("PING", "PONG") {
		t.Error("a restarted server does not answer at its address")
	}
	if !s.await("EXISTS k", ":0") {
		t.Error("a restarted server is not empty")
	}

	s.Pause()
	s.Stop() // a paused server can be stopped, too
	s.Stop()
	if s.answers("PING", "PONG") {
		t.Error("a stopped server answers")
	}
	s.Restart()
	if !s.await("PING", "PONG") {
		t.Error("a stopped server does not come back")
	}
}

func TestServersStayApart(t *testing.T) {
	t.Parallel()
	one, two := Start(t), Start(t)
	if one.Addr == two.Addr {
		t.Fatalf("both listen on %s", one.Addr)
	}
	one.await("SET k v", "+OK")
	if !two.await("EXISTS k", ":0") {
		t.Error("one's key is in the other")
	}
}

func TestCluster(t *testing.T) {
	t.Parallel()
	s := StartCluster(t)
	if !s.await("SET k v", "+OK") {
		t.Error("the node does not own the slot of k")
	}
	if !s.await("MGET a b", "-CROSSSLOT") {
		t.Error("the node allows what crosses slots")
	}
	s.Restart()
	if !s.await("CLUSTER INFO", "cluster_state:ok") {
		t.Error("the node forgot its slots")
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	var s *Server
	t.Run("test", func(t *testing.T) { s = Start(t) })
	if s != nil && s.answers("PING", "PONG") {
		t.Error("the server has outlived its test")
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	if got := outcome(t, func(t testing.TB) { Start(t, "--no-such-setting", "1") }); !strings.Contains(got, "no-such-setting") {
		t.Errorf("a wrong setting ended the test with %q", got)
	}
	s := Start(t)
	if got := outcome(t, func(t testing.TB) {
		s.t = t
		s.Stop()
		s.Pause()
	}); !strings.HasPrefix(got, "fail: ") {
		t.Errorf("pausing a stopped server ended the test with %q", got)
	}
}

func TestNoServer(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for require, want := range map[string]string{
		"":               "skip: no redis-server",
		"chromium":       "skip: no redis-server",
		"redis":          "fail: WECHATGO_REQUIRE names redis",
		"redis,chromium": "fail: WECHATGO_REQUIRE names redis",
		"chromium,redis": "fail: WECHATGO_REQUIRE names redis",
	} {
		t.Setenv("WECHATGO_REQUIRE", require)
		if got := outcome(t, func(t testing.TB) { Start(t) }); !strings.HasPrefix(got, want) {
			t.Errorf("WECHATGO_REQUIRE=%q: %q, want %q", require, got, want)
		}
	}
}

// outcome runs f and returns how it ended its test.
func outcome(t *testing.T, f func(testing.TB)) string {
	e := &recordingTB{TB: t}
	var wg sync.WaitGroup
	wg.Go(func() { f(e) })
	wg.Wait()
	return e.how
}

// recordingTB is a test that records how it was ended.
type recordingTB struct {
	testing.TB
	how string
}

func (e *recordingTB) Fatalf(format string, args ...any) { e.end("fail: ", format, args) }
func (e *recordingTB) Skipf(format string, args ...any)  { e.end("skip: ", format, args) }

func (e *recordingTB) end(how, format string, args []any) {
	e.how = how + fmt.Sprintf(format, args...)
	runtime.Goexit()
}
