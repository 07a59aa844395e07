package redisstore_test

import (
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/wechatgo/wechatgo/internal/redistest"
	"github.com/wechatgo/wechatgo/store"
	"github.com/wechatgo/wechatgo/store/redisstore"
	"github.com/wechatgo/wechatgo/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]struct {
		start   func(testing.TB, ...string) *redistest.Server
		connect func(addr string) redis.UniversalClient
	}{
		"server": {redistest.Start, func(addr string) redis.UniversalClient {
			return redis.NewClient(&redis.Options{Addr: addr})
		}},
		"cluster": {redistest.StartCluster, func(addr string) redis.UniversalClient {
			return redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{addr}, ContextTimeoutEnabled: true})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			addr := server.start(t).Addr
			client := server.connect(addr)
			t.Cleanup(func() { client.Close() })
			direct := connect(t, addr)
			storetest.Run(t, storetest.Config{
				New: func(t testing.TB) store.Store {
					return redisstore.New(client, redisstore.WithPrefix(t.Name()+":"))
				},
				Advance: func(d time.Duration) { advance(t, direct, d) },
			})
		})
	}
}

// advance shortens the remaining ttl of each key by d, since a test cannot move the server's clock.
func advance(t *testing.T, client *redis.Client, d time.Duration) {
	t.Helper()
	ctx := t.Context()
	keys := client.Scan(ctx, 0, "*", 1000).Iterator()
	for keys.Next(ctx) {
		left, err := client.PTTL(ctx, keys.Val()).Result()
		if err != nil {
			t.Fatal(err)
		}
		if left == -1 {
			t.Errorf("%q never expires", keys.Val())
		}
		if left >= 0 {
			client.PExpire(ctx, keys.Val(), left-d) // zero or below deletes
		}
	}
	if err := keys.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestRedisExpiresKeys(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), connect(t, redistest.Start(t).Addr)
	s := redisstore.New(client)
	const ttl = 30 * time.Millisecond
	begin := time.Now()
	if err := s.Set(ctx, "k", []byte("v"), ttl); err != nil {
		t.Fatal(err)
	}
	for err := error(nil); !errors.Is(err, store.ErrNotFound); _, err = s.Get(ctx, "k") {
		if err != nil || time.Since(begin) > soon {
			t.Fatalf("after %v: %v, want ErrNotFound", time.Since(begin), err)
		}
	}
	if lived := time.Since(begin); lived < ttl-time.Millisecond {
		t.Errorf("lived for %v, want %v", lived, ttl)
	}
}

func TestTTLInMilliseconds(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), connect(t, redistest.Start(t).Addr)
	sent := record(client)
	s := redisstore.New(client)
	for ttl, want := range map[time.Duration]int64{
		1:                                1,
		time.Millisecond - 1:             1,
		time.Millisecond:                 1,
		time.Millisecond + 1:             2,
		1999999 * time.Nanosecond:        2,
		time.Second:                      1000,
		7200 * time.Second:               7200000,
		math.MaxInt64 - 1:                9223372036855,
		math.MaxInt64 * time.Nanosecond:  9223372036855,
		15*time.Second + time.Nanosecond: 15001,
	} {
		sent.take()
		if err := s.Set(ctx, "k", []byte("1"), ttl); err != nil {
			t.Fatalf("Set for %v: %v", ttl, err)
		}
		if _, err := s.CompareAndSwap(ctx, "other", nil, []byte("1"), ttl); err != nil {
			t.Fatalf("CompareAndSwap for %v: %v", ttl, err)
		}
		if _, err := s.CompareAndSwap(ctx, "k", []byte("0"), []byte("1"), ttl); err != nil {
			t.Fatalf("CompareAndSwap for %v: %v", ttl, err)
		}
		cmds := sent.take()
		script := cmds[len(cmds)-1]
		if diff := cmp.Diff([]any{want, want, want}, []any{cmds[0][4], cmds[1][4], script[len(script)-1]}); diff != "" {
			t.Errorf("%v (-want +got)\n%s", ttl, diff)
		}
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), connect(t, redistest.Start(t).Addr)
	for prefix, s := range map[string]store.Store{
		"wechatgo:": redisstore.New(client),
		"{shop}:":   redisstore.New(client, redisstore.WithPrefix("{shop}:")),
		"":          redisstore.New(client, redisstore.WithPrefix("")),
	} {
		if swapped, err := s.CompareAndSwap(ctx, "k", nil, []byte("of "+prefix), time.Hour); !swapped || err != nil {
			t.Errorf("%q: CompareAndSwap = %t, %v: the key of another prefix is the same", prefix, swapped, err)
		}
		if got := client.Get(ctx, prefix+"k").Val(); got != "of "+prefix {
			t.Errorf("Redis holds %q under %q", got, prefix+"k")
		}
	}
}

