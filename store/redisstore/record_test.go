package redisstore_test

import (
	"context"
	"slices"
	"sync"

	"github.com/redis/go-redis/v9"
)

// recorder is a hook that records the commands sent, except those with which go-redis opens a connection.
type recorder struct {
	mu   sync.Mutex
	cmds [][]any
}

func record(client redis.UniversalClient) *recorder {
	r := new(recorder)
	client.AddHook(r)
	return r
}

// take returns the commands sent since the last take.
func (r *recorder) take() [][]any {
	r.mu.Lock()
	defer r.mu.Unlock()
	cmds := r.cmds
	r.cmds = nil
	return cmds
}

func (*recorder) DialHook(next redis.DialHook) redis.DialHook { return next }

func (r *recorder) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if name := cmd.Name(); name != "hello" && name != "client" {
			r.mu.Lock()
			r.cmds = append(r.cmds, slices.Clone(cmd.Args()))
			r.mu.Unlock()
		}
		return next(ctx, cmd)
	}
}

func (*recorder) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
