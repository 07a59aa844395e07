package redisstore_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/redisstore"
)

const secret = "s3cr3t-t0k3n"

const (
	// never is longer than any test. It is the client's own timeout where ctx alone is to end an operation.
	never = time.Hour
	// soon bounds an operation whose ctx has ended, even on a busy machine.
	soon = time.Minute
)

// ops are the forms of the operations, all but "time" on the key k. "swap in" and "swap nothing" expect the key to be
// absent, the others expect it to hold secret.
var ops = map[string]func(ctx context.Context, s store.Store) error{
	"get": func(ctx context.Context, s store.Store) error {
		_, err := s.Get(ctx, "k")
		return err
	},
	"set": func(ctx context.Context, s store.Store) error {
		return s.Set(ctx, "k", []byte(secret), time.Hour)
	},
	"swap in":      swap(nil, []byte(secret)),
	"swap over":    swap([]byte(secret), []byte(secret+"2")),
	"swap out":     swap([]byte(secret), nil),
	"swap nothing": swap(nil, nil),
	"time": func(ctx context.Context, s store.Store) error {
		_, err := s.(store.Clock).Time(ctx)
		return err
	},
}

var errNotSwapped = errors.New("not swapped, and no error")

func swap(old, new []byte) func(context.Context, store.Store) error {
	return func(ctx context.Context, s store.Store) error {
		swapped, err := s.CompareAndSwap(ctx, "k", old, new, time.Hour)
		if swapped == (err != nil) {
			return errNotSwapped
		}
		return err
	}
}

// prepare brings the key k into the state that op expects.
func prepare(t *testing.T, s store.Store, op string) {
	t.Helper()
	ttl := time.Hour
	if op == "swap in" || op == "swap nothing" {
		ttl = 1
	}
	if err := s.Set(t.Context(), "k", []byte(secret), ttl); err != nil {
		t.Fatal(err)
	}
	for ttl == 1 {
		if _, err := s.Get(t.Context(), "k"); errors.Is(err, store.ErrNotFound) {
			return
		}
	}
}

// checkError fails unless err is an Error of op that shows no secret.
func checkError(t *testing.T, op string, err error) {
	t.Helper()
	var opErr *redisstore.Error
	if !errors.As(err, &opErr) {
		t.Errorf("%s: %v, want *redisstore.Error", op, err)
		return
	}
	verb := op
	if strings.HasPrefix(op, "swap") {
		verb = "compare-and-swap"
	}
	if opErr.Op != verb || !strings.HasPrefix(err.Error(), "redisstore: "+verb+": ") {
		t.Errorf("%s: Op %q, text %q", op, opErr.Op, err)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(e.Error(), secret) {
			t.Errorf("%s: the secret is in %T %q", op, e, e)
		}
	}
}

func TestServerUnreachable(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	client := redis.NewClient(&redis.Options{Addr: server.Addr, MaxRetries: math.MaxInt32})
	t.Cleanup(func() { client.Close() })
	s := redisstore.New(client)
	if _, err := s.Get(t.Context(), "k"); !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	server.Stop()
	for op, do := range ops {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		begin := time.Now()
		err := do(ctx, s)
		cancel()
		checkError(t, op, err)
		if took := time.Since(begin); took > soon {
			t.Errorf("%s took %v", op, took)
		}
	}
	server.Restart()
	runAll(t, s)
}

// A restart leaves dead connections in the client's pool. The next operation replaces them and does not fail.
func TestServerRestarted(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	s := redisstore.New(connect(t, server.Addr))
	for op, do := range ops {
		prepare(t, s, "set")
		server.Restart()
		err := do(t.Context(), s)
		if op == "get" && errors.Is(err, store.ErrNotFound) || strings.HasPrefix(op, "swap o") && errors.Is(err, errNotSwapped) {
			err = nil // the restarted server is empty
		}
		if err != nil {
			t.Errorf("%s: %v", op, err)
		}
	}
}

