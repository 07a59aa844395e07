package doctor_test

import (
	"slices"
	"strings"
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
		"full":           {args: []string{"--maxmemory", "1"}, want: []string{"warning redis.full", "error redis.write"}},
		"replica":        {args: []string{"--replicaof", "127.0.0.1", "1"}, want: []string{"error redis.replica"}},
		"password":       {setUp: "CONFIG SET requirepass hunter2", want: []string{"error redis.unreachable"}},
		"no right":       {setUp: "ACL SETUSER default -info", want: []string{"warning redis.rights"}},
		"no right to it": {setUp: "ACL SETUSER default -set", want: []string{"error redis.write"}},
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
