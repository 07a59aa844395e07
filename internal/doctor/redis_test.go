package doctor_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/internal/doctor"
	"github.com/wechatgo/wechatgo/internal/redistest"
)

func examineRedis(t *testing.T, server *redistest.Server, w doctor.World) []doctor.Finding {
	t.Helper()
	r, err := doctor.Run(t.Context(), doctor.Config{
		Redis: "redis://" + server.Addr, Only: []string{"redis"}, World: w,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

func TestRedis(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args  []string
		setUp string // a command, after the start
		want  []string
	}{
		"as it should be": {want: []string{"ok redis.ok"}},
		"eviction": {
			args: []string{"--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"},
			want: []string{"error redis.eviction"},
		},
		"eviction, and no limit": {
			args: []string{"--maxmemory-policy", "volatile-ttl"},
			want: []string{"warning redis.eviction"},
		},
		"full":            {args: []string{"--maxmemory", "1"}, want: []string{"warning redis.full", "error redis.write"}},
		"replica":         {args: []string{"--replicaof", "127.0.0.1", "1"}, want: []string{"error redis.replica"}},
		"password":        {setUp: "CONFIG SET requirepass hunter2", want: []string{"error redis.unreachable"}},
		"no right":        {setUp: "ACL SETUSER default -info", want: []string{"warning redis.rights"}},
		"no right to ask": {setUp: "ACL SETUSER default -ping", want: []string{"warning redis.rights"}},
		"no right to it":  {setUp: "ACL SETUSER default -set", want: []string{"error redis.write"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t, test.args...)
			if test.setUp != "" {
				client := redis.NewClient(&redis.Options{Addr: server.Addr})
				defer client.Close()
				var command []any
				for word := range strings.FieldsSeq(test.setUp) {
					command = append(command, word)
				}
				if err := client.Do(t.Context(), command...).Err(); err != nil {
					t.Fatal(err)
				}
			}
			findings := examineRedis(t, server, doctor.World{})
			var got []string
			for _, f := range findings {
				got = append(got, string(f.Level)+" "+f.Check)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q\n%+v", got, test.want, findings)
			}
		})
	}
}

func TestRedisClock(t *testing.T) {
	t.Parallel()
	ahead := doctor.World{Now: func() time.Time { return time.Now().Add(time.Minute) }}
	findings := examineRedis(t, redistest.Start(t), ahead)
	if len(findings) != 2 || findings[0].Check != "redis.clock" || !strings.Contains(findings[0].Evidence, "+60") {
		t.Errorf("%+v", findings)
	}
}

func TestRedisCluster(t *testing.T) {
	t.Parallel()
	findings := examineRedis(t, redistest.StartCluster(t), doctor.World{})
	if len(findings) != 2 || findings[0].Check != "redis.cluster" || findings[1].Check != "redis.ok" {
		t.Errorf("%+v", findings)
	}
}

// A server that stops answering is unreachable, and not one that refuses to write; the other commands do not wait for it
// once more.
func TestRedisThatStopsAnswering(t *testing.T) {
	t.Parallel()
	for _, last := range []string{"INFO", "SET", "PTTL"} {
		for _, hangs := range []bool{true, false} {
			t.Run(fmt.Sprint(last, hangs), func(t *testing.T) {
				t.Parallel()
				address, commands := silentRedis(t, last, hangs)
				r, err := doctor.Run(t.Context(), doctor.Config{
					Redis: "redis://" + address + "/0?read_timeout=1s", Only: []string{"redis"},
				})
				if err != nil || len(r.Findings) != 1 || r.Findings[0].Check != "redis.unreachable" ||
					!strings.HasPrefix(r.Findings[0].Evidence, last) {
					t.Errorf("%v, %+v", err, r.Findings)
				}
				if got := commands(); got[len(got)-1] != last {
					t.Errorf("commands after %s: %q", last, got)
				}
			})
		}
	}
}

// silentRedis is a server that answers until the command last, and then hangs or hangs up. It has the names of the
// commands that came.
func silentRedis(t *testing.T, last string, hangs bool) (address string, commands func() []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	var mu sync.Mutex
	var got []string
	answers := map[string]string{
		"HELLO": "-ERR unknown command\r\n", "PING": "+PONG\r\n", "INFO": "$0\r\n\r\n", "SET": "+OK\r\n",
	}
	serve := func(conn net.Conn) {
		defer conn.Close()
		words := bufio.NewScanner(conn)
		for words.Scan() { // a word a line, between their lengths
			name := strings.ToUpper(words.Text())
			answer, known := answers[name]
			if !known && name != last {
				continue
			}
			mu.Lock()
			got = append(got, name)
			mu.Unlock()
			switch {
			case name == last && !hangs:
				return
			case name != last:
				io.WriteString(conn, answer)
			}
		}
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	return listener.Addr().String(), func() []string { mu.Lock(); defer mu.Unlock(); return slices.Clone(got) }
}