func TestServerSlow(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for name, options := range map[string]*redis.Options{
		"client with context timeout": {Addr: server.Addr, ReadTimeout: never, ContextTimeoutEnabled: true},
		"client without":              {Addr: server.Addr, ReadTimeout: never},
	} {
		client := redis.NewClient(options)
		t.Cleanup(func() { client.Close() })
		s := redisstore.New(client)
		server.Pause()
		for op, do := range ops {
			for want, end := range map[error]func(context.Context) (context.Context, context.CancelFunc){
				context.DeadlineExceeded: func(ctx context.Context) (context.Context, context.CancelFunc) {
					return context.WithTimeout(ctx, 20*time.Millisecond)
				},
				context.Canceled: func(ctx context.Context) (context.Context, context.CancelFunc) {
					ctx, cancel := context.WithCancel(ctx)
					time.AfterFunc(20*time.Millisecond, cancel)
					return ctx, cancel
				},
			} {
				ctx, cancel := end(t.Context())
				begin := time.Now()
				err := do(ctx, s)
				cancel()
				checkError(t, op, err)
				if !errors.Is(err, want) {
					t.Errorf("%s, %s: %v, want %v", name, op, err, want)
				}
				if took := time.Since(begin); took > soon {
					t.Errorf("%s, %s took %v", name, op, took)
				}
			}
		}
		server.Resume()
		// Commands of the loop above may take effect only now, on keys of the other prefix.
		runAll(t, redisstore.New(client, redisstore.WithPrefix(name)))
	}
}

// With a ctx that never ends, the client's own timeouts end an operation.
func TestClientTimeout(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Pause()
	for op, do := range ops {
		client := redis.NewClient(&redis.Options{Addr: server.Addr, ReadTimeout: 20 * time.Millisecond, MaxRetries: -1})
		t.Cleanup(func() { client.Close() })
		err := do(context.Background(), redisstore.New(client))
		checkError(t, op, err)
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want the connection's timeout", op, err)
		}
	}
}

// The connection has the deadline of ctx and may fail before ctx is done.
func TestDeadlineSeenByTheConnectionFirst(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{})
	t.Cleanup(func() { client.Close() })
	client.AddHook(failingHook{&net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}})
	_, err := redisstore.New(client).Get(lateContext{t.Context()}, "k")
	checkError(t, "get", err)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want %v", err, context.DeadlineExceeded)
	}
}

// lateContext is a context whose deadline has passed and whose timer has not fired yet.
type lateContext struct{ context.Context }

func (lateContext) Deadline() (time.Time, bool) { return time.Unix(0, 0), true }

// failingHook is a hook in which every command fails.
type failingHook struct{ err error }

func (failingHook) DialHook(next redis.DialHook) redis.DialHook { return next }

func (f failingHook) ProcessHook(redis.ProcessHook) redis.ProcessHook {
	return func(context.Context, redis.Cmder) error { return f.err }
}

func (failingHook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// The answer of a swap may be lost. The client must not send the swap again, since the second attempt would report that
// it had not swapped.
func TestAnswerLost(t *testing.T) {
	t.Parallel()
	addr := redistest.Start(t).Addr
	var cut atomic.Bool
	client := redis.NewClient(&redis.Options{
		Addr: addr,
		Dialer: func(_ context.Context, network, addr string) (net.Conn, error) {
			conn, err := net.Dial(network, addr)
			return &lossy{Conn: conn, cut: &cut}, err
		},
	})
	t.Cleanup(func() { client.Close() })
	s, direct := redisstore.New(client), redisstore.New(connect(t, addr))
	runAll(t, direct) // this loads the script as well
	for op, do := range ops {
		prepare(t, direct, op)
		cut.Store(true)
		err := do(t.Context(), s)
		if op == "get" || op == "set" || op == "time" { // the client retries these, which has the same effect
			if err != nil {
				t.Errorf("%s: %v", op, err)
			}
			continue
		}
		checkError(t, op, err)
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v, want %v", op, err, io.EOF)
		}
		want := map[string]string{"swap in": secret, "swap over": secret + "2"}[op]
		if got, _ := direct.Get(t.Context(), "k"); string(got) != want {
			t.Errorf("%s: the store holds %q, want %q: the answer was to be lost, not the command", op, got, want)
		}
	}
}