// A Cluster refuses a command with keys on several nodes, so each command has one. Redis itself lists a command's keys.
func TestOneKeyPerCommand(t *testing.T) {
	t.Parallel()
	addr := redistest.Start(t).Addr
	client := connect(t, addr)
	sent := record(client)
	runAll(t, redisstore.New(client))

	names := map[any]bool{}
	direct := connect(t, addr)
	for _, cmd := range sent.take() {
		names[cmd[0]] = true
		keys, err := direct.CommandGetKeys(t.Context(), cmd...).Result()
		if err != nil || len(keys) != 1 || !strings.HasPrefix(keys[0], "wechatgo:") {
			t.Errorf("%v: keys %q, %v, want one with the prefix", cmd[0], keys, err)
		}
	}
	if diff := cmp.Diff(map[any]bool{"get": true, "set": true, "exists": true, "evalsha": true, "eval": true}, names); diff != "" {
		t.Errorf("commands (-want +got)\n%s", diff)
	}
}

// The documentation says that these rights are enough.
func TestRights(t *testing.T) {
	t.Parallel()
	const rights = "~wechatgo:* +get +set +exists +del +eval +evalsha +time"
	const rule = "ACL SETUSER wechatgo on >password " + rights
	for file, want := range map[string]string{
		"redisstore.go": rule, "../../docs/deployment.md": rights, "../../docs/deployment.zh-CN.md": rights,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		// A comment may have a line break between any two words.
		words := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "\n// ", " ")), " ")
		if !strings.Contains(words, want) {
			t.Errorf("%s does not name %q", file, want)
		}
	}

	addr := redistest.Start(t).Addr
	var args []any
	for arg := range strings.FieldsSeq(rule) {
		args = append(args, arg)
	}
	if err := connect(t, addr).Do(t.Context(), args...).Err(); err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(&redis.Options{Addr: addr, Username: "wechatgo", Password: "password"})
	t.Cleanup(func() { client.Close() })
	runAll(t, redisstore.New(client))

	_, err := redisstore.New(client, redisstore.WithPrefix("other:")).Get(t.Context(), "k")
	if !redis.IsPermissionError(err) {
		t.Errorf("Get of another's key: %v, want NOPERM", err)
	}

	// Without the last right only Time fails.
	if err := connect(t, addr).Do(t.Context(), "acl", "setuser", "wechatgo", "-time").Err(); err != nil {
		t.Fatal(err)
	}
	s := redisstore.New(client)
	checkError(t, "time", ops["time"](t.Context(), s))
	if _, err := s.Get(t.Context(), "k"); err != nil {
		t.Errorf("Get without the right to TIME: %v", err)
	}
}

func TestTimeIsTheServers(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), connect(t, redistest.Start(t).Addr)
	s := redisstore.New(client)
	for range 100 {
		before := client.Time(ctx).Val()
		got, err := s.Time(ctx)
		after := client.Time(ctx).Val()
		if err != nil || got.Before(before) || got.After(after) {
			t.Fatalf("Time = %v, %v, want between %v and %v", got, err, before, after)
		}
	}
}