// lossy is a connection that loses the answer to one command of a Store, and then ends.
type lossy struct {
	net.Conn
	cut  *atomic.Bool // set for the next such command on any connection
	lose atomic.Bool
}

func (c *lossy) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("wechatgo:")) && c.cut.CompareAndSwap(true, false) {
		c.lose.Store(true)
	}
	return c.Conn.Write(b)
}

func (c *lossy) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if !c.lose.Load() {
		return n, err
	}
	c.Close()
	return 0, io.EOF
}

// Redis quotes the arguments of a command that it does not know.
func TestRedisQuotes(t *testing.T) {
	t.Parallel()
	client := connect(t, redistest.Start(t,
		"--rename-command", "GET", "", "--rename-command", "SET", "", "--rename-command", "EVALSHA", "", "--rename-command", "EVAL", "",
		"--rename-command", "EXISTS", "",
	).Addr)
	if err := client.Set(t.Context(), "k", secret, time.Hour).Err(); err == nil || !strings.Contains(err.Error(), secret) {
		t.Fatalf("Redis says %v, which does not quote the secret", err)
	}
	for op, do := range ops {
		err := do(t.Context(), redisstore.New(client))
		checkError(t, op, err)
		if !strings.Contains(err.Error(), "unknown command") {
			t.Errorf("%s: %q does not say what is wrong", op, err)
		}
	}
}

// go-redis quotes a line that it cannot read, whatever kind of reply the line seems to begin: a number, a length, or
// none that there is.
func TestClientQuotes(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"@", ":", ",", "(", "#", "$", "=", "*", "%", "~", "|"} {
		client := redis.NewClient(&redis.Options{
			Addr: garbled(t, kind+secret+"\r\n"), Protocol: 2, DisableIdentity: true, MaxRetries: -1,
		})
		t.Cleanup(func() { client.Close() })
		if err := client.Do(t.Context(), "get", "k").Err(); err == nil || !strings.Contains(err.Error(), secret) {
			t.Fatalf("%s: go-redis says %v, which does not quote the secret", kind, err)
		}
		for op, do := range ops {
			// GET and SET take the text of a number or a status as it is.
			if err := do(t.Context(), redisstore.New(client)); err != nil {
				checkError(t, op, err)
			}
		}
	}
}

// garbled returns the address of a server that answers every command with line.
func garbled(t *testing.T, line string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for b := make([]byte, 4096); ; {
					n, err := conn.Read(b)
					if err != nil {
						return
					}
					if bytes.Contains(bytes.ToLower(b[:n]), []byte("hello")) {
						io.WriteString(conn, "-ERR unknown command\r\n") // the client goes on without it
						continue
					}
					io.WriteString(conn, line)
				}
			}()
		}
	}()
	return listener.Addr().String()
}

// The errors of Redis and go-redis keep their type, so that a program can see the reason.
func TestErrorsKeepTheirType(t *testing.T) {
	t.Parallel()
	client := connect(t, redistest.Start(t).Addr)
	s := redisstore.New(client)
	client.Close()
	for op, do := range ops {
		err := do(t.Context(), s)
		checkError(t, op, err)
		if !errors.Is(err, redis.ErrClosed) {
			t.Errorf("%s on a closed client: %v, want %v", op, err, redis.ErrClosed)
		}
	}
}

// A full server refuses what needs memory, and nothing else: entries can be read, and locks can be given back.
func TestServerFull(t *testing.T) {
	t.Parallel()
	client := connect(t, redistest.Start(t).Addr)
	s := redisstore.New(client)
	for op, full := range map[string]bool{
		"set": true, "swap in": true, "swap over": true,
		"get": false, "swap out": false, "swap nothing": false, "time": false,
	} {
		client.ConfigSet(t.Context(), "maxmemory", "0")
		prepare(t, s, op)
		client.ConfigSet(t.Context(), "maxmemory", "1")
		err := ops[op](t.Context(), s)
		if full {
			checkError(t, op, err)
		}
		if redis.IsOOMError(err) != full || !full && err != nil {
			t.Errorf("%s: %v, want OOM: %t", op, err, full)
		}
	}
}

// A key of another type is an error of this key alone, whichever way the script is run. The error shows neither the
// key, which is in the prefix here, nor what it holds.
func TestWrongType(t *testing.T) {
	t.Parallel()
	client := connect(t, redistest.Start(t).Addr)
	s := redisstore.New(client, redisstore.WithPrefix(secret+":"))
	const key = secret + ":k"
	push := map[string]func(context.Context) error{
		"list": func(ctx context.Context) error { return client.LPush(ctx, key, secret).Err() },
		"hash": func(ctx context.Context) error { return client.HSet(ctx, key, secret, secret).Err() },
		"set":  func(ctx context.Context) error { return client.SAdd(ctx, key, secret).Err() },
	}
	scripts := map[string]func(context.Context) error{
		"by its source": func(ctx context.Context) error { return client.ScriptFlush(ctx).Err() },
		"by its hash": func(ctx context.Context) error {
			_, err := s.CompareAndSwap(ctx, "other", []byte("1"), []byte("1"), time.Hour)
			return err
		},
	}
	wants := map[string]error{
		"get": store.ErrWrongType, "swap over": store.ErrWrongType, "swap out": store.ErrWrongType,
		"swap in": errNotSwapped, "swap nothing": errNotSwapped, // the key is not absent
	}
	for kind, push := range push {
		for how, prepareScript := range scripts {
			for op, want := range wants {
				ctx, name := t.Context(), op+" of a "+kind+", script "+how
				if err := errors.Join(prepareScript(ctx), client.Del(ctx, key).Err(), push(ctx)); err != nil {
					t.Fatal(err)
				}
				err := ops[op](ctx, s)
				if !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", name, err, want)
				}
				if want == store.ErrWrongType {
					checkError(t, op, err)
				}
				if got := client.Type(ctx, key).Val(); got != kind {
					t.Errorf("%s: the key now holds a %s", name, got)
				}
			}
		}
		if err := s.Set(t.Context(), "k", []byte("v"), time.Hour); err != nil {
			t.Errorf("set over a %s: %v", kind, err)
		}
		if got, err := s.Get(t.Context(), "k"); string(got) != "v" || err != nil {
			t.Errorf("get after a set over a %s: %q, %v", kind, got, err)
		}
	}
}

// How a server words an error differs by its version.
func TestWrongTypeByTheErrorsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"WRONGTYPE Operation against a key holding the wrong kind of value":                                                                          true,
		"WRONGTYPE Operation against a key holding the wrong kind of value script: 5f0f4c9d, on @user_script:2.":                                     true,
		"ERR Error running script (call to f_5f0f4c9d): @user_script:2: WRONGTYPE Operation against a key holding the wrong kind of value":           true,
		"ERR Error running script (call to f_5f0f4c9d): @user_script:2: @user_script: 2: Wrong number of args calling Redis command From Lua script": false,
		"ERR unknown command 'GET', with args beginning with: 'wechatgo:WRONGTYPE' ":                                                                 false,
		"OOM command not allowed when used memory > 'maxmemory'.":                                                                                    false,
	} {
		client := redis.NewClient(&redis.Options{})
		t.Cleanup(func() { client.Close() })
		client.AddHook(failingHook{errors.New(text)})
		s := redisstore.New(client)
		for _, op := range []string{"get", "swap over", "swap out"} {
			if err := ops[op](t.Context(), s); errors.Is(err, store.ErrWrongType) != want {
				t.Errorf("%s, %q: %v, want ErrWrongType: %t", op, text, err, want)
			}
		}
	}
}

// An address that is a URL gets the cure, and its password is not shown.
func TestAddressIsURL(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"redis://:" + secret + "@127.0.0.1:6379/0", "redis://" + secret + "@localhost", "rediss://" + secret} {
		client := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1, DialerRetries: 1})
		t.Cleanup(func() { client.Close() })
		_, err := redisstore.New(client).Get(t.Context(), "k")
		checkError(t, "get", err)
		if !strings.Contains(err.Error(), "redis.ParseURL") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