// The clocks of a Cluster's nodes may differ, so all instances ask the same node.
func TestTimeOfOneNodeOfACluster(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	nodes := []*redis.Client{connect(t, redistest.Start(t).Addr), connect(t, redistest.Start(t).Addr)}
	const slots = 16384
	newStore := func(prefix string) *redisstore.Store {
		client := redis.NewClusterClient(&redis.ClusterOptions{
			ClusterSlots: func(context.Context) ([]redis.ClusterSlot, error) {
				return []redis.ClusterSlot{
					{Start: 0, End: slots/2 - 1, Nodes: []redis.ClusterNode{{Addr: nodes[0].Options().Addr}}},
					{Start: slots / 2, End: slots - 1, Nodes: []redis.ClusterNode{{Addr: nodes[1].Options().Addr}}},
				}, nil
			},
		})
		t.Cleanup(func() { client.Close() })
		return redisstore.New(client, redisstore.WithPrefix(prefix))
	}
	for _, prefix := range []string{"", "wechatgo:", "shop:", "{shop}:"} {
		for _, node := range nodes {
			node.ConfigResetStat(ctx)
		}
		for range 4 { // instances
			s := newStore(prefix)
			for range 4 {
				if _, err := s.Time(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		asked := 0
		for _, node := range nodes {
			if strings.Contains(node.Info(ctx, "commandstats").Val(), "cmdstat_time:") {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("prefix %q: %d nodes were asked, want 1", prefix, asked)
		}
	}
}

// runAll runs each kind of operation and checks its effect.
func runAll(t *testing.T, s store.Store) {
	t.Helper()
	ctx := t.Context()
	if err := s.Set(ctx, "k", []byte("1"), time.Hour); err != nil {
		t.Fatal(err)
	}
	one, two := []byte("1"), []byte("2")
	for _, step := range []struct{ old, new []byte }{{one, two}, {two, nil}, {nil, nil}, {nil, one}} {
		if swapped, err := s.CompareAndSwap(ctx, "k", step.old, step.new, time.Hour); !swapped || err != nil {
			t.Fatalf("CompareAndSwap(%q, %q) = %t, %v", step.old, step.new, swapped, err)
		}
	}
	if got, err := s.Get(ctx, "k"); string(got) != "1" || err != nil {
		t.Fatalf("Get = %q, %v", got, err)
	}
	if at, err := s.(store.Clock).Time(ctx); at.IsZero() || err != nil {
		t.Fatalf("Time = %v, %v", at, err)
	}
}

func TestScriptIsLoadedAgain(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), connect(t, redistest.Start(t).Addr)
	s := redisstore.New(client)
	if err := s.Set(ctx, "k", []byte("1"), time.Hour); err != nil {
		t.Fatal(err)
	}
	sent := record(client)
	for _, step := range []struct {
		before func()
		want   []any
	}{
		{func() {}, []any{"evalsha", "eval"}},
		{func() {}, []any{"evalsha"}},
		{func() { client.ScriptFlush(ctx) }, []any{"evalsha", "eval"}},
		{func() {}, []any{"evalsha"}},
	} {
		step.before()
		sent.take()
		if swapped, err := s.CompareAndSwap(ctx, "k", []byte("1"), []byte("1"), time.Hour); !swapped || err != nil {
			t.Fatalf("CompareAndSwap = %t, %v", swapped, err)
		}
		var got []any
		for _, cmd := range sent.take() {
			got = append(got, cmd[0])
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("commands (-want +got)\n%s", diff)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	s := redisstore.New(connect(b, redistest.Start(b).Addr))
	_ = s.Set(b.Context(), "token", make([]byte, 136), time.Hour) // about an access_token's length
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Get(b.Context(), "token"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompareAndSwap(b *testing.B) {
	s := redisstore.New(connect(b, redistest.Start(b).Addr))
	one, two := []byte("1"), []byte("2")
	_ = s.Set(b.Context(), "k", one, time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if swapped, err := s.CompareAndSwap(b.Context(), "k", one, two, time.Hour); !swapped || err != nil {
			b.Fatal(swapped, err)
		}
		one, two = two, one
	}
}

func connect(t testing.TB, addr string) *redis.Client {
	client := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { client.Close() })
	return client
}
